import type { DriftMethod } from '../project/drift-methods.ts'
import { chiSquareTest } from '../stats/chi-square.ts'
import {
  hellinger,
  jensenShannon,
  lInfinity,
  populationStability,
  totalVariation,
} from '../stats/divergences.ts'
import { nothingToCompare } from './categories.ts'
import { allCells, commonCells, countsOf, decileCells } from './cells.ts'
import { type Comparison, informativeRows, type Sides } from './comparison.ts'
import type { Cell, Evidence } from './evidence.ts'

type Distance = Extract<
  DriftMethod,
  'psi' | 'jensen-shannon' | 'hellinger' | 'total-variation' | 'l-infinity'
>

/**
 * Compares two columns by a distance between shares: of categories, or of numbers between the reference's deciles. The
 * statistic is the plain distance over all cells. Distances grow with the number of cells even when nothing changed, so
 * the effect is taken over the common cells and without what chance adds on average; p is that of the chi-square test of
 * the same cells, as no distance has an exact law.
 */
export function compareDistance(method: Distance, evidence: Evidence): Comparison {
  if (evidence.kind === 'numeric' && evidence.unusable !== undefined)
    return { verdict: 'inconclusive', reason: evidence.unusable }
  const { every, common } = cellsOf(evidence)
  if (common.length < 2)
    return evidence.kind === 'categorical'
      ? nothingToCompare(evidence)
      : { verdict: 'stable', reason: 'all values are in one bin on both sides' }
  const { rows } = evidence
  const test = chiSquareTest([countsOf(common, 'reference'), countsOf(common, 'current')], { yates: true })
  if ('undefined' in test) throw new Error(`common cells have no test: ${test.undefined}`)
  const { plain, effect, law = 'shares' } = distances[method]
  return {
    method,
    statistic: plain(countsOf(every, 'reference'), countsOf(every, 'current')),
    p: test.p,
    effect: effect(common, rows),
    rows,
    law: { law, df: test.df },
  }
}

function cellsOf(evidence: Evidence): { every: Cell[]; common: Cell[] } {
  if (evidence.kind === 'categorical') return { every: allCells(evidence), common: commonCells(evidence) }
  const every = decileCells(evidence.pooled())
  const common = commonCells({ cells: every, other: { reference: 0, current: 0 }, rows: evidence.rows })
  return { every, common }
}

type Plain = (p: readonly number[], q: readonly number[]) => number

interface Figure {
  plain: Plain
  effect(cells: readonly Cell[], rows: Sides): number
  /** `shares` where not said. */
  law?: 'psi'
}

/** A distance whose square grows by `rate` (k - 1) (1/n + 1/m) by chance. */
function squared(plain: Plain, { statistic = plain, rate }: { statistic?: Plain; rate: number }): Figure {
  return {
    plain: statistic,
    effect: (cells, rows) => Math.sqrt(without(applied(plain, cells) ** 2, rate * chance(cells, rows))),
  }
}

const distances: Record<Distance, Figure> = {
  // 0.1 and 0.2 are the usual bands of the PSI, whose law under no drift is chi-square times (1/n + 1/m).
  psi: {
    plain: populationStability,
    effect: (cells, rows) => without(applied(populationStability, cells), chance(cells, rows)),
    law: 'psi',
  },
  // The statistic is SciPy's distance, of base e; the effect has base 2 and goes from 0 to 1.
  'jensen-shannon': squared((p, q) => jensenShannon(p, q, 2), {
    statistic: jensenShannon,
    rate: 1 / (8 * Math.LN2),
  }),
  hellinger: squared(hellinger, { rate: 1 / 8 }),
  'total-variation': {
    plain: totalVariation,
    effect: (cells, rows) => {
      const all = rows.reference + rows.current
      const roots = cells.reduce((sum, cell) => {
        const share = (cell.reference + cell.current) / all
        return sum + Math.sqrt(share * (1 - share))
      }, 0)
      const byChance = roots * Math.sqrt(1 / (2 * Math.PI * informativeRows(rows)))
      return Math.sqrt(without(applied(totalVariation, cells) ** 2, byChance ** 2))
    },
  },
  'l-infinity': { plain: lInfinity, effect: (cells) => applied(lInfinity, cells) },
}

function applied(plain: Plain, cells: readonly Cell[]): number {
  return plain(countsOf(cells, 'reference'), countsOf(cells, 'current'))
}

const chance = (cells: readonly Cell[], rows: Sides): number => (cells.length - 1) / informativeRows(rows)

const without = (figure: number, byChance: number): number => Math.max(0, figure - byChance)
