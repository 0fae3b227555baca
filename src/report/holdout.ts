import type { Report } from '../gates/report.ts'
import { count, counted, figure, percent } from './figures.ts'
import { judgedRows } from './operating.ts'
import { visible } from './visible.ts'

/** More classes than this are counted only. */
const named = 8

/** `1,409 held-out rows`, `1,409 held-out rows, weighted by survey_weight (930.5 effective rows)`: what all figures are of. */
export function judgedRowsWords({ data, operating }: Pick<Report, 'data' | 'operating'>): string {
  const { holdout } = data
  const rows = counted(judgedRows({ data, operating }), 'held-out row')
  return holdout.weights ? `${rows}, ${weightsWords(holdout.weights)}` : rows
}

function weightsWords({ column, effective }: NonNullable<Report['data']['holdout']['weights']>): string {
  return `weighted by ${visible(column, 60)} (${figure(effective)} effective rows)`
}

/** A cell of a confusion matrix: rows, or what they weigh. */
export function weightText(value: number): string {
  return Number.isInteger(value) ? count(value) : figure(value)
}

/** `1,409 rows, 367 positive (26 %), 0 earlier ones altered, 12 new`. Names of classes and columns are hostile text. */
export function holdoutWords({
  rows,
  positives,
  classes,
  altered,
  added = 0,
  weights,
}: Report['data']['holdout']): string {
  const parts = [
    counted(rows, 'row'),
    ...(weights ? [weightsWords(weights), `${count(weights.zero)} of weight 0 left out`] : []),
    ...(positives === undefined
      ? []
      : [`${count(positives)} positive (${percent(rows === 0 ? null : positives / rows)})`]),
    ...(classes === undefined
      ? []
      : [
          `${classes.length} classes (${classes
            .slice(0, named)
            .map((one) => `${one.name}: ${count(one.rows)}`)
            .join(', ')}${classes.length > named ? ', …' : ''})`,
        ]),
    `${count(altered)} earlier ones altered`,
    `${count(added)} new`,
  ]
  return parts.join(', ')
}
