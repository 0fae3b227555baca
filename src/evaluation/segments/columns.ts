import type { Column } from '../../data/table.ts'

/** What a split asks of a row: words for either answer, and the answer itself. */
export interface Condition {
  column: string
  yes: string
  no: string
  holds(row: number): boolean
}

/** More cuts of one column say little more. */
const mostCuts = 16
/** Values of a column of texts beyond the most frequent ones are not asked for. */
const mostValues = 20
/** Longer values are cut: segments are read by people. */
const longestValue = 60

/**
 * What can be asked of a column, from some of the rows: whether a number is below one of its quantiles, whether a text is
 * one of its values that enough rows have, and whether there is none. Fewer rows than `least` name no value.
 */
export function conditionsOf(column: Column, rows: Uint32Array, least: number): Condition[] {
  return column.kind === 'number' ? ofNumbers(column, rows, least) : ofTexts(column, rows, least)
}

function ofNumbers(
  { name, values }: Extract<Column, { kind: 'number' }>,
  rows: Uint32Array,
  least: number,
): Condition[] {
  const known = Float64Array.from(rows, (row) => values[row] as number)
    .filter((value) => !Number.isNaN(value))
    .sort()
  const missing = rows.length - known.length
  const cuts = new Set<number>()
  for (let cut = 1; cut < mostCuts; cut++) {
    const value = known[Math.floor((cut * known.length) / mostCuts)]
    if (value !== undefined && value > (known[0] as number)) cuts.add(value)
  }
  const orNone = missing > 0 ? ' or missing' : ''
  return [
    ...[...cuts].map((cut) => ({
      column: name,
      yes: `${name} below ${cut}`,
      no: `${name} at least ${cut}${orNone}`,
      holds: (row: number) => (values[row] as number) < cut,
    })),
    ...absence(name, missing >= least, (row) => Number.isNaN(values[row] as number)),
  ]
}

function ofTexts(
  { name, codes, dictionary }: Extract<Column, { kind: 'text' }>,
  rows: Uint32Array,
  least: number,
): Condition[] {
  const counts = new Uint32Array(dictionary.length)
  let missing = 0
  for (const row of rows) {
    const code = codes[row] as number
    if (code < 0) missing++
    else counts[code] = (counts[code] as number) + 1
  }
  const frequent = dictionary
    .map((value, code) => ({ value, code, rows: counts[code] as number }))
    .filter((one) => one.rows >= least)
    .sort((a, b) => b.rows - a.rows || (a.value < b.value ? -1 : 1))
    .slice(0, mostValues)
  return [
    ...frequent.map(({ value, code }) => ({
      column: name,
      yes: `${name} = ${value.slice(0, longestValue)}`,
      no: `${name} other than ${value.slice(0, longestValue)}`,
      holds: (row: number) => codes[row] === code,
    })),
    ...absence(name, missing >= least, (row) => (codes[row] as number) < 0),
  ]
}

function absence(column: string, asked: boolean, holds: Condition['holds']): Condition[] {
  return asked ? [{ column, yes: `${column} missing`, no: `${column} not missing`, holds }] : []
}
