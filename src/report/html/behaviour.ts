import type { Behaviour, BehaviourFigure } from '../../gates/behaviour-section.ts'
import type { Report } from '../../gates/report.ts'
import { behaviourTitles, shownEnds, shownImportance, shownValue } from '../behaviour.ts'
import { counted } from '../figures.ts'
import { standing, tally, worstFirst } from '../outcome.ts'
import { noneOfIts, rivalOf, rivalWords } from '../rival.ts'
import { type Html, html } from './escape.ts'
import { importanceChart } from './importance-chart.ts'
import { badge, code, figureOf, htmlTable, value } from './page.ts'

/** How the candidate behaves beside its metrics, folded. */
export function behaviourPart(report: Report): Html[] {
  return (report.behaviour ?? []).map(
    ({ of, how, figures, features }) =>
      html`<details><summary>${behaviourTitles[of]}</summary>${figuresTable(how === undefined ? behaviourTitles[of] : `${behaviourTitles[of]} (${how})`, figures, report)}${features ? featuresPart(features, report) : undefined}</details>`,
  )
}

function featuresPart(features: NonNullable<Behaviour['features']>, report: Report): Html {
  const rival = rivalOf(report)
  const chart = importanceChart(features)
  const caption = `Loss of the main metric where a feature is permuted, mean and standard deviation${rival ? `, beside ${rivalWords(rival)}` : ''}`
  return html`${chart === undefined ? undefined : figureOf({ chart, alt: `${caption}; the table below has the figures.`, caption })}${htmlTable(
    {
      caption,
      columns: [
        { title: 'Feature' },
        { title: 'Candidate', as: 'number' },
        ...(rival ? [{ title: 'Compared with', as: 'number' as const }] : []),
      ],
      rows: features.map(({ feature, candidate, production }) => [
        code(feature),
        shownImportance(candidate),
        ...(rival ? [shownImportance(production)] : []),
      ]),
    },
  )}`
}

/** Gates on what was measured with a clock. */
export function measuredGates({ measured }: Report): Html | undefined {
  if (!measured || measured.gates.length === 0) return undefined
  const { gates } = measured
  return html`<h3>Measured: ${tally(gates)}</h3>
<ul class="verdicts">${worstFirst(gates).map((gate) => html`<li>${badge(standing(gate), gate.verdict === 'warn' ? 'Warning' : undefined)} ${value(gate.reason)}</li>`)}</ul>`
}

/** What was measured with a clock, folded. */
export function measuredPart(report: Report): Html | undefined {
  const { measured } = report
  if (!measured) return undefined
  const { figures, environment, runs, digest } = measured
  return html`<details><summary>Measured: latency, throughput, loading, memory</summary>
${figuresTable('Speed and memory', figures, report)}
<p class="muted">${counted(runs.candidate, 'single row')} timed on ${environment.cpus} × ${value(environment.cpu, 80)}, Node ${value(environment.node)}, ${value(environment.platform)}, one thread, in turns with what it is compared with. These figures differ from run to run; their digest is ${code(digest)}.</p></details>`
}

/** Figures of both models, one a row. */
export function figuresTable(caption: string, figures: readonly BehaviourFigure[], report: Report): Html {
  const rival = rivalOf(report)
  return htmlTable({
    caption: rival ? `${caption}, beside ${rivalWords(rival)}` : caption,
    columns: [
      { title: 'Figure' },
      { title: 'Candidate', as: 'number' },
      { title: '95 % interval', as: 'short' },
      ...(rival ? [{ title: 'Compared with', as: 'number' as const }] : []),
    ],
    rows: figures.map(({ figure, candidate, interval, production }) => [
      code(figure),
      value(shownValue(candidate)),
      shownEnds(interval),
      ...(rival ? [production ? value(shownValue(production)) : noneOfIts] : []),
    ]),
  })
}
