import type { Database } from '../data/database.ts'
import { type DriftQuestion, judgeColumns, onceEach } from './compare.ts'
import { evidentlyDataset } from './evidently.ts'
import { examineRows, type TwoSides } from './examine-rows.ts'
import type { DriftReport, TogetherDrift } from './report.ts'
import { compareTogether } from './together.ts'

export interface RowsQuestion extends Omit<DriftQuestion, 'reference' | 'window'> {
  sides: TwoSides
  reference: { version: string | null }
  window: { id: string; files: readonly string[] }
  together: readonly TogetherDrift['method'][]
  evidently: boolean
  seed: number
}

/** Compares the rows of two sides: every figure is exact, and all features can be judged at once. */
export async function compareRows(database: Database, question: RowsQuestion): Promise<DriftReport> {
  const { sides, together, settings, seed, evidently, ...rest } = question
  const columns = onceEach(rest.columns)
  const { rows, examined } = await examineRows(database, { sides, columns, settings, evidently })
  const report = judgeColumns(
    {
      ...rest,
      settings,
      reference: { ...question.reference, rows: rows.reference, from: 'rows' },
      window: { id: question.window.id, rows: rows.current, files: [...question.window.files] },
    },
    examined,
  )
  const features = columns.filter(({ family }) => family === 'feature').map(({ column }) => column)
  const all = await compareTogether(database, sides, {
    methods: together,
    columns: features,
    alpha: settings.p,
    minRows: settings['min-rows'],
    seed,
  })
  const dataset = evidently ? evidentlyDataset(report.columns.map((column) => column.evidently)) : undefined
  return withTogether({ ...report, ...(dataset === undefined ? {} : { evidently: dataset }) }, all)
}

/** Drift of all features together is drift of the window, also where no column shows it alone. */
function withTogether(report: DriftReport, together: TogetherDrift[]): DriftReport {
  if (together.length === 0) return report
  const drifted = together.some(({ verdict }) => verdict === 'drift')
  if (!drifted || report.verdict === 'drift') return { ...report, together }
  const reason = 'no column drifted by itself, and all features together did'
  return { ...report, together, verdict: 'drift', reason }
}
