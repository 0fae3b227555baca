import type { Report } from '../../gates/report.ts'
import { stageRows } from '../stages.ts'
import { type Html, html } from './escape.ts'
import { badge, code, htmlTable, value } from './page.ts'

/** What the candidate comes to for each stage, where their gates are not the same. */
export function stagesPart(report: Report): Html | undefined {
  const rows = report.verdict === 'unchanged' ? [] : stageRows(report)
  if (rows.length === 0) return undefined
  return html`<h3>Stages</h3>
${htmlTable({
  caption: 'What the candidate comes to for each stage',
  columns: [{ title: 'Stage' }, { title: 'Verdict' }, { title: 'Why', as: 'prose' }],
  rows: rows.map(({ stage, verdict, why }) => [code(stage), badge(verdict), value(why)]),
})}`
}
