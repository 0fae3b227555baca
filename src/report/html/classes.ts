import type { Report } from '../../gates/report.ts'
import { count, counted, percent } from '../figures.ts'
import { weightText } from '../holdout.ts'
import { rivalOf, rivalWords } from '../rival.ts'
import { sliceFigure } from '../slices.ts'
import { visible } from '../visible.ts'
import { type Html, html } from './escape.ts'
import { code, htmlTable } from './page.ts'

/** How the candidate does on each class against the rest, folded. */
export function classesPart(report: Report): Html | undefined {
  const { classes = [] } = report
  if (classes.length === 0) return undefined
  const metrics = classes[0]?.metrics.map(({ metric }) => metric) ?? []
  const rival = rivalOf(report)
  return html`<details><summary>${counted(classes.length, 'class', 'classes')} against the rest</summary>${htmlTable(
    {
      caption: `Figures of ${counted(classes.length, 'class', 'classes')} against the rest${rival ? `; in brackets ${rivalWords(rival)}` : ''}`,
      columns: [
        { title: 'Class' },
        { title: 'Rows', as: 'number' },
        ...metrics.map((metric) => ({ title: metric, as: 'number' as const })),
      ],
      rows: classes.map((one) => [
        code(one.name),
        count(one.rows),
        ...metrics.map((metric) => sliceFigure(one, metric)),
      ]),
    },
  )}</details>`
}

/** The confusion matrix as a heat map: the darker, the larger the share of the rows of that class. */
export function confusionPart({ candidate: { confusion }, data }: Report): Html | undefined {
  const weighted = data.holdout.weights !== undefined
  if (!confusion) return undefined
  return htmlTable({
    caption: `${weighted ? 'What held-out rows weigh,' : 'Held-out rows'} by what they are (rows) and what the candidate takes them for (columns); shaded by the share of the class's rows`,
    columns: [
      { title: 'Is' },
      ...confusion.classes.map((title) => ({ title: visible(title, 60), as: 'number' as const })),
    ],
    rows: confusion.counts.map((row, actual) => {
      const rows = row.reduce((sum, times) => sum + times, 0)
      return [
        code(confusion.classes[actual] ?? '', 60),
        ...row.map((times, label) =>
          heat(times, { share: rows === 0 ? 0 : times / rows, right: label === actual }),
        ),
      ]
    }),
  })
}

function heat(times: number, { share, right }: { share: number; right: boolean }): Html {
  const tone = right ? 'var(--pass)' : 'var(--fail)'
  return html`<span class="heat" style="--tone:${tone};--share:${Math.round(share * 45)}%">${weightText(times)}<small>${percent(share)}</small></span>`
}
