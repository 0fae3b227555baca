import type { Amount } from '../project/schema/values.ts'
import type { Verdict } from '../project/verdict.ts'
import type { RuleResult } from './validation.ts'
import { countText, percent } from './words.ts'

/** A rule before it is asked: an SQL predicate of the rows that violate it. */
export interface Rule {
  id: string
  column?: string
  expected: string
  level: RuleResult['level']
  /** SQL that is true for a violating row. */
  violation: string
  /** SQL that counts the violating rows, where that takes less than asking each. */
  count?: string
  /** How many violations are allowed, or the share of rows that must hold. */
  allowed: Amount | { holding: number }
  /** The rows that the share is of: all, those with a value in the column, or those that an SQL predicate tells. */
  of: 'rows' | 'values' | { where: string }
  /** Whether the rule cannot be judged where no row is looked at. */
  isVacuous?: boolean
  /** `37 rows have no value` */
  found: (violations: string) => string
  about?: About
}

/** What the author of a rule said about it. */
export type About = Pick<RuleResult, 'name' | 'description' | 'owner'>

/** Only what was said, since a report has no empty fields. */
export function aboutOf({
  name,
  description,
  owner,
}: {
  name?: string | undefined
  description?: string | undefined
  owner?: string | undefined
}): About {
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(owner === undefined ? {} : { owner }),
  }
}

/** What the count of violations means; `told` is how many rows the rule can be told of. */
export function judge(
  rule: Rule,
  { violations, told, rows }: { violations: number; told: number; rows: number },
): RuleResult {
  const of = rule.of === 'rows' ? rows : told
  const share = of > 0 ? violations / of : null
  // A rule that no row can break holds for none.
  const isTold = of > 0 || rule.isVacuous === false
  const without = rows - of
  const undecided =
    rule.id.endsWith('.row') && without > 0 ? `; ${countText(without)} more lack a value for it` : ''
  return {
    rule: rule.id,
    ...(rule.column === undefined ? {} : { column: rule.column }),
    ...rule.about,
    expected: rule.expected,
    found: !isTold
      ? 'no row has a value for it'
      : violations === 0
        ? `holds for all ${countText(of)}${undecided}`
        : rule.found(`${countText(violations)} of ${countText(of)} (${percent(share ?? 0)})`) + undecided,
    rows: of,
    violations,
    share,
    level: rule.level,
    verdict: isTold && isAllowed(rule.allowed, { violations, of }) ? 'pass' : verdictAt(rule.level),
  }
}

function isAllowed(
  allowed: Rule['allowed'],
  { violations, of }: { violations: number; of: number },
): boolean {
  if ('count' in allowed) return violations <= allowed.count
  if (of === 0) return true
  // Each side is one rounded division, so that 90 of 100 are exactly 90%.
  return 'share' in allowed ? violations / of <= allowed.share : (of - violations) / of >= allowed.holding
}

/** The verdict of a broken rule. */
export function verdictAt(level: RuleResult['level']): Verdict {
  return level === 'info' ? 'pass' : level
}
