import { normalQuantile } from '../../stats/normal.ts'
import { type Ends, weightedWilson, wilson } from '../../stats/proportion.ts'
import { effectiveRows } from '../../stats/weighed.ts'
import { meanOf, varianceOfMean } from '../mean-of-rows.ts'
import { lacksThreshold } from '../predictions.ts'
import { type Predictions, unusable } from '../tasks.ts'
import { type Attribute, countedCells, kish } from './groups.ts'
import { cellsOf, groupRates } from './measures.ts'

/** A rate or mean of one group, of one model. */
export interface GroupFigure {
  /** The rows that it is of. */
  rows: number
  /** Of rows with weights, how many of equal weight would say as much (Kish). */
  effective?: number
  /** Too few to take part in a figure between groups. */
  small: boolean
  /** null where there is no row that it is of. */
  value: number | null
  /** 95 % interval: of a share Wilson's, for the effective rows where rows have weights; of a mean that of the normal law. */
  interval: Ends | null
}

/** What a model does on each group, in the order of the groups: figures by name. Nothing of a model that cannot be judged. */
export function groupFigures(
  predictions: Predictions,
  { attribute: { groups }, least }: { attribute: Attribute; least: number },
): Map<string, GroupFigure>[] {
  if (unusable(predictions) !== undefined) return groups.map(() => new Map())
  const { rates, means } = groupRates[predictions.task]
  if (predictions.task === 'binary-classification' && lacksThreshold(predictions))
    return groups.map(() => new Map())
  const { weights } = predictions
  const squares = weights?.map((weight) => weight * weight)
  const cells = rates.length > 0 ? cellsOf(predictions) : undefined
  const valued = means.map((mean) => ({ name: mean.name, values: mean.values(predictions) }))
  return groups.map((group) => {
    const counts = cells && countedCells(cells, group)
    const weighed = cells && weights && countedCells(cells, group, weights)
    const squared = cells && squares && countedCells(cells, group, squares)
    return new Map<string, GroupFigure>([
      ...rates.map(({ name, share }): [string, GroupFigure] => {
        const { count, rows } = share(counts ?? [])
        const small = rows < least
        if (rows === 0) return [name, { rows, small, value: null, interval: null }]
        if (weighed && squared) {
          const proportion = { ...share(weighed), squares: share(squared) }
          const { low, high } = weightedWilson(proportion, 0.95)
          const effective = kish(proportion.rows, proportion.squares.rows)
          const small = effective < least
          return [
            name,
            {
              rows,
              effective: tenths(effective),
              small,
              value: proportion.count / proportion.rows,
              interval: { low, high },
            },
          ]
        }
        return [name, { rows, small, value: count / rows, interval: wilson({ count, rows, level: 0.95 }) }]
      }),
      ...valued.map(({ name, values }): [string, GroupFigure] => [
        name,
        meanFigure(values, group.rows, { least, weights }),
      ]),
    ])
  })
}

function meanFigure(
  values: Float64Array,
  at: Uint32Array,
  { least, weights }: { least: number; weights: Float64Array | undefined },
): GroupFigure {
  const rows = at.length
  const effective = weights && effectiveRows(Float64Array.from(at, (row) => weights[row] as number))
  const small = (effective ?? rows) < least
  const size = { rows, ...(effective !== undefined && { effective: tenths(effective) }), small }
  if (rows === 0) return { ...size, value: null, interval: null }
  const mean = meanOf(values, at, weights)
  if (rows < 2) return { ...size, value: mean, interval: null }
  const error = Math.sqrt(varianceOfMean(values, at, { mean, weights }))
  const half = -normalQuantile(0.025) * error
  return { ...size, value: mean, interval: { low: mean - half, high: mean + half } }
}

function tenths(value: number): number {
  return Number(value.toFixed(1))
}
