import { cellWeights, drawCells, drawMeans, drawWeighed, drawWeights } from '../stats/bootstrap.ts'
import { orderOf } from '../stats/order.ts'
import { seeded } from '../stats/random.ts'
import { freedomOf, freedomOfMean } from '../stats/student.ts'
import {
  slopesVariance,
  squaresAround,
  totalOf,
  type Weighed,
  weighedMean,
  weightedBy,
} from '../stats/weighed.ts'
import type { Figure } from './metrics.ts'
import type { Uncertainty } from './uncertainty.ts'

/** What resampling says of a figure; the estimate itself comes from the rows as they are. */
export type Resampled = Uncertainty extends infer U
  ? U extends unknown
    ? Omit<U, 'estimate'>
    : never
  : never

/** How many bootstrap draws are made, and the seed that they come from. */
export interface Sampling {
  seed: number
  draws: number
}

/** Enough for the ends of a 95 % interval to stand still in the second digit. */
export const defaultDraws = 10_000

/** Half a row more in every cell (Agresti and Min 2005): without it, rows on which two models agree would promise that they always do. */
const added = 0.5

/**
 * Bootstrap of what follows from counts alone. Each stratum's counts are drawn as one multinomial, so that the
 * number of rows costs nothing. Of rows with weights the figure follows from what each cell weighs: a draw says how many
 * rows of the cell are taken, and then which weights.
 */
export function resampleCounts({
  strata,
  weights,
  by = 'class',
  figure,
  range,
  sampling,
}: {
  strata: readonly (readonly number[])[]
  /** What the rows of each cell weigh, row by row; each counts once if missing. */
  weights?: readonly (readonly Float64Array[])[] | undefined
  /** What the strata are. */
  by?: string
  /** The figure from one draw, strata joined in order. */
  figure: (drawn: readonly number[]) => Figure
  range: { low: number; high: number }
  sampling: Sampling
}): Resampled {
  const { draws } = sampling
  const cells = strata.flat().length
  const table = weights
    ? drawnCells({ strata, weights, sampling })
    : onceDrawn(JSON.stringify([strata, sampling]), cells, () => drawnCells({ strata, sampling }))
  const drawn = new Array<number>(cells).fill(0)
  const values = new Float64Array(draws)
  let defined = 0
  for (let draw = 0; draw < draws; draw++) {
    for (let cell = 0; cell < cells; cell++) drawn[cell] = table[draw * cells + cell] as number
    const value = figure(drawn)
    if ('value' in value) values[defined++] = value.value
  }
  return {
    kind: 'draws',
    sorted: values.slice(0, defined).sort(),
    undefinedDraws: draws - defined,
    range,
    method: `${bootstrapOf(strata, draws, by)}, half a row added to each cell`,
  }
}

/** All draws of all cells, one draw after the other, strata joined in order. */
function drawnCells({
  strata,
  weights,
  sampling: { seed, draws },
}: {
  strata: readonly (readonly number[])[]
  weights?: readonly (readonly Float64Array[])[] | undefined
  sampling: Sampling
}): Float64Array {
  const random = seeded(seed)
  const plans = strata.map((counts, index) => ({
    weights: counts.map((count) => count + added),
    total: counts.reduce((sum, count) => sum + count, 0),
    random,
    weighing: weights && cellWeights(weights[index] ?? []),
  }))
  const drawn = strata.flat()
  const table = new Float64Array(draws * drawn.length)
  for (let draw = 0; draw < draws; draw++) {
    let from = 0
    for (const plan of plans) {
      drawCells(plan, drawn, from)
      if (plan.weighing) drawWeights(plan.weighing, { drawn, from, random })
      from += plan.weights.length
    }
    table.set(drawn, draw * drawn.length)
  }
  return table
}

/** Metrics of the same rows share their draws, of which these are kept: those of few cells, in so many tables. */
const kept = { cells: 16, tables: 32 }
const tables = new Map<string, Float64Array>()

function onceDrawn(key: string, cells: number, draw: () => Float64Array): Float64Array {
  if (cells > kept.cells) return draw()
  const table = tables.get(key) ?? draw()
  // The one that was asked for last is the last to go.
  tables.delete(key)
  tables.set(key, table)
  if (tables.size > kept.tables) tables.delete(tables.keys().next().value as string)
  return table
}

/** Above this many rows the mean is as good as normal, and resampling only costs time. */
const mostRowsToResample = 10_000

/** The same for figures that each draw computes again along all rows, at several times the cost. */
export const mostRowsToWeigh = 2_000

/** A mean over rows: bootstrap, or its normal limit where there are many rows. */
export function resampleMean({
  strata,
  sampling: { seed, draws },
}: {
  strata: readonly Float64Array[]
  sampling: Sampling
}): Resampled {
  const rows = strata.reduce((sum, stratum) => sum + stratum.length, 0)
  const freedom = freedomOfMean(...strata)
  if (rows > mostRowsToResample) {
    const variance = strata.reduce((sum, stratum) => sum + spread(stratum), 0) / (rows * rows)
    return { kind: 'normal', error: Math.sqrt(variance), freedom, method: 'normal law of a mean' }
  }
  return {
    kind: 'draws',
    sorted: drawMeans({ strata: strata.map(inOrder), draws, random: seeded(seed) }).sort(),
    undefinedDraws: 0,
    range: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
    freedom,
    method: bootstrapOf(strata, draws),
  }
}

/**
 * A figure that each draw computes again from how often a row was taken, or its normal limit where there are many rows.
 * Mirrored: every draw counts on both sides of the estimate. Draws of a figure that noise can only raise lie to one
 * side, and neither they nor their mirror images alone cover the truth as often as they promise (see the simulations).
 */
export function resampleWeighed({
  strata,
  weighed,
  estimate,
  range,
  mirrored,
  sampling: { seed, draws },
}: {
  strata: readonly Uint32Array[]
  weighed: Weighed
  estimate: number
  range: { low: number; high: number }
  mirrored: boolean
  sampling: Sampling
}): Resampled {
  const rows = strata.reduce((sum, stratum) => sum + stratum.length, 0)
  if (rows > mostRowsToWeigh) {
    const error = Math.sqrt(slopesVariance(weighed.slopes(), strata))
    return { kind: 'normal', error, method: jackknife }
  }
  const drawn = drawWeighed({ strata, rows, value: weighed.value, draws, random: seeded(seed) })
  const values = drawn.filter((value) => !Number.isNaN(value))
  const undefinedDraws = draws - values.length
  const method = bootstrapOf(strata, draws)
  const known = { kind: 'draws', sorted: values.sort(), undefinedDraws, range, method } as const
  return mirrored ? mirroredAt(estimate, known) : known
}

export const jackknife = 'normal law by the infinitesimal jackknife'

/**
 * Standard error of a figure by its slopes alone, however few rows there are, with n - 1 in each stratum, as DeLong has it; and its
 * degrees of freedom.
 */
export function slopesKnown(
  weighed: Weighed,
  strata: readonly Uint32Array[],
): { error: number; freedom: number } {
  const slopes = weighed.slopes()
  let variance = 0
  for (const rows of strata) variance += (slopesVariance(slopes, [rows]) * rows.length) / (rows.length - 1)
  return { error: Math.sqrt(variance), freedom: freedomOf(slopes) }
}

/** Sums of weights that should be equal differ by what rounding leaves: less of an error than this is none. */
export const leastError = 1e-12

/**
 * A mean over rows that have weights, whose sum is itself a sample: bootstrap of the rows, or its normal limit where there
 * are many. `by` says which stratum each row is of; all are of one if missing.
 */
export function resampleWeightedMean(
  values: Float64Array,
  { weights, by, sampling }: { weights: Float64Array; by?: Uint8Array; sampling: Sampling },
): Resampled {
  // Without sign, so that the side that a difference is taken from changes no draw.
  const rows = orderOf(values.map(Math.abs), values, weights)
  const strata = by ? [1, 0].map((side) => rows.filter((row) => by[row] === side)) : [rows]
  const weighed = weightedBy(weights, weighedMean(values))
  const known = resampleWeighed({
    strata,
    weighed,
    estimate: 0,
    range: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
    mirrored: false,
    sampling,
  })
  return { ...known, freedom: freedomOf(weighed.slopes()) }
}

/** Draws and their mirror images on the other side of the estimate. */
export function mirroredAt(estimate: number, known: Resampled): Resampled {
  if (known.kind !== 'draws') return known
  const { sorted, undefinedDraws, method } = known
  return {
    ...known,
    sorted: Float64Array.from([...sorted, ...sorted.map((value) => 2 * estimate - value)]).sort(),
    undefinedDraws: 2 * undefinedDraws,
    method: `${method} and their mirror images`,
  }
}

function bootstrapOf(strata: readonly unknown[], draws: number, by = 'class'): string {
  return `bootstrap${strata.length > 1 ? ` stratified by ${by}` : ''}, ${draws} draws`
}

/** By size without sign, so that neither the order of the rows nor the side that a difference is taken from changes a draw. */
function inOrder(values: Float64Array): Float64Array {
  return values.toSorted((p, q) => Math.abs(p) - Math.abs(q) || p - q)
}

/** Estimated variance of a stratum's total. */
function spread(values: Float64Array): number {
  const mean = totalOf(values) / values.length
  return (squaresAround(mean, values) / (values.length - 1)) * values.length
}
