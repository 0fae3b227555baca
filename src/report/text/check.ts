import type { Check } from '../../gates/check.ts'
import type { GateResult, Report } from '../../gates/report.ts'
import { aboutOf } from '../about.ts'
import { rowWords } from '../data-diff.ts'
import { counted, duration, figure, signed } from '../figures.ts'
import { judgedRowsWords } from '../holdout.ts'
import { compares, limitWords } from '../limit.ts'
import { isRemarkable, outcomeOf, standing, tally, word, worstFirst } from '../outcome.ts'
import { rivalFigures, rivalOf, rivalWords } from '../rival.ts'
import { segmentWords } from '../segments.ts'
import { sliceFigure, sliceMetrics, worstSlices } from '../slices.ts'
import { stageRows } from '../stages.ts'
import { visible, visibleLines } from '../visible.ts'
import { behaviourLines, measuredLines } from './behaviour.ts'
import { columns } from './columns.ts'
import { fairnessLines } from './fairness.ts'
import { operatingLines } from './operating.ts'
import { painter, type TextStyle } from './paint.ts'
import { validationLines } from './validation.ts'

/** Checks for a terminal or a log: verdict and reason first, then data, training and gates of each model. */
export function renderCheckText(checks: readonly Check[], style: TextStyle = {}): string {
  const paint = painter(style)
  if (checks.length === 0) return 'no model is touched: nothing to check\n'
  const sorted = worstFirst(checks)
  const outcome = outcomeOf(sorted)
  const [worst] = sorted as [Check]
  const many = checks.length > 1 ? ` (${tally(checks)})` : ''
  const first = `${paint.outcome(`${word[outcome]}${many}`, outcome)}: ${visible(worst.model, 64)}: ${visible(worst.reason)}`
  return `${[first, ...sorted.flatMap((check) => ['', ...checkLines(check, style)])].join('\n')}\n`
}

/** The gates of one report, for the command that only evaluates. */
export function renderReportText(report: Report, style: TextStyle = {}): string {
  const paint = painter(style)
  const first = `${paint.outcome(word[report.verdict], report.verdict)}: ${visible(report.model, 64)}: ${visible(report.reason)}`
  return `${[first, ...reportLines(report, style)].join('\n')}\n`
}

function checkLines(check: Check, style: TextStyle): string[] {
  const paint = painter(style)
  const { training, report } = check
  return [
    `${paint.mark(check.verdict)} ${paint.bold(visible(check.model, 64))}: ${visible(check.reason)}`,
    ...check.validation.flatMap((data) => validationLines(data, style)).map(indented),
    ...(check.diff ? [`data changed: ${rowWords(check.diff)}`].map(indented) : []),
    ...(training ? trainingLines(training, style).map(indented) : []),
    ...(report ? reportLines(report, style).map(indented) : []),
  ]
}

function trainingLines(training: NonNullable<Check['training']>, style: TextStyle): string[] {
  const paint = painter(style)
  const line = training.taken
    ? 'predictions given in a file, not made here'
    : `training on ${counted(training.rows, 'row')} took ${duration(training.seconds)}`
  if (training.error === undefined) return [`${paint.mark('pass')} ${line}`]
  const said = visibleLines(training.error, 2000).split('\n')
  return [`${paint.mark('error')} ${line} and failed:`, ...said.map((text) => paint.faint(`  | ${text}`))]
}

function reportLines(report: Report, style: TextStyle): string[] {
  const paint = painter(style)
  const rival = rivalOf(report)
  const against = rival ? `against ${rivalWords(rival)}` : 'nothing in production yet'
  return [
    `${paint.mark(report.verdict)} gates on ${judgedRowsWords(report)}, ${against}: ${tally(report.gates) || 'none'}`,
    ...columns(
      [
        {},
        { title: 'gate' },
        { title: 'candidate', align: 'right' },
        { title: rival?.name ?? 'production', align: 'right' },
        { title: 'change', align: 'right' },
        { title: 'interval' },
        { title: 'limit' },
      ],
      worstFirst(report.gates).map((gate) =>
        gateCells(gate, { mark: paint.mark(standing(gate)), hasRival: rival !== null }),
      ),
    ),
    ...worstFirst(report.gates.filter(isRemarkable)).map(
      (gate) =>
        `  ${paint.mark(standing(gate))} ${visible(gate.slice === undefined ? gate.reason : `${gate.slice}: ${gate.reason}`)}`,
    ),
    ...stageLines(report, style),
    ...operatingLines(report),
    ...sliceLines(report),
    ...fairnessLines(report),
    ...segmentWords(report).map((line) => `  weak segment: ${visible(line)}`),
    ...behaviourLines(report),
    ...measuredLines(report, style),
    ...(report.policy.changes ?? []).map(
      ({ setting, before, after }) =>
        `  the change edits ${visible(setting, 80)}: ${visible(before ?? 'not set', 80)} → ${visible(after ?? 'not set', 80)}`,
    ),
    ...report.notes.map((note) => `  note: ${visible(note)}`),
    ...(report.checked ? [`  checked besides the figures: ${tally(report.checked)}`] : []),
  ]
}

function stageLines(report: Report, style: TextStyle): string[] {
  if (report.verdict === 'unchanged') return []
  const paint = painter(style)
  return stageRows(report).map(
    ({ stage, verdict, why }) =>
      `  ${paint.mark(verdict)} for ${visible(stage, 64)}: ${word[verdict].toLowerCase()}, ${visible(why)}`,
  )
}

function sliceLines(report: Report): string[] {
  const metrics = sliceMetrics(report)
  if (metrics.length === 0) return []
  const slices = worstSlices(report)
  return [
    `  slices, worst first${rivalOf(report) ? ', in brackets what it is compared with' : ''}:`,
    ...columns(
      [
        { title: 'slice' },
        { title: 'rows', align: 'right' },
        ...metrics.map((title) => ({ title, align: 'right' as const })),
      ],
      slices
        .slice(0, 20)
        .map((slice) => [
          visible(slice.name, 60),
          String(slice.rows),
          ...metrics.map((metric) => sliceFigure(slice, metric)),
        ]),
    ),
    ...(slices.length > 20 ? [`  … and ${slices.length - 20} more`] : []),
  ]
}

function gateCells(gate: GateResult, { mark, hasRival }: { mark: string; hasRival: boolean }): string[] {
  const { interval } = gate
  const about = aboutOf(gate)
  const name = about === undefined ? gate.metric : `${gate.metric} of ${about}`
  const show = compares(gate) ? signed : figure
  return [
    mark,
    visible(gate.level === 'fail' ? name : `${name} (${gate.level})`, 60),
    figure(gate.candidate),
    ...(hasRival ? Object.values(rivalFigures(gate)) : ['', '']),
    interval ? `${show(interval.low)} to ${show(interval.high)}` : '',
    visible(limitWords(gate), 60),
  ]
}

function indented(line: string): string {
  return `  ${line}`
}
