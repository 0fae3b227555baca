import type { AskedRules } from './asked-rules.ts'
import { typedLiteral } from './column-rules.ts'
import { type Database, identifier } from './database.ts'
import { badName, type OpenDataset } from './open.ts'
import { verdictAt } from './rule.ts'
import type { RuleResult } from './validation.ts'
import { percent } from './words.ts'

/** The most common value of a column, and how common it is. The report does not tell the value. */
export async function commonResults(
  database: Database,
  open: OpenDataset,
  { asked }: { asked: readonly AskedRules[] },
): Promise<RuleResult[]> {
  const results: RuleResult[] = []
  for (const { id, column, type, rules, where, about } of asked) {
    const wanted = rules['most-common']
    if (!wanted) continue
    const x = identifier(column)
    const isLooked = `${x} IS NOT NULL AND NOT ${identifier(badName(column))}${where === undefined ? '' : ` AND (${where})`}`
    const listed = wanted['one-of']
    const known = listed ? `${x} IN (${listed.map((one) => typedLiteral(one, type)).join(', ')})` : 'true'
    // Of several that are as common, one that is listed counts.
    const [top] = await database.rows(
      `SELECT n, known, total FROM (SELECT count(*) AS n, ${known} AS known, sum(count(*)) OVER ()::BIGINT AS total FROM ${open.relation} WHERE ${isLooked} GROUP BY ${x}) ORDER BY n DESC, known DESC LIMIT 1`,
    )
    const base = {
      column,
      rows: Number(top?.total ?? 0),
      level: rules.level,
      violations: null,
      ...about,
    }
    const share = top ? Number(top.n) / Number(top.total) : null
    if (listed) {
      const holds = top?.known === true
      results.push({
        ...base,
        rule: `${id}.most-common`,
        expected: `the most common ${column} is one of ${listed.slice(0, 10).map(String).join(', ')}`,
        found:
          share === null
            ? 'no row has a value'
            : holds
              ? 'it is'
              : `it is another, with ${percent(share)} of the rows`,
        share: null,
        verdict: holds ? 'pass' : verdictAt(rules.level),
      })
    }
    const { min, max } = wanted.share ?? {}
    if (min === undefined && max === undefined) continue
    const holds = share !== null && share >= (min ?? 0) && share <= (max ?? 1)
    const range = [
      ...(min === undefined ? [] : [`at least ${percent(min)}`]),
      ...(max === undefined ? [] : [`at most ${percent(max)}`]),
    ]
    results.push({
      ...base,
      rule: `${id}.most-common.share`,
      expected: `the most common ${column} has ${range.join(' and ')} of the rows with a value`,
      found: share === null ? 'no row has a value' : `it has ${percent(share)}`,
      share,
      verdict: holds ? 'pass' : verdictAt(rules.level),
    })
  }
  return results
}
