import type { Report } from '../../gates/report.ts'
import { rivalOf } from '../rival.ts'
import { draw, ink, valueAxis } from './charts.ts'

type Point = [number, number]

interface Line {
  name: string
  color: string
  points: Point[]
  dashed?: boolean
  marks?: boolean
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

function lines(axes: { x: string; y: string }, series: readonly Line[]): string {
  return draw(
    {
      grid: { left: 52, right: 16, top: 40, bottom: 48 },
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
        data: series.map(({ name }) => name).reverse(),
      },
      xAxis: valueAxis(axes.x, square),
      yAxis: { ...valueAxis(axes.y, square), nameGap: 36 },
      series: series.map(({ name, color, points, dashed = false, marks = false }) => ({
        type: 'line',
        name,
        data: points,
        symbol: marks ? 'circle' : 'none',
        symbolSize: 7,
        itemStyle: { color },
        lineStyle: { color, width: dashed ? 1.5 : 2.5, type: dashed ? 'dashed' : 'solid' },
      })),
    },
    size,
  )
}
