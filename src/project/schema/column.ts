import { z } from 'zod'

export const Level = z
  .enum(['fail', 'warn', 'info'])
  .default('fail')
  .describe('What a violation leads to: fail, warn, or info to report it only.')

export const ColumnType = z.enum(['string', 'integer', 'number', 'boolean', 'date', 'timestamp'])
export type ColumnType = z.infer<typeof ColumnType>

/** Names of columns come from files, so they may hold nearly anything. */
export const ColumnName = z
  .string()
  .min(1, 'expected the name of a column')
  .max(256, 'expected a column name of at most 256 characters')
  // Pawl's own columns hold U+001F, SQL cannot hold NUL, and half a character is none.
  .refine(
    (name) => !name.includes('\0') && !name.includes('\u001f') && !/\p{Surrogate}/u.test(name),
    'expected a column name without NUL, U+001F and broken characters',
  )
  .meta({ title: 'column' })

export const Where = z
  .string()
  .min(1)
  .max(1000)
  .optional()
  .describe('An SQL expression over the columns of a row; only rows for which it is true are looked at.')
export const Owner = z.string().min(1).max(100).optional().describe('Who to ask about it.')
