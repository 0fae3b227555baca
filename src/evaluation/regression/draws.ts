import { weighedMedian } from '../../stats/median.ts'
import type { Weighed } from '../../stats/weighed.ts'
import { absoluteErrors, type RegressionMetric } from './metrics.ts'
import type { RegressionPredictions } from './predictions.ts'

export const anywhere = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }

export function weighedOf(
  metric: Extract<RegressionMetric, { kind: 'weighed' | 'median' }>,
  predictions: RegressionPredictions,
): Weighed {
  return metric.kind === 'weighed' ? metric.weigh(predictions) : weighedMedian(absoluteErrors(predictions))
}

/** By their values, so that the order in which rows come does not change a draw. */
export function rowsInOrder(...columns: readonly [Float64Array, ...Float64Array[]]): Uint32Array {
  return Uint32Array.from(columns[0].keys()).sort((p, q) => {
    for (const column of columns) {
      const apart = (column[p] as number) - (column[q] as number)
      if (apart !== 0) return apart
    }
    return 0
  })
}
