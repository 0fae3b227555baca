import { z } from 'zod'
import { Name } from '../name.ts'
import { ColumnName, Level, Owner, Where } from './column.ts'
import { Duration, Percentage, Share } from './values.ts'

/** Of which figure a check speaks. */
export const FigureName = z.enum(['rows', 'nulls', 'distinct', 'min', 'max', 'mean', 'stdev', 'sum'])
export type FigureName = z.infer<typeof FigureName>

const figureOfColumn = {
  figure: FigureName.default('rows').describe('Rows of the dataset, or a figure of a column.'),
  column: ColumnName.optional().describe('The column, for every figure but rows.'),
}

/** A rule on the whole table: exactly one of `rows`, `row`, `columns`, `fresh`, `sql`, `same`, `score` and `anomaly`. */
export const TableCheck = z.strictObject({
  name: z.string().min(1).max(200).optional().describe('What reports call the check.'),
  description: z.string().max(2000).optional().describe('Why it is checked, for people.'),
  owner: Owner,
  rows: z
    .strictObject({
      min: z.int().min(0).optional().describe('The fewest rows allowed.'),
      max: z.int().min(0).optional().describe('The most rows allowed.'),
      'max-change': Percentage.optional().describe(
        'How far the number of rows may move from that of the last recorded version of the data.',
      ),
    })
    .optional()
    .describe('How many rows the dataset must have.'),
  row: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'An SQL expression over the columns of a row that must be true; rows where it is neither true nor false, because a value is missing, do not count.',
    ),
  columns: z
    .strictObject({
      extra: z
        .enum(['allow', 'refuse'])
        .default('allow')
        .describe('Whether the files may have columns that are not declared.'),
      order: z
        .enum(['any', 'declared'])
        .default('any')
        .describe('Whether the declared columns must come in the order of dataset.yaml.'),
    })
    .optional()
    .describe('Which columns the files may have beside the declared ones, and in which order.'),
  fresh: z
    .strictObject({
      column: ColumnName.describe('A date or timestamp column.'),
      within: Duration.describe('The newest row is at most this old; a date counts until its end (UTC).'),
    })
    .optional()
    .describe('How old the newest row may be. A time in the future is a violation too, and not the newest.'),
  sql: z
    .string()
    .min(1)
    .max(20_000)
    .optional()
    .describe(
      'One SELECT whose rows are violations; the table has the name of the dataset and its declared columns. It can read nothing else.',
    ),
  timeout: Duration.optional().describe('When `sql` is stopped; after 1m if not given.'),
  same: z
    .strictObject({
      ...figureOfColumn,
      dataset: Name.describe('The dataset to compare with.'),
      as: ColumnName.optional().describe('The column of that dataset; the same name if not given.'),
      tolerance: Percentage.default(0).describe('How far the figure may be from that of the other dataset.'),
    })
    .optional()
    .describe('A figure that must equal that of another dataset.'),
  score: z
    .strictObject({
      completeness: Share.optional().describe(
        'The smallest share of cells of declared columns with a value.',
      ),
      consistency: Share.optional().describe(
        'The smallest share of what the rules on rows and single values look at that meets them.',
      ),
    })
    .optional()
    .describe('Quality of the dataset as a whole.'),
  anomaly: z
    .strictObject({
      ...figureOfColumn,
      z: z
        .number()
        .positive()
        .default(3.5)
        .describe('From which robust z-score on a figure counts as unusual.'),
    })
    .optional()
    .describe(
      'A figure that must not be unusual among those of the recorded versions (pawl validate --record); takes seven of them.',
    ),
  where: Where,
  share: z
    .strictObject({ min: Share.describe('At least this share of the rows that `row` can be told of.') })
    .optional()
    .describe('How many of the rows must meet `row`; all if not given.'),
  level: Level,
})
export type TableCheck = z.infer<typeof TableCheck>
