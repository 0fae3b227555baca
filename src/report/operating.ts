import type { Report } from '../gates/report.ts'
import { counted, figure } from './figures.ts'
import { rivalOf, rivalWords } from './rival.ts'

type Point = NonNullable<Report['operating']>['points'][number]

/** The held-out rows that figures are of: not those that thresholds were chosen on. */
export function judgedRows({ operating, data }: Pick<Report, 'operating' | 'data'>): number {
  return operating?.judged.rows ?? data.holdout.rows
}

/** The figures that points have, in their order. */
export function pointMetrics({ operating }: Report): string[] {
  return [...new Set(operating?.points.flatMap(({ metrics }) => metrics.map(({ metric }) => metric)))]
}

/** `0.31 (0.28)`: the candidate's threshold, and in brackets that of what it is compared with. */
export function thresholdWords({ candidate, production }: Point): string {
  const one = (value: NonNullable<typeof production>) => ('value' in value ? figure(value.value) : '–')
  return production ? `${one(candidate)} (${one(production)})` : one(candidate)
}

/** How a threshold came about. */
export function ruleWords({ rule }: Point): string {
  return rule ?? 'fixed'
}

/** What a table of points needs to be understood: the rows, the brackets, and why a threshold is missing. */
export function pointRemarks(report: Report): string[] {
  const { operating } = report
  if (!operating) return []
  const rival = rivalOf(report)
  const missing = operating.points.flatMap(({ name, candidate, production }) =>
    [
      { who: 'the candidate', threshold: candidate },
      { who: rival ? rivalWords(rival) : '', threshold: production },
    ].flatMap(({ who, threshold }) =>
      threshold && 'undefined' in threshold
        ? [`${name === null ? 'The threshold' : `The point ${name}`} of ${who}: ${threshold.undefined}.`]
        : [],
    ),
  )
  return [
    operating.chosenOn === undefined
      ? `All figures are of ${counted(operating.judged.rows, 'held-out row')}.`
      : `Thresholds were chosen on ${counted(operating.chosenOn, 'held-out row')}, for each model on its own; all figures are of the other ${counted(operating.judged.rows, 'row')}.`,
    ...(rival ? [`In brackets: ${rivalWords(rival)}. – is undefined.`] : []),
    ...missing,
  ]
}

/** What there is beside the threshold itself. */
export function operatingTitle(points: number): string {
  if (points === 0) return 'Threshold'
  return `Threshold and ${points === 1 ? 'one operating point' : `${points} operating points`}`
}
