import type { Profile } from '../data/profile.ts'
import { type Shapes, shapesBetween } from '../data/shapes.ts'

export type { Shapes } from '../data/shapes.ts'

/** The profiles that a drift report compared. `current` is counted between the reference's edges. */
export interface ProfilePair {
  reference: Profile
  current: Profile
}

/** Shapes of a column, or undefined where the two profiles cannot be laid over each other. */
export function shapesOf(pair: ProfilePair, column: string, buckets = 16): Shapes | undefined {
  const of = ({ columns }: Profile) => columns.find(({ name }) => name === column)
  return shapesBetween(of(pair.reference), of(pair.current), buckets)
}

const heights = '▁▂▃▄▅▆▇█'

/** Shares as a line of little bars; both shapes of a column take the same `highest`, so that they can be compared. */
export function sparkline(list: readonly number[], highest: number): string {
  return list
    .map((share) => {
      if (share <= 0 || highest <= 0) return '·'
      return heights[Math.min(heights.length - 1, Math.floor((share / highest) * heights.length))]
    })
    .join('')
}
