import type { RuleResult } from './validation.ts'

/** A finding as a person would say it. */
export function findingWords({ rule, column, name, expected, found }: RuleResult): string {
  if (rule === 'files') return found
  if (rule === 'rows') return 'there are no rows'
  if (rule === `columns.${column}.required`) return `column ${column} is missing`
  if (rule === `columns.${column}.empty`) return `${column} has no value in any row`
  return `${name ?? expected}, but ${found}`
}

/** What could not be checked since a column is missing, which is a finding of its own. */
const follows = 'not checked, since'

/** Why a rule was not checked. */
export function notCheckedSince(why: string): string {
  return `${follows} ${why}`
}

/** The findings that a report is about, without those that only follow from another. */
export function causes(findings: readonly RuleResult[]): readonly RuleResult[] {
  const own = findings.filter(({ found }) => !found.startsWith(follows))
  return own.length > 0 ? own : findings
}
