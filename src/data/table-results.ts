import type { ColumnRules, Dataset } from '../project/schema/dataset.ts'
import { verdictAt } from './column-rules.ts'
import { type Database, identifier } from './database.ts'
import type { OpenDataset } from './open.ts'
import type { RuleResult } from './validation.ts'
import { countText } from './words.ts'

/** Whether the declared columns are there, and which others are. */
export function schemaResults({ missing, extra, dataset }: OpenDataset, rows: number): RuleResult[] {
  const base = { rows, share: null }
  return [
    ...missing.map((column): RuleResult => {
      const { required, level } = dataset.config.columns[column] as ColumnRules
      return {
        ...base,
        rule: `columns.${column}.required`,
        column,
        expected: `the column ${column} is there`,
        found: 'it is missing',
        violations: 1,
        level,
        verdict: required ? verdictAt(level) : 'pass',
      }
    }),
    ...(extra.length === 0 ? [] : [undeclared(extra, rows)]),
  ]
}

/** Columns that nobody wrote rules for are told and judged by no one. */
function undeclared(extra: readonly string[], rows: number): RuleResult {
  const listed = extra.slice(0, 5).join(', ') + (extra.length > 5 ? `, and ${extra.length - 5} more` : '')
  return {
    rule: 'columns.declared',
    expected: 'columns are declared in dataset.yaml',
    found: `not declared: ${listed}`,
    rows,
    violations: extra.length,
    share: null,
    level: 'info',
    verdict: 'pass',
  }
}

/** Whether there are as many rows as there should be. */
export function rowResults(config: Dataset, rows: number): RuleResult[] {
  const checks = config.checks.flatMap(({ rows: limits, level }, index): RuleResult[] => {
    if (!limits) return []
    const { min, max } = limits
    const holds = rows >= (min ?? 0) && rows <= (max ?? Number.POSITIVE_INFINITY)
    const range = [
      min === undefined ? [] : [`at least ${countText(min)}`],
      max === undefined ? [] : [`at most ${countText(max)}`],
    ]
      .flat()
      .join(' and ')
    return [
      {
        rule: `checks.${index}.rows`,
        expected: `${range} rows`,
        found: `${countText(rows)} rows`,
        rows,
        violations: holds ? 0 : 1,
        share: null,
        level,
        verdict: holds ? 'pass' : verdictAt(level),
      },
    ]
  })
  if (rows > 0) return checks
  return [
    {
      rule: 'rows',
      expected: 'there are rows',
      found: 'there are none',
      rows,
      violations: null,
      share: null,
      level: 'fail',
      verdict: 'fail',
    },
    ...checks,
  ]
}

/** A column without any value has nothing that a rule could be wrong about; that is never a pass. */
export function allNull(column: string, { level }: ColumnRules, rows: number): RuleResult {
  return {
    rule: `columns.${column}.empty`,
    column,
    expected: `${column} has values`,
    found: 'no row has a value that can be used',
    rows,
    violations: rows,
    share: 1,
    level,
    verdict: verdictAt(level),
  }
}

/** One GROUP BY for each key or unique column counts every row of a group of duplicates. */
export async function uniqueResults(
  database: Database,
  open: OpenDataset,
  rows: number,
): Promise<RuleResult[]> {
  const { config } = open.dataset
  const keys = [
    ...(config.key.length > 0 ? [{ rule: 'key.unique', columns: config.key, level: 'fail' as const }] : []),
    ...Object.entries(config.columns)
      .filter(([, { unique }]) => unique)
      .map(([column, { level }]) => ({ rule: `columns.${column}.unique`, columns: [column], level })),
  ].filter(({ columns }) => columns.every((column) => open.present.includes(column)))

  const results: RuleResult[] = []
  for (const { rule, columns, level } of keys) {
    const names = columns.map(identifier).join(', ')
    const { groups, violations } = await database.row(
      `SELECT count(*) AS groups, coalesce(sum(n), 0) AS violations FROM (SELECT count(*) AS n FROM ${open.relation} WHERE ${columns.map((column) => `${identifier(column)} IS NOT NULL`).join(' AND ')} GROUP BY ${names} HAVING count(*) > 1)`,
    )
    const bad = Number(violations)
    results.push({
      rule,
      ...(columns.length === 1 ? { column: columns[0] as string } : {}),
      expected: `no two rows have the same ${columns.join(', ')}`,
      found:
        bad === 0
          ? `holds for all ${countText(rows)}`
          : `${countText(bad)} rows share ${countText(Number(groups))} values`,
      rows,
      violations: bad,
      share: rows > 0 ? bad / rows : null,
      level,
      verdict: bad === 0 ? 'pass' : verdictAt(level),
    })
  }
  return results
}
