import { numberOf } from './words.ts'

/** The earlier rows that held-out rows are held against: those of the base, or on the base itself those that production was judged on. */
export type Reference = { of: 'base' | 'production'; version?: string } & (
  | { state: 'none' | 'same' | 'compared' }
  | { state: 'unreadable'; reason: string }
)

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
