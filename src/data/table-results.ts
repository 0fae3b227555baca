import type { ColumnRules } from '../project/schema/column-rules.ts'
import type { Dataset } from '../project/schema/dataset.ts'
import type { TableCheck } from '../project/schema/table-check.ts'
import type { AskedRules } from './asked-rules.ts'
import type { Database } from './database.ts'
import type { HistoryPoint } from './history.ts'
import type { OpenDataset } from './open.ts'
import { type About, aboutOf, verdictAt } from './rule.ts'
import { rowsOf, sharedRows } from './unique-rows.ts'
import type { RuleResult } from './validation.ts'
import { counted, countText, percent } from './words.ts'

/** Whether the declared columns are there, and which others are. */
export function schemaResults({ missing, extra, dataset }: OpenDataset, rows: number): RuleResult[] {
  return [
    ...missing.map((column): RuleResult => {
      const rules = dataset.config.columns[column] as ColumnRules
      return {
        rule: `columns.${column}.required`,
        column,
        ...aboutOf({ owner: rules.owner }),
        expected: `column ${column} is there`,
        found: rules.required ? 'it is missing' : 'it is missing, as it may be',
        rows,
        violations: 1,
        share: null,
        level: rules.level,
        verdict: rules.required ? verdictAt(rules.level) : 'pass',
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

/** Whether there are as many rows as there should be, and as many as before. */
export function rowResults(config: Dataset, rows: number, history: readonly HistoryPoint[]): RuleResult[] {
  const checks = config.checks.flatMap((check, index) => [
    ...(check.rows ? rowBounds(check, { rule: `checks.${index}.rows`, rows }) : []),
    ...rowChange(check, { rule: `checks.${index}.rows.change`, rows, history }),
  ])
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

function rowBounds(check: TableCheck, { rule, rows }: { rule: string; rows: number }): RuleResult[] {
  const { min, max } = check.rows ?? {}
  if (min === undefined && max === undefined) return []
  const holds = rows >= (min ?? 0) && rows <= (max ?? Number.POSITIVE_INFINITY)
  const range = [
    ...(min === undefined ? [] : [`at least ${countText(min)}`]),
    ...(max === undefined ? [] : [`at most ${countText(max)}`]),
  ].join(' and ')
  return [
    {
      rule,
      ...aboutOf(check),
      expected: `${range} rows`,
      found: counted(rows, 'row'),
      rows,
      violations: holds ? 0 : 1,
      share: null,
      level: check.level,
      verdict: holds ? 'pass' : verdictAt(check.level),
    },
  ]
}

/** Held against the last version that is recorded and is not this one; the first has nothing to be held against. */
function rowChange(
  check: TableCheck,
  { rule, rows, history }: { rule: string; rows: number; history: readonly HistoryPoint[] },
): RuleResult[] {
  const limit = check.rows?.['max-change']
  if (limit === undefined) return []
  const before = history.at(-1)?.figures.rows
  const base = {
    rule,
    ...aboutOf(check),
    expected: `the number of rows moves by at most ${percent(limit)} from the last recorded version`,
    rows,
    violations: null,
    share: null,
    level: check.level,
  }
  if (before === undefined)
    return [{ ...base, found: 'no version is recorded yet (pawl validate --record)', verdict: 'pass' }]
  const change = before === 0 ? (rows === 0 ? 0 : Number.POSITIVE_INFINITY) : Math.abs(rows - before) / before
  const moved =
    rows === before ? 'it did not move' : `it moved from ${countText(before)} to ${countText(rows)}`
  const by = Number.isFinite(change) && change > 0 ? ` (${percent(change)})` : ''
  return [{ ...base, found: `${moved}${by}`, verdict: change <= limit ? 'pass' : verdictAt(check.level) }]
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
  {
    rows,
    valuesIn,
    asked,
  }: { rows: number; valuesIn: (column: string) => number; asked: readonly AskedRules[] },
): Promise<RuleResult[]> {
  const { config } = open.dataset
  /** Rows that have a value in every column; where one is missing in none, or there is one only, they are counted already. */
  const toldOf = async (of: { columns: readonly string[]; where?: string | undefined }): Promise<number> => {
    const known = of.columns.map(valuesIn)
    const isKnown = known.length === 1 || known.every((count) => count === rows)
    if (isKnown && of.where === undefined) return Math.min(...known)
    return Number(
      (await database.row(`SELECT count(*) AS told FROM ${open.relation} WHERE ${rowsOf(of)}`)).told,
    )
  }
  const keys: {
    rule: string
    columns: string[]
    level: RuleResult['level']
    where?: string | undefined
    about?: About
  }[] = [
    ...(config.key.length > 0 && config.key.every((column) => open.present.includes(column))
      ? [{ rule: 'key.unique', columns: config.key, level: 'fail' as const }]
      : []),
    ...asked
      .filter(({ rules }) => rules.unique)
      .map(({ id, column, rules, where, about }) => ({
        rule: `${id}.unique`,
        columns: [column],
        level: rules.level,
        where,
        about,
      })),
  ]

  const results: RuleResult[] = []
  for (const { rule, columns, level, where, about } of keys) {
    const { rows: bad, values } = await sharedRows(database, open, { columns, where })
    const told = await toldOf({ columns, where })
    results.push({
      rule,
      ...(columns.length === 1 ? { column: columns[0] as string } : {}),
      ...about,
      expected: `no two rows have the same ${columns.join(', ')}`,
      found:
        told === 0
          ? 'no row has a value for it'
          : bad === 0
            ? `holds for all ${countText(told)}`
            : `${countText(bad)} rows share ${counted(values, 'value')}`,
      rows: told,
      violations: bad,
      share: told > 0 ? bad / told : null,
      level,
      // What no row could break holds for none.
      verdict: bad === 0 && told > 0 ? 'pass' : verdictAt(level),
    })
  }
  return results
}
