import { between } from './merge-numbers.ts'
import type { CategoricalProfile } from './profile.ts'
import { fitted } from './profile-size.ts'

const topValues = 100

/**
 * The profile of a column of text or booleans over all rows of its parts. Where every part lists all its values, so that nothing
 * is in `other`, all counts are exact. A value that a part does not list may have as many rows there as the rarest that it lists;
 * `error.counts` is the sum of that.
 */
export function mergeCategories(parts: readonly CategoricalProfile[]): CategoricalProfile {
  const [first] = parts
  if (first === undefined) throw new Error('there is no column to merge')
  const sum = (of: (part: CategoricalProfile) => number): number =>
    parts.reduce((total, part) => total + of(part), 0)
  const counts = new Map<string, number>()
  for (const { top } of parts)
    for (const [value, rows] of top) counts.set(value, (counts.get(value) ?? 0) + rows)
  const top = [...counts]
    .sort(([a, n], [b, m]) => m - n || Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .slice(0, topValues)
  const unlisted = sum(unlistedRows)
  const { distinct, error } = distinctOf(parts, counts.size)
  return fitted({
    kind: 'categorical',
    name: first.name,
    type: first.type,
    rows: sum(({ rows }) => rows),
    nulls: sum(({ nulls }) => nulls),
    distinct,
    ...(error + unlisted > 0 ? { error: { distinct: error, counts: unlisted } } : {}),
    lengths: lengthsOf(parts),
    top,
    other: sum(valuesOf) - top.reduce((total, [, rows]) => total + rows, 0),
  })
}

const valuesOf = ({ rows, nulls }: CategoricalProfile): number => rows - nulls

/** The most rows that a value may have in a part beyond what the part says of it. */
function unlistedRows({ top, other, error }: CategoricalProfile): number {
  const [, rarest] = top.at(-1) ?? ['', 0]
  return Math.min(other, rarest + (error?.counts ?? 0))
}

function distinctOf(
  parts: readonly CategoricalProfile[],
  listed: number,
): { distinct: number; error: number } {
  const least = parts.map((part) => part.distinct - (part.error?.distinct ?? 0))
  const more = parts.reduce(
    (sum, part) => sum + part.distinct + (part.error?.distinct ?? 0) - part.top.length,
    0,
  )
  return between(Math.max(listed, ...least), listed + more)
}

function lengthsOf(parts: readonly CategoricalProfile[]): CategoricalProfile['lengths'] {
  const told = parts.flatMap((part) =>
    part.lengths === null ? [] : [{ ...part.lengths, rows: valuesOf(part) }],
  )
  if (told.length === 0) return null
  const rows = told.reduce((sum, part) => sum + part.rows, 0)
  return {
    min: Math.min(...told.map(({ min }) => min)),
    max: Math.max(...told.map(({ max }) => max)),
    mean: told.reduce((sum, part) => sum + part.mean * (part.rows / rows), 0),
  }
}
