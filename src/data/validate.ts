import type { Digest } from '../project/digest.ts'
import type { ColumnRules, Dataset } from '../project/schema/dataset.ts'
import type { Amount } from '../project/schema/values.ts'
import { type Verdict, worst } from '../project/verdict.ts'
import { type Database, identifier, literal, type Row } from './database.ts'
import { badName, type OpenDataset } from './open.ts'
import type { RuleResult, ValidationReport } from './validation.ts'

/** A rule before it is asked: an SQL predicate of the rows that violate it, or a question of its own. */
interface Rule {
  id: string
  column?: string
  expected: string
  level: RuleResult['level']
  /** SQL that is true for a violating row. */
  violation: string
  /** How many violations are allowed. */
  allowed: Amount
  /** The rows that the share is of: all, or those with a value. */
  of: 'rows' | 'values'
  /** `37 rows have no value` */
  found: (violations: string) => string
}

/**
 * Checks the rows of a dataset against its rules. All rules on single rows are counted in one scan; uniqueness takes one
 * more for each key. The clock decides what `today` is.
 */
export async function validate(
  database: Database,
  open: OpenDataset,
  at: { version: Digest; now: Date },
): Promise<ValidationReport> {
  const { config } = open.dataset
  const rules = open.present.flatMap((column) =>
    columnRules(column, config.columns[column] as ColumnRules, config, at.now),
  )
  const counted = await count(database, open, rules)
  const rows = Number(counted['rows'])

  const results: RuleResult[] = [
    ...schemaResults(open, rows),
    ...rowResults(config, rows),
    ...rules.map((rule, index) =>
      judge(rule, {
        violations: Number(counted[`v${index}`]),
        values: Number(rule.column === undefined ? rows : counted[`n${open.present.indexOf(rule.column)}`]),
        rows,
      }),
    ),
    ...open.present.flatMap((column, index) =>
      rows > 0 && Number(counted[`n${index}`]) === 0
        ? [allNull(column, config.columns[column] as ColumnRules, rows)]
        : [],
    ),
    ...(await uniqueResults(database, open, rows)),
  ]
  const verdict = worst(
    results.map((result) => result.verdict),
    'pass',
  )
  return {
    schema: 'pawl/validation@1',
    dataset: config.dataset,
    verdict,
    reason: reasonOf(results, verdict),
    version: at.version,
    rows,
    columns: open.present.length + open.extra.length,
    results: worstFirst(results),
  }
}

/** A report for files that cannot be read at all. */
export function unreadableReport(dataset: string, message: string): ValidationReport {
  const result: RuleResult = {
    rule: 'files',
    expected: 'the files can be read',
    found: message,
    rows: 0,
    violations: null,
    share: null,
    level: 'fail',
    verdict: 'fail',
  }
  return {
    schema: 'pawl/validation@1',
    dataset,
    verdict: 'fail',
    reason: message,
    version: null,
    rows: 0,
    columns: 0,
    results: [result],
  }
}

function columnRules(column: string, rules: ColumnRules, config: Dataset, now: Date): Rule[] {
  const value = identifier(column)
  const base = { column, level: rules.level, allowed: { count: 0 } as Amount, of: 'values' as const }
  const list: Rule[] = []
  const add = (rule: Partial<Rule> & Pick<Rule, 'id' | 'expected' | 'violation' | 'found'>): void => {
    list.push({ ...base, ...rule, id: `columns.${column}.${rule.id}` })
  }

  add({
    id: 'type',
    expected: `every value is ${article(rules.type)}`,
    violation: identifier(badName(column)),
    found: (n) => `${n} are not`,
  })
  const nulls = config.key.includes(column) ? { count: 0 } : (rules.nulls?.max ?? config.nulls.max)
  add({
    id: 'nulls',
    expected: isZero(nulls)
      ? 'every row has a value'
      : `at most ${amountText(nulls)} of the rows have no value`,
    violation: `${value} IS NULL AND NOT ${identifier(badName(column))}`,
    allowed: nulls,
    of: 'rows',
    found: (n) => `${n} have none`,
  })
  if (rules['one-of']) {
    const known = rules['one-of'].map((one) => literal(String(one))).join(', ')
    add({
      id: 'one-of',
      expected: `one of ${rules['one-of'].map(String).join(', ')}`,
      violation: `${value} IS NOT NULL AND ${value}::VARCHAR NOT IN (${known})`,
      found: (n) => `${n} are something else`,
    })
  }
  if (rules.min !== undefined)
    add({
      id: 'min',
      expected: `at least ${boundText(rules.min, now)}`,
      violation: `${value} < ${bound(rules.min, rules, now)}`,
      found: (n) => `${n} are below`,
    })
  if (rules.max !== undefined)
    add({
      id: 'max',
      expected: `at most ${boundText(rules.max, now)}`,
      violation: `${value} > ${bound(rules.max, rules, now)}`,
      found: (n) => `${n} are above`,
    })
  if (rules.pattern !== undefined)
    add({
      id: 'pattern',
      expected: `matches ${rules.pattern}`,
      violation: `NOT regexp_full_match(${value}, ${literal(rules.pattern)})`,
      found: (n) => `${n} do not`,
    })
  return list
}

function article(type: ColumnRules['type']): string {
  return type === 'integer'
    ? 'an integer'
    : type === 'string'
      ? 'text'
      : type === 'number'
        ? 'a finite number'
        : `a ${type}`
}

function bound(value: string | number, { type }: ColumnRules, now: Date): string {
  if (typeof value === 'number') return String(value)
  return `${type === 'timestamp' ? 'TIMESTAMP' : 'DATE'} ${literal(boundText(value, now))}`
}

function boundText(value: string | number, now: Date): string {
  return value === 'today' ? now.toISOString().slice(0, 10) : String(value)
}

async function count(database: Database, open: OpenDataset, rules: readonly Rule[]): Promise<Row> {
  const asked = [
    'count(*) AS rows',
    ...open.present.map((column, index) => `count(${identifier(column)}) AS n${index}`),
    ...rules.map(({ violation }, index) => `count(*) FILTER (WHERE ${violation}) AS v${index}`),
  ]
  return database.row(`SELECT ${asked.join(', ')} FROM ${open.relation}`)
}

function judge(
  rule: Rule,
  { violations, values, rows }: { violations: number; values: number; rows: number },
): RuleResult {
  // A value of a wrong type is null after the cast; it still is one of the values that were there.
  const of = rule.of === 'rows' || rule.id.endsWith('.type') ? rows : values
  const share = of > 0 ? violations / of : null
  const holds =
    'share' in rule.allowed ? (share ?? 0) <= rule.allowed.share : violations <= rule.allowed.count
  return {
    rule: rule.id,
    ...(rule.column === undefined ? {} : { column: rule.column }),
    expected: rule.expected,
    found:
      violations === 0
        ? `holds for all ${countText(of)}`
        : rule.found(`${countText(violations)} of ${countText(of)} (${percent(share ?? 0)})`),
    rows: of,
    violations,
    share,
    level: rule.level,
    verdict: holds ? 'pass' : verdictAt(rule.level),
  }
}

function verdictAt(level: RuleResult['level']): Verdict {
  return level === 'info' ? 'pass' : level
}

function schemaResults({ missing, extra, dataset }: OpenDataset, rows: number): RuleResult[] {
  const base = { rows, share: null }
  return [
    ...missing.map((column): RuleResult => {
      const { required, level } = dataset.config.columns[column] as ColumnRules
      return {
        ...base,
        rule: `columns.${column}.required`,
        column,
        expected: 'the column is there',
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

function rowResults(config: Dataset, rows: number): RuleResult[] {
  const checks = config.checks.map(({ rows: { min, max }, level }, index): RuleResult => {
    const holds = rows >= (min ?? 0) && rows <= (max ?? Number.POSITIVE_INFINITY)
    const range = [
      min === undefined ? [] : [`at least ${countText(min)}`],
      max === undefined ? [] : [`at most ${countText(max)}`],
    ]
      .flat()
      .join(' and ')
    return {
      rule: `checks.${index}.rows`,
      expected: `${range} rows`,
      found: `${countText(rows)} rows`,
      rows,
      violations: holds ? 0 : 1,
      share: null,
      level,
      verdict: holds ? 'pass' : verdictAt(level),
    }
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

function allNull(column: string, { level }: ColumnRules, rows: number): RuleResult {
  return {
    rule: `columns.${column}.empty`,
    column,
    expected: 'the column has values',
    found: 'no row has a value that can be used',
    rows,
    violations: rows,
    share: 1,
    level,
    verdict: verdictAt(level),
  }
}

/** One GROUP BY for each key or unique column counts every row of a group of duplicates. */
async function uniqueResults(database: Database, open: OpenDataset, rows: number): Promise<RuleResult[]> {
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

const rank: Record<Verdict, number> = { error: 0, fail: 1, inconclusive: 2, warn: 3, pass: 4 }

function worstFirst(results: readonly RuleResult[]): RuleResult[] {
  return [...results].sort((a, b) => rank[a.verdict] - rank[b.verdict])
}

function reasonOf(results: readonly RuleResult[], verdict: Verdict): string {
  if (verdict === 'pass') return `all ${results.length} rules hold`
  const broken = worstFirst(results).filter((result) => result.verdict === verdict)
  const said = broken
    .slice(0, 3)
    .map(({ column, expected, found }) => `${column === undefined ? '' : `${column}: `}${expected}; ${found}`)
  const more = broken.length > 3 ? `, and ${broken.length - 3} more` : ''
  return said.join('. ') + more
}

function isZero(amount: Amount): boolean {
  return 'share' in amount ? amount.share === 0 : amount.count === 0
}

function amountText(amount: Amount): string {
  return 'share' in amount ? percent(amount.share) : countText(amount.count)
}

/** `12.3 %`, with enough digits that something never reads as nothing. */
function percent(share: number): string {
  const value = share * 100
  return `${value > 0 && value < 0.01 ? '<0.01' : String(Math.round(value * 100) / 100)} %`
}

function countText(count: number): string {
  return count.toLocaleString('en-US')
}
