import type { DriftMethod } from '../project/drift-methods.ts'
import { chiSquareSf, chiSquareTest, gTest } from '../stats/chi-square.ts'
import { commonCells, countsOf } from './cells.ts'
import { type Comparison, informativeRows, type Sides } from './comparison.ts'
import type { CategoryEvidence, Cell } from './evidence.ts'

/**
 * Compares two columns of categories by a test of homogeneity: chi-square, with Yates' correction on a 2 x 2 table, or G.
 * Never goodness of fit: the reference is a sample too, and taking it for the truth raises false alarms without bound as
 * the window grows. Both sides must have values.
 */
export function compareCategories(
  method: Extract<DriftMethod, 'chi-square' | 'g'>,
  evidence: CategoryEvidence,
): Comparison {
  const cells = commonCells(evidence)
  if (cells.length < 2) return nothingToCompare(evidence)
  const table = [countsOf(cells, 'reference'), countsOf(cells, 'current')]
  const test = method === 'g' ? gTest(table) : chiSquareTest(table, { yates: true })
  if ('undefined' in test) throw new Error(`a table of categories has no test: ${test.undefined}`)
  const { statistic, df } = test
  return {
    method,
    statistic,
    p: method === 'g' ? chiSquareSf(statistic / williams(cells, evidence.rows), df) : test.p,
    effect: balancedV(cells, evidence.rows),
    rows: evidence.rows,
    law: { law: 'shares', df },
  }
}

/**
 * What G exceeds its law by where counts are small (Williams 1976). Without it, two samples of 1,000 rows in 200 categories
 * are called different three times as often as they should be.
 */
function williams(cells: readonly Cell[], rows: Sides): number {
  const all = rows.reference + rows.current
  const ofRows = all / rows.reference + all / rows.current - 1
  const ofCells = cells.reduce((sum, cell) => sum + all / (cell.reference + cell.current), 0) - 1
  return 1 + (ofRows * ofCells) / (6 * all * (cells.length - 1))
}

/** One category on both sides, or none that is common enough. */
export function nothingToCompare({ cells, other }: CategoryEvidence): Comparison {
  return other.reference + other.current === 0 && cells.length === 1
    ? { verdict: 'stable', reason: 'holds one and the same value on both sides' }
    : { verdict: 'inconclusive', reason: 'no value is common enough to be compared' }
}

/**
 * Whether a category came or went. Rare ones always do: what is unlikely is that a category with t rows has them all on one
 * side. The chance of that is the side's share of all rows to the power t; p is the smallest, times the number of
 * categories. The effect is the share of rows in categories that are new, or that are gone if that is more.
 */
export function compareSeen(evidence: CategoryEvidence): Comparison {
  const { unseen, vanished, rows, cells } = evidence
  if (unseen === undefined || vanished === undefined)
    return { verdict: 'inconclusive', reason: 'the reference has more categories than its profile lists' }
  const categories = cells.length + unseen.categories
  const all = rows.reference + rows.current
  const chance = (largest: number, side: number) => (largest === 0 ? 1 : (side / all) ** largest)
  const p = Math.min(
    1,
    categories * Math.min(chance(unseen.largest, rows.current), chance(vanished.largest, rows.reference)),
  )
  const effect = Math.max(unseen.rows / rows.current, vanished.rows / rows.reference)
  return {
    method: 'categories',
    statistic: unseen.categories + vanished.categories,
    p,
    effect,
    rows,
    law: { law: 'seen', categories },
  }
}

/**
 * Cramer's V of the shares on both sides, as if both had as many rows: sqrt(sum of (p - q)^2 / (2 (p + q))). The plain V
 * of unequal samples shrinks with the smaller one, so that no limit on it could mean the same twice.
 *
 * What chance alone adds to V^2, (k - 1) (1/n + 1/m) / 4, is taken off, as Bergsma (2013) does for equal samples, so
 * that many categories do not raise it.
 */
function balancedV(cells: readonly Cell[], rows: Sides): number {
  let square = 0
  for (const cell of cells) {
    const [p, q] = [cell.reference / rows.reference, cell.current / rows.current]
    square += (p - q) ** 2 / (2 * (p + q))
  }
  const chance = (cells.length - 1) / (4 * informativeRows(rows))
  return Math.min(1, Math.sqrt(Math.max(0, square - chance)))
}
