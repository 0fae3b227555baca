import { countText, numberOf } from './words.ts'

/** Above this share of the holdout, rows of equal values on both sides of the split make it a warning. */
export const mostTwins = 0.05

/** The earlier rows that held-out rows are held against: those of the base, or on the base itself those that production was judged on. */
export type Reference = { of: 'base' | 'production'; version?: string } & (
  | { state: 'none' | 'same' | 'compared' }
  | { state: 'unreadable'; reason: string }
)

export function hasManyTwins({ twins, rows }: { twins: number; rows: number }): boolean {
  return twins > mostTwins * rows
}

export function referenceWords({ of, version }: Pick<Reference, 'of' | 'version'>): {
  short: string
  rows: string
} {
  if (of === 'base') return { short: 'the base', rows: 'the rows of the base' }
  return { short: `production ${version}`, rows: `the rows that production ${version} was judged on` }
}

/** `37 holdout rows of the base are altered or removed by this change, so its figures cannot decide`. */
export function alteredText(altered: number, { of, version }: Pick<Reference, 'of' | 'version'>): string {
  const are = altered === 1 ? 'is' : 'are'
  const rows = numberOf(altered, 'holdout row')
  return of === 'base'
    ? `${rows} of the base ${are} altered or removed by this change, so its figures cannot decide`
    : `${rows} that production ${version} was judged on ${are} altered or removed since, so its figures cannot decide`
}

/** `120 of 1,400 holdout rows have the same values as a training row, more than the 5 % that is usual`. */
export function twinsText({ twins, rows }: { twins: number; rows: number }): string {
  const have = `${countText(twins)} of ${numberOf(rows, 'holdout row')} have the same values as a training row`
  return hasManyTwins({ twins, rows })
    ? `${have}, more than the ${mostTwins * 100} % that Pawl takes for chance`
    : have
}
