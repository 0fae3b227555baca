import { proportionOf, wilson } from '../stats/proportion.ts'
import { weighedMean } from '../stats/weighed.ts'
import type { Change } from './comparison.ts'
import { type Interval, weightedShare } from './interval.ts'
import type { Figure } from './metrics.ts'
import { resampleRows, still } from './oriented.ts'
import { lacksThreshold, rowsThatCount, thresholdOf } from './predictions.ts'
import { resampleWeightedMean, type Sampling } from './resample.ts'
import { changeOf, figureOf, type Predictions } from './tasks.ts'
import { endsOf } from './uncertainty.ts'

const level = 0.95
/** A regression says the same where its value moved by no more than this part of the target's standard deviation. */
const sameWithin = 0.01

/** What a model says of rows as they are, and of the same rows disturbed. */
export interface Disturbed {
  clean: Predictions
  disturbed: Predictions
}

/** The metric that a loss is told in, and which way it is better. */
export function mainMetric(predictions: Predictions): { name: string; better: 'higher' | 'lower' } {
  switch (predictions.task) {
    case 'binary-classification':
      return { name: predictions.labelsOnly ? 'accuracy' : 'roc_auc', better: 'higher' }
    case 'multiclass-classification':
      return { name: 'accuracy', better: 'higher' }
    case 'regression':
      return { name: 'rmse', better: 'lower' }
  }
}

/** 1 for each row of which the model says the same: the label, or nearly the value. */
export function agreements({ clean, disturbed }: Disturbed): Float64Array {
  if (clean.task === 'binary-classification' && disturbed.task === clean.task) {
    const threshold = thresholdOf(clean)
    return clean.score.map((score, row) =>
      score >= threshold === (disturbed.score[row] as number) >= threshold ? 1 : 0,
    )
  }
  if (clean.task === 'multiclass-classification' && disturbed.task === clean.task)
    return Float64Array.from(clean.labels, (label, row) => (label === disturbed.labels[row] ? 1 : 0))
  if (clean.task === 'regression' && disturbed.task === clean.task) {
    const mean = clean.y.reduce((sum, value) => sum + value, 0) / clean.y.length
    const squares = clean.y.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    const most = sameWithin * Math.sqrt(squares / clean.y.length)
    return clean.predicted.map((value, row) =>
      Math.abs(value - (disturbed.predicted[row] as number)) <= most ? 1 : 0,
    )
  }
  throw new Error('rows that were disturbed are predicted by another task')
}

/** The share of rows of which the model says the same, by their weights. */
export function agreement(of: Disturbed): Figure {
  const lacking = lackingOf(of)
  if (lacking) return lacking
  const same = agreements(of)
  return same.length === 0 ? { undefined: 'no rows' } : { value: meanOf(same, of.clean.weights) }
}

export function agreementInterval(of: Disturbed): Interval | null {
  if (lackingOf(of)) return null
  const same = agreements(of)
  const { weights } = of.clean
  if (same.length === 0) return null
  if (weights) return weightedShare(proportionOf(same, weights), level)
  return {
    ...wilson({ count: total(same), rows: same.length, level }),
    level,
    method: `Wilson, ${same.length} rows`,
  }
}

/** How far candidate - production of the agreement is known, on the same rows. */
export function agreementChange(
  { candidate, production }: { candidate: Disturbed; production: Disturbed },
  sampling: Sampling,
): Change {
  const lacking = lackingOf(candidate) ?? lackingOf(production)
  if (lacking) return lacking
  const [after, before] = [agreements(candidate), agreements(production)]
  const changes = after.map((value, row) => value - (before[row] as number))
  const { weights } = candidate.clean
  const estimate = meanOf(changes, weights)
  const known = weights
    ? resampleWeightedMean(changes, { weights, sampling })
    : resampleRows(changes, sampling)
  return still(known, 1)
    ? {
        known: {
          kind: 'unmoved',
          rows: rowsThatCount(candidate.clean),
          estimate,
          method: 'Clopper-Pearson, as no row moved',
        },
      }
    : { known: { ...known, estimate } }
}

/** How much worse the main metric is on disturbed rows. */
export function drop({ clean, disturbed }: Disturbed): Figure {
  const { name, better } = mainMetric(clean)
  const [before, after] = [figureOf(name, clean), figureOf(name, disturbed)]
  if ('undefined' in before) return before
  if ('undefined' in after) return after
  return { value: better === 'higher' ? before.value - after.value : after.value - before.value }
}

/** Its interval, paired: the same rows as they are and disturbed are two models' to compare. */
export function dropInterval({ clean, disturbed }: Disturbed, sampling: Sampling): Interval | null {
  const { name, better } = mainMetric(clean)
  const pair =
    better === 'higher'
      ? { candidate: clean, production: disturbed }
      : { candidate: disturbed, production: clean }
  const figures = { candidate: figureOf(name, pair.candidate), production: figureOf(name, pair.production) }
  const change = changeOf(name, { pair, figures, sampling })
  if ('undefined' in change) return null
  return { ...endsOf(change.known, level), level, method: change.known.method }
}

function lackingOf({ clean }: Disturbed) {
  return clean.task === 'binary-classification' ? lacksThreshold(clean) : undefined
}

function meanOf(values: Float64Array, weights: Float64Array | undefined): number {
  return weights ? weighedMean(values).value(weights) : total(values) / values.length
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}
