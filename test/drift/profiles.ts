import type { CategoricalProfile, ColumnProfile, NumericProfile, Profile } from '../../src/data/profile.ts'

export type Cell = number | string | null
export type Columns = Record<string, readonly Cell[]>

/**
 * The profile of some columns in memory, by the contract of src/data/profile.ts: with edges and commonest values of its
 * own, or with those of a reference.
 */
export function profileOf(columns: Columns, reference?: Profile): Profile {
  const known = new Map(reference?.columns.map((column) => [column.name, column]))
  return {
    schema: 'pawl/profile@1',
    dataset: 'customers',
    rows: Object.values(columns)[0]?.length ?? 0,
    columns: Object.entries(columns).map(([name, cells]) => columnProfile(name, cells, known.get(name))),
  }
}

function columnProfile(name: string, cells: readonly Cell[], reference?: ColumnProfile): ColumnProfile {
  const values = cells.filter((cell) => cell !== null)
  const isText = values.length === 0 ? reference?.kind === 'categorical' : typeof values[0] === 'string'
  return isText
    ? categorical(name, cells.length, values as string[], reference)
    : numeric(name, cells.length, values as number[], reference)
}

function numeric(
  name: string,
  rows: number,
  values: readonly number[],
  reference?: ColumnProfile,
): NumericProfile {
  const finite = Float64Array.from(values.filter(Number.isFinite)).sort()
  const distinct = [...new Set(finite)]
  const edges = reference?.kind === 'numeric' ? reference.histogram.edges : edgesOf(finite, distinct)
  const [low, high] = [edges[0] ?? Number.NaN, edges.at(-1) ?? Number.NaN]
  const counts = new Array<number>(Math.max(0, edges.length - 1)).fill(0)
  let bin = 0
  for (const value of finite) {
    if (value < low || value > high || counts.length === 0) continue
    while (value > (edges[bin + 1] as number)) bin++
    counts[bin] = (counts[bin] as number) + 1
  }
  return {
    name,
    kind: 'numeric',
    type: 'number',
    rows,
    nulls: rows - values.length,
    distinct: distinct.length,
    nonfinite: values.length - finite.length,
    min: finite[0] ?? null,
    max: finite.at(-1) ?? null,
    mean: null,
    stdev: null,
    quantiles: [],
    histogram: {
      edges,
      counts,
      below: finite.filter((value) => value < low).length,
      above: finite.filter((value) => value > high).length,
    },
  }
}

function edgesOf(sorted: Float64Array, distinct: readonly number[]): number[] {
  const [lowest] = distinct
  if (lowest === undefined) return []
  if (distinct.length <= 128) return [lowest, ...distinct]
  return Array.from({ length: 129 }, (_, i) => sorted[Math.round((i / 128) * (sorted.length - 1))] as number)
}

function categorical(
  name: string,
  rows: number,
  values: readonly string[],
  reference?: ColumnProfile,
): CategoricalProfile {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const commonest = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([value]) => value)
  const listed =
    reference?.kind === 'categorical' ? reference.top.map(([value]) => value) : commonest.slice(0, 100)
  const top = listed.map((value): [string, number] => [value, counts.get(value) ?? 0])
  const other = values.length - top.reduce((sum, [, count]) => sum + count, 0)
  return {
    name,
    kind: 'categorical',
    type: 'string',
    rows,
    nulls: rows - values.length,
    distinct: counts.size,
    lengths: null,
    top,
    other,
  }
}

/** Seeded numbers in [0, 1): mulberry32. */
export function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Normal values of mean 0 and deviation 1, by Box and Muller. */
export function normals(count: number, random: () => number): number[] {
  return Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  )
}

/** Categories c0, c1, … drawn with the given weights. */
export function categories(count: number, weights: readonly number[], random: () => number): string[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  return Array.from({ length: count }, () => {
    let left = random() * all
    const index = weights.findIndex((weight) => {
      left -= weight
      return left < 0
    })
    return `c${index < 0 ? weights.length - 1 : index}`
  })
}
