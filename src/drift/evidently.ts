import { chiSquareSf } from '../stats/chi-square.ts'
import { jensenShannon } from '../stats/divergences.ts'
import { normalSf } from '../stats/normal.ts'
import { wassersteinDistance } from '../stats/transport.ts'
import { allCells, countsOf } from './cells.ts'
import type { Sides } from './comparison.ts'
import type { Cell, Evidence, NumberEvidence } from './evidence.ts'
import type { DriftReport, EvidentlyColumn } from './report.ts'

/** Up to so many reference rows Evidently takes a test, beyond them a distance. */
const fewRows = 1000
/** Up to so many distinct values numbers count as categories. */
const fewValues = 5

/**
 * What Evidently 0.7 says of a column by default, faults included, for people who come from there: chi-square is a goodness
 * of fit that takes the reference for the truth, distances know no chance, and nothing is corrected. Values that are
 * missing or infinite are dropped, and a column that is empty then is an error there.
 */
export function evidentlyColumn(evidence: Evidence | undefined): EvidentlyColumn {
  if (evidence === undefined) return { undefined: 'no values on one side' }
  const { rows } = evidence
  const isTest = rows.reference <= fewRows
  if (evidence.kind === 'numeric') {
    if (evidence.from !== 'rows') return { undefined: 'needs the rows of the reference' }
    const pooled = evidence.pooled()
    if (pooled.values.length > fewValues) return isTest ? ks(evidence) : wasserstein(evidence)
    const cells = Array.from(pooled.x, (reference, index) => ({
      reference,
      current: pooled.y[index] as number,
    }))
    return ofCells(cells, rows, isTest)
  }
  if (evidence.other.reference + evidence.other.current > 0)
    return { undefined: 'more categories than are counted one by one' }
  return ofCells(allCells(evidence), rows, isTest)
}

/** The dataset drifts there when half the columns do. */
export function evidentlyDataset(
  columns: readonly (EvidentlyColumn | undefined)[],
): DriftReport['evidently'] {
  const said = columns.filter((column) => column !== undefined && 'drift' in column)
  if (said.length === 0) return undefined
  const drifted = said.filter((column) => 'drift' in column && column.drift).length
  const share = drifted / said.length
  return { columns: said.length, drifted, share, drift: share >= 0.5 }
}

function ofCells(cells: readonly Cell[], rows: Sides, isTest: boolean): EvidentlyColumn {
  const [p, q] = [countsOf(cells, 'reference'), countsOf(cells, 'current')]
  if (!isTest) {
    const score = jensenShannon(p, q)
    return { method: 'jensenshannon', score, threshold: 0.1, drift: score >= 0.1 }
  }
  const score = cells.length <= 2 ? zTest(cells, rows) : goodnessOfFit(p, q, rows)
  return { method: cells.length <= 2 ? 'z' : 'chisquare', score, threshold: 0.05, drift: score < 0.05 }
}

function ks(evidence: NumberEvidence): EvidentlyColumn {
  const { p } = evidence.ks()
  return { method: 'ks', score: p, threshold: 0.05, drift: p <= 0.05 }
}

function wasserstein(evidence: NumberEvidence): EvidentlyColumn {
  const { x, unit } = evidence.moments()
  const deviation = Math.sqrt(x.squares / x.rows) * unit
  const score = wassersteinDistance(evidence.pooled()) / Math.max(deviation, 0.001)
  return { method: 'wasserstein', score, threshold: 0.1, drift: score >= 0.1 }
}

/** Two proportions, two-sided, with their pooled variance. */
function zTest(cells: readonly Cell[], { reference: n, current: m }: Sides): number {
  const cell = cells[1]
  if (cell === undefined) return 1
  const share = (cell.reference + cell.current) / (n + m)
  const deviation = Math.sqrt(share * (1 - share) * (1 / n + 1 / m))
  if (deviation === 0) return 1
  return Math.min(1, 2 * normalSf(Math.abs(cell.reference / n - cell.current / m) / deviation))
}

/** A category that the reference lacks is expected never, so that one row of it is drift beyond all doubt. */
function goodnessOfFit(p: readonly number[], q: readonly number[], rows: Sides): number {
  let statistic = 0
  for (const [index, count] of p.entries()) {
    const expected = (count * rows.current) / rows.reference
    const gap = (q[index] as number) - expected
    if (gap !== 0) statistic += gap ** 2 / expected
  }
  return chiSquareSf(statistic, p.length - 1)
}
