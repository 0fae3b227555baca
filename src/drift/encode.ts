import type { SampledColumn } from '../data/sample-rows.ts'
import { type Binned, mostBins } from './boosted.ts'

/** A sample of both sides, the reference's rows first. */
export interface Sampled {
  rows: { reference: number; current: number }
  /** Columns that both sides have, of one kind. */
  columns: { reference: SampledColumn; current: SampledColumn }[]
}

/** Each column in bins of about equal counts; what is missing has the last bin, rare categories share one. */
export function binned({ columns }: Sampled): Binned {
  return columns.map(({ reference, current }) => {
    if (reference.kind === 'numeric' && current.kind === 'numeric') {
      const values = [...reference.values, ...current.values]
      const sorted = Float64Array.from(values.filter((value) => !Number.isNaN(value))).sort()
      const last = mostBins - 2
      const edges = Array.from(
        { length: last },
        (_, at) => sorted[Math.floor(((at + 1) / (last + 1)) * sorted.length)],
      )
      return Uint8Array.from(values, (value) => {
        if (Number.isNaN(value)) return mostBins - 1
        const bin = edges.findIndex((edge) => edge === undefined || value <= edge)
        return bin < 0 ? last : bin
      })
    }
    const values = textOf(reference, current)
    const common = commonest(values, mostBins - 2)
    return Uint8Array.from(values, (value) =>
      value === null ? mostBins - 1 : (common.get(value) ?? mostBins - 2),
    )
  })
}

const mostCategories = 20

/** Rows as points: numbers in deviations of the reference, categories as corners at distance one, and a coordinate for missing numbers. */
export function standardised({ rows, columns }: Sampled): Float64Array[] {
  const points = Array.from({ length: rows.reference + rows.current }, (): number[] => [])
  for (const { reference, current } of columns) {
    if (reference.kind === 'numeric' && current.kind === 'numeric') {
      const present = reference.values.filter((value) => !Number.isNaN(value))
      const mean = present.reduce((sum, value) => sum + value / present.length, 0)
      const variance = present.reduce((sum, value) => sum + (value - mean) ** 2 / present.length, 0)
      const scale = variance > 0 ? Math.sqrt(variance) : 1
      for (const [row, value] of [...reference.values, ...current.values].entries())
        points[row]?.push(
          ...(Number.isNaN(value) ? [0, 1] : [Math.max(-5, Math.min(5, (value - mean) / scale)), 0]),
        )
      continue
    }
    const values = textOf(reference, current)
    const common = commonest(values, mostCategories)
    for (const [row, value] of values.entries()) {
      const corner = new Array<number>(common.size + 2).fill(0)
      corner[value === null ? common.size : (common.get(value) ?? common.size + 1)] = Math.SQRT1_2
      points[row]?.push(...corner)
    }
  }
  return points.map((point) => Float64Array.from(point))
}

function textOf(reference: SampledColumn, current: SampledColumn): (string | null)[] {
  const of = (column: SampledColumn) => (column.kind === 'categorical' ? column.values : [])
  return [...of(reference), ...of(current)]
}

/** The commonest values and their places. */
function commonest(values: readonly (string | null)[], most: number): Map<string, number> {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  return new Map(sorted.slice(0, most).map(([value], place) => [value, place]))
}
