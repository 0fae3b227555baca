import { z } from 'zod'
import { Digest } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'

/** The figures of one version of the data, one line of `data/<name>/history.jsonl`. */
export const HistoryPoint = z.strictObject({
  version: Digest,
  at: z.iso.datetime(),
  figures: z.record(z.string(), z.number()),
})
export type HistoryPoint = z.infer<typeof HistoryPoint>

/** The file beside dataset.yaml; it is never data. */
export const historyName = 'history.jsonl'

/** Reads the points of a history, oldest first; a line that is none is the user's to mend. */
export function parseHistory(text: string, file: string): HistoryPoint[] {
  return text.split('\n').flatMap((line, index): HistoryPoint[] => {
    if (line.trim() === '') return []
    const parsed = HistoryPoint.safeParse(jsonOf(line))
    if (parsed.success) return [parsed.data]
    throw new UserError({
      place: { file, line: index + 1 },
      message: 'is no point of a history',
      hint: 'lines are written by pawl validate --record; remove this one',
    })
  })
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** The text of a history with one more point, or as it is when its last point is of the same version. */
export function recorded(text: string, point: HistoryPoint, file: string): string {
  if (parseHistory(text, file).at(-1)?.version === point.version) return text
  const before = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return `${before}${JSON.stringify(point)}\n`
}

/** Fewer values say nothing about what is usual. */
export const fewestPoints = 7

/**
 * How far a value lies from others: the modified z-score of Iglewicz and Hoaglin (1993), 0.6745 (x - median) / MAD; where
 * more than half of the values are equal and MAD is 0, (x - median) / (1.2533 * mean absolute deviation). Null with fewer
 * than seven values; infinite where all are equal and this one is not.
 */
export function robustZ(value: number, before: readonly number[]): number | null {
  if (before.length < fewestPoints || ![value, ...before].every(Number.isFinite)) return null
  const centre = medianOf(before)
  const distances = before.map((each) => Math.abs(each - centre))
  const distance = value - centre
  const mad = medianOf(distances)
  if (mad > 0) return (0.6745 * distance) / mad
  const mean = distances.reduce((sum, each) => sum + each, 0) / distances.length
  if (mean > 0) return distance / (1.253314 * mean)
  return distance === 0 ? 0 : distance * Number.POSITIVE_INFINITY
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper
}
