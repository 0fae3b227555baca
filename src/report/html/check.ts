import type { Check } from '../../gates/check.ts'
import type { Report } from '../../gates/report.ts'
import { counted, duration, shortSha } from '../figures.ts'
import { outcomeOf, tally, worstFirst } from '../outcome.ts'
import { visibleLines } from '../visible.ts'
import { behaviourPart, measuredGates, measuredPart } from './behaviour.ts'
import { checkedPart, policyPart } from './checked.ts'
import { classesPart, confusionPart } from './classes.ts'
import { curveCharts, curveTables } from './curves.ts'
import { brokenRules, heldRules } from './data.ts'
import { dataDiffPart } from './data-diff.ts'
import { type Html, html } from './escape.ts'
import { fairnessPart } from './fairness.ts'
import { gateCharts, gatesPart } from './gates.ts'
import { metricsPart } from './metrics.ts'
import { nextPart } from './next.ts'
import { operatingPart } from './operating.ts'
import { badge, code, page, value } from './page.ts'
import { provenancePart } from './provenance.ts'
import { segmentsPart } from './segments.ts'
import { slicesChart, slicesPart } from './slices.ts'
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

/** In the order of a reader who has a minute: gates, what else went wrong, charts; the rest is folded, and what to do comes last. */
function checkCard(check: Check, named: boolean): Html {
  const { report, training } = check
  const notes = report?.notes.slice(0, 50) ?? []
  return html`<section class="card">
${named ? html`<h2>${value(check.model, 64)} ${badge(check.verdict)}</h2><p>${value(check.reason)}</p>` : html`<h2 class="unseen">Report of ${value(check.model, 64)}</h2>`}
${report ? gatesPart(report) : undefined}
${report ? measuredGates(report) : undefined}
${report ? stagesPart(report) : undefined}
${check.validation.map(brokenRules)}
${training?.error === undefined ? undefined : html`<h3>${training.taken ? 'The predictions could not be taken' : 'Training failed'}</h3><p>${training.taken ? 'What was wrong with them:' : 'The end of what it said:'}</p><pre>${visibleLines(training.error)}</pre>`}
${report ? policyPart(report) : undefined}
${notes.length > 0 ? html`<ul class="notes">${notes.map((note) => html`<li>${value(note)}</li>`)}</ul>` : undefined}
${report ? chartsPart(report) : undefined}
${detailsPart(check)}
${nextPart(check)}
</section>\n`
}

function chartsPart(report: Report): Html | undefined {
  const charts = [
    ...gateCharts(report),
    curveCharts(report),
    confusionPart(report),
    slicesChart(report),
  ].filter((chart) => chart !== undefined)
  return charts.length === 0 ? undefined : html`<h3>Charts</h3>${charts}`
}

function detailsPart(check: Check): Html {
  const { report, training, validation, diff } = check
  return html`<h3>Details</h3>
${report ? detailsOf(report) : undefined}
${validation.map(heldRules)}
${diff ? dataDiffPart(diff) : undefined}
${provenancePart(check)}
${training ? html`<p class="muted">${training.taken ? 'Predictions were given in a file, not made here.' : `Training took ${duration(training.seconds)} on ${counted(training.rows, 'row')}.`}</p>` : undefined}`
}

function detailsOf(report: Report): (Html | undefined)[] {
  return [
    operatingPart(report),
    segmentsPart(report),
    slicesPart(report),
    classesPart(report),
    ...fairnessPart(report),
    ...behaviourPart(report),
    measuredPart(report),
    metricsPart(report),
    ...curveTables(report),
    checkedPart(report),
  ]
}
