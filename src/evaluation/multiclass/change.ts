import { orderOf } from '../../stats/order.ts'
import { varianceByClass } from '../../stats/pairwise-auc.ts'
import { differenceOf } from '../../stats/weighed.ts'
import type { Change } from '../comparison.ts'
import type { Figure } from '../metrics.ts'
import { oriented, resampleRows, still } from '../oriented.ts'
import { rowsThatCount } from '../predictions.ts'
import {
  leastError,
  type Resampled,
  resampleCounts,
  resampleWeighed,
  resampleWeightedMean,
  type Sampling,
} from '../resample.ts'
import { pairedCellsOf, resampleCells } from './cells.ts'
import { areaOf, calibrationOf } from './figure.ts'
import { rarest, tooFew } from './interval.ts'
import { type MulticlassMetric, multiclassMetrics } from './metrics.ts'
import type { MulticlassPair } from './predictions.ts'

type Kind<K extends MulticlassMetric['kind']> = Extract<MulticlassMetric, { kind: K }>

/**
 * How far candidate - production of one metric is known, on the same rows. Areas: a normal law by the paired placements.
 * Shares of rows, losses and the ECE: paired bootstrap of the rows. Figures of the confusion matrix: paired bootstrap of
 * its cells, each class by itself.
 * @throws Error where the two are not of the same rows
 */
export function changeOf(
  name: string,
  {
    pair,
    figures,
    sampling,
  }: { pair: MulticlassPair; figures: Record<keyof MulticlassPair, Figure>; sampling: Sampling },
): Change {
  const metric = multiclassMetrics.get(name)
  const { candidate, production } = figures
  if (metric === undefined) return { undefined: 'it is no metric of multiclass classification' }
  if ('undefined' in candidate) return { undefined: `of the candidate: ${candidate.undefined}` }
  if ('undefined' in production) return { undefined: `of production: ${production.undefined}` }
  requireSameRows(pair)
  const few = tooFew(metric, pair.candidate)
  if (few !== undefined) return { undefined: few }
  if (sameAnswers(pair)) {
    const method = 'both models give every row the same probabilities and label'
    return { known: { estimate: 0, kind: 'normal', error: 0, method } }
  }
  const estimate = candidate.value - production.value
  const known = oriented(estimate, (swapped) =>
    knownOf(metric, {
      pair: swapped ? { candidate: pair.production, production: pair.candidate } : pair,
      gain: Math.abs(estimate),
      sampling,
    }),
  )
  const size = Math.max(Math.abs(candidate.value), Math.abs(production.value))
  if (!still(known, size) || known.kind === 'unmoved') return { known: { ...known, estimate } }
  return { undefined: 'every row changes by the same amount, which says nothing of other rows' }
}

interface Paired {
  pair: MulticlassPair
  /** The change, on the side where it is at least 0. */
  gain: number
  sampling: Sampling
}

function knownOf(metric: MulticlassMetric, paired: Paired): Resampled {
  switch (metric.kind) {
    case 'share':
      return shareChange(metric, paired)
    case 'margins':
      return marginsChange(metric, paired)
    case 'area':
      return areaChange(metric, paired)
    case 'loss':
      return lossChange(metric, paired)
    case 'calibration':
      return calibrationChange(paired)
  }
}

function shareChange(metric: Kind<'share'>, { pair, sampling }: Paired): Resampled {
  const before = metric.right(pair.production)
  const after = metric.right(pair.candidate)
  /** Both right, none, one or only the other. */
  const cellOf = (row: number) =>
    after[row] === before[row] ? (after[row] === 1 ? 0 : 1) : after[row] === 1 ? 2 : 3
  const cells = [0, 0, 0, 0]
  for (const row of before.keys()) cells[cellOf(row)] = (cells[cellOf(row)] as number) + 1
  const { weights } = pair.candidate
  return resampleCounts({
    strata: [cells],
    weights: weights && [cells.map((_, cell) => weights.filter((_, row) => cellOf(row) === cell))],
    figure: ({ 0: both = 0, 1: neither = 0, 2: gained = 0, 3: lost = 0 }) => ({
      value: (gained - lost) / (weights ? both + neither + gained + lost : before.length),
    }),
    range: { low: -1, high: 1 },
    sampling,
  })
}

function marginsChange(metric: Kind<'margins'>, { pair, sampling }: Paired): Resampled {
  return resampleCells({
    strata: pairedCellsOf(pair.candidate, pair.production),
    classes: pair.candidate.classes.length,
    figure: ([after, before]) =>
      after === undefined || before === undefined ? Number.NaN : metric.value(after) - metric.value(before),
    range: { low: metric.least - 1, high: 1 - metric.least },
    sampling,
  })
}

function areaChange(metric: Kind<'area'>, { pair }: Paired): Resampled {
  const { y, classes } = pair.candidate
  const before = areaOf(metric.area, pair.production).slopes
  const slopes = areaOf(metric.area, pair.candidate).slopes.map(
    (slope, row) => slope - (before[row] as number),
  )
  const error = Math.sqrt(varianceByClass(slopes, y, classes.length))
  if (error > leastError) return { kind: 'normal', error, method: "normal law by DeLong's paired placements" }
  // Two models without one wrong pair, for example: rows that agree here do not promise that others do.
  return {
    kind: 'unmoved',
    rows: rarest(pair.candidate),
    method: 'Clopper-Pearson on the rarest class, as the placements have no variance',
  }
}

function lossChange(metric: Kind<'loss'>, { pair, sampling }: Paired): Resampled {
  const before = metric.losses(pair.production)
  const changes = metric.losses(pair.candidate).map((loss, row) => loss - (before[row] as number))
  const { weights } = pair.candidate
  return weights ? resampleWeightedMean(changes, { weights, sampling }) : resampleRows(changes, sampling)
}

function calibrationChange({ pair, gain, sampling }: Paired): Resampled {
  const [after, before] = [calibrationOf(pair.candidate), calibrationOf(pair.production)]
  const rows = orderOf(
    after.probability,
    before.probability,
    Float64Array.from(after.right),
    Float64Array.from(before.right),
    ...(pair.candidate.weights ? [pair.candidate.weights] : []),
  )
  const known = resampleWeighed({
    strata: [rows],
    weighed: differenceOf(after.weighed, before.weighed),
    estimate: gain,
    range: { low: -1, high: 1 },
    mirrored: true,
    sampling,
  })
  if (!still(known, 1)) return known
  return {
    kind: 'unmoved',
    rows: rowsThatCount(pair.candidate),
    method: 'Clopper-Pearson, as no draw moves',
  }
}

/** Equal labels say little, equal probabilities on every row say that the two compute the same. */
function sameAnswers({ candidate, production }: MulticlassPair): boolean {
  const { probabilities } = production
  return (
    candidate.labels.every((label, row) => label === production.labels[row]) &&
    probabilities !== undefined &&
    candidate.probabilities?.every((value, index) => value === probabilities[index]) === true
  )
}

function requireSameRows({ candidate, production }: MulticlassPair): void {
  const { classes, y } = production
  if (
    candidate.classes.length !== classes.length ||
    candidate.classes.some((name, at) => name !== classes[at])
  )
    throw new Error('the two models are of other classes, or have them in another order')
  if (candidate.y.length !== y.length || candidate.y.some((actual, row) => actual !== y[row]))
    throw new Error('the two models are of other rows')
}
