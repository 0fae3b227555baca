import type { Report } from '../../gates/report.ts'
import { shape, word } from '../outcome.ts'
import { stageRows } from '../stages.ts'
import { code, type Markdown, md } from './escape.ts'
import { table } from './table.ts'

/** What the candidate comes to for each stage, where their gates are not the same. */
export function stagesTable(report: Report): Markdown {
  const rows = stageRows(report)
  if (rows.length === 0 || report.verdict === 'unchanged') return md``
  return table(
    [{ title: '' }, { title: 'for the stage' }, { title: 'verdict' }, { title: 'why' }],
    rows.map(({ stage, verdict, why }) => [shape[verdict], code(stage, 64), word[verdict], why]),
    20,
  )
}
