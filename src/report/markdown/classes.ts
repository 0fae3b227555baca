import type { Report } from '../../gates/report.ts'
import { count, counted } from '../figures.ts'
import { weightText } from '../holdout.ts'
import { rivalOf, rivalWords } from '../rival.ts'
import { sliceFigure } from '../slices.ts'
import { blocks, code, folded, type Markdown, md } from './escape.ts'
import { table } from './table.ts'

/** More classes than this make a matrix that no comment has room for; the page has up to thirty. */
const mostClasses = 12

/** How the candidate does on each class against the rest, and what it takes each class for. */
export function classesSection(report: Report): Markdown {
  const { classes = [] } = report
  const confusion = confusionTable(report)
  if (classes.length === 0 && !confusion) return md``
  const metrics = classes[0]?.metrics.map(({ metric }) => metric) ?? []
  const rival = rivalOf(report)
  return folded(
    `${counted(classes.length, 'class', 'classes')} against the rest`,
    blocks([
      table(
        [
          { title: 'class' },
          { title: 'rows', align: 'right' },
          ...metrics.map((metric) => ({ title: code(metric), align: 'right' as const })),
        ],
        classes.map((one) => [
          code(one.name),
          count(one.rows),
          ...metrics.map((metric) => sliceFigure(one, metric)),
        ]),
        30,
      ),
      rival ? md`<sub>In brackets: ${rivalWords(rival)}. – is undefined.</sub>` : undefined,
      confusion,
    ]),
  )
}

function confusionTable({ candidate: { confusion }, data }: Report): Markdown | undefined {
  if (!confusion || confusion.classes.length > mostClasses) return undefined
  return blocks([
    table(
      [
        { title: 'is ↓ is taken for →' },
        ...confusion.classes.map((name) => ({ title: code(name, 40), align: 'right' as const })),
      ],
      confusion.counts.map((row, actual) => [
        code(confusion.classes[actual] ?? '', 40),
        ...row.map((rows, label) => (label === actual ? md`**${weightText(rows)}**` : weightText(rows))),
      ]),
    ),
    md`<sub>${data.holdout.weights ? 'What held-out rows weigh,' : 'Held-out rows'} by what they are and what the candidate takes them for.</sub>`,
  ])
}
