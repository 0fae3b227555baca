import { z } from 'zod'
import { Name } from '../name.ts'
import { Amount } from './values.ts'

const Scalar = z.union([z.string(), z.number(), z.boolean()])
const Level = z.enum(['fail', 'warn', 'info']).default('fail')

export const ColumnType = z.enum(['string', 'integer', 'number', 'boolean', 'date', 'timestamp'])
export type ColumnType = z.infer<typeof ColumnType>

/** What the values of one column must look like. */
export const ColumnRules = z.strictObject({
  type: ColumnType,
  description: z.string().optional(),
  required: z.boolean().default(true),
  nulls: z.strictObject({ max: Amount }).optional(),
  unique: z.boolean().default(false),
  'one-of': z.array(Scalar).min(1).optional(),
  min: z.union([z.number(), z.string()]).optional(),
  max: z.union([z.number(), z.string()]).optional(),
  pattern: z.string().optional(),
  level: Level,
})
export type ColumnRules = z.infer<typeof ColumnRules>

/** A rule on the whole table. */
export const TableCheck = z.strictObject({
  rows: z.strictObject({ min: z.int().min(0).optional(), max: z.int().min(0).optional() }),
  level: Level,
})
export type TableCheck = z.infer<typeof TableCheck>

/** `data/<name>/dataset.yaml`: the files of a dataset and what their rows must look like. */
export const Dataset = z.strictObject({
  dataset: Name,
  description: z.string().optional(),
  files: z
    .union([z.string(), z.array(z.string()).min(1)])
    .transform((files) => (typeof files === 'string' ? [files] : files)),
  format: z.enum(['csv', 'parquet']).optional(),
  key: z.array(z.string()).default([]),
  time: z.string().optional(),
  columns: z.record(z.string(), ColumnRules),
  nulls: z.strictObject({ max: Amount }).prefault({ max: '10%' }),
  checks: z.array(TableCheck).default([]),
})
export type Dataset = z.infer<typeof Dataset>
