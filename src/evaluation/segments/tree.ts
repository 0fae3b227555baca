import type { Condition } from './columns.ts'

/** Rows that a tree tells from all others, by what it asks of them. */
export interface Leaf {
  asked: readonly { condition: Condition; answer: boolean }[]
  rows: Uint32Array
  /** Mean loss of its rows. */
  mean: number
}

export interface Growing {
  conditions: readonly Condition[]
  losses: Float64Array
  depth: number
  /** The fewest rows of a leaf. */
  least: number
}

/**
 * The leaves of a regression tree on the losses of some rows (Breiman et al. 1984): each split is the one that leaves the
 * least squared error. Losses are rounded to a millionth of the largest, so that sums are exact and no tie is decided by
 * the order of the rows.
 */
export function leavesOf(rows: Uint32Array, growing: Growing): Leaf[] {
  const { losses } = growing
  let largest = 0
  for (const row of rows) largest = Math.max(largest, losses[row] as number)
  const unit = largest > 0 ? largest / 2 ** 20 : 1
  const whole = Float64Array.from(losses, (loss) => Math.round(loss / unit))
  return grown(rows, [], { ...growing, losses: whole }).map((leaf) => ({ ...leaf, mean: leaf.mean * unit }))
}

function grown(rows: Uint32Array, asked: Leaf['asked'], growing: Growing): Leaf[] {
  const best = asked.length < growing.depth ? bestSplit(rows, growing) : undefined
  if (!best) return [{ asked, rows, mean: total(rows, growing.losses) / rows.length }]
  return [true, false].flatMap((answer) =>
    grown(
      rows.filter((row) => best.holds(row) === answer),
      [...asked, { condition: best, answer }],
      growing,
    ),
  )
}

function bestSplit(rows: Uint32Array, { conditions, losses, least }: Growing): Condition | undefined {
  const all = total(rows, losses)
  let best: { condition: Condition; gain: number } | undefined
  for (const condition of conditions) {
    let count = 0
    let sum = 0
    for (const row of rows)
      if (condition.holds(row)) {
        count++
        sum += losses[row] as number
      }
    const others = rows.length - count
    if (count < least || others < least) continue
    const gain = sum ** 2 / count + (all - sum) ** 2 / others - all ** 2 / rows.length
    if (gain > (best?.gain ?? 0)) best = { condition, gain }
  }
  return best?.condition
}

function total(rows: Uint32Array, losses: Float64Array): number {
  let sum = 0
  for (const row of rows) sum += losses[row] as number
  return sum
}
