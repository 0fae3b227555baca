import type { Table } from '../../data/table.ts'
import { normalQuantile } from '../../stats/normal.ts'
import { meanOf, varianceOfMean } from '../mean-of-rows.ts'
import { conditionsOf } from './columns.ts'
import type { Losses } from './losses.ts'
import { type Leaf, leavesOf } from './tree.ts'

/** Rows that a model does worse on than on the others, found on one half of the rows and confirmed on the other. */
export interface Segment {
  /** `tenure below 4 and contract = month-to-month` */
  name: string
  /** Rows of the half that confirms, in which all figures are. */
  rows: number
  /** Mean loss of the segment and of all other rows. */
  inside: number
  outside: number
  /** Interval of inside - outside, at 95 % for all segments that were tried together. */
  excess: { low: number; high: number }
  /** Mean loss of the segment under the other model; null where there is none. */
  other: number | null
}

export interface Search {
  /** How many segments were tried on the half that confirms. */
  tried: number
  segments: Segment[]
}

/** More segments than this are no help. */
const mostSegments = 5

/**
 * The weakest segments: leaves of a small tree on the losses of one half that lie above the mean there, tried on the other
 * half. One is confirmed when its loss is higher than that of all other rows with 95 % confidence, corrected for the number
 * tried (Bonferroni): what a tree found on the rows that it was grown on would always look weak. The tree is grown on rows,
 * however much they weigh; what it found is confirmed in weighted means.
 */
export function weakSegments(
  {
    features,
    losses,
    other,
    halves,
  }: { features: Table; losses: Losses; other?: Losses; halves: Uint8Array },
  { columns, depth, least }: { columns: readonly string[]; depth: number; least: number },
): Search {
  const [search, confirm] = [rowsOf(halves, 0), rowsOf(halves, 1)]
  if (search.length < 2 * least || confirm.length < 2 * least) return { tried: 0, segments: [] }
  const conditions = features.columns
    .filter(({ name }) => columns.includes(name))
    .flatMap((column) => conditionsOf(column, search, least))
  const mean = meanOf(losses.values, search)
  const leaves = leavesOf(search, { conditions, losses: losses.values, depth, least })
  const weak = leaves
    .filter((leaf) => leaf.asked.length > 0 && leaf.mean > mean)
    .sort((a, b) => b.mean - a.mean)
    .slice(0, mostSegments)
  const reach = -normalQuantile(0.025 / Math.max(1, weak.length))
  return {
    tried: weak.length,
    segments: weak
      .flatMap((leaf) => segmentOf(leaf, { confirm, losses, other, least, reach }))
      .sort((a, b) => b.inside - a.inside),
  }
}

function segmentOf(
  leaf: Leaf,
  {
    confirm,
    losses: { values, weights },
    other,
    least,
    reach,
  }: { confirm: Uint32Array; losses: Losses; other: Losses | undefined; least: number; reach: number },
): Segment[] {
  const isInside = (row: number) =>
    leaf.asked.every(({ condition, answer }) => condition.holds(row) === answer)
  const [inner, outer] = [confirm.filter(isInside), confirm.filter((row) => !isInside(row))]
  if (inner.length < least || outer.length < least) return []
  const [inside, outside] = [meanOf(values, inner, weights), meanOf(values, outer, weights)]
  const error = Math.sqrt(
    varianceOfMean(values, inner, { mean: inside, weights }) +
      varianceOfMean(values, outer, { mean: outside, weights }),
  )
  const excess = { low: inside - outside - reach * error, high: inside - outside + reach * error }
  if (!(error > 0 && excess.low > 0)) return []
  return [
    {
      name: nameOf(leaf),
      rows: inner.length,
      inside,
      outside,
      excess,
      other: other ? meanOf(other.values, inner, weights) : null,
    },
  ]
}

/** What was asked, in the order asked. */
function nameOf({ asked }: Leaf): string {
  return asked.map(({ condition, answer }) => (answer ? condition.yes : condition.no)).join(' and ')
}

function rowsOf(halves: Uint8Array, half: number): Uint32Array {
  return Uint32Array.from(halves.keys()).filter((row) => halves[row] === half)
}
