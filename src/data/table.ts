/** One column in memory. Missing numbers are NaN, missing texts have code -1. */
export type Column =
  | { kind: 'number'; name: string; values: Float64Array }
  | { kind: 'text'; name: string; codes: Int32Array; dictionary: readonly string[] }

/** Columns of equal length, in row order. */
export interface Table {
  rows: number
  columns: readonly Column[]
}
