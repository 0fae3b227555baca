import type { ValidationReport } from '../../data/validation.ts'
import { counted, percent } from '../figures.ts'
import { foundWords, isRemarkable, standing, tally, wanted, worstFirst } from '../outcome.ts'
import { type Html, html } from './escape.ts'
import { badge, htmlTable, shareBar, value } from './page.ts'

/** What the rows of a dataset broke, worst first; nothing where every rule held. */
export function brokenRules(data: ValidationReport): Html | undefined {
  const broken = worstFirst(data.results.filter(isRemarkable))
  if (broken.length === 0 && data.verdict === 'pass') return undefined
  return html`<h3>Data ${value(data.dataset, 64)}: ${badge(data.verdict, tally(data.results) || undefined)}</h3>
${broken.length > 0 ? rulesTable(broken, data) : html`<p>${value(data.reason)}</p>`}`
}

/** The rules that held, folded. */
export function heldRules(data: ValidationReport): Html | undefined {
  const held = data.results.filter((result) => !isRemarkable(result))
  if (held.length === 0) return undefined
  return html`<details><summary>Data ${value(data.dataset, 64)}: ${counted(held.length, 'rule')} that held</summary>${rulesTable(held, data)}</details>`
}

function rulesTable(results: ValidationReport['results'], { rows, columns }: ValidationReport): Html {
  return htmlTable({
    caption: `Rules on ${counted(rows, 'row')} and ${counted(columns, 'column')}`,
    columns: [
      { title: 'Expected', as: 'prose' },
      { title: 'Verdict' },
      { title: 'Found', as: 'prose' },
      { title: 'Rows affected', as: 'short' },
    ],
    rows: results.map((result) => [
      value(wanted(result)),
      badge(standing(result), result.verdict === 'warn' ? 'Warning' : undefined),
      value(foundWords(result)),
      result.share === null ? '' : shareBar(result.share, percent(result.share), standing(result)),
    ]),
  })
}
