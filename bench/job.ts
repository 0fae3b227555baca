/** What one job measured; seconds are medians of the rounds. */
export interface Figures {
  job: string
  seconds: number
  /** To the yardstick of the job, measured by turns in the same run. */
  ratio: number
  /** Seconds of others on the same input; null where one is not installed. */
  peers: Record<string, number | null>
}

export type Say = (line: string) => void

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}
