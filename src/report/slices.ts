import type { Report } from '../gates/report.ts'
import type { SliceFigures } from '../gates/row-sections.ts'
import { directionOf } from '../project/metrics.ts'
import { figure } from './figures.ts'

/** The slices of a report with those first on which the candidate does worst, by the first figure that they have. */
export function worstSlices({ slices = [], task = 'binary-classification' }: Report): SliceFigures[] {
  const first = slices[0]?.metrics[0]?.metric ?? ''
  const sign = directionOf(task, first) === 'lower' ? -1 : 1
  const rank = (slice: SliceFigures): number => {
    const found = slice.metrics[0]?.candidate
    return found && 'value' in found ? sign * found.value : Number.POSITIVE_INFINITY
  }
  return slices.toSorted((a, b) => rank(a) - rank(b))
}

/** The figures that slices have, in their order. */
export function sliceMetrics({ slices = [] }: Report): string[] {
  return [...new Set(slices.flatMap(({ metrics }) => metrics.map(({ metric }) => metric)))]
}

/** `0.8123 (0.8001)`: the candidate's figure on a slice or class, and what it is compared with in brackets. */
export function sliceFigure(slice: Pick<SliceFigures, 'metrics'>, metric: string): string {
  const found = slice.metrics.find((one) => one.metric === metric)
  if (!found) return ''
  const value = (of: NonNullable<typeof found.production>) => ('value' in of ? figure(of.value) : '–')
  return found.production ? `${value(found.candidate)} (${value(found.production)})` : value(found.candidate)
}
