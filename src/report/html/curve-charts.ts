import type { Report } from '../../gates/report.ts'
import type { Fit } from '../../gates/scored-section.ts'
import { rivalOf } from '../rival.ts'
import { draw, ink, valueAxis } from './charts.ts'

type Point = [number, number]

interface Line {
  /** Lines without a name are not in the legend. */
  name?: string
  color: string
  points: Point[]
  dashed?: boolean
  marks?: boolean
  thin?: boolean
}

const square = { min: 0, max: 1 }
const size = { width: 440, height: 380 }

/** ROC curves of candidate and production; undefined where the candidate has none. */
export function rocChart(report: Report): string | undefined {
  const { candidate } = report
  const production = rivalOf(report)
  if (!candidate.curves || candidate.curves.roc.length < 2) return undefined
  return lines({ x: 'false positive rate', y: 'true positive rate' }, [
    {
      name: 'chance',
      color: ink.chance,
      points: [
        [0, 0],
        [1, 1],
      ],
      dashed: true,
    },
    ...(production?.curves
      ? [{ name: production.name, color: ink.production, points: production.curves.roc }]
      : []),
    { name: 'candidate', color: ink.candidate, points: candidate.curves.roc },
  ])
}

/** Predicted against observed shares; undefined where the candidate's scores are no probabilities. */
export function calibrationChart(report: Report): string | undefined {
  const { candidate } = report
  const production = rivalOf(report)
  if (!candidate.curves || candidate.curves.calibration.length < 2) return undefined
  const points = (curves: NonNullable<Report['candidate']['curves']>) =>
    curves.calibration.map(({ predicted, observed }): Point => [predicted, observed])
  return lines({ x: 'predicted probability', y: 'observed share' }, [
    {
      name: 'perfect',
      color: ink.chance,
      points: [
        [0, 0],
        [1, 1],
      ],
      dashed: true,
    },
    ...(production?.curves
      ? [{ name: production.name, color: ink.production, points: points(production.curves), marks: true }]
      : []),
    { name: 'candidate', color: ink.candidate, points: points(candidate.curves), marks: true },
  ])
}

/** Predicted against actual of a regression; undefined where there are too few rows for points. */
export function fitChart({ candidate, ...report }: Report): string | undefined {
  const { fit = [] } = candidate
  if (fit.length < 2) return undefined
  const rival = rivalOf({ candidate, ...report })
  const points = (of: Fit) => of.map(({ predicted, actual }): Point => [predicted, actual])
  const ends = (of: Fit) =>
    of.flatMap(({ predicted, actual, spread }) => [predicted, actual - spread, actual + spread])
  const all = [...ends(fit), ...ends(rival?.fit ?? [])]
  const range = { min: Math.min(...all), max: Math.max(...all) }
  const room = (range.max - range.min) * 0.05
  return lines(
    { x: 'predicted', y: 'actual' },
    [
      {
        name: 'perfect',
        color: ink.chance,
        points: [
          [range.min, range.min],
          [range.max, range.max],
        ],
        dashed: true,
      },
      ...(rival?.fit
        ? [{ name: rival.name, color: ink.production, points: points(rival.fit), marks: true }]
        : []),
      { name: 'candidate', color: ink.candidate, points: points(fit), marks: true },
      ...fit.map(({ predicted, actual, spread }) => ({
        color: ink.candidate,
        points: [
          [predicted, actual - spread],
          [predicted, actual + spread],
        ] satisfies Point[],
        thin: true,
      })),
    ],
    { min: range.min - room, max: range.max + room },
  )
}

function lines(
  axes: { x: string; y: string },
  series: readonly Line[],
  range: { min: number; max: number } = square,
): string {
  return draw(
    {
      grid: { left: range === square ? 52 : 78, right: 16, top: 40, bottom: 48 },
      legend: {
        show: true,
        top: 0,
        left: 44,
        icon: 'path://M0 4H24V7H0Z',
        itemWidth: 24,
        itemHeight: 3,
        itemGap: 26,
        selectedMode: false,
        textStyle: { color: ink.text, fontSize: 13 },
        data: series.flatMap(({ name }) => name ?? []).reverse(),
      },
      xAxis: figureAxis(axes.x, range),
      yAxis: { ...figureAxis(axes.y, range), nameGap: range === square ? 36 : 62 },
      series: series.map(({ name, color, points, dashed = false, marks = false, thin = false }) => ({
        type: 'line',
        ...(name !== undefined && { name }),
        data: points,
        symbol: marks ? 'circle' : 'none',
        symbolSize: 7,
        itemStyle: { color },
        lineStyle: {
          color,
          opacity: thin ? 0.5 : 1,
          width: dashed || thin ? 1.5 : 2.5,
          type: dashed ? 'dashed' : 'solid',
        },
      })),
    },
    size,
  )
}

/** The axis of a square from 0 to 1, or of a target in units of its own, whose ends are no round numbers. */
function figureAxis(title: string, range: { min: number; max: number }) {
  if (range === square) return valueAxis(title, range)
  const axis = valueAxis(title, range)
  return {
    ...axis,
    axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false, formatter: axisFigure },
  }
}

/** Short enough for an axis: `1200`, `0.25`, `1.2e7`. */
function axisFigure(value: number): string {
  return String(Number(value.toPrecision(3)))
}
