import { UserError } from '../project/problem.ts'
import { columnRules } from '../project/schema/dataset.ts'
import type { Protected, Slice } from '../project/schema/slices.ts'
import { canonicalCell, numericCell } from './cell.ts'
import { doubleLiteral, identifier, literal } from './database.ts'
import { badName, type OpenDataset } from './open.ts'
import { conditionHint, readExpressions } from './row-expression.ts'

/** A way to slice rows: SQL for the name of the slice that a row is in, null for none. */
export interface Mark {
  /** What it slices by: `contract`, `contract and gender`, or the name of a slice of its own. */
  name: string
  sql: string
  /** What it is told by. */
  columns: readonly string[]
  /** Slices that are there by the policy's word, whether any row is in them or not. */
  named: readonly string[]
}

/** Longer values are cut: names of slices are read by people. */
const longestValue = 60

/**
 * The ways to slice the rows of a dataset. A missing value is a slice too. Throws a `UserError` for a column that the files
 * lack and for an expression that is not known to be harmless. `file` is the model's, for messages.
 */
export async function marksOf(
  open: OpenDataset,
  { slices, file }: { slices: readonly (Slice | Protected)[]; file: string },
): Promise<Mark[]> {
  const texts = slices.flatMap((slice, index): [string, string][] =>
    typeof slice === 'object' && 'where' in slice ? [[`evaluate.slices.${index}`, slice.where]] : [],
  )
  const expressions = await readExpressions(open.dataset.config, {
    texts: new Map(texts),
    told: (path) => ({
      called: path.replace(/\.(\d+)$/, '[$1]'),
      place: { file },
      hint: conditionHint('where'),
    }),
  })
  return slices.map((slice, index) => {
    if (typeof slice === 'string')
      return { name: slice, sql: labelOf(open, slice), columns: [slice], named: [] }
    if (Array.isArray(slice))
      return {
        name: slice.join(' and '),
        sql: slice.map((column) => labelOf(open, column)).join(" || ' and ' || "),
        columns: slice,
        named: [],
      }
    if ('bins' in slice)
      return {
        name: slice.column,
        sql: binOf(open, slice),
        columns: [slice.column],
        named: binNames(slice),
      }
    const expression = expressions.get(`evaluate.slices.${index}`)
    if (!expression) throw new Error(`the expression of slice ${slice.name} was not read`)
    for (const column of expression.columns) mustBePresent(open, column)
    const usable = expression.columns.map((column) => `NOT ${identifier(badName(column))} AND `)
    return {
      name: slice.name,
      sql: `CASE WHEN ${usable.join('')}(${expression.sql}) THEN ${literal(slice.name)} END`,
      columns: expression.columns,
      named: [slice.name],
    }
  })
}

function labelOf(open: OpenDataset, column: string): string {
  mustBePresent(open, column)
  const cell = `left(${canonicalCell(identifier(column))}, ${longestValue})`
  return `coalesce(${literal(`${column}=`)} || CASE WHEN NOT ${identifier(badName(column))} THEN ${cell} END, ${literal(`${column} is missing`)})`
}

function binOf(open: OpenDataset, { column, bins }: { column: string; bins: readonly number[] }): string {
  mustBePresent(open, column)
  const type = columnRules(open.dataset.config, column)?.type ?? 'number'
  const cell = numericCell(identifier(column), type)
  const names = binNames({ column, bins })
  const cases = bins.map(
    (edge, index) => `WHEN ${cell} < ${doubleLiteral(edge)} THEN ${literal(names[index] as string)}`,
  )
  return `CASE WHEN ${identifier(badName(column))} OR ${identifier(column)} IS NULL THEN ${literal(`${column} is missing`)} ${cases.join(' ')} ELSE ${literal(names.at(-1) as string)} END`
}

/** `tenure below 12`, `tenure 12 to 24`, `tenure 24 and above` */
function binNames({ column, bins }: { column: string; bins: readonly number[] }): string[] {
  return [
    `${column} below ${bins[0]}`,
    ...bins.slice(1).map((edge, index) => `${column} ${bins[index]} to ${edge}`),
    `${column} ${bins.at(-1)} and above`,
  ]
}

function mustBePresent({ present, dataset }: OpenDataset, column: string): void {
  if (present.includes(column)) return
  throw new UserError(`the files of ${dataset.config.dataset} lack ${column}, which the model is judged by`)
}
