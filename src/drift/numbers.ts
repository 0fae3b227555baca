import type { NumericProfile } from '../data/profile.ts'
import { ksAsymptoticP } from '../stats/ks.ts'
import type { Comparison, Sides } from './comparison.ts'

/** Rows whose value is a finite number. */
export function finiteRows(column: NumericProfile): number {
  return column.rows - column.nulls - column.nonfinite
}

/**
 * Kolmogorov-Smirnov test of two columns of numbers, from their profiles.
 *
 * The distributions are compared at the reference's edges only, below and above which the current values are counted
 * apart. So the statistic is a lower bound of the true D, short of it by at most what one bin of either side holds, and
 * the p (SciPy's asymptotic one, with both row counts) is conservative. Ties make it more so. The effect is D itself.
 * Both profiles must have finite values and share their edges; other profiles are a bug of the caller.
 */
export function compareNumbers(reference: NumericProfile, current: NumericProfile): Comparison {
  const rows = { reference: finiteRows(reference), current: finiteRows(current) }
  const [before, after] = [shares(reference), shares(current)]
  if (
    reference.histogram.edges.some((edge, i) => edge !== current.histogram.edges[i]) ||
    before.length !== after.length
  )
    throw new Error(`the profiles of column ${reference.name} do not share their edges`)
  if (reference.distinct > 1 && before.length < 3)
    return {
      verdict: 'inconclusive',
      reason: 'the reference profile has one bin only, which can show nothing',
    }
  const statistic = before.reduce(
    (most, share, i) => Math.max(most, Math.abs(share - (after[i] as number))),
    0,
  )
  return { method: 'ks', statistic, p: pAt(statistic, rows), effect: statistic, rows, pAt }
}

function pAt(effect: number, { reference, current }: Sides): number {
  return ksAsymptoticP({ n: reference, m: current, statistic: effect }) ?? 1
}

/** Share of the values below the first edge, then of those up to and with each further edge. */
function shares(column: NumericProfile): number[] {
  const { edges, counts, below, above } = column.histogram
  const rows = finiteRows(column)
  const within = counts.reduce((sum, count) => sum + count, 0)
  if (
    counts.length !== Math.max(0, edges.length - 1) ||
    (edges.length > 1 && below + within + above !== rows)
  )
    throw new Error(`the histogram of column ${column.name} does not count its ${rows} values`)
  let sum = below
  const cumulative = counts.map((count) => {
    sum += count
    return sum / rows
  })
  // A single edge, the value of a constant column, has no bin: what is not above it is at it or below.
  return edges.length === 1 ? [below / rows, (rows - above) / rows] : [below / rows, ...cumulative]
}
