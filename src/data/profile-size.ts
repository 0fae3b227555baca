import { canonicalJson } from '../project/digest.ts'
import type { CategoricalProfile, ColumnProfile, NumericProfile, Profile } from './profile.ts'

/** Bytes of a column in a profile's file, so that fifty columns and the rest of it stay within 64 KB. */
const mostBytes = 1300
/** What a column keeps whatever its name takes. */
const fewest = { bins: 8, values: 4 }

/** A profile as the bytes that a version keeps: sorted keys and a line for each column, so that a change can be read. */
export function profileJson({ columns, ...rest }: Profile): string {
  const lines = columns.map(lineOf).join(',\n')
  const { dataset, rows, schema } = rest
  return `{"columns":[\n${lines}\n],"dataset":${JSON.stringify(dataset)},"rows":${rows},"schema":${JSON.stringify(schema)}}\n`
}

function lineOf(column: ColumnProfile): string {
  return JSON.stringify(JSON.parse(canonicalJson(column)))
}

const isTooLong = (column: ColumnProfile): boolean => Buffer.byteLength(lineOf(column)) > mostBytes

/**
 * A column with no more bins or listed values than find room. Bins are joined two by two, always the two neighbours that hold
 * least: of k bins that is never more than a share of 2 / (k - 1), so that a joined bin holds at most that of the last k.
 */
export function fitted<T extends ColumnProfile>(column: T): T
export function fitted(column: ColumnProfile): ColumnProfile {
  let fits = column
  while (isTooLong(fits)) {
    const next = fits.kind === 'numeric' ? withFewerBins(fits) : withFewerValues(fits)
    if (next === undefined) break
    fits = next
  }
  return fits
}

function withFewerBins(column: NumericProfile): NumericProfile | undefined {
  const { edges, counts } = column.histogram
  if (counts.length <= fewest.bins) return undefined
  // The lowest value keeps its own bin.
  let [at, least] = [1, Number.POSITIVE_INFINITY]
  for (let bin = 1; bin + 1 < counts.length; bin++) {
    const both = (counts[bin] as number) + (counts[bin + 1] as number)
    if (both < least) [at, least] = [bin, both]
  }
  return {
    ...column,
    histogram: {
      ...column.histogram,
      edges: edges.toSpliced(at + 1, 1),
      counts: counts.toSpliced(at, 2, least),
    },
  }
}

function withFewerValues(column: CategoricalProfile): CategoricalProfile | undefined {
  const [, rows] = column.top.at(-1) ?? ['', 0]
  if (column.top.length <= fewest.values) return undefined
  return { ...column, top: column.top.slice(0, -1), other: column.other + rows }
}
