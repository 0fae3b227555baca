import type { Report } from '../../gates/report.ts'
import { standing, tally } from '../outcome.ts'
import { sentence } from '../visible.ts'
import { type Html, html } from './escape.ts'
import { badge, code, htmlTable, value } from './page.ts'

/** What makes the verdict more than words, thing by thing, folded: its title says whether all holds. */
export function checkedPart({ checked = [] }: Report): Html | undefined {
  if (checked.length === 0) return undefined
  return html`<details><summary>What was checked besides the figures: ${tally(checked)}</summary>
<ul>${checked.map((one) => html`<li>${badge(standing(one), one.verdict === 'warn' ? 'Warning' : undefined)} ${value(sentence(one.text))}</li>`)}</ul></details>`
}

/** What the change edits of all that decides, and what its own policy would say. */
export function policyPart({ policy: { changes = [], own } }: Report): Html | undefined {
  if (changes.length === 0) return undefined
  return html`<h3>This change edits what decides</h3>
${htmlTable({
  caption:
    "Dataset, features and what training sees are the change's own; all else comes from the base until it is merged",
  columns: [{ title: 'Setting' }, { title: 'Base' }, { title: 'This change' }],
  rows: changes.map(({ setting, before, after }) => [
    code(setting),
    before === null ? 'not set' : code(before),
    after === null ? 'not set' : code(after),
  ]),
})}
${own ? html`<p>Judged by its own gates it would be: ${badge(own.verdict)} ${value(own.reason)}</p>` : undefined}`
}
