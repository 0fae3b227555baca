import { normalQuantile } from '../../stats/normal.ts'
import { type Ends, wilson } from '../../stats/proportion.ts'
import { lacksThreshold } from '../predictions.ts'
import { type Predictions, unusable } from '../tasks.ts'
import { type Attribute, countedCells, meanOf } from './groups.ts'
import { cellsOf, groupRates } from './measures.ts'

/** A rate or mean of one group, of one model. */
export interface GroupFigure {
  /** The rows that it is of. */
  rows: number
  /** Too few to take part in a figure between groups. */
  small: boolean
  /** null where there is no row that it is of. */
  value: number | null
  /** 95 % interval: of a share Wilson's, of a mean that of the normal law. */
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
  const cells = rates.length > 0 ? cellsOf(predictions) : undefined
  const valued = means.map((mean) => ({ name: mean.name, values: mean.values(predictions) }))
  return groups.map((group) => {
    const counts = cells && countedCells(cells, group)
    return new Map<string, GroupFigure>([
      ...rates.map(({ name, share }): [string, GroupFigure] => {
        const { count, rows } = share(counts ?? [])
        const known = rows > 0
        return [
          name,
          {
            rows,
            small: rows < least,
            value: known ? count / rows : null,
            interval: known ? wilson({ count, rows, level: 0.95 }) : null,
          },
        ]
      }),
      ...valued.map(({ name, values }): [string, GroupFigure] => [
        name,
        meanFigure(values, group.rows, least),
      ]),
    ])
  })
}

function meanFigure(values: Float64Array, at: Uint32Array, least: number): GroupFigure {
  const rows = at.length
  const small = rows < least
  if (rows === 0) return { rows, small, value: null, interval: null }
  const mean = meanOf(values, at)
  if (rows < 2) return { rows, small, value: mean, interval: null }
  const squares = Float64Array.from(at, (row) => ((values[row] as number) - mean) ** 2).sort()
  const error = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (rows - 1) / rows)
  const half = -normalQuantile(0.025) * error
  return { rows, small, value: mean, interval: { low: mean - half, high: mean + half } }
}
