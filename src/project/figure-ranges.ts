import type { Measure } from './measures.ts'
import type { GateRule } from './schema/gates.ts'
import type { Task } from './task.ts'

type Range = readonly [low: number, high: number]

const share: Range = [0, 1]
const correlation: Range = [-1, 1]
const atLeastZero: Range = [0, Number.POSITIVE_INFINITY]
const atMostOne: Range = [Number.NEGATIVE_INFINITY, 1]

/** Names of figures by the values that they can have; a name matches as a whole. */
const known: readonly [RegExp, Range][] = [
  [/^(.*\.)?(balanced_)?accuracy$|^top_\d+_accuracy$/, share],
  [/^(.*\.)?(precision|recall|f1|fbeta|roc_auc)(_[a-z0-9._]+)?$/, share],
  [/^(.*\.)?(specificity|average_precision|ks|ece)$/, share],
  [/^(.*\.)?(matthews_corrcoef|cohen_kappa)$/, correlation],
  [/^(log_loss|mae|mse|rmse|mape|medae|max_error|pinball_.+)$/, atLeastZero],
  [/^smape$/, [0, 2]],
  [/^(r2|explained_variance)$/, atMostOne],
  [
    /^(demographic_parity|equal_opportunity|equalized_odds|predictive_parity|accuracy)_(difference|ratio)$/,
    share,
  ],
  [/^calibration_difference$/, [0, 2]],
  [/^(mean_error|mae)_difference$/, atLeastZero],
  [/^robustness\..+_agreement$/, share],
  [/^prediction\.(positive_rate|ks)$/, share],
  [/^prediction\.psi$/, atLeastZero],
  [/^importance\.correlation$/, correlation],
]

/** The least and the greatest value that a figure of Pawl's can have; undefined where that is not known, as of a user's own. */
function rangeOf({ metric }: Measure, task: Task): Range | undefined {
  if (metric === 'brier') return task === 'multiclass-classification' ? [0, 2] : share
  return known.find(([name]) => name.test(metric))?.[1]
}

/**
 * Why a rule can never be missed by a figure that is defined, such as a drop of at most 5 of what lies between 0 and 1, by
 * whoever meant 5 %; undefined where it can be. A limit at the very end of the range is meant: it asks for a figure, whichever.
 */
export function vacuous(
  rule: GateRule,
  { measure, task, isOwn }: { measure: Measure; task: Task; isOwn: boolean },
): string | undefined {
  const range = isOwn ? undefined : rangeOf(measure, task)
  if (range === undefined) return undefined
  const [low, high] = range
  const { min, max, equal, between } = rule
  const asked =
    between ??
    (equal && [equal.to - equal.within, equal.to + equal.within]) ??
    (min === undefined && max === undefined
      ? undefined
      : [min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY])
  if (asked && isBeyond(asked as unknown as Range, [low, high]))
    return `${measure.metric} is ${rangeText(range)} whatever the model says`
  const loss = rule['max-drop'] ?? rule['max-rise']
  if (loss === undefined) return undefined
  if ('absolute' in loss)
    return loss.absolute > high - low
      ? `${measure.metric} is ${rangeText(range)}, so it cannot lose more`
      : undefined
  // What is never below 0 can at most fall to it; what rises may do so by any percentage.
  return rule['max-drop'] && low >= 0 && loss.relative > 1
    ? `${measure.metric} is never below 0, so it cannot fall by more`
    : undefined
}

/** Whether all values are within limits, of which one is written beyond them. */
function isBeyond([least, most]: Range, [low, high]: Range): boolean {
  const written = (Number.isFinite(least) && least < low) || (Number.isFinite(most) && most > high)
  return written && least <= low && most >= high
}

function rangeText([low, high]: Range): string {
  if (!Number.isFinite(high)) return `at least ${low}`
  return Number.isFinite(low) ? `between ${low} and ${high}` : `at most ${high}`
}
