import type { RegressionMetric as RegressionMetricName } from '../../project/metrics.ts'
import { weighedDetermination, weighedRootMeanSquare } from '../../stats/residuals.ts'
import type { Weighed } from '../../stats/weighed.ts'
import type { RegressionPredictions } from './predictions.ts'

/** What a metric is made of decides how its interval is found. */
export type RegressionMetric = {
  /** Why there is no figure, in counts, given that there is a row. */
  reason?: (predictions: RegressionPredictions) => string | undefined
  /** Where the figure can lie. */
  range: { low: number; high: number }
} & (
  | { kind: 'mean'; loss(target: number, predicted: number): number }
  /** Anything that can be computed again from how often each row counts. */
  | {
      kind: 'weighed'
      weigh(predictions: RegressionPredictions): Weighed
      /** Draws lie to one side of the figure where targets have a long tail: those of one model are mirrored. */
      leans: boolean
    }
  | { kind: 'median' }
  | { kind: 'maximum' }
)

const positive = { low: 0, high: Number.POSITIVE_INFINITY }
const upToOne = { low: Number.NEGATIVE_INFINITY, high: 1 }

/**
 * Every metric of a numeric target by its name, defined as in scikit-learn; what that fills in for is undefined here. Rows
 * with weights count as with its `sample_weight`, for smape and bias too; a maximum is that of all rows, as there.
 */
export const regressionMetrics: ReadonlyMap<string, RegressionMetric> = new Map(
  Object.entries({
    mae: mean((target, predicted) => Math.abs(predicted - target)),
    rmse: { kind: 'weighed', range: positive, leans: false, weigh: weighedRootMeanSquare },
    mse: mean((target, predicted) => (predicted - target) ** 2),
    r2: {
      kind: 'weighed',
      range: upToOne,
      leans: true,
      reason: ofConstant,
      weigh: (predictions) => weighedDetermination(predictions, false),
    },
    mape: {
      ...mean((target, predicted) => Math.abs((predicted - target) / target)),
      reason: ofZeroTarget,
    },
    smape: mean(symmetric),
    medae: { kind: 'median', range: positive },
    max_error: { kind: 'maximum', range: positive },
    'pinball_0.1': pinball(0.1),
    'pinball_0.5': pinball(0.5),
    'pinball_0.9': pinball(0.9),
    explained_variance: {
      kind: 'weighed',
      range: upToOne,
      leans: true,
      reason: ofConstant,
      weigh: (predictions) => weighedDetermination(predictions, true),
    },
    bias: {
      ...mean((target, predicted) => predicted - target),
      range: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
    },
  } satisfies Record<RegressionMetricName, RegressionMetric>),
)

export function lossesOf(
  { loss }: Extract<RegressionMetric, { kind: 'mean' }>,
  { y, predicted }: RegressionPredictions,
): Float64Array {
  return y.map((target, row) => loss(target, predicted[row] as number))
}

export function absoluteErrors({ y, predicted }: RegressionPredictions): Float64Array {
  return y.map((target, row) => Math.abs((predicted[row] as number) - target))
}

function mean(loss: (target: number, predicted: number) => number) {
  return { kind: 'mean', range: positive, loss } as const
}

/** The loss that the quantile at this level makes least: too low costs the level, too high the rest of it. */
function pinball(level: number) {
  return mean((target, predicted) =>
    target >= predicted ? level * (target - predicted) : (1 - level) * (predicted - target),
  )
}

/** From 0 to 2; a row whose target and prediction are both 0 is right. */
function symmetric(target: number, predicted: number): number {
  const size = Math.abs(target) + Math.abs(predicted)
  return size === 0 ? 0 : (2 * Math.abs(predicted - target)) / size
}

function ofConstant({ y }: RegressionPredictions): string | undefined {
  if (y.length === 1) return 'there is one row only'
  return y.every((target) => target === y[0]) ? 'all rows have the same target' : undefined
}

function ofZeroTarget({ y }: RegressionPredictions): string | undefined {
  const zeros = y.filter((target) => target === 0).length
  return zeros > 0 ? `the target is 0 in ${zeros} of ${y.length} rows` : undefined
}
