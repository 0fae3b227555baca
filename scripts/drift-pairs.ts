import { isTested } from '../src/drift/comparison.ts'
import { decide } from '../src/drift/decide.ts'
import type { Evidence } from '../src/drift/evidence.ts'
import { compareValues } from '../src/drift/methods.ts'
import { numbersOfRows } from '../src/drift/numbers-of-rows.ts'
import { type DriftMethod, driftMethods } from '../src/project/drift-methods.ts'
import { binomial, type Random } from '../src/stats/random.ts'

/** Normal values about a mean, by Box and Muller. */
export function normals(random: Random, rows: number, mean: number): Float64Array {
  const values = new Float64Array(rows)
  for (let index = 0; index < rows; index += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()))
    const angle = 2 * Math.PI * random.uniform()
    values[index] = mean + radius * Math.cos(angle)
    if (index + 1 < rows) values[index + 1] = mean + radius * Math.sin(angle)
  }
  return values
}

export function numberPair(
  random: Random,
  rows: { reference: number; current: number },
  shift = 0,
): Evidence {
  return numbersOfRows(normals(random, rows.reference, 0), normals(random, rows.current, shift))
}

/** Counts of `kinds` categories whose weights fall as 1 / rank (Zipf) or are all the same. */
export function categoryPair(
  random: Random,
  rows: { reference: number; current: number },
  { kinds, law }: { kinds: number; law: 'uniform' | 'zipf' },
): Evidence {
  const weights = Array.from({ length: kinds }, (_, kind) => (law === 'zipf' ? 1 / (kind + 1) : 1))
  const [x, y] = [multinomial(random, rows.reference, weights), multinomial(random, rows.current, weights)]
  const cells = x.map((reference, kind) => ({ reference, current: y[kind] as number }))
  const seen = cells.filter(({ reference, current }) => reference + current > 0)
  const only = (side: 'reference' | 'current', other: 'reference' | 'current') => {
    const own = seen.filter((cell) => cell[other] === 0).map((cell) => cell[side])
    return {
      categories: own.length,
      rows: own.reduce((sum, count) => sum + count, 0),
      largest: Math.max(0, ...own),
    }
  }
  return {
    kind: 'categorical',
    rows,
    cells: seen,
    other: { reference: 0, current: 0 },
    unseen: only('current', 'reference'),
    vanished: only('reference', 'current'),
  }
}

function multinomial(random: Random, rows: number, weights: readonly number[]): number[] {
  let [left, rest] = [rows, weights.reduce((sum, weight) => sum + weight, 0)]
  return weights.map((weight, kind) => {
    const others = Math.max(0, rest - weight)
    const count = kind === weights.length - 1 ? left : binomial(random, left, weight, others)
    left -= count
    rest = others
    return count
  })
}

export type PairMethod = Exclude<DriftMethod, 'null-share'>

/** Of some pairs, the shares with p below 0.05 and with the verdict drift at the method's own limit, for each method. */
export function shares(
  methods: readonly PairMethod[],
  pairs: number,
  draw: () => Evidence,
): Map<PairMethod, { significant: number; drift: number }> {
  const counts = new Map(methods.map((method) => [method, { significant: 0, drift: 0 }]))
  for (let pair = 0; pair < pairs; pair++) {
    const evidence = draw()
    for (const [method, count] of counts) {
      const tested = compareValues(method, evidence)
      if (!isTested(tested)) continue
      if (tested.p < 0.05) count.significant += 1 / pairs
      const limits = { alpha: 0.05, effect: driftMethods[method].effect, minRows: 100, tests: 1 }
      if (tested.p < 0.05 && decide(tested, tested.p, limits).verdict === 'drift') count.drift += 1 / pairs
    }
  }
  return counts
}
