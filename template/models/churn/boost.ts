import { DecisionTreeRegression, type TreeNode } from 'ml-cart'

/** A tree as a list of nodes; node 0 is the root. Rows with `row[column] < below` go to `yes`, the others to `no`. */
export type Tree = Node[]
export type Node = { column: number; below: number; yes: number; no: number } | { value: number }

/** The log-odds of a row are `start` and the values that its way through each tree ends at. */
export interface Boosted {
  start: number
  trees: Tree[]
}

export interface Settings {
  /** How many trees, one after the other. */
  trees: number
  /** How many questions a tree asks on the way from root to leaf. */
  depth: number
  /** The part of each tree's advice that is taken. */
  rate: number
  /** Rows that each tree is grown on; all rows say what its leaves are worth. */
  sample: number
}

/**
 * Gradient boosting for a yes-or-no target (Friedman 2001 and 2002): each tree is grown on a sample of what is still
 * wrong, then each leaf gets the Newton step of all rows in it. Thresholds and values are rounded to 32 bits, so that
 * ONNX, which computes with those, takes the same way for every row.
 */
export function boost(options: {
  rows: readonly (readonly number[])[]
  target: readonly boolean[]
  settings: Settings
  random: () => number
  progress: (tree: number, loss: number) => void
}): Boosted {
  const { rows, target, settings, random, progress } = options
  const y = target.map(Number)
  const share = y.reduce((sum, value) => sum + value, 0) / y.length
  if (!(share > 0 && share < 1))
    throw new Error('the target has the same value in every row: nothing to learn')
  const start = Math.fround(Math.log(share / (1 - share)))
  const odds = rows.map(() => start)
  const trees: Tree[] = []
  for (let number = 1; number <= settings.trees; number++) {
    const wrong = odds.map((value, row) => (y[row] as number) - chance(value))
    const picked = sample(rows.length, settings.sample, random)
    const grown = new DecisionTreeRegression({ maxDepth: settings.depth, minNumSamples: 10 })
    grown.train(
      picked.map((row) => rows[row] as readonly number[]),
      picked.map((row) => wrong[row] as number),
    )
    const tree = listed(grown.root)
    worth(tree, rows, wrong, odds, settings.rate)
    rows.forEach((row, index) => {
      odds[index] = (odds[index] as number) + adviceOf(tree, row)
    })
    trees.push(tree)
    progress(number, logLoss(y, odds))
  }
  return { start, trees }
}

/** The probability that the model gives to a row. */
export function predict({ start, trees }: Boosted, row: readonly number[]): number {
  return chance(trees.reduce((sum, tree) => sum + adviceOf(tree, row), start))
}

/** How often each column is asked for, as a share of all questions. */
export function importance({ trees }: Boosted, columns: readonly string[]): Record<string, number> {
  const asked = trees.flat().flatMap((node) => ('column' in node ? [node.column] : []))
  return Object.fromEntries(
    columns.map((name, column) => [name, asked.filter((one) => one === column).length / (asked.length || 1)]),
  )
}

function listed(root: TreeNode): Tree {
  const tree: Tree = []
  function add(node: TreeNode): number {
    const id = tree.push({ value: 0 }) - 1
    const { left, right, splitColumn, splitValue } = node
    if (left && right && splitColumn !== undefined && splitValue !== undefined)
      tree[id] = { column: splitColumn, below: Math.fround(splitValue), yes: add(left), no: add(right) }
    return id
  }
  add(root)
  return tree
}

/** Gives every leaf its value: the sum of what is wrong over the sum of p(1-p), of which `rate` is taken. */
function worth(
  tree: Tree,
  rows: readonly (readonly number[])[],
  wrong: readonly number[],
  odds: readonly number[],
  rate: number,
): void {
  const sums = tree.map(() => ({ wrong: 0, weight: 1 }))
  rows.forEach((row, index) => {
    const sum = sums[leafOf(tree, row)] as { wrong: number; weight: number }
    const p = chance(odds[index] as number)
    sum.wrong += wrong[index] as number
    sum.weight += p * (1 - p)
  })
  sums.forEach((sum, id) => {
    if ('value' in (tree[id] as Node)) tree[id] = { value: Math.fround((rate * sum.wrong) / sum.weight) }
  })
}

function leafOf(tree: Tree, row: readonly number[]): number {
  let id = 0
  for (let node = tree[id]; node !== undefined && 'column' in node; node = tree[id])
    id = (row[node.column] as number) < node.below ? node.yes : node.no
  return id
}

function adviceOf(tree: Tree, row: readonly number[]): number {
  return (tree[leafOf(tree, row)] as { value: number }).value
}

function chance(odds: number): number {
  return 1 / (1 + Math.exp(-odds))
}

function logLoss(y: readonly number[], odds: readonly number[]): number {
  const losses = odds.map((value, row) => -Math.log(y[row] === 1 ? chance(value) : 1 - chance(value)))
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

/** Different row numbers, drawn without putting back. */
function sample(rows: number, wanted: number, random: () => number): number[] {
  const numbers = Array.from({ length: rows }, (_, row) => row)
  const size = Math.min(wanted, rows)
  for (let at = 0; at < size; at++) {
    const other = at + Math.floor(random() * (rows - at))
    ;[numbers[at], numbers[other]] = [numbers[other] as number, numbers[at] as number]
  }
  return numbers.slice(0, size)
}
