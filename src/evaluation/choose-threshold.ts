import type { ThresholdRule } from '../project/schema/thresholds.ts'
import { binaryMetrics, type Figure } from './metrics.ts'
import { type Confusion, classCounts, type Predictions, type Threshold, unusable } from './predictions.ts'

/**
 * The threshold that a rule chooses from a model's scores of some rows: one of the scores, or 1 where all lie below. A row is
 * positive from its threshold on, so nothing between two scores says anything else. Of thresholds that a rule finds equally
 * good, the highest. Rows that have weights count by them. A rule that none meets says why: there is nothing that stands for a threshold then.
 */
export function chooseThreshold(
  rule: ThresholdRule,
  predictions: Pick<Predictions, 'y' | 'score' | 'labelsOnly' | 'weights'>,
): Threshold {
  const { y, labelsOnly } = predictions
  if (labelsOnly)
    return { undefined: 'no threshold can be chosen, because the model gives labels and no scores' }
  const reason = unusable({ ...predictions, threshold: 0 })
  if (reason !== undefined) return { undefined: `no threshold can be chosen: ${reason}` }
  const { positives, negatives } = classCounts(y)
  if (positives === 0 || negatives === 0)
    return {
      undefined: `no threshold can be chosen on ${y.length} rows of which none is ${positives === 0 ? 'positive' : 'negative'}`,
    }
  return chosen(rule, cutsOf(predictions))
}

/** What labels would be from one threshold on. */
interface Cut {
  threshold: number
  confusion: Confusion
}

/** Every threshold that makes a difference, from high to low. */
function cutsOf({ y, score, weights }: Pick<Predictions, 'y' | 'score' | 'weights'>): Cut[] {
  const weight = (row: number): number => weights?.[row] ?? 1
  let [positives, negatives] = [0, 0]
  for (const [row, label] of y.entries()) {
    if (label === 1) positives += weight(row)
    else negatives += weight(row)
  }
  const rows = Uint32Array.from(score.keys()).sort((a, b) => (score[b] as number) - (score[a] as number))
  const cuts: Cut[] = []
  let [tp, fp] = [0, 0]
  const cut = (threshold: number) =>
    cuts.push({ threshold, confusion: { tp, fp, fn: rest(positives, tp), tn: rest(negatives, fp) } })
  if ((score[rows[0] as number] as number) < 1) cut(1)
  for (const [at, row] of rows.entries()) {
    if (y[row] === 1) tp += weight(row)
    else fp += weight(row)
    const value = score[row] as number
    const next = rows[at + 1]
    if (next === undefined || score[next] !== value) cut(value)
  }
  return cuts
}

/** What is left of a sum of weights; a cell without rows is 0, whatever rounding leaves. */
function rest(whole: number, part: number): number {
  const left = whole - part
  return left > rounding * whole ? left : 0
}

function chosen({ maximise, precision, recall, cost }: ThresholdRule, cuts: readonly Cut[]): Threshold {
  if (precision !== undefined)
    return (
      lowest(cuts, ({ tp, fp }) => tp + fp > 0 && tp / (tp + fp) >= precision - rounding) ?? {
        undefined: `no threshold reaches a precision of ${precision}`,
      }
    )
  if (recall !== undefined)
    return (
      cuts.find(({ confusion: { tp, fn } }) => tp / (tp + fn) >= recall - rounding)?.threshold ?? {
        undefined: `no threshold reaches a recall of ${recall}`,
      }
    )
  if (cost !== undefined)
    return best(cuts, ({ fp, fn }) => ({
      value: -(cost['false-positive'] * fp + cost['false-negative'] * fn),
    })) as number
  if (maximise === undefined) throw new Error('a rule without a choice was loaded')
  const figure = maximise === 'youden_j' ? youden : metric(maximise)
  return best(cuts, figure) ?? { undefined: `no threshold has a ${maximise}: all scores are the same` }
}

function lowest(cuts: readonly Cut[], meets: (confusion: Confusion) => boolean): number | undefined {
  return cuts.findLast(({ confusion }) => meets(confusion))?.threshold
}

/** The highest threshold of the largest figure. Rounding in the last bits must not decide between equals. */
function best(cuts: readonly Cut[], figure: (confusion: Confusion) => Figure): number | undefined {
  let found: { threshold: number; value: number } | undefined
  for (const { threshold, confusion } of cuts) {
    const known = figure(confusion)
    if (!('value' in known)) continue
    const { value } = known
    if (found === undefined || value > found.value + rounding * Math.max(1, Math.abs(found.value)))
      found = { threshold, value }
  }
  return found?.threshold
}

const rounding = 1e-12

function metric(name: string): (confusion: Confusion) => Figure {
  const found = binaryMetrics.get(name)
  if (found?.kind !== 'counts') throw new Error(`${name} does not move with the threshold`)
  return found.compute
}

/** Youden (1950): recall + specificity - 1. */
function youden({ tp, fp, fn, tn }: Confusion): Figure {
  return { value: tp / (tp + fn) + tn / (tn + fp) - 1 }
}
