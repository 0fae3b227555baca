import type { ValidationReport } from '../../data/validation.ts'
import type { Check } from '../../gates/check.ts'
import type { Fit, GateResult, MetricValue, Report } from '../../gates/report.ts'
import { aboutOf } from '../about.ts'
import { count, counted, duration, figure, percent, shortSha, signed, size } from '../figures.ts'
import { holdoutWords, judgedRowsWords } from '../holdout.ts'
import { compares, limitWords } from '../limit.ts'
import { foundWords, isRemarkable, outcomeOf, standing, tally, wanted, worstFirst } from '../outcome.ts'
import { type Rival, rivalOf, rivalWords } from '../rival.ts'
import { sentence, visibleLines } from '../visible.ts'
import { behaviourPart, measuredPart } from './behaviour.ts'
import { classesPart } from './classes.ts'
import { calibrationChart, fitChart, rocChart } from './curve-charts.ts'
import { dataDiffPart } from './data-diff.ts'
import { type Html, type HtmlValue, html } from './escape.ts'
import { fairnessPart } from './fairness.ts'
import { gateChart } from './gate-chart.ts'
import { operatingPart } from './operating.ts'
import { badge, code, figureOf, type HtmlColumn, htmlTable, page, shareBar, value } from './page.ts'
import { segmentsPart } from './segments.ts'
import { slicesPart } from './slices.ts'
import { stagesPart } from './stages.ts'

/** What the page knows beside the checks. */
export interface HtmlContext {
  /** The head changes files below `.github/`, which decide how it is checked. */
  changesWorkflows: boolean
}

/** Checks as a page of its own: one file, charts inside, nothing fetched, no script. The same input gives the same bytes. */
export function renderHtml(checks: readonly Check[], context: HtmlContext): string {
  const sorted = worstFirst(checks)
  const names = checks.map(({ model }) => model).join(', ')
  return page({
    title: checks.length === 0 ? 'No model is touched' : `${names}: ${outcomeOf(checks)}`,
    body: html`${header(sorted, context)}${sorted.map((check) => checkCard(check, checks.length > 1))}`,
  })
}

function header(sorted: readonly Check[], { changesWorkflows }: HtmlContext): Html {
  const [worst] = sorted
  if (worst === undefined)
    return html`<section class="card"><h1>No model is touched by this change</h1><p>There is nothing to check.</p></section>`
  const outcome = outcomeOf(sorted)
  const advice = changesWorkflows
    ? html`<ul class="notes"><li>Advice only: this change edits <code>.github/</code> and so how it is checked.</li></ul>`
    : undefined
  const many =
    sorted.length > 1
      ? html`<p class="muted">${counted(sorted.length, 'model')}: ${tally(sorted)}</p>`
      : undefined
  return html`<header class="card headline" style="--tone:var(--${outcome})">
${badge(outcome)}
<h1>${value(worst.model, 64)}: ${value(worst.reason)}</h1>
${many}<p class="muted">Checked ${code(shortSha(worst.head))} against ${code(shortSha(worst.base))}.</p>${advice}
</header>\n`
}

function checkCard(check: Check, named: boolean): Html {
  const { report, training } = check
  const notes = report?.notes.slice(0, 50) ?? []
  return html`<section class="card">
${named ? html`<h2>${value(check.model, 64)} ${badge(check.verdict)}</h2><p>${value(check.reason)}</p>` : html`<h2 class="unseen">Report of ${value(check.model, 64)}</h2>`}
${notes.length > 0 ? html`<ul class="notes">${notes.map((note) => html`<li>${value(note)}</li>`)}</ul>` : undefined}
${report ? stagesPart(report) : undefined}
${report ? gatesPart(report) : undefined}
${report ? policyPart(report) : undefined}
${report ? operatingPart(report) : undefined}
${report ? segmentsPart(report) : undefined}
${report ? classesPart(report) : undefined}
${report ? fairnessPart(report) : undefined}
${report ? behaviourPart(report) : undefined}
${report ? measuredPart(report) : undefined}
${report ? curvesPart(report) : undefined}
${report ? fitPart(report) : undefined}
${report ? slicesPart(report) : undefined}
${report ? metricsPart(report) : undefined}
${report ? checkedPart(report) : undefined}
${check.validation.map(dataPart)}
${check.diff ? dataDiffPart(check.diff) : undefined}
${training ? trainingPart(training) : undefined}
${provenancePart(check)}
</section>\n`
}

function gatesPart(report: Report): Html | undefined {
  if (report.gates.length === 0) return undefined
  const sorted = worstFirst(report.gates)
  const charts = [
    { title: 'against fixed limits', gates: sorted.filter((gate) => !compares(gate)) },
    { title: `against ${rivalOf(report)?.name ?? 'production'}`, gates: sorted.filter(compares) },
  ].map(({ title, gates }) => {
    const chart = gateChart(gates)
    if (chart === undefined) return undefined
    return figureOf({
      chart,
      alt: `Gates ${title}: ${tally(gates)}. The table below has the figures.`,
      caption: `Gates ${title}. The point is the estimate, the line its interval, dashed the limit: what lies left of it is beyond it.`,
    })
  })
  return html`<h3>Gates: ${tally(report.gates)}</h3>
${charts}
${htmlTable({
  caption: `Gates, judged on ${judgedRowsWords(report)}`,
  columns: [
    { title: 'Gate' },
    { title: 'Verdict' },
    { title: 'Candidate', as: 'number' },
    ...productionColumns(report),
    { title: 'Limit', as: 'short' },
  ],
  rows: sorted.map((gate) => gateRow(gate, report)),
  below: sorted.map(({ reason }) => value(reason)),
})}`
}

function productionColumns(report: Report): HtmlColumn[] {
  const rival = rivalOf(report)
  return rival ? [numberColumn(rivalTitle(rival)), numberColumn('Change')] : []
}

function rivalTitle(rival: Rival): string {
  const words = rivalWords(rival)
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}

function numberColumn(title: string): HtmlColumn {
  return { title, as: 'number' }
}

function gateRow(gate: GateResult, report: Report): HtmlValue[] {
  const production = rivalOf(report)
  const about = aboutOf(gate)
  const name = about === undefined ? code(gate.metric) : html`${code(gate.metric)} of ${code(about)}`
  return [
    gate.level === 'fail' ? name : html`${name} (${gate.level})`,
    badge(standing(gate), gate.verdict === 'warn' ? 'Warning' : undefined),
    withInterval(figure(gate.candidate), gate, 'candidate'),
    ...(production ? [figure(gate.production), withInterval(signed(gate.change), gate, 'change')] : []),
    value(limitWords(gate), 80),
  ]
}

function withInterval(shown: string, { interval }: GateResult, of: 'candidate' | 'change'): Html {
  if (interval?.of !== of) return html`${shown}`
  const show = of === 'change' ? signed : figure
  return html`${shown}<small>${show(interval.low)} to ${show(interval.high)}</small>`
}

function curvesPart(report: Report): Html | undefined {
  const roc = rocChart(report)
  const calibration = calibrationChart(report)
  if (roc === undefined && calibration === undefined) return undefined
  return html`<h3>Curves</h3><div class="pair">
${roc === undefined ? undefined : figureOf({ chart: roc, alt: `ROC curve; ${auc(report)}.`, caption: `ROC curve: the nearer to the upper left corner the better; ${auc(report)}.` })}
${calibration === undefined ? undefined : figureOf({ chart: calibration, alt: 'Calibration curve; the table below has the figures.', caption: 'Calibration: on the dashed line, predicted probabilities are what is observed.' })}
</div>
${calibration === undefined ? undefined : calibrationTable(report)}`
}

/** What stands in the place of curves for a regression. */
function fitPart(report: Report): Html | undefined {
  const chart = fitChart(report)
  if (chart === undefined) return undefined
  return html`<h3>Predicted and actual</h3><div class="pair">
${figureOf({ chart, alt: 'Actual against predicted values; the table has the figures.', caption: 'Each point is the mean of rows of similar predictions, the thin line one standard deviation of what is left over on either side. On the dashed line, predictions are right on average.' })}
${fitTable(report.candidate.fit ?? [])}
</div>`
}

function fitTable(fit: Fit): Html {
  return html`<div>${htmlTable({
    caption: 'The candidate, rows from low to high prediction',
    columns: [
      { title: 'Predicted', as: 'number' },
      { title: 'Actual', as: 'number' },
      { title: 'Residual spread', as: 'number' },
      { title: 'Rows', as: 'number' },
    ],
    rows: fit.map(({ predicted, actual, spread, rows }) => [
      figure(predicted),
      figure(actual),
      figure(spread),
      count(rows),
    ]),
  })}</div>`
}

function auc(report: Report): string {
  const { candidate } = report
  const production = rivalOf(report)
  const of = (metrics: Record<string, MetricValue>) => shownMetric(metrics.roc_auc)
  return `area ${of(candidate.metrics)} for the candidate${production ? `, ${of(production.metrics)} for ${rivalWords(production)}` : ''}`
}

function calibrationTable({ candidate }: Report): Html {
  return html`<details><summary>Calibration of the candidate as a table</summary>${htmlTable({
    caption: 'Rows by predicted probability',
    columns: [
      { title: 'Predicted', as: 'number' },
      { title: 'Observed', as: 'number' },
      { title: 'Rows', as: 'number' },
    ],
    rows: (candidate.curves?.calibration ?? []).map(({ predicted, observed, rows }) => [
      figure(predicted),
      figure(observed),
      count(rows),
    ]),
  })}</details>`
}

function metricsPart(report: Report): Html | undefined {
  const { candidate } = report
  const production = rivalOf(report)
  const names = Object.keys(candidate.metrics).sort()
  if (names.length === 0) return undefined
  return html`<details><summary>All ${counted(names.length, 'metric')}</summary>${htmlTable({
    caption: 'Figures on the held-out rows',
    columns: [
      { title: 'Metric' },
      { title: 'Candidate', as: 'number' },
      ...(production ? [numberColumn(rivalTitle(production))] : []),
    ],
    rows: names.map((name) => [
      code(name),
      shownMetric(candidate.metrics[name]),
      ...(production
        ? [shownMetric(Object.hasOwn(production.metrics, name) ? production.metrics[name] : undefined)]
        : []),
    ]),
  })}</details>`
}

function shownMetric(metric: MetricValue | undefined): string {
  if (metric === undefined) return 'none'
  return 'value' in metric ? figure(metric.value) : `undefined: ${metric.undefined}`
}

function dataPart(data: ValidationReport): Html {
  const table = (results: ValidationReport['results']) =>
    htmlTable({
      caption: `Rules on ${counted(data.rows, 'row')} and ${counted(data.columns, 'column')}`,
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
  const sorted = worstFirst(data.results)
  const broken = sorted.filter(isRemarkable)
  const held = sorted.filter((result) => !isRemarkable(result))
  return html`<h3>Data ${value(data.dataset, 64)}: ${badge(data.verdict, tally(data.results) || undefined)}</h3>
<p>${value(data.reason)}</p>
${broken.length > 0 ? table(broken) : undefined}
${held.length > 0 ? html`<details><summary>${counted(held.length, 'rule')} that held</summary>${table(held)}</details>` : undefined}`
}

function checkedPart({ checked = [] }: Report): Html | undefined {
  if (checked.length === 0) return undefined
  return html`<details><summary>What was checked besides the figures: ${tally(checked)}</summary>
<ul>${checked.map((one) => html`<li>${badge(standing(one), one.verdict === 'warn' ? 'Warning' : undefined)} ${value(sentence(one.text))}</li>`)}</ul></details>`
}

function policyPart({ policy: { changes = [], own } }: Report): Html | undefined {
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

function trainingPart(training: NonNullable<Check['training']>): Html {
  const line = training.taken
    ? html`<h3>Predictions</h3><p>Given in a file, not made here.</p>`
    : html`<h3>Training</h3><p>${counted(training.rows, 'row')} in ${duration(training.seconds)}.</p>`
  return training.error === undefined ? line : html`${line}<pre>${visibleLines(training.error)}</pre>`
}

function provenancePart({ head, base, report, validation }: Check): Html {
  const facts: [string, Html][] = [
    ['Head', code(head)],
    ['Base', code(base)],
    ...(report
      ? reportFacts(report)
      : validation.map((data): [string, Html] => [
          `Data ${data.dataset}`,
          data.version === null ? html`cannot be read` : code(data.version),
        ])),
  ]
  return html`<details><summary>Digests and versions</summary><dl>${facts.map(([name, fact]) => html`<dt>${value(name, 80)}</dt><dd>${fact}</dd>`)}</dl></details>`
}

function reportFacts({ candidate, production, data, policy, environment }: Report): [string, Html][] {
  return [
    ['Candidate', html`${code(candidate.digest)} ${size(candidate.bytes)}, run ${code(candidate.run)}`],
    [
      'Production',
      production
        ? html`${code(production.version)} ${code(production.digest)} ${size(production.bytes)}`
        : html`none yet`,
    ],
    ['Data', html`${code(data.dataset)} ${code(data.version)}`],
    ['Holdout', html`${holdoutWords(data.holdout)}, ${code(data.holdout.digest)}`],
    ['Policy', html`${code(policy.digest)} of commit ${code(shortSha(policy.commit))}`],
    [
      'Environment',
      value(
        `Pawl ${environment.pawl}, Node ${environment.node}, ONNX Runtime ${environment.onnxruntime}, DuckDB ${environment.duckdb}, ${environment.platform}, seed ${environment.seed}`,
      ),
    ],
  ]
}
