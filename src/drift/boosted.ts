/** Columns as small whole numbers, one array of bins for each column, the same rows in each. */
export type Binned = readonly Uint8Array[]

export const mostBins = 16
const trees = 20
const rate = 0.3
const leastRows = 10

interface Split {
  column: number
  /** Rows with a bin up to this one go left. */
  bin: number
}

interface Tree {
  top: Split
  left: { split: Split; low: number; high: number }
  right: { split: Split; low: number; high: number }
}

/**
 * Boosted trees of depth two for two classes (Friedman 2001, with second-order leaves): enough to see a shift of a column and of
 * two columns' relation. Deterministic, and fast enough to be trained again for each permutation.
 */
export function boost(columns: Binned, labels: Uint8Array, rows: Uint32Array): (row: number) => number {
  const scores = new Float64Array(labels.length)
  const [gradient, weight] = [new Float64Array(labels.length), new Float64Array(labels.length)]
  const grown: Tree[] = []
  for (let nth = 0; nth < trees; nth++) {
    for (const row of rows) {
      const p = 1 / (1 + Math.exp(-(scores[row] as number)))
      gradient[row] = (labels[row] as number) - p
      weight[row] = p * (1 - p)
    }
    const tree = grow(columns, { gradient, weight, rows })
    if (tree === undefined) break
    grown.push(tree)
    for (const row of rows) scores[row] = (scores[row] as number) + leafOf(tree, columns, row)
  }
  return (row) => grown.reduce((sum, tree) => sum + leafOf(tree, columns, row), 0)
}

function leafOf(tree: Tree, columns: Binned, row: number): number {
  const side = goesLeft(tree.top, columns, row) ? tree.left : tree.right
  return goesLeft(side.split, columns, row) ? side.low : side.high
}

function goesLeft({ column, bin }: Split, columns: Binned, row: number): boolean {
  return ((columns[column] as Uint8Array)[row] as number) <= bin
}

interface Growing {
  gradient: Float64Array
  weight: Float64Array
  rows: Uint32Array
}

function grow(columns: Binned, of: Growing): Tree | undefined {
  const top = bestSplit(columns, of)
  if (top === undefined) return undefined
  const side = (left: boolean) => {
    const rows = of.rows.filter((row) => goesLeft(top.split, columns, row) === left)
    const best = bestSplit(columns, { ...of, rows })
    const value = left ? top.low : top.high
    return best ?? { split: top.split, low: value, high: value }
  }
  return { top: top.split, left: side(true), right: side(false) }
}

function bestSplit(
  columns: Binned,
  { gradient, weight, rows }: Growing,
): { split: Split; low: number; high: number } | undefined {
  const [sums, weights, counts] = [
    new Float64Array(mostBins),
    new Float64Array(mostBins),
    new Uint32Array(mostBins),
  ]
  let best: { gain: number; split: Split; low: number; high: number } | undefined
  for (const [column, bins] of columns.entries()) {
    sums.fill(0)
    weights.fill(0)
    counts.fill(0)
    for (const row of rows) {
      const bin = bins[row] as number
      sums[bin] = (sums[bin] as number) + (gradient[row] as number)
      weights[bin] = (weights[bin] as number) + (weight[row] as number)
      counts[bin] = (counts[bin] as number) + 1
    }
    const [all, allWeight] = [total(sums), total(weights)]
    let [sum, mass, count] = [0, 0, 0]
    for (let bin = 0; bin < mostBins - 1; bin++) {
      sum += sums[bin] as number
      mass += weights[bin] as number
      count += counts[bin] as number
      if (count < leastRows || rows.length - count < leastRows) continue
      const [rest, restMass] = [all - sum, allWeight - mass]
      const gain = sum ** 2 / (mass + 1) + rest ** 2 / (restMass + 1) - all ** 2 / (allWeight + 1)
      if (best !== undefined && gain <= best.gain) continue
      const split = { column, bin }
      best = { gain, split, low: (rate * sum) / (mass + 1), high: (rate * rest) / (restMass + 1) }
    }
  }
  return best
}

const total = (list: Float64Array): number => list.reduce((sum, value) => sum + value, 0)
