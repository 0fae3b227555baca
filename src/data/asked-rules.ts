import { type RuleSet, ruleSets } from '../project/schema/dataset.ts'
import { identifier } from './database.ts'
import { notCheckedSince } from './finding-words.ts'
import { badName, type OpenDataset } from './open.ts'
import type { RowExpression } from './row-expression.ts'
import { type About, aboutOf, verdictAt } from './rule.ts'
import type { RuleResult } from './validation.ts'

/** Rules of a column as they are asked of the rows. */
export interface AskedRules extends RuleSet {
  /** What the ids of the results begin with: `columns.age`, `columns.age.checks.0`. */
  id: string
  about: About
  /** SQL for the rows that are looked at; all if not given. */
  where?: string
}

/** Rules that cannot be asked, and why. */
interface Unasked {
  rules: AskedRules
  /** What the id of the result ends with. */
  key?: string
  found: string
}

/**
 * All rules of the columns that are there, and those that cannot be asked: their column is missing, or their `where` speaks of
 * one that is. The latter look at no row.
 */
export function askedRules(
  { dataset, present, sound }: OpenDataset,
  expressions: ReadonlyMap<string, RowExpression>,
): { asked: AskedRules[]; unasked: Unasked[] } {
  const asked: AskedRules[] = []
  const unasked: Unasked[] = []
  for (const set of ruleSets(dataset.config)) {
    const id = set.path.join('.')
    const { rules } = set
    // The description of a column says what it means, not why a rule is asked.
    const about = aboutOf(set.isOwn ? { owner: rules.owner } : rules)
    if (!present.includes(set.column)) {
      // That the column is missing is told once, by its own rules.
      if (!set.isOwn && dataset.config.columns[set.column]?.required)
        unasked.push({ rules: { ...set, id, about }, found: notCheckedSince(missingWords([set.column])) })
      continue
    }
    const expression = expressions.get(`${id}.where`)
    if (!expression) {
      asked.push({ ...set, id, about })
      continue
    }
    const lacking = expression.columns.filter((each) => !present.includes(each))
    const usable = expression.columns
      .filter((each) => !sound.has(each))
      .map((each) => `NOT ${identifier(badName(each))}`)
    const condition = lacking.length > 0 ? 'false' : [...usable, `(${expression.sql})`].join(' AND ')
    // Neither true nor false is not looked at.
    const limited = { ...set, id, about, where: `coalesce(${condition}, false)` }
    asked.push(limited)
    if (lacking.length > 0)
      unasked.push({ rules: limited, key: 'where', found: notCheckedSince(missingWords(lacking)) })
  }
  return { asked, unasked }
}

/** The result of rules that cannot be asked: they do not hold. */
export function unaskedResult({ rules: set, key, found }: Unasked, rows: number): RuleResult {
  const { level } = set.rules
  return {
    rule: key === undefined ? set.id : `${set.id}.${key}`,
    column: set.column,
    ...set.about,
    expected: `the rules of ${set.column} can be checked`,
    found,
    rows,
    violations: null,
    share: null,
    level,
    verdict: verdictAt(level),
  }
}

/** `column a is missing`, `columns a and b are missing` */
export function missingWords(columns: readonly string[]): string {
  if (columns.length === 1) return `column ${columns[0]} is missing`
  return `columns ${columns.slice(0, -1).join(', ')} and ${columns.at(-1)} are missing`
}
