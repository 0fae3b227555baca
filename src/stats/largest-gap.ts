import { ascending } from './pooled.ts'

/** Up to this many values both samples are sorted at once. */
const fewValues = 50_000
/** As many as two bytes can tell apart. With fewer, each holds more values and more of them have to be looked into. */
const cells = 2 ** 16
const sampled = 1024

/** How far the distribution of x is above that of y somewhere, and below it, as i m - j n in whole numbers. */
export interface Gaps {
  up: number
  down: number
}

/**
 * The largest gaps between two empirical distributions, n and m being the samples' sizes.
 *
 * Exact and mostly without sorting: values are counted in equal cells, and only cells in which the gap could beat the
 * largest seen at a border are looked into. A gap inside a cell is at most the one at its start and what the cell holds
 * on one side.
 */
export function largestGaps(x: Float64Array, y: Float64Array): Gaps {
  return search(x, y, { n: x.length, m: y.length, start: 0, best: { up: 0, down: 0 } })
}

/** A cell inside which the gap could be larger than at any border. */
interface Promising {
  cell: number
  /** The gap before it, with its sign. */
  start: number
  /** The most that the gaps inside can be. */
  up: number
  down: number
}

interface Search {
  n: number
  m: number
  /** The gap before the first value, with its sign. */
  start: number
  best: Gaps
}

function search(x: Float64Array, y: Float64Array, { n, m, start, best }: Search): Gaps {
  const grid = x.length + y.length <= fewValues ? undefined : gridOver(x, y)
  if (grid === undefined) return walked(ascending(x), ascending(y), { n, m, start, best })
  const [placesX, placesY] = [new Uint16Array(x.length), new Uint16Array(y.length)]
  const [inX, inY] = [counted(x, grid, placesX), counted(y, grid, placesY)]

  let [gap, highest, lowest] = [start, best.up, -best.down]
  for (let cell = 0; cell < cells; cell++) {
    gap += (inX[cell] as number) * m - (inY[cell] as number) * n
    if (gap > highest) highest = gap
    if (gap < lowest) lowest = gap
  }
  let largest: Gaps = { up: highest, down: -lowest }
  const promising: Promising[] = []
  gap = start
  for (let cell = 0; cell < cells; cell++) {
    const [up, down] = [(inX[cell] as number) * m, (inY[cell] as number) * n]
    if (up > 0 && down > 0 && (gap + up > highest || gap - down < lowest))
      promising.push({ cell, start: gap, up: gap + up, down: down - gap })
    gap += up - down
  }
  if (promising.length === 1 && (inX[promising[0]?.cell as number] as number) === x.length)
    return walked(ascending(x), ascending(y), { n, m, start, best })

  const [insideX, insideY] = [gathered(x, placesX, promising, inX), gathered(y, placesY, promising, inY)]
  const order = [...promising.keys()].sort((a, b) => beats(promising[b]) - beats(promising[a]))
  for (const index of order) {
    const { start, up, down } = promising[index] as Promising
    if (up <= largest.up && down <= largest.down) continue
    const [some, others] = [insideX[index] as Float64Array, insideY[index] as Float64Array]
    largest = search(some, others, { n, m, start, best: largest })
  }
  return largest

  /** By how much a cell could beat what was seen at the borders: what could beat it most is looked into first, and spares others. */
  function beats(cell: Promising | undefined): number {
    return cell === undefined ? 0 : Math.max(cell.up - highest, cell.down + lowest)
  }
}

/** Cells of equal width over most of the values; what lies outside is in the first and the last. */
interface Grid {
  from: number
  scale: number
}

/** Undefined where all values are the same, or so near or far that there is no width: then a sort has to do. */
function gridOver(x: Float64Array, y: Float64Array): Grid | undefined {
  const sample = sampleOf(x, y)
  const trim = sample.length >> 9
  const ranges = [
    () => [sample[trim], sample[sample.length - 1 - trim]],
    () => [sample[0], sample.at(-1)],
    () => extremes(x, y),
  ]
  for (const range of ranges) {
    const [low, high] = range() as [number, number]
    const scale = (cells - 2) / (high - low)
    if (high > low && Number.isFinite(scale) && scale > 0) return { from: low - 1 / scale, scale }
  }
  return undefined
}

function extremes(x: Float64Array, y: Float64Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const values of [x, y])
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as number
      if (value < low) low = value
      if (value > high) high = value
    }
  return [low, high]
}

/** Some of the values of both, evenly spaced, in order. */
function sampleOf(x: Float64Array, y: Float64Array): Float64Array {
  const [xs, ys] = [Math.ceil(x.length / sampled) || 1, Math.ceil(y.length / sampled) || 1]
  const sample = new Float64Array(Math.ceil(x.length / xs) + Math.ceil(y.length / ys))
  let at = 0
  for (let index = 0; index < x.length; index += xs) sample[at++] = x[index] as number
  for (let index = 0; index < y.length; index += ys) sample[at++] = y[index] as number
  return sample.sort()
}

/** How many values each cell holds; `places` gets the cell of every value. */
function counted(values: Float64Array, { from, scale }: Grid, places: Uint16Array): Int32Array {
  const counts = new Int32Array(cells)
  for (let index = 0; index < values.length; index++) {
    const at = ((values[index] as number) - from) * scale
    const cell = at < 0 ? 0 : at >= cells ? cells - 1 : at | 0
    places[index] = cell
    counts[cell] = (counts[cell] as number) + 1
  }
  return counts
}

/** The values of each promising cell, in memory of our own. */
function gathered(
  values: Float64Array,
  places: Uint16Array,
  promising: readonly Promising[],
  counts: Int32Array,
): Float64Array[] {
  const next = new Int32Array(cells).fill(-1)
  let size = 0
  for (const { cell } of promising) {
    next[cell] = size
    size += counts[cell] as number
  }
  const all = new Float64Array(size)
  for (let index = 0; index < places.length; index++) {
    const cell = places[index] as number
    const at = next[cell] as number
    if (at < 0) continue
    all[at] = values[index] as number
    next[cell] = at + 1
  }
  return promising.map(({ cell }) => {
    const end = next[cell] as number
    return all.subarray(end - (counts[cell] as number), end)
  })
}

function walked(x: Float64Array, y: Float64Array, { n, m, start, best }: Search): Gaps {
  let [i, j, gap, highest, lowest] = [0, 0, start, best.up, -best.down]
  while (i < x.length || j < y.length) {
    const value =
      i === x.length
        ? (y[j] as number)
        : j === y.length
          ? (x[i] as number)
          : Math.min(x[i] as number, y[j] as number)
    for (; i < x.length && (x[i] as number) <= value; i++) gap += m
    for (; j < y.length && (y[j] as number) <= value; j++) gap -= n
    if (gap > highest) highest = gap
    if (gap < lowest) lowest = gap
  }
  return { up: highest, down: -lowest }
}
