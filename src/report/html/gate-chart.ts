import type { GateResult } from '../../gates/report.ts'
import { aboutOf } from '../about.ts'
import { type Axis, axisOf, limitWords } from '../limit.ts'
import { type Standing, standing } from '../outcome.ts'
import { visible } from '../visible.ts'
import { drawNamed, ink, type NamedChart, valueAxis } from './charts.ts'

/** Figures as the room they leave to the limit: 0 is the limit, right of it is inside. */
interface Room {
  name: string
  where: Standing
  point: number
  low: number
  high: number
}

const most = 30

/** Gates as points with intervals against their limits, on one axis of room to the limit; undefined without any figure. */
export function gateChart(gates: readonly GateResult[]): NamedChart | undefined {
  const rooms = gates.slice(0, most).flatMap(roomOf)
  if (rooms.length === 0) return undefined
  const ends = rooms.flatMap(({ low, high }) => [low, high, 0])
  const [least, greatest] = [Math.min(...ends), Math.max(...ends)]
  const margin = (greatest - least || 1) * 0.06
  return drawNamed({
    names: rooms.map(({ name }) => name),
    row: 34,
    width: 680,
    xAxis: {
      ...valueAxis('room to the limit', { min: least - margin, max: greatest + margin }),
      axisLabel: {
        color: ink.muted,
        fontSize: 12,
        hideOverlap: true,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: tick,
      },
    },
    series: [
      {
        type: 'custom',
        data: rooms.map(({ low, point, high }, at) => [low, at, point, high]),
        encode: { x: [0, 2, 3], y: 1 },
        renderItem: (_: unknown, api: Pen) => row(rooms, api),
      },
    ],
  })
}

function roomOf(gate: GateResult): Room[] {
  const axis = axisOf(gate)
  // Megabytes would leave no room for shares on one axis.
  if (axis.point === null || gate.applied === false || gate.metric.startsWith('artifact.')) return []
  const [low, point, high] = [axis.low ?? axis.point, axis.point, axis.high ?? axis.point].map(
    room(axis),
  ) as [number, number, number]
  const ends = [low, high, ...(axis.to === null ? [] : [point])]
  const about = aboutOf(gate)
  return [
    {
      name: nameOf(gate.metric, `${about === undefined ? '' : `${about} `}${limitWords(gate)}`),
      where: standing(gate),
      point,
      low: Math.min(...ends),
      high: Math.max(...ends),
    },
  ]
}

/** A metric, and on a line of its own what it is about and its limit, which tell gates on one metric apart. */
function nameOf(metric: string, rest: string): string {
  return `${visible(metric, 80)}\n${visible(rest, 80)}`
}

/** Between two limits the room is that to the nearer one. */
function room({ limit, to, better }: Axis): (value: number) => number {
  if (to !== null) return (value) => Math.min(value - limit, to - value)
  return (value) => (better === 'higher' ? value - limit : limit - value)
}

function tick(value: number): string {
  const rounded = Number(value.toPrecision(3))
  return `${rounded > 0 ? '+' : ''}${String(rounded).replace('-', '\u2212')}`
}

/** The part of ECharts' drawing interface that is used here. */
interface Pen {
  value(dimension: number): number
  coord(point: [number, number]): [number, number]
  size(of: [number, number]): [number, number]
}

function row(rooms: readonly Room[], api: Pen) {
  const at = api.value(1)
  const where = rooms[at]?.where ?? 'fail'
  const [x1, y] = api.coord([api.value(0), at])
  const [x2] = api.coord([api.value(2), at])
  const [x3] = api.coord([api.value(3), at])
  const [limit] = api.coord([0, at])
  const half = api.size([0, 1])[1] / 2
  const stroke = `var(--${where})`
  const line = (from: [number, number], to: [number, number], style: object) => ({
    type: 'line',
    shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
    style,
  })
  return {
    type: 'group',
    children: [
      line([limit, y - half], [limit, y + half], { stroke: ink.text, lineWidth: 1.5, lineDash: [4, 3] }),
      line([x1, y], [x3, y], { stroke, lineWidth: 3 }),
      line([x1, y - 5], [x1, y + 5], { stroke, lineWidth: 2 }),
      line([x3, y - 5], [x3, y + 5], { stroke, lineWidth: 2 }),
      { type: 'circle', shape: { cx: x2, cy: y, r: 5.5 }, style: { fill: stroke } },
    ],
  }
}
