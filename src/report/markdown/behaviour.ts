import type { Behaviour, BehaviourFigure } from '../../gates/behaviour-section.ts'
import type { Report } from '../../gates/report.ts'
import { behaviourTitles, shownEnds, shownImportance, shownValue } from '../behaviour.ts'
import { counted } from '../figures.ts'
import { isRemarkable, shape, standing, worstFirst } from '../outcome.ts'
import { noneOfIts, rivalOf } from '../rival.ts'
import { blocks, code, folded, type Markdown, md } from './escape.ts'
import { gateRows, rivalTitle } from './gates.ts'
import { table } from './table.ts'

/** How the candidate behaves beside its metrics, folded: gates that failed stand in the table above. */
export function behaviourSection(report: Report): Markdown {
  const { behaviour = [] } = report
  if (behaviour.length === 0) return md``
  return folded(
    `Behaviour: ${behaviour.map(({ of }) => of).join(', ')}`,
    blocks(
      behaviour.map(({ of, how, figures, features }) =>
        blocks([
          md`**${behaviourTitles[of]}**${how === undefined ? '' : `: ${how}`}`,
          figures.length > 0 ? figuresTable(figures, report) : undefined,
          features ? featuresTable(features, report) : undefined,
        ]),
      ),
    ),
  )
}

function featuresTable(features: NonNullable<Behaviour['features']>, report: Report): Markdown {
  const rival = rivalOf(report)
  return table(
    [
      { title: 'feature' },
      { title: 'candidate', align: 'right' },
      ...(rival ? [{ title: rivalTitle(rival), align: 'right' as const }] : []),
    ],
    features.map(({ feature, candidate, production }) => [
      code(feature),
      shownImportance(candidate),
      ...(rival ? [shownImportance(production)] : []),
    ]),
    12,
  )
}

/** What was measured with a clock, folded unless a gate on it says something. */
export function measuredSection(report: Report): Markdown {
  const { measured } = report
  if (!measured) return md``
  const { figures, gates, environment, runs } = measured
  const where = `${counted(runs.candidate, 'single row')} timed on ${environment.cpus} × ${environment.cpu}, one thread, in turns with what it is compared with. These figures differ from run to run.`
  return blocks([
    gates.length > 0 ? gateRows(worstFirst(gates), report) : undefined,
    ...gates.filter(isRemarkable).map((gate) => md`- ${shape[standing(gate)]} ${gate.reason}`),
    folded(
      'Measured: latency, throughput, loading, memory',
      blocks([figuresTable(figures, report), md`<sub>${where}</sub>`]),
    ),
  ])
}

/** Figures of both models, one a row. */
export function figuresTable(figures: readonly BehaviourFigure[], report: Report): Markdown {
  const rival = rivalOf(report)
  return table(
    [
      { title: 'figure' },
      { title: 'candidate', align: 'right' },
      { title: '95 % interval' },
      ...(rival ? [{ title: rivalTitle(rival), align: 'right' as const }] : []),
    ],
    figures.map(({ figure, candidate, interval, production }) => [
      code(figure),
      shownValue(candidate),
      shownEnds(interval),
      ...(rival ? [production ? shownValue(production) : noneOfIts] : []),
    ]),
  )
}
