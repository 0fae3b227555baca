import { effectiveRows } from '../../stats/weighed.ts'
import { meanOf } from '../mean-of-rows.ts'
import type { Figure } from '../metrics.ts'
import type { SliceRows } from '../slices.ts'
import type { Predictions } from '../tasks.ts'
import { type Cells, cellsOf, type FairnessMeasure, type Mean, type Rate } from './measures.ts'

/** Rows of one value of a protected attribute. */
export interface Group {
  /** `gender=female` */
  name: string
  rows: Uint32Array
}

/** A protected attribute and the groups that it divides the rows into. */
export interface Attribute {
  /** `gender`, `gender and age` */
  name: string
  groups: readonly Group[]
}

/** A group with fewer rows than this takes no part in a figure between groups, nor one with fewer rows that a rate is of. */
export const leastGroupRows = 30

/** The attributes that slices belong to, in their order; groups by name. */
export function attributesOf(slices: readonly SliceRows[]): Attribute[] {
  const found = new Map<string, Group[]>()
  for (const { by, name, rows } of slices) found.set(by, [...(found.get(by) ?? []), { name, rows }])
  return [...found].map(([name, groups]) => ({ name, groups }))
}

/** How many rows of a group lie in each cell, by `2 * truth + label`; with weights, the sum of those. */
export function countedCells(
  { truths, truth, label }: Cells,
  { rows }: Group,
  weights?: Float64Array,
): number[] {
  const counts = new Array<number>(2 * truths).fill(0)
  for (const row of rows) {
    const cell = 2 * (truth[row] as number) + (label[row] as number)
    counts[cell] = (counts[cell] as number) + (weights === undefined ? 1 : (weights[row] as number))
  }
  return counts
}

/** A rate or mean of one group. */
export interface GroupValue {
  name: string
  /** NaN where no row carries it. */
  value: number
  /** The rows that it is of. */
  rows: number
  /** Of rows with weights, how many of equal weight would say as much (Kish). */
  effective?: number
}

/** How many rows carry a group's value. */
export function carrying({ rows, effective = rows }: Pick<GroupValue, 'rows' | 'effective'>): number {
  return effective
}

/** A rate or mean of the groups that are large enough for it, and those that are not. */
export interface Part {
  name: string
  of: string
  judged: GroupValue[]
  small: GroupValue[]
}

/**
 * What a measure is made of. Groups come by name, so that neither their order nor that of the rows matters. What its rate
 * is goes by their weights, as in fairlearn with `sample_weight`, and whether it is large enough by their effective number.
 */
export function partsOf(
  measure: FairnessMeasure,
  {
    attribute: { groups },
    predictions,
    least,
  }: { attribute: Attribute; predictions: Predictions; least: number },
): Part[] {
  const { weights } = predictions
  const divided = (of: Rate | Mean, words: string, values: GroupValue[]): Part => ({
    name: of.name,
    of: words,
    judged: values.filter((value) => carrying(value) >= least),
    small: values.filter((value) => carrying(value) < least),
  })
  if (measure.kind === 'mean') {
    const { mean } = measure
    const values = mean.values(predictions)
    return [
      divided(
        mean,
        'rows',
        inOrder(groups).map(({ name, rows }) => ({
          name,
          value: meanOf(values, rows, weights),
          rows: rows.length,
          ...(weights && {
            effective: effectiveRows(Float64Array.from(rows, (row) => weights[row] as number)),
          }),
        })),
      ),
    ]
  }
  const cells = cellsOf(predictions)
  const squares = weights?.map((weight) => weight * weight)
  const counted = inOrder(groups).map((group) => ({
    name: group.name,
    cells: countedCells(cells, group),
    weighed: weights && countedCells(cells, group, weights),
    squared: squares && countedCells(cells, group, squares),
  }))
  return measure.rates.map((rate) =>
    divided(
      rate,
      rate.of,
      counted.map(({ name, cells, weighed = cells, squared }) => {
        const { count, rows: all } = rate.share(weighed)
        const effective = squared && kish(all, rate.share(squared).rows)
        return {
          name,
          value: count / all,
          rows: rate.share(cells).rows,
          ...(effective !== undefined && { effective }),
        }
      }),
    ),
  )
}

/** Kish's effective number of rows, from sums of weights and of their squares. */
export function kish(sum: number, squares: number): number {
  return squares > 0 ? (sum * sum) / squares : 0
}

/** Of some values the figure between them, part by part; the worst of the parts counts. */
export function between(by: FairnessMeasure['by'], parts: readonly (readonly number[])[]): Figure {
  let worst = by === 'difference' ? 0 : 1
  for (const values of parts) {
    const [low, high] = [Math.min(...values), Math.max(...values)]
    if (Number.isNaN(low) || Number.isNaN(high)) return { undefined: 'a group has no row that it is of' }
    if (by === 'difference') worst = Math.max(worst, high - low)
    else if (high === 0) return { undefined: 'it would be 0 / 0: the rate is 0 in every group' }
    else worst = Math.min(worst, low / high)
  }
  return { value: worst }
}

/** By name, in the order of code units. */
export function inOrder<T extends { name: string }>(groups: readonly T[]): T[] {
  return groups.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
