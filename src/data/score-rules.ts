import type { TableCheck } from '../project/schema/table-check.ts'
import { aboutOf, verdictAt } from './rule.ts'
import type { RuleResult } from './validation.ts'
import { countText, percent } from './words.ts'

/**
 * Quality of the dataset as a whole, from what was counted already. Completeness: cells of declared columns that are
 * not missing, in the rows that the rules of the column look at. Consistency: of all that the rules on rows and single values looked at, what met them; missing values aside.
 */
export function scoreResults(
  checks: readonly TableCheck[],
  { judged, rows }: { judged: readonly RuleResult[]; rows: number },
): RuleResult[] {
  const isOnNulls = ({ rule }: RuleResult): boolean => rule.startsWith('columns.') && rule.endsWith('.nulls')
  // Further limits on missing values look at cells that are counted already.
  const isOfColumn = ({ rule, column }: RuleResult): boolean => rule === `columns.${column}.nulls`
  const sum = (list: readonly number[]): number => list.reduce((all, each) => all + each, 0)
  const score = (results: readonly RuleResult[], what: string) => ({
    of: sum(results.map((result) => result.rows)),
    good: sum(results.map((result) => result.rows - (result.violations ?? 0))),
    what,
  })
  const scores = {
    completeness: score(judged.filter(isOfColumn), 'cells have a value'),
    consistency: score(
      judged.filter((result) => !isOnNulls(result)),
      'answers of rules on rows and values are good',
    ),
  }
  return checks.flatMap((check, index) =>
    (['completeness', 'consistency'] as const).flatMap((name): RuleResult[] => {
      const min = check.score?.[name]
      if (min === undefined) return []
      const { of, good, what } = scores[name]
      const holds = of > 0 && good / of >= min
      return [
        {
          rule: `checks.${index}.score.${name}`,
          ...aboutOf(check),
          expected: `${name} is at least ${percent(min)}`,
          found:
            of === 0
              ? 'there is nothing to tell it from'
              : `${countText(good)} of ${countText(of)} ${what} (${percent(good / of)})`,
          rows,
          violations: of - good,
          share: of > 0 ? (of - good) / of : null,
          level: check.level,
          verdict: holds ? 'pass' : verdictAt(check.level),
        },
      ]
    }),
  )
}
