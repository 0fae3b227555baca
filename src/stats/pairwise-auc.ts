import { rank } from './delong.ts'

/** The four ways to make one area of several classes; named as in scikit-learn. */
export const pairwiseAreas = ['ovr', 'ovr_weighted', 'ovo', 'ovo_weighted'] as const

export type PairwiseArea = (typeof pairwiseAreas)[number]

export interface AreaOfClasses {
  auc: number
  /** For each row, how fast the area grows with its weight, where every weight is one. They add up to 0. */
  slopes: Float64Array
}

/** Rows of several classes with one score for each class: rows x classes, row after row. */
export interface ScoredClasses {
  y: Int32Array
  classes: number
  scores: Float64Array
}

/**
 * Areas under the ROC curve for several classes. All four are averages of the areas A(c, j): how often a row of class c has
 * more score for c than a row of class j has. `ovr`: each class against all others, `ovo`: Hand and Till (2001); weighted
 * by the rows of the class, or of both classes. The slopes come from the placements of each row, as DeLong's variance does
 * (DeLong et al. 1988), and from the shares of the classes, which are a sample too. Every class needs a row, and there must
 * be two.
 */
export function areasOfClasses(input: ScoredClasses): Record<PairwiseArea, AreaOfClasses> {
  const { y, classes } = input
  const byClass = rowsByClass(input)
  const sizes = byClass.map((rows) => rows.length)
  const areas = new Float64Array(classes * classes)
  const weights = pairwiseAreas.map((area) => weightsOf(area, sizes))
  const slopes = pairwiseAreas.map(() => new Float64Array(y.length))
  for (let one = 0; one < classes; one++) {
    const column = byClass.map((rows) => scoresOf(input, one, rows))
    const sorted = column.map((scores) => scores.toSorted())
    for (let other = 0; other < classes; other++) {
      if (other === one) continue
      const side = { one, other, byClass, column, sorted }
      areas[one * classes + other] = placePair(side, (row, placement) => {
        for (const [index, ofRows] of slopes.entries())
          ofRows[row] =
            (ofRows[row] as number) +
            ((weights[index] as Float64Array)[one * classes + other] as number) * placement
      })
    }
  }
  const results = pairwiseAreas.map((area, index) => {
    const auc = weighed(areas, weights[index] as Float64Array)
    const growth = growthByClass(area, { areas, sizes, auc })
    const ofRows = slopes[index] as Float64Array
    return [
      area,
      { auc, slopes: ofRows.map((slope, row) => slope + (growth[y[row] as number] as number)) },
    ] as const
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

interface Side {
  one: number
  other: number
  byClass: readonly Uint32Array[]
  /** By class, the scores for class `one`: in the order of the rows, and by size. */
  column: readonly Float64Array[]
  sorted: readonly Float64Array[]
}

/** The area of one class against another by the scores for the first, and each row's part in its slope. */
function placePair(
  { one, other, byClass, column, sorted }: Side,
  take: (row: number, placement: number) => void,
): number {
  const [own, theirs] = [column[one] as Float64Array, column[other] as Float64Array]
  const [ownSorted, theirsSorted] = [sorted[one] as Float64Array, sorted[other] as Float64Array]
  const above = own.map((score) => rank(theirsSorted, score) / theirs.length)
  let area = 0
  for (const share of above) area += share
  area /= own.length
  const ownRows = byClass[one] as Uint32Array
  for (let index = 0; index < own.length; index++)
    take(ownRows[index] as number, ((above[index] as number) - area) / own.length)
  const theirRows = byClass[other] as Uint32Array
  for (let index = 0; index < theirs.length; index++) {
    const below = 1 - rank(ownSorted, theirs[index] as number) / own.length
    take(theirRows[index] as number, (below - area) / theirs.length)
  }
  return area
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

function rowsByClass({ y, classes }: ScoredClasses): Uint32Array[] {
  return Array.from({ length: classes }, (_, index) =>
    Uint32Array.from(y.keys()).filter((row) => y[row] === index),
  )
}

function scoresOf({ scores, classes }: ScoredClasses, one: number, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => scores[row * classes + one] as number)
}
