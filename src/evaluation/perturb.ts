import type { Column, Table } from '../data/table.ts'
import { type Random, seeded } from '../stats/random.ts'

/** Ways in which rows are disturbed. Missing values come last, as what a model is the likeliest not to take. */
export const perturbations = ['noise', 'swap', 'boundary', 'missing'] as const
export type Perturbation = (typeof perturbations)[number]

export interface Disturbing {
  /** Standard deviation of the noise, in those of each column. */
  noise: number
  seed: number
}

/**
 * The rows, disturbed. `noise`: every number has normal noise. `missing`: one feature of each row, drawn at random, has no
 * value, as in rows of the data that lack it: a number is NaN, and a text reaches an ONNX model empty, since ONNX knows no
 * missing text. `swap`: one categorical feature takes another value that occurs. `boundary`: one number goes to the least
 * or the greatest value that occurs. Missing values stay missing. A reason where there is no feature for it.
 */
export function perturbed(
  kind: Perturbation,
  table: Table,
  { noise, seed }: Disturbing,
): Table | { undefined: string } {
  const random = seeded(seed)
  const columns = table.columns.map(copied)
  const numbers = columns.filter((column) => column.kind === 'number')
  const result = { rows: table.rows, columns }
  switch (kind) {
    case 'noise':
      if (numbers.length === 0) return { undefined: 'no feature is a number' }
      for (const { values } of numbers) {
        const scale = noise * deviation(values)
        for (let row = 0; row < values.length; row++)
          values[row] = (values[row] as number) + scale * normal(random)
      }
      return result
    case 'missing':
      if (columns.length === 0) return { undefined: 'there is no feature' }
      for (let row = 0; row < table.rows; row++) {
        const column = columns[random.below(columns.length)]
        if (column?.kind === 'number') column.values[row] = Number.NaN
        else if (column) column.codes[row] = -1
      }
      return result
    case 'swap': {
      const categorical = columns.flatMap((column) => {
        if (column.kind === 'number') return []
        const occurring = [...new Set(column.codes)].filter((code) => code >= 0).sort((a, b) => a - b)
        return occurring.length > 1 ? [{ codes: column.codes, occurring }] : []
      })
      if (categorical.length === 0) return { undefined: 'no feature is categorical and has two values' }
      for (let row = 0; row < table.rows; row++) {
        const { codes, occurring } = categorical[
          random.below(categorical.length)
        ] as (typeof categorical)[number]
        const others = occurring.filter((code) => code !== codes[row])
        codes[row] = others[random.below(others.length)] as number
      }
      return result
    }
    case 'boundary': {
      const ends = numbers.flatMap(({ values }) => {
        const [low, high] = extremes(values)
        return low <= high ? [{ values, low, high }] : []
      })
      if (ends.length === 0) return { undefined: 'no feature is a number' }
      for (let row = 0; row < table.rows; row++) {
        const { values, low, high } = ends[random.below(ends.length)] as (typeof ends)[number]
        const end = random.below(2) === 0 ? low : high
        if (!Number.isNaN(values[row])) values[row] = end
      }
      return result
    }
  }
}

function copied(column: Column): Column {
  return column.kind === 'number'
    ? { ...column, values: column.values.slice() }
    : { ...column, codes: column.codes.slice() }
}

/** Of the values that are there. */
function deviation(values: Float64Array): number {
  const there = values.filter((value) => !Number.isNaN(value))
  if (there.length === 0) return 0
  const mean = there.reduce((sum, value) => sum + value, 0) / there.length
  return Math.sqrt(there.reduce((sum, value) => sum + (value - mean) ** 2, 0) / there.length)
}

function extremes(values: Float64Array): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

/** Box and Muller (1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
}
