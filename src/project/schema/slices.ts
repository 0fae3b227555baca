import { z } from 'zod'
import { ColumnName } from './column.ts'

const byColumns = [
  ColumnName,
  z.array(ColumnName).length(2, 'expected two columns such as [contract, gender]'),
  z.strictObject({
    column: ColumnName.describe('A column of numbers, dates or timestamps.'),
    bins: z
      .array(z.number())
      .min(1)
      .max(20)
      .describe(
        'Where one ends and the next begins, in rising order: [12, 24] makes three. Dates are days, timestamps seconds since 1970.',
      ),
  }),
] as const

/** What divides rows into groups that a model must treat alike. */
export const Protected = z.union(byColumns, {
  error: 'expected a column, two columns such as [gender, age_group], or {column: age, bins: [25, 65]}',
})
export type Protected = z.infer<typeof Protected>

/** Rows of one kind that a model is judged on of their own. */
export const Slice = z.union(
  [
    ...byColumns,
    z.strictObject({
      name: z.string().min(1).max(60).describe('What the slice is called in reports.'),
      where: z
        .string()
        .min(1)
        .max(2000)
        .describe('An SQL expression over the columns that is true for its rows.'),
    }),
  ],
  {
    error:
      'expected a column, two columns such as [contract, gender], {column: tenure, bins: [12, 24]}, or {name: new, where: tenure < 6}',
  },
)
export type Slice = z.infer<typeof Slice>

const segmentSearch = z.strictObject({
  columns: z
    .array(ColumnName)
    .min(1)
    .optional()
    .describe('The features that segments may be told by; all of them if not given.'),
  depth: z.int().min(1).max(4).default(2).describe('How many conditions may tell a segment.'),
  'min-rows': z
    .int()
    .min(10)
    .default(50)
    .describe('The fewest rows of a segment, in either half of the held-out rows.'),
})

/** How rows are searched for on which the model does worse; undefined where they are not. */
export const WeakSegments = z
  .union([z.boolean(), segmentSearch], { error: 'expected true, or {depth: 2, min-rows: 50}' })
  .transform((written) =>
    typeof written === 'boolean' ? (written ? segmentSearch.parse({}) : undefined) : written,
  )
export type WeakSegments = NonNullable<z.infer<typeof WeakSegments>>
