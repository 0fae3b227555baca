import { orderOf } from './order.ts'

/** The four ways to make one area of several classes; named as in scikit-learn. */
export const pairwiseAreas = ['ovr', 'ovr_weighted', 'ovo', 'ovo_weighted'] as const

export type PairwiseArea = (typeof pairwiseAreas)[number]

export interface AreaOfClasses {
  auc: number
  /** For each row, how fast the area grows with its weight, where the rows weigh what they do. Weighed, they add up to 0. */
  slopes: Float64Array
}

/** Rows of several classes with one score for each class: rows x classes, row after row. */
export interface ScoredClasses {
  y: Int32Array
  classes: number
  scores: Float64Array
  /** How much each row counts; every row counts once if missing. */
  weights?: Float64Array | undefined
}

/**
 * Areas under the ROC curve for several classes. All four are averages of the areas A(c, j): how often a row of class c has
 * more score for c than a row of class j has. `ovr`: each class against all others, `ovo`: Hand and Till (2001); weighted
 * by the rows of the class, or of both classes. The slopes come from the placements of each row, as DeLong's variance does
 * (DeLong et al. 1988), and from the shares of the classes, which are a sample too. Every class needs a row, and there must
 * be two. Rows with weights count by them, pairs by the product: for ovr as in scikit-learn, which has no such ovo.
 */
export function areasOfClasses(input: ScoredClasses): Record<PairwiseArea, AreaOfClasses> {
  const { y, classes } = input
  const sizes = sizesOf(input)
  const areas = new Float64Array(classes * classes)
  const ways = pairwiseAreas.map((area) => ({
    area,
    weights: weightsOf(area, sizes),
    slopes: new Float64Array(y.length),
  }))
  for (let one = 0; one < classes; one++) placeColumn(input, { one, sizes, areas, ways })
  const results = ways.map(({ area, weights, slopes }) => {
    const auc = weighed(areas, weights)
    const growth = growthByClass(area, { areas, sizes, auc })
    const middles = sizes.map((size, one) => middleOf(one, areas, weights) / size)
    for (let row = 0; row < slopes.length; row++) {
      const actual = y[row] as number
      slopes[row] = (slopes[row] as number) + (growth[actual] as number) - (middles[actual] as number)
    }
    return [area, { auc, slopes }] as const
  })
  return Object.fromEntries(results) as Record<PairwiseArea, AreaOfClasses>
}

/**
 * Variance of a figure from its slopes, for rows drawn from one population: within each class with n - 1, as DeLong has it,
 * and between classes.
 */
export function varianceByClass(slopes: Float64Array, y: Int32Array, classes: number): number {
  const sums = new Float64Array(classes)
  const rows = new Float64Array(classes)
  for (let row = 0; row < y.length; row++) {
    const actual = y[row] as number
    sums[actual] = (sums[actual] as number) + (slopes[row] as number)
    rows[actual] = (rows[actual] as number) + 1
  }
  const squares = new Float64Array(classes)
  for (let row = 0; row < y.length; row++) {
    const actual = y[row] as number
    const away = (slopes[row] as number) - (sums[actual] as number) / (rows[actual] as number)
    squares[actual] = (squares[actual] as number) + away * away
  }
  let variance = 0
  for (let index = 0; index < classes; index++) {
    const count = rows[index] as number
    if (count === 0) continue
    variance += (sums[index] as number) ** 2 / count
    if (count > 1) variance += ((squares[index] as number) * count) / (count - 1)
  }
  return variance
}

/** One average of the areas: the weight of each, and what the rows' slopes have come to so far. */
interface Way {
  weights: Float64Array
  slopes: Float64Array
}

/**
 * Goes through the rows by their score for one class. A row of that class is placed among the rows of each other class, and
 * those among the rows of that class: the share that lies on the right side, ties counting half.
 */
function placeColumn(
  { y, classes, scores, weights: counted }: ScoredClasses,
  {
    one,
    sizes,
    areas,
    ways,
  }: {
    one: number
    sizes: readonly number[]
    areas: Float64Array
    ways: readonly Way[]
  },
): void {
  const column = Float64Array.from(y, (_, row) => scores[row * classes + one] as number)
  const order = orderOf(column)
  const own = sizes[one] as number
  const below = new Float64Array(classes)
  const here = new Float64Array(classes)
  const ofOwn = new Float64Array(ways.length)
  const weightAt = (row: number) => (counted === undefined ? 1 : (counted[row] as number))
  for (let from = 0; from < order.length; ) {
    let to = from
    const score = column[order[from] as number] as number
    for (; to < order.length && column[order[to] as number] === score; to++) {
      const actual = y[order[to] as number] as number
      here[actual] = (here[actual] as number) + weightAt(order[to] as number)
    }
    const tied = here[one] as number
    const ofOthers = 1 - ((below[one] as number) + tied / 2) / own
    if (tied > 0) {
      ofOwn.fill(0)
      for (let other = 0; other < classes; other++) {
        if (other === one) continue
        const at = one * classes + other
        const placed = ((below[other] as number) + (here[other] as number) / 2) / (sizes[other] as number)
        areas[at] = (areas[at] as number) + (tied * placed) / own
        for (let way = 0; way < ways.length; way++)
          ofOwn[way] = (ofOwn[way] as number) + (((ways[way] as Way).weights[at] as number) * placed) / own
      }
    }
    for (let index = from; index < to; index++) {
      const row = order[index] as number
      const actual = y[row] as number
      const at = one * classes + actual
      const share = ofOthers / (sizes[actual] as number)
      for (let way = 0; way < ways.length; way++) {
        const { weights, slopes } = ways[way] as Way
        const part = actual === one ? (ofOwn[way] as number) : (weights[at] as number) * share
        slopes[row] = (slopes[row] as number) + part
      }
      here[actual] = 0
      below[actual] = (below[actual] as number) + weightAt(row)
    }
    from = to
  }
}

/** What the placements of a class's rows are measured from: all areas that it is a part of. */
function middleOf(one: number, areas: Float64Array, weights: Float64Array): number {
  const classes = Math.sqrt(areas.length)
  let sum = 0
  for (let other = 0; other < classes; other++)
    for (const at of [one * classes + other, other * classes + one])
      sum += (areas[at] as number) * (weights[at] as number)
  return sum
}

/** The part of each A(c, j) in an area; they add up to 1. */
function weightsOf(area: PairwiseArea, sizes: readonly number[]): Float64Array {
  const classes = sizes.length
  const rows = sizes.reduce((sum, size) => sum + size, 0)
  const weights = new Float64Array(classes * classes)
  for (const [one, size] of sizes.entries())
    for (const [other, otherSize] of sizes.entries()) {
      if (one === other) continue
      weights[one * classes + other] = {
        ovr: otherSize / (rows - size) / classes,
        ovr_weighted: (otherSize / (rows - size)) * (size / rows),
        ovo: 1 / (classes * (classes - 1)),
        ovo_weighted: (size + otherSize) / (2 * (classes - 1) * rows),
      }[area]
    }
  return weights
}

/** How fast an area grows with one more row of each class by what that does to the weights. */
function growthByClass(
  area: PairwiseArea,
  { areas, sizes, auc }: { areas: Float64Array; sizes: readonly number[]; auc: number },
): number[] {
  const classes = sizes.length
  const rows = sizes.reduce((sum, size) => sum + size, 0)
  const of = (one: number, other: number) => areas[one * classes + other] as number
  const others = (one: number) => sizes.flatMap((size, other) => (other === one ? [] : [{ size, other }]))
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  const againstRest = (one: number) =>
    sum(others(one).map(({ size, other }) => (of(one, other) * size) / (rows - (sizes[one] as number))))
  const rest = sizes.map((_, one) => againstRest(one))
  /** What one more row of a class does to the areas of the others against their rest. */
  const among = (added: number, weight: (size: number) => number) =>
    sum(
      others(added).map(
        ({ size, other }) => (weight(size) * (of(other, added) - (rest[other] as number))) / (rows - size),
      ),
    )
  const growths: Record<PairwiseArea, (added: number) => number> = {
    ovr: (added) => among(added, () => 1 / classes),
    ovr_weighted: (added) => ((rest[added] as number) - auc) / rows + among(added, (size) => size / rows),
    ovo: () => 0,
    ovo_weighted(added) {
      const mean = sum(others(added).map(({ other }) => (of(added, other) + of(other, added)) / 2))
      return (mean - (classes - 1) * auc) / ((classes - 1) * rows)
    },
  }
  return sizes.map((_, added) => growths[area](added))
}

function weighed(areas: Float64Array, weights: Float64Array): number {
  let total = 0
  for (let index = 0; index < areas.length; index++)
    total += (areas[index] as number) * (weights[index] as number)
  return total
}

function sizesOf({ y, classes, weights }: ScoredClasses): number[] {
  const sizes = new Array<number>(classes).fill(0)
  for (const [row, actual] of y.entries()) sizes[actual] = (sizes[actual] as number) + (weights?.[row] ?? 1)
  return sizes
}
