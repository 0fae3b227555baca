import { UserError } from '../project/problem.ts'
import { columnRules } from '../project/schema/dataset.ts'
import { type Database, identifier } from './database.ts'
import type { OpenDataset } from './open.ts'
import { lacks } from './training-rows.ts'

/**
 * Throws a `UserError` unless every one of some rows has a weight: a finite number that is not negative, above 0 in at least
 * one of them. Says how many rows have the weight 0.
 */
export async function requireWeights(
  database: Database,
  open: OpenDataset,
  { column, where }: { column: string /** SQL: which rows. */; where: string },
): Promise<{ zero: number }> {
  const name = open.dataset.config.dataset
  if (!open.present.includes(column))
    throw new UserError({
      message: `the files of ${name} lack ${column}, which rows are weighted by`,
      hint: 'add the column, or take weight out of evaluate',
    })
  const type = columnRules(open.dataset.config, column)?.type ?? 'string'
  if (type !== 'integer' && type !== 'number')
    throw new UserError({
      message: `${column} of ${name} is of type ${type}, and rows are weighted by it`,
      hint: 'its type has to be integer or number',
    })
  const weight = `${identifier(column)}::DOUBLE`
  const found = await database.row(
    `SELECT count(*) AS rows, count(*) FILTER (WHERE ${lacks(column)}) AS missing, count(*) FILTER (WHERE NOT ${lacks(column)} AND ${weight} < 0) AS negative, count(*) FILTER (WHERE ${weight} = 0) AS zero, sum(${weight}) AS total FROM ${open.relation} WHERE ${where}`,
  )
  const [rows, missing, negative, zero] = [found.rows, found.missing, found.negative, found.zero].map(
    Number,
  ) as [number, number, number, number]
  const faults = [
    ...(missing > 0 ? [`${missing} have none that is a finite number`] : []),
    ...(negative > 0 ? [`${negative} have a negative one`] : []),
  ]
  if (faults.length > 0)
    throw new UserError({
      message: `${missing + negative} of ${rows} held-out rows of ${name} have no usable weight in ${column}: ${faults.join(', ')}`,
      hint: 'give every held-out row a finite weight that is not negative; a row of weight 0 takes no part',
    })
  if (rows > 0 && zero === rows)
    throw new UserError({
      message: `all ${rows} held-out rows of ${name} have the weight 0 in ${column}, so there is nothing to judge on`,
      hint: 'give the rows that count a weight above 0',
    })
  if (rows > 0 && !Number.isFinite(Number(found.total)))
    throw new UserError({
      message: `the weights in ${column} of ${name} add up to more than a number can hold`,
      hint: 'make them smaller: only their proportions matter',
    })
  return { zero }
}
