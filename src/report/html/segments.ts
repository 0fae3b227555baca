import type { Report } from '../../gates/report.ts'
import { count, counted, figure, signed } from '../figures.ts'
import { searchWords } from '../segments.ts'
import { type Html, html } from './escape.ts'
import { htmlTable, value } from './page.ts'

/** The rows that the candidate does worst on, folded. */
export function segmentsPart({ segments }: Report): Html | undefined {
  if (!segments) return undefined
  const { metric, found } = segments
  if (found.length === 0)
    return html`<details><summary>No weak segment</summary><p>None was found that is weak on both halves of the held-out rows (${counted(segments.tried, 'segment')} tried).</p></details>`
  return html`<details><summary>${counted(found.length, 'weak segment')}</summary>${htmlTable({
    caption: `${metric} by segment, worst first. ${searchWords(segments)}`,
    columns: [
      { title: 'Segment', as: 'prose' },
      { title: 'Rows', as: 'number' },
      { title: 'Candidate', as: 'number' },
      { title: 'Compared with', as: 'number' },
      { title: 'Candidate elsewhere', as: 'number' },
      { title: 'Difference', as: 'number' },
    ],
    rows: found.map(({ name, rows, candidate, elsewhere, excess, production }) => [
      value(name),
      count(rows),
      figure(candidate),
      production === undefined ? '' : figure(production),
      figure(elsewhere),
      html`${signed(candidate - elsewhere)}<small>${signed(excess.low)} to ${signed(excess.high)}</small>`,
    ]),
  })}</details>`
}
