import type { Behaviour } from '../../gates/behaviour-section.ts'
import { visible } from '../visible.ts'
import { drawNamed, ink, type NamedChart, valueAxis } from './charts.ts'

const most = 20

/** What each feature matters to the candidate and to what it is compared with, as bars; undefined without any. */
export function importanceChart(features: NonNullable<Behaviour['features']>): NamedChart | undefined {
  const shown = features.slice(0, most)
  if (shown.length === 0) return undefined
  const compared = shown.some(({ production }) => production !== undefined)
  const bars = (values: readonly (number | null)[], color: string) => ({
    type: 'bar' as const,
    data: [...values],
    itemStyle: { color },
    barMaxWidth: 12,
  })
  return drawNamed({
    names: shown.map(({ feature }) => visible(feature, 80)),
    row: compared ? 34 : 22,
    width: 680,
    xAxis: valueAxis('loss of the main metric'),
    series: [
      bars(
        shown.map(({ candidate }) => candidate.mean),
        ink.candidate,
      ),
      ...(compared
        ? [
            bars(
              shown.map(({ production }) => production?.mean ?? null),
              ink.production,
            ),
          ]
        : []),
    ],
  })
}
