import { normals } from '../../scripts/drift-pairs.ts'
import { type DriftLimits, examineOne, judgeColumns } from '../../src/drift/compare.ts'
import { numbersOfRows } from '../../src/drift/numbers-of-rows.ts'
import { DriftReport } from '../../src/drift/report.ts'
import type { Watched } from '../../src/project/watched.ts'
import { seeded } from '../../src/stats/random.ts'

const rows = { reference: 1000, current: 1000 }

/** A report on columns of normal numbers, each shifted by so many deviations. */
export async function compareColumns(
  shifts: Record<string, number>,
  given: { columns: readonly Watched[]; settings?: DriftLimits; importance?: ReadonlyMap<string, number> },
): Promise<DriftReport> {
  const settings = given.settings ?? { p: 0.05, effect: 0.1, 'min-rows': 100 }
  const random = seeded(3)
  const examined = given.columns.map((own) => {
    const values = numbersOfRows(normals(random, 1000, 0), normals(random, 1000, shifts[own.column] ?? 0))
    const kinds = { reference: 'numeric' as const, current: 'numeric' as const }
    return examineOne(own, { rows, usable: rows, kinds, values }, settings)
  })
  const question = {
    model: 'churn',
    settings,
    columns: given.columns,
    importance: given.importance,
    reference: { version: '1.0.0', rows: 1000, from: 'rows' as const },
    window: { id: 'w', rows: 1000, files: [] },
  }
  return DriftReport.parse(judgeColumns(question, examined))
}
