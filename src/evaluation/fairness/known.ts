import type { Ends } from '../../stats/proportion.ts'
import { type Random, seeded } from '../../stats/random.ts'
import { totalOf } from '../../stats/weighed.ts'
import { leastClusters, stretched } from '../clustered.ts'
import { type Change, leastRows, sameScores } from '../comparison.ts'
import type { Interval } from '../interval.ts'
import { oriented, still } from '../oriented.ts'
import { mirroredAt, type Resampled, resampleCounts, type Sampling } from '../resample.ts'
import type { Predictions } from '../tasks.ts'
import { endsOf } from '../uncertainty.ts'
import { clusteredGroups } from './clustered.ts'
import { type Between, fairnessFigure, jointParts } from './figure.ts'
import { between, carrying, countedCells, type Group, inOrder } from './groups.ts'
import { type Cells, cellsOf, type FairnessMeasure, type Mean } from './measures.ts'

/**
 * The 95 % interval of one model's figure; null where it is undefined. A difference between groups moves by no more than
 * the range of the groups' own errors, whichever groups are furthest apart: so a draw is how far apart the errors of the
 * groups lie, on either side of the figure. With two groups that is the interval of a difference, with many it is wide
 * enough for all pairs at once. Of a ratio the same on the scale of logarithms. Rates: each group's cells are drawn as one
 * multinomial. Means: each group's mean is drawn from its normal law.
 */
export function fairnessInterval(
  asked: Between,
  predictions: Predictions,
  sampling: Sampling,
): Interval | null {
  const { figure } = fairnessFigure(asked, predictions)
  if ('undefined' in figure || tooFew(asked, predictions)) return null
  const { measure } = asked
  const drawn =
    measure.kind === 'mean'
      ? meanSpread(asked, predictions, sampling)
      : rateSpread(asked, predictions, sampling)
  const known = { ...drawn, estimate: 0 }
  if (still(known, 0)) return null
  const grouped = clusteredGroups(asked, [predictions])
  if (grouped === 'few') return null
  const { high: reach } = endsOf(grouped ? stretched(known, grouped) : known, 0.95)
  const ends = measure.by === 'ratio' ? aroundRatio(asked, predictions, reach) : around(figure.value, reach)
  const most = measure.kind === 'mean' ? Number.POSITIVE_INFINITY : 1
  return {
    low: Math.max(0, Math.min(ends.low, figure.value)),
    high: Math.min(most, Math.max(ends.high, figure.value)),
    level: 0.95,
    method: grouped ? `${known.method}, by ${grouped.groups} groups` : known.method,
  }
}

function around(value: number, reach: number): Ends {
  return { low: value - reach, high: value + reach }
}

/** Around the ratio of rates with half a row more, since the logarithm of a rate of 0 has no end. */
function aroundRatio(asked: Between, predictions: Predictions, reach: number): Ends {
  const parts = ratesOf(asked, predictions)
  const cells = weighedStrata(asked, predictions).flat()
  const found = between(
    'ratio',
    parts.map((part) => part(cells).map(Math.exp)),
  )
  const ratio = 'value' in found ? found.value : 0
  return { low: ratio * Math.exp(-reach), high: ratio * Math.exp(reach) }
}

/** The rates of the groups that take part, part by part, from cells of all groups in a row; for ratios logarithms, with half a row more. */
function ratesOf(asked: Between, predictions: Predictions): ((cells: readonly number[]) => number[])[] {
  const { parts, width } = layoutOf(asked, predictions)
  const more = asked.measure.by === 'ratio' ? 0.5 * meanWeight(predictions) : 0
  return parts.map(
    ({ rate, groups }) =>
      (cells) =>
        groups.map((group) => {
          const { count, rows } = rate.share(cells.slice(group * width, (group + 1) * width))
          return more > 0 ? Math.log((count + more) / (rows + 2 * more)) : count / rows
        }),
  )
}

function rateSpread(asked: Between, predictions: Predictions, sampling: Sampling): Resampled {
  const parts = ratesOf(asked, predictions)
  const strata = countedStrata(asked, predictions)
  const still = parts.map((part) => part(weighedStrata(asked, predictions).flat()))
  const known = resampleCounts({
    strata,
    weights: strataWeights(asked, predictions),
    by: 'group',
    figure: (drawn) => ({
      value: Math.max(...parts.map((part, index) => rangeOf(part(drawn), still[index] as number[]))),
    }),
    range: { low: 0, high: Number.POSITIVE_INFINITY },
    sampling,
  })
  return onBothSides(known)
}

function meanSpread(asked: Between, predictions: Predictions, sampling: Sampling): Resampled {
  const groups = groupMeans(asked, [predictions])
  const centre = groups.map(({ means: [mean = Number.NaN] }) => mean)
  return onBothSides(
    resampleMeans(groups, {
      figure: (means) => ({
        value: rangeOf(
          means.map(([mean = Number.NaN]) => mean),
          centre,
        ),
      }),
      sampling,
    }),
  )
}

/** How far apart the errors of some values lie. */
function rangeOf(drawn: readonly number[], centre: readonly number[]): number {
  const errors = drawn.map((value, index) => value - (centre[index] as number))
  return Math.max(...errors) - Math.min(...errors)
}

/** An error may lie to either side. */
function onBothSides(known: Resampled): Resampled {
  if (known.kind !== 'draws') return known
  const finite = known.sorted.filter((value) => !Number.isNaN(value))
  return {
    ...known,
    sorted: Float64Array.from([...finite, ...finite.map((value) => -value)]).sort(),
    undefinedDraws: 2 * (known.undefinedDraws + known.sorted.length - finite.length),
    range: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
  }
}

/** How far candidate - production of one measure is known, on the same rows: the same draws, of both models at once. */
export function fairnessChange(
  asked: Between,
  { pair, sampling }: { pair: { candidate: Predictions; production: Predictions }; sampling: Sampling },
): Change {
  const { candidate, production } = pair
  const after = fairnessFigure(asked, candidate, production).figure
  const before = fairnessFigure(asked, production, candidate).figure
  if ('undefined' in after) return { undefined: `of the candidate: ${after.undefined}` }
  if ('undefined' in before) return { undefined: `of production: ${before.undefined}` }
  if (sameAnswers(candidate, production))
    return {
      known: { estimate: 0, kind: 'normal', error: 0, method: 'both models give every row the same score' },
    }
  if (tooFew(asked, candidate, production)) return { undefined: `fewer than ${leastRows} rows of a group` }
  const estimate = after.value - before.value
  const known = oriented(estimate, (swapped) => {
    const [first, second] = swapped ? [production, candidate] : [candidate, production]
    return mirroredAt(Math.abs(estimate), drawnChange(asked, { first, second, sampling }))
  })
  if (still(known, estimate)) return { undefined: 'no draw moves, which says nothing of other rows' }
  const grouped = clusteredGroups(asked, [candidate, production])
  if (grouped === 'few') return { undefined: `fewer than ${leastClusters} groups of rows` }
  return { known: grouped ? stretched({ ...known, estimate }, grouped) : { ...known, estimate } }
}

/** Whether a group that takes part has too few rows for any interval, because the policy asks for no more. */
function tooFew(asked: Between, predictions: Predictions, beside?: Predictions): boolean {
  return jointParts(asked, predictions, beside).some(({ judged }) =>
    judged.some((group) => carrying(group) < leastRows),
  )
}

function countedStrata({ attribute }: Between, predictions: Predictions): number[][] {
  const cells = cellsOf(predictions)
  return inOrder(attribute.groups).map((group) => countedCells(cells, group))
}

/** The same in weights, where rows have any. */
function weighedStrata(asked: Between, predictions: Predictions): number[][] {
  const { weights } = predictions
  if (!weights) return countedStrata(asked, predictions)
  const cells = cellsOf(predictions)
  return inOrder(asked.attribute.groups).map((group) => countedCells(cells, group, weights))
}

/** What the rows of each cell of each group weigh. */
function strataWeights(asked: Between, predictions: Predictions): Float64Array[][] | undefined {
  const { truths, truth, label } = cellsOf(predictions)
  return divided(asked, predictions, {
    width: 2 * truths,
    cellOf: (row) => 2 * (truth[row] as number) + (label[row] as number),
  })
}

function divided(
  { attribute }: Between,
  { weights }: Predictions,
  { width, cellOf }: { width: number; cellOf: (row: number) => number },
): Float64Array[][] | undefined {
  if (!weights) return undefined
  return inOrder(attribute.groups).map(({ rows }) => {
    const cells = Array.from({ length: width }, (): number[] => [])
    for (const row of rows) cells[cellOf(row)]?.push(weights[row] as number)
    return cells.map((cell) => Float64Array.from(cell))
  })
}

/** What half a row is worth that is added to each cell. */
function meanWeight({ weights }: Predictions): number {
  return weights ? totalOf(weights) / weights.length : 1
}

function drawnChange(
  asked: Between,
  { first, second, sampling }: { first: Predictions; second: Predictions; sampling: Sampling },
): Resampled {
  const { measure } = asked
  if (measure.kind === 'mean')
    return resampleMeans(groupMeans(asked, [first, second]), {
      figure(means) {
        const one = between(measure.by, [means.map(([mean = Number.NaN]) => mean)])
        const other = between(measure.by, [means.map(([, mean = Number.NaN]) => mean)])
        return less(one, other)
      },
      sampling,
    })
  const cells = [cellsOf(first), cellsOf(second)] as const
  const [one, other] = [figureOfCells(asked, first, second), figureOfCells(asked, second, first)]
  return resampleCounts({
    strata: inOrder(asked.attribute.groups).map((group) => pairedCells(cells, group)),
    weights: divided(asked, first, { width: 4 * cells[0].truths, cellOf: (row) => pairedCell(cells, row) }),
    by: 'group',
    figure: (drawn) => less(one(marginal(drawn, 'first')), other(marginal(drawn, 'second'))),
    range: { low: -1, high: 1 },
    sampling,
  })
}

function less(one: ReturnType<typeof between>, other: ReturnType<typeof between>) {
  if ('undefined' in one) return one
  return 'undefined' in other ? other : { value: one.value - other.value }
}

/** Which groups take part in each rate, by their place among the groups, and how many cells each has. */
function layoutOf(asked: Between, predictions: Predictions, beside?: Predictions) {
  const measure = asked.measure as Extract<FairnessMeasure, { kind: 'rates' }>
  const names = inOrder(asked.attribute.groups).map(({ name }) => name)
  return {
    parts: jointParts(asked, predictions, beside).map(({ judged }, index) => ({
      rate: measure.rates[index] as (typeof measure.rates)[number],
      groups: judged.map(({ name }) => names.indexOf(name)),
    })),
    width: 2 * cellsOf(predictions).truths,
  }
}

/** The figure from cells of all groups in a row, between the groups that take part in the figure itself. */
function figureOfCells(asked: Between, predictions: Predictions, beside?: Predictions) {
  const { parts, width } = layoutOf(asked, predictions, beside)
  return (cells: readonly number[]) =>
    between(
      asked.measure.by,
      parts.map(({ rate, groups }) =>
        groups.map((group) => {
          const { count, rows } = rate.share(cells.slice(group * width, (group + 1) * width))
          return count / rows
        }),
      ),
    )
}

/** Rows by truth, the first model's label and the second's: the last two cells of a truth are those where the two differ. */
function pairedCells([one, other]: readonly [Cells, Cells], { rows }: Group): number[] {
  const counts = new Array<number>(4 * one.truths).fill(0)
  for (const row of rows) {
    const cell = pairedCell([one, other], row)
    counts[cell] = (counts[cell] as number) + 1
  }
  return counts
}

function pairedCell([one, other]: readonly [Cells, Cells], row: number): number {
  const [a, b] = [one.label[row] as number, other.label[row] as number]
  return 4 * (one.truth[row] as number) + (a === b ? a : a === 0 ? 2 : 3)
}

/** One model's cells of all groups, from the paired ones. */
function marginal(drawn: readonly number[], of: 'first' | 'second'): number[] {
  const cells: number[] = []
  for (let at = 0; at < drawn.length; at += 4) {
    const [both = 0, neither = 0, firstOnly = 0, secondOnly = 0] = drawn.slice(at, at + 4)
    const [own, others] = of === 'first' ? [firstOnly, secondOnly] : [secondOnly, firstOnly]
    cells.push(both + own, neither + others)
  }
  return cells
}

/** A group's means of one or two models: where they lie, and the lower triangle of the root of their covariance. */
interface NormalMeans {
  means: readonly number[]
  root: readonly [number, number, number]
}

function groupMeans(asked: Between, models: readonly [Predictions, Predictions?]): NormalMeans[] {
  const { mean } = asked.measure as { mean: Mean }
  const values = models.flatMap((model) => (model ? [mean.values(model)] : []))
  const judged = new Set(
    jointParts(asked, models[0], models[1]).flatMap((part) => part.judged.map(({ name }) => name)),
  )
  return inOrder(asked.attribute.groups)
    .filter(({ name }) => judged.has(name))
    .map(({ rows }) => normalMeans(values, rows, models[0].weights))
}

function normalMeans(
  values: readonly Float64Array[],
  rows: Uint32Array,
  weights: Float64Array | undefined,
): NormalMeans {
  // In an order of their own, so that neither the order of the rows nor rounding in it changes a draw.
  const sorted = [...rows].sort((p, q) => {
    for (const column of values) {
      const apart = (column[p] as number) - (column[q] as number)
      if (apart !== 0) return apart
    }
    return weights ? (weights[p] as number) - (weights[q] as number) : 0
  })
  const of = (row: number) => (weights ? (weights[row] as number) : 1)
  const all = weights ? sorted.reduce((sum, row) => sum + of(row), 0) : rows.length
  const means = values.map(
    (column) => sorted.reduce((sum, row) => sum + of(row) * (column[row] as number), 0) / all,
  )
  const covariance = (a: number, b: number): number => {
    const [one, other] = [values[a], values[b]]
    if (!one || !other) return 0
    let sum = 0
    for (const row of sorted)
      sum +=
        of(row) ** 2 *
        ((one[row] as number) - (means[a] as number)) *
        ((other[row] as number) - (means[b] as number))
    if (weights) return ((sum / (rows.length - 1)) * rows.length) / (all * all)
    return sum / (rows.length - 1) / rows.length
  }
  const first = Math.sqrt(covariance(0, 0))
  const shared = first > 0 ? covariance(0, 1) / first : 0
  return { means, root: [first, shared, Math.sqrt(Math.max(0, covariance(1, 1) - shared ** 2))] }
}

/** Draws of a figure from the normal laws of the groups' means; each group has 30 rows or what the policy asks for. */
function resampleMeans(
  groups: readonly NormalMeans[],
  {
    figure,
    sampling: { seed, draws },
  }: { figure: (means: readonly (readonly number[])[]) => ReturnType<typeof between>; sampling: Sampling },
): Resampled {
  const random = seeded(seed)
  const values = new Float64Array(draws).map(() => {
    const drawn = figure(
      groups.map(({ means: [a = 0, b = 0], root: [first, shared, second] }) => {
        const [z, w] = twoNormal(random)
        return [a + first * z, b + shared * z + second * w]
      }),
    )
    return 'value' in drawn ? drawn.value : Number.NaN
  })
  return {
    kind: 'draws',
    sorted: values.sort(),
    undefinedDraws: 0,
    range: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
    method: `normal laws of the groups' means, ${draws} draws`,
  }
}

/** Two independent draws of the standard normal law (Box and Muller 1958). */
function twoNormal(random: Random): [number, number] {
  const length = Math.sqrt(-2 * Math.log(1 - random.uniform()))
  const angle = 2 * Math.PI * random.uniform()
  return [length * Math.cos(angle), length * Math.sin(angle)]
}

/** Equal labels say little, equal scores or values on every row say that the two compute the same. */
function sameAnswers(candidate: Predictions, production: Predictions): boolean {
  if (candidate.task === 'binary-classification' && production.task === candidate.task)
    return sameScores({ candidate, production })
  if (candidate.task === 'regression' && production.task === candidate.task)
    return candidate.predicted.every((value, row) => value === production.predicted[row])
  return false
}
