import type { MetricValue, Report } from '../../gates/report.ts'
import type { Fairness } from '../../gates/row-sections.ts'
import { count, counted, figure } from '../figures.ts'
import { rivalOf, rivalWords } from '../rival.ts'
import { type Html, html } from './escape.ts'
import { code, htmlTable, value } from './page.ts'

/** How both models treat the groups of each protected attribute, folded: gates that failed stand in the table above. */
export function fairnessPart(report: Report): Html[] {
  return (report.fairness ?? []).map((one) => attributePart(one, report))
}

function attributePart(fairness: Fairness, report: Report): Html {
  const { attribute, least, groups, measures } = fairness
  const rival = rivalOf(report)
  const names = [...new Set(groups.flatMap(({ figures }) => figures.map(({ figure }) => figure)))]
  return html`<details><summary>Fairness: groups by ${value(attribute, 120)}</summary>${htmlTable({
    caption: `Of each group the candidate's figures with 95 % intervals${rival ? `, below them those of ${rivalWords(rival)}` : ''}. Grey: fewer than ${least} rows that it is of, so no part of a figure between groups`,
    columns: [
      { title: 'Group' },
      { title: 'Rows', as: 'number' },
      ...names.map((title) => ({ title, as: 'number' as const })),
    ],
    rows: groups.map(({ name, rows, figures }) => [
      code(name),
      rows < least ? html`<span class="muted">${count(rows)}, too small</span>` : count(rows),
      ...names.map((wanted) => {
        const found = figures.find((one) => one.figure === wanted)
        const before = rival && found?.production
        return html`${shown(found?.candidate)}${before ? html`<small>was ${shown(before)}</small>` : undefined}`
      }),
    ]),
  })}${htmlTable({
    caption: `Between the groups by ${attribute}`,
    columns: [
      { title: 'Measure' },
      { title: 'Candidate', as: 'number' },
      { title: '95 % interval', as: 'short' },
      ...(rival ? [{ title: 'Compared with', as: 'number' as const }] : []),
    ],
    rows: measures.map(({ measure, class: of, candidate, interval, production }) => [
      of === undefined ? code(measure) : html`${code(measure)} of class ${code(of, 60)}`,
      metric(candidate),
      interval ? `${figure(interval.low)} to ${figure(interval.high)}` : '',
      ...(rival ? [metric(production)] : []),
    ]),
  })}</details>`
}

function shown(of: Fairness['groups'][number]['figures'][number]['candidate']): Html | undefined {
  if (!of) return undefined
  if (of.value === null) return html`<span class="muted">none of ${counted(of.rows, 'row')}</span>`
  const ends = of.interval && html`<small>${figure(of.interval.low)} to ${figure(of.interval.high)}</small>`
  return of.small
    ? html`<span class="muted">${figure(of.value)}</span>${ends ?? undefined}`
    : html`${figure(of.value)}${ends ?? undefined}`
}

function metric(of: MetricValue | undefined): Html {
  if (of === undefined) return html``
  return 'value' in of
    ? html`${figure(of.value)}`
    : html`<span class="muted">undefined: ${value(of.undefined)}</span>`
}
