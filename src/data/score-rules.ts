import type { TableCheck } from '../project/schema/dataset.ts'
import { aboutOf, verdictAt } from './rule.ts'
import type { RuleResult } from './validation.ts'
import { countText, percent } from './words.ts'

/**
 * Quality of the dataset as a whole, from what was counted already. Completeness: cells of declared columns with a value of
 * their type. Consistency: of all that the rules on rows and single values looked at, what met them; missing values aside.
 */
export function scoreResults(
  checks: readonly TableCheck[],
  { judged, rows, values }: { judged: readonly RuleResult[]; rows: number; values: readonly number[] },
): RuleResult[] {
  const looked = judged.filter(({ rule }) => !rule.endsWith('.nulls'))
  const sum = (list: readonly number[]): number => list.reduce((all, each) => all + each, 0)
  const scores = {
    completeness: { of: rows * values.length, good: sum(values), what: 'cells have a value' },
    consistency: {
      of: sum(looked.map((result) => result.rows)),
      good: sum(looked.map((result) => result.rows - (result.violations ?? 0))),
      what: 'answers of rules on rows and values are good',
    },
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
