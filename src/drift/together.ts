import type { Database } from '../data/database.ts'
import { sampleRows } from '../data/sample-rows.ts'
import { type Random, seeded } from '../stats/random.ts'
import { shuffle } from '../stats/shuffle.ts'
import { type Binned, boost } from './boosted.ts'
import { type Decided, grouped, shown } from './decide.ts'
import { binned, type Sampled, standardised } from './encode.ts'
import type { TwoSides } from './examine-rows.ts'
import { permutationP } from './permutation.ts'
import type { DriftReport, TogetherDrift } from './report.ts'

type Together = TogetherDrift['method']

const limits: Record<Together, number> = { 'domain-classifier': 0.1, mmd: 0.05 }
const mostRows: Record<Together, number> = { 'domain-classifier': 1000, mmd: 500 }
const permutations = 99
const folds = 2

/** Judges all features at once by some tests, on samples of both sides. The same rows and seed give the same figures. */
export async function compareTogether(
  database: Database,
  sides: TwoSides,
  of: {
    methods: readonly Together[]
    columns: readonly string[]
    alpha: number
    minRows: number
    seed: number
  },
): Promise<TogetherDrift[]> {
  const results: TogetherDrift[] = []
  for (const method of of.methods) {
    const sampled = await sampleOf(database, sides, of.columns, mostRows[method])
    results.push(judgeTogether(method, sampled, of))
  }
  return results
}

async function sampleOf(
  database: Database,
  { reference, current }: TwoSides,
  columns: readonly string[],
  rows: number,
): Promise<Sampled> {
  const shared = columns.filter((column) => reference.columns.has(column) && current.columns.has(column))
  const before = await sampleRows(database, reference, { columns: shared, rows })
  const after = await sampleRows(database, current, { columns: shared, rows })
  const pairs = before.columns.map((column, index) => ({
    reference: column,
    current: after.columns[index] as typeof column,
  }))
  return {
    rows: { reference: before.rows, current: after.rows },
    columns: pairs.filter(({ reference, current }) => reference.kind === current.kind),
  }
}

/** One test of all columns of a sample. */
export function judgeTogether(
  method: Together,
  sampled: Sampled,
  { alpha, minRows, seed }: { alpha: number; minRows: number; seed: number },
): TogetherDrift {
  const { rows, columns } = sampled
  const limit = limits[method]
  const base = { method, limit, rows }
  if (columns.length === 0 || Math.min(rows.reference, rows.current) < minRows)
    return {
      ...base,
      statistic: null,
      p: null,
      effect: null,
      verdict: 'inconclusive',
      reason:
        columns.length === 0
          ? 'the two sides have no column in common'
          : `${grouped(rows.current)} rows against ${grouped(rows.reference)}, of which each side needs ${grouped(minRows)}`,
    }
  const random = seeded(seed)
  const { statistic, effect, p } =
    method === 'mmd' ? meanDiscrepancy(sampled, random) : domainClassifier(sampled, random)
  return { ...base, statistic, p, effect, ...verdictOf({ effect, p, limit, alpha }) }
}

function verdictOf(of: { effect: number; p: number; limit: number; alpha: number }): Decided {
  const { effect, p, limit, alpha } = of
  const figures = `effect ${shown(Math.max(0, effect))}, limit ${limit}, p ${shown(p)}`
  if (effect < limit)
    return { verdict: 'stable', reason: `cannot be told apart beyond the limit: ${figures}` }
  if (p < alpha) return { verdict: 'drift', reason: `can be told apart: ${figures}` }
  return { verdict: 'inconclusive', reason: `may be told apart by chance only: ${figures}; needs more rows` }
}

/**
 * How well a model tells the window's rows from the reference's, as the area under the curve of scores it gives to rows it
 * has not seen, against the areas that it reaches when the sides are shuffled.
 */
function domainClassifier(
  sampled: Sampled,
  random: Random,
): { statistic: number; effect: number; p: number } {
  const columns = binned(sampled)
  const labels = labelsOf(sampled)
  const fold = Uint8Array.from(labels, (_, row) => row % folds)
  shuffle(fold, random)
  const area = (of: Uint8Array) => crossValidated(columns, of, fold)
  const statistic = area(labels)
  const permuted = Array.from({ length: permutations }, () => {
    const shuffled = labels.slice()
    shuffle(shuffled, random)
    return area(shuffled)
  })
  return { statistic, effect: 2 * statistic - 1, p: permutationP(statistic, permuted) }
}

function labelsOf({ rows }: Sampled): Uint8Array {
  return new Uint8Array(rows.reference + rows.current).fill(1, rows.reference)
}

/** The mean over the folds of the area under the curve of the rows that were left out. */
function crossValidated(columns: Binned, labels: Uint8Array, fold: Uint8Array): number {
  const all = Uint32Array.from(labels.keys())
  let sum = 0
  for (let out = 0; out < folds; out++) {
    const score = boost(
      columns,
      labels,
      all.filter((row) => fold[row] !== out),
    )
    const left = all.filter((row) => fold[row] === out)
    sum += areaUnder(
      Float64Array.from(left, score),
      Uint8Array.from(left, (row) => labels[row] as number),
    )
  }
  return sum / folds
}

function areaUnder(scores: Float64Array, labels: Uint8Array): number {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[a] as number) - (scores[b] as number))
  let [negatives, positives, above] = [0, 0, 0]
  for (let from = 0; from < order.length; ) {
    let [to, ups, downs] = [from, 0, 0]
    while (to < order.length && scores[order[to] as number] === scores[order[from] as number]) {
      if (labels[order[to] as number] === 1) ups++
      else downs++
      to++
    }
    above += ups * (negatives + downs / 2)
    positives += ups
    negatives += downs
    from = to
  }
  return positives === 0 || negatives === 0 ? 0.5 : above / (positives * negatives)
}

/**
 * Maximum mean discrepancy (Gretton et al. 2012): the unbiased square, with a Gaussian kernel as wide as the median distance,
 * against the squares of shuffled sides.
 */
function meanDiscrepancy(sampled: Sampled, random: Random): { statistic: number; effect: number; p: number } {
  const kernel = kernelOf(standardised(sampled))
  const labels = labelsOf(sampled)
  const statistic = discrepancy(kernel, labels)
  const permuted = Array.from({ length: permutations }, () => {
    shuffle(labels, random)
    return discrepancy(kernel, labels)
  })
  return { statistic, effect: Math.sqrt(Math.max(0, statistic)), p: permutationP(statistic, permuted) }
}

function kernelOf(points: readonly Float64Array[]): Float64Array[] {
  const squares = points.map((a, row) =>
    Float64Array.from(points.slice(0, row), (b) => squaredDistance(a, b)),
  )
  const sorted = Float64Array.from(squares.flatMap((row) => [...row])).sort()
  const median = sorted[sorted.length >> 1] || 1
  return squares.map((row) => row.map((square) => Math.exp(-square / median)))
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += ((a[at] as number) - (b[at] as number)) ** 2
  return sum
}

/** From the kernel below its diagonal. */
function discrepancy(kernel: readonly Float64Array[], labels: Uint8Array): number {
  const sums = [0, 0, 0]
  for (const [row, below] of kernel.entries()) {
    const own = labels[row] as number
    for (let other = 0; other < row; other++) {
      const pair = own + (labels[other] as number)
      sums[pair] = (sums[pair] as number) + (below[other] as number)
    }
  }
  const m = labels.reduce((sum, label) => sum + label, 0)
  const n = labels.length - m
  const [within, across, beyond] = sums as [number, number, number]
  return (2 * within) / (n * (n - 1)) + (2 * beyond) / (m * (m - 1)) - (2 * across) / (n * m)
}

const noFiles = 'the files that the version was trained on are not all here as they were'

/** Says of what needs the rows of the reference that it could not be judged. */
export function withoutRows(
  report: DriftReport,
  given: { together: readonly Together[]; evidently: boolean; reason?: string },
): DriftReport {
  const { together, evidently, reason = noFiles } = given
  const columns = evidently
    ? report.columns.map((column) => ({ ...column, evidently: { undefined: reason } }))
    : report.columns
  if (together.length === 0) return { ...report, columns }
  const unjudged = together.map((method) => ({
    method,
    statistic: null,
    p: null,
    effect: null,
    limit: limits[method],
    rows: { reference: 0, current: 0 },
    verdict: 'inconclusive' as const,
    reason,
  }))
  return { ...report, columns, together: unjudged }
}
