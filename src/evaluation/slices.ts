import type { Column } from '../data/table.ts'

/** Some of the held-out rows, by their place. */
export interface SliceRows {
  /** What it is a slice by: `contract`. */
  by: string
  /** `contract=two-year` */
  name: string
  rows: Uint32Array
}

/** Of more slices by one thing only the largest are judged. */
export const mostSlices = 50

/**
 * The slices that marks put rows in, in the order of the marks and then by name. Of more than 50 by one mark, those with the
 * most rows; `left` says how many rows of how many slices are in none of them. Slices that are `named`, for each mark, are there
 * with no row too: a gate on them must not vanish.
 */
export function slicesOf(
  marks: readonly Extract<Column, { kind: 'text' }>[],
  named: readonly (readonly string[])[] = [],
): {
  slices: SliceRows[]
  left: { by: string; slices: number; rows: number }[]
} {
  const found = marks.map((mark, index) => ({ by: mark.name, ...slicesBy(mark, named[index] ?? []) }))
  return {
    slices: found.flatMap(({ kept }) => kept),
    left: found.flatMap(({ by, others }) =>
      others.length > 0
        ? [{ by, slices: others.length, rows: others.reduce((sum, { rows }) => sum + rows.length, 0) }]
        : [],
    ),
  }
}

function slicesBy(
  { name, codes, dictionary }: Extract<Column, { kind: 'text' }>,
  named: readonly string[],
): {
  kept: SliceRows[]
  others: SliceRows[]
} {
  const rows: number[][] = dictionary.map(() => [])
  for (const [row, code] of codes.entries()) rows[code]?.push(row)
  const all = [...new Set([...dictionary, ...named])].map((slice, code) => ({
    by: name,
    name: slice,
    rows: Uint32Array.from(rows[code] ?? []),
  }))
  const bySize = all.toSorted((a, b) => b.rows.length - a.rows.length || byName(a, b))
  return { kept: bySize.slice(0, mostSlices).sort(byName), others: bySize.slice(mostSlices) }
}

function byName(a: SliceRows, b: SliceRows): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
