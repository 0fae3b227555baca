import type { Report } from '../../gates/report.ts'
import type { Fit } from '../../gates/scored-section.ts'
import { rivalOf, rivalWords } from '../rival.ts'
import { rocAt } from '../roc.ts'
import { sliceMetrics, worstSlices } from '../slices.ts'
import { blocks, type Markdown, md } from './escape.ts'
import { type XyChart, xyChart } from './mermaid.ts'

/** A power of two: Mermaid adds up steps, and loses the last point where the sum of a rounded step is beyond the end. */
const steps = 32
const share = { from: 0, to: 1 }

/** ROC curves of the candidate and of what it is compared with; undefined where the candidate has none. */
export function rocChart(report: Report): Markdown | undefined {
  const { curves } = report.candidate
  const rival = rivalOf(report)
  if (!curves || curves.roc.length < 2) return undefined
  const grid = Array.from({ length: steps + 1 }, (_, step) => step / steps)
  const heights = (roc: readonly (readonly [number, number])[]) =>
    grid.map((x) => Number(rocAt(roc, x).toFixed(3)))
  return captioned(
    {
      title: 'ROC curve',
      places: { title: 'false positive rate', ...share },
      values: { title: 'true positive rate', ...share },
      series: [
        { as: 'line', colour: 'blue', values: heights(curves.roc) },
        ...(rival?.curves
          ? [{ as: 'line', colour: 'orange', values: heights(rival.curves.roc) } as const]
          : []),
        { as: 'line', colour: 'grey', values: grid },
      ],
    },
    `Blue: candidate${rival?.curves ? `; orange: ${rivalWords(rival)}` : ''}; grey: chance. The higher the better.`,
  )
}

/** Predicted probabilities beside what was observed; undefined where the candidate's scores are no probabilities. */
export function calibrationChart({ candidate: { curves } }: Report): Markdown | undefined {
  const bins = curves?.calibration ?? []
  if (bins.length < 2) return undefined
  const highest = Math.max(...bins.flatMap(({ predicted, observed }) => [predicted, observed]))
  return captioned(
    {
      title: 'Calibration',
      places: { title: 'mean score of rows', names: bins.map(({ predicted }) => predicted.toFixed(3)) },
      values: { title: 'share of positives', from: 0, to: Math.max(0.1, Math.ceil(highest * 10) / 10) },
      series: [
        { as: 'bar', colour: 'blue', values: bins.map(({ observed }) => observed) },
        { as: 'line', colour: 'orange', values: bins.map(({ predicted }) => predicted) },
      ],
    },
    'Bars: what was observed in rows of similar scores; line: what the candidate said. The nearer they lie the better.',
  )
}

/** Predictions of a regression beside what was true: two lines that ought to be one. */
export function fitChart({ candidate: { fit = [] } }: Report): Markdown | undefined {
  if (fit.length < 2) return undefined
  const line = (of: (bin: Fit[number]) => number) => fit.map(of)
  const [predicted, actual] = [line((bin) => bin.predicted), line((bin) => bin.actual)]
  const [low, high] = [Math.min(...predicted, ...actual), Math.max(...predicted, ...actual)]
  const room = (high - low || Math.abs(high) || 1) * 0.05
  return captioned(
    {
      title: 'Predicted and actual',
      places: { title: 'rows, from low to high prediction', from: 1, to: fit.length },
      values: { title: 'mean', from: low - room, to: high + room },
      series: [
        { as: 'line', colour: 'blue', values: predicted },
        { as: 'line', colour: 'orange', values: actual },
      ],
    },
    'Blue: predicted; orange: actual. The nearer they lie the better.',
  )
}

/** More bars than this make a chart that nobody reads. */
const mostSlices = 12

/** The first figure of the slices that stand first in their table, by their place there. */
export function slicesChart(report: Report): Markdown | undefined {
  const [metric] = sliceMetrics(report)
  const rival = rivalOf(report)
  const bars = worstSlices(report)
    .slice(0, mostSlices)
    .flatMap(({ name, metrics }) => {
      const found = metrics.find((one) => one.metric === metric)
      if (!found || !('value' in found.candidate)) return []
      const { candidate, production } = found
      return [
        {
          name,
          value: candidate.value,
          before: production && 'value' in production ? production.value : undefined,
        },
      ]
    })
  if (metric === undefined || bars.length < 2) return undefined
  const before = bars.flatMap((bar) => bar.before ?? [])
  const both = rival !== null && before.length === bars.length
  const values = [...bars.map(({ value }) => value), ...(both ? before : [])]
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  if (low === high) return undefined
  const whole = low === 0 && high > 0.5 && high <= 1
  return captioned(
    {
      title: `${metric} by slice`,
      sideways: true,
      places: { title: 'slice', names: bars.map(({ name }, at) => `${at + 1} ${name}`) },
      values: { title: metric, from: low * 1.05, to: whole ? 1 : high * 1.05 },
      series: [
        { as: 'bar', colour: 'blue', values: bars.map(({ value }) => value) },
        ...(both ? [{ as: 'line', colour: 'orange', values: before } as const] : []),
      ],
    },
    `Bars: candidate${both && rival ? `; line: ${rivalWords(rival)}` : ''}. In the order of the table, the worst first.`,
  )
}

function captioned(chart: XyChart, words: string): Markdown {
  return blocks([xyChart(chart), md`<sub>${words}</sub>`])
}
