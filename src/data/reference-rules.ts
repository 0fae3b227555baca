import type { AskedRules } from './asked-rules.ts'
import { canonicalCell } from './cell.ts'
import { type Database, identifier } from './database.ts'
import { badName, type OpenDataset, reserved } from './open.ts'
import { type Others, whyNot } from './others.ts'
import { judge, verdictAt } from './rule.ts'
import type { RuleResult } from './validation.ts'

/** Referential integrity: every value of a column is found in a column of another dataset. Values compare by their canonical text. */
export async function referenceResults(
  database: Database,
  open: OpenDataset,
  { asked, rows, others }: { asked: readonly AskedRules[]; rows: number; others: Others },
): Promise<RuleResult[]> {
  const results: RuleResult[] = []
  for (const { id, column, rules, where, about } of asked) {
    if (!rules.references) continue
    const { dataset, column: target } = rules.references
    const rule = {
      id: `${id}.references`,
      column,
      expected: `${column} is a ${target} of ${dataset}`,
      level: rules.level,
      about,
    }
    const other = await others(dataset)
    const why = whyNot(other, target)
    if ('unreadable' in other || why !== undefined) {
      results.push(notChecked(rule, { why: why ?? '', rows }))
      continue
    }
    const x = identifier(column)
    const isLooked = `${x} IS NOT NULL AND NOT ${identifier(badName(column))}${where === undefined ? '' : ` AND (${where})`}`
    const value = identifier(`${reserved}value`)
    const counted = await database.row(
      `SELECT count(*) AS told, count_if(${value} NOT IN (SELECT ${canonicalCell(identifier(target))} FROM ${other.relation} WHERE ${identifier(target)} IS NOT NULL)) AS violations FROM (SELECT ${canonicalCell(x)} AS ${value} FROM ${open.relation} WHERE ${isLooked})`,
    )
    results.push(
      judge(
        {
          ...rule,
          violation: 'false',
          allowed: rules.share ? { holding: rules.share.min } : { count: 0 },
          of: 'values',
          found: (n) => `${n} are not found there`,
        },
        { violations: Number(counted.violations), told: Number(counted.told), rows },
      ),
    )
  }
  return results
}

function notChecked(
  rule: { id: string; column: string; expected: string; level: RuleResult['level']; about: object },
  { why, rows }: { why: string; rows: number },
): RuleResult {
  return {
    rule: rule.id,
    column: rule.column,
    ...rule.about,
    expected: rule.expected,
    found: `not checked: ${why}`,
    rows,
    violations: null,
    share: null,
    level: rule.level,
    verdict: verdictAt(rule.level),
  }
}
