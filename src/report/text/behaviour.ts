import type { BehaviourFigure } from '../../gates/behaviour-section.ts'
import type { Report } from '../../gates/report.ts'
import { behaviourTitles, shownEnds, shownImportance, shownValue } from '../behaviour.ts'
import { counted } from '../figures.ts'
import { standing, worstFirst } from '../outcome.ts'
import { noneOfIts, rivalOf } from '../rival.ts'
import { visible } from '../visible.ts'
import { columns } from './columns.ts'
import { painter, type TextStyle } from './paint.ts'

/** How the candidate behaves beside its metrics; the gates say what is asked of it. */
export function behaviourLines(report: Report): string[] {
  return (report.behaviour ?? []).flatMap(({ of, how, figures, features = [] }) => [
    `  ${behaviourTitles[of].toLowerCase()}${how === undefined ? '' : ` (${visible(how, 120)})`}:`,
    ...(figures.length > 0 ? figureLines(figures, report) : []),
    ...columns(
      [{}, { align: 'right' }, { align: 'right' }],
      features
        .slice(0, 12)
        .map((one) => [
          visible(one.feature, 60),
          shownImportance(one.candidate),
          shownImportance(one.production),
        ]),
      4,
    ),
  ])
}

/** What was measured with a clock, with the gates on it. */
export function measuredLines(report: Report, style: TextStyle): string[] {
  const { measured } = report
  if (!measured) return []
  const paint = painter(style)
  return [
    `  measured on ${measured.environment.cpus} × ${visible(measured.environment.cpu, 80)}, ${counted(measured.runs.candidate, 'single row')}:`,
    ...figureLines(measured.figures, report),
    ...worstFirst(measured.gates).map((gate) => `  ${paint.mark(standing(gate))} ${visible(gate.reason)}`),
  ]
}

/** Figures of both models, one a line. */
export function figureLines(figures: readonly BehaviourFigure[], report: Report): string[] {
  const rival = rivalOf(report)
  const why = new Map<string, Set<string>>()
  for (const { figure, candidate, production } of figures)
    for (const reason of [candidate, production].flatMap(reasonOf))
      why.set(reason, (why.get(reason) ?? new Set()).add(figure))
  return [
    ...columns(
      [
        { title: 'figure' },
        { title: 'candidate', align: 'right' },
        { title: 'interval' },
        { title: rival?.name ?? '', align: 'right' },
      ],
      figures.map(({ figure, candidate, interval, production }) => [
        visible(figure, 60),
        short(candidate),
        shownEnds(interval),
        rival && !production ? noneOfIts : short(production),
      ]),
      4,
    ),
    ...[...why].map(
      ([reason, of]) => `    ${[...of].map((one) => visible(one, 60)).join(', ')}: ${visible(reason)}`,
    ),
  ]
}

type Shown = BehaviourFigure['candidate'] | BehaviourFigure['production']

/** A reason would make the column as wide as it is long, so it stands below. */
function short(value: Shown): string {
  return reasonOf(value).length > 0 ? 'undefined' : shownValue(value)
}

function reasonOf(value: Shown): string[] {
  return value && typeof value === 'object' && 'undefined' in value ? [value.undefined] : []
}
