import { messageOf, type Problem, UserError } from '../project/problem.ts'
import type { Configured } from '../project/project.ts'
import type { ColumnRules, Dataset } from '../project/schema/dataset.ts'
import type { Amount } from '../project/schema/values.ts'
import type { Verdict } from '../project/verdict.ts'
import { canonicalText, typedCell } from './cell.ts'
import { type Database, identifier, literal } from './database.ts'
import { isOfFormat } from './format.ts'
import { badName, type OpenDataset } from './open.ts'
import type { RuleResult } from './validation.ts'
import { amountText, countText, isZero, percent, rangeText, shareWords } from './words.ts'

/** A rule before it is asked: an SQL predicate of the rows that violate it, or a question of its own. */
export interface Rule {
  id: string
  column?: string
  expected: string
  level: RuleResult['level']
  /** SQL that is true for a violating row. */
  violation: string
  /** How many violations are allowed, or the share of rows that must hold. */
  allowed: Amount | { holding: number }
  /** The rows that the share is of: all, those with a value in the column, or those that an SQL predicate tells. */
  of: 'rows' | 'values' | { where: string }
  /** `37 rows have no value` */
  found: (violations: string) => string
}

/** The rules on the values of one column. The clock decides what `today` and `now` are. */
export function rulesOfColumn(
  column: string,
  { rules, config, now }: { rules: ColumnRules; config: Dataset; now: Date },
): Rule[] {
  const value = identifier(column)
  // NaN and infinities are told as violations of the type, not of a bound too.
  const isValue = `NOT ${identifier(badName(column))}`
  const base = { column, level: rules.level, allowed: { count: 0 }, of: 'values' as const }
  const list: Rule[] = []
  const add = (rule: Partial<Rule> & Pick<Rule, 'id' | 'expected' | 'violation' | 'found'>): void => {
    list.push({
      ...base,
      ...rule,
      id: `columns.${column}.${rule.id}`,
      expected: `${column} ${rule.expected}`,
    })
  }

  add({
    id: 'type',
    expected: `is ${article(rules.type)}`,
    violation: identifier(badName(column)),
    found: (n) => `${n} are not`,
  })
  const holding = rules.share?.min
  /** A rule on single values, which a share of them may break. */
  const addValueRule: typeof add = (rule) =>
    add(
      holding === undefined
        ? rule
        : { ...rule, expected: `${rule.expected}${shareWords(holding)}`, allowed: { holding } },
    )
  const isKey = config.key.includes(column)
  const nulls = isKey ? { count: 0 } : (rules.nulls?.max ?? config.nulls.max)
  add({
    id: 'nulls',
    level: isKey ? 'fail' : rules.level,
    expected: isZero(nulls)
      ? 'has a value in every row'
      : `is missing in at most ${amountText(nulls)} of the rows`,
    violation: `${value} IS NULL AND NOT ${identifier(badName(column))}`,
    allowed: nulls,
    of: 'rows',
    found: (n) => `${n} have no value`,
  })
  if (rules['one-of']) {
    const known = rules['one-of'].map((one) => typedLiteral(one, rules.type)).join(', ')
    addValueRule({
      id: 'one-of',
      expected: `is one of ${listed(rules['one-of'])}`,
      violation: `${value} NOT IN (${known})`,
      found: (n) => `${n} are something else`,
    })
  }
  if (rules['not-one-of']) {
    const refused = rules['not-one-of'].map((one) => typedLiteral(one, rules.type)).join(', ')
    addValueRule({
      id: 'not-one-of',
      expected: `is none of ${listed(rules['not-one-of'])}`,
      violation: `${value} IN (${refused})`,
      found: (n) => `${n} are`,
    })
  }
  if (rules.min !== undefined)
    addValueRule({
      id: 'min',
      expected: `is at least ${boundText(rules.min, now)}`,
      violation: `${isValue} AND ${value} < ${typedLiteral(boundText(rules.min, now), rules.type)}`,
      found: (n) => `${n} are below`,
    })
  if (rules.max !== undefined)
    addValueRule({
      id: 'max',
      expected: `is at most ${boundText(rules.max, now)}`,
      violation: `${isValue} AND ${value} > ${typedLiteral(boundText(rules.max, now), rules.type)}`,
      found: (n) => `${n} are above`,
    })
  if (rules.pattern !== undefined)
    addValueRule({
      id: 'pattern',
      expected: `matches ${rules.pattern}`,
      violation: `NOT regexp_full_match(${value}, ${literal(rules.pattern)})`,
      found: (n) => `${n} do not`,
    })
  if (rules.length) {
    const { min, max } = rules.length
    const broken = [
      min === undefined ? [] : [`length(${value}) < ${min}`],
      max === undefined ? [] : [`length(${value}) > ${max}`],
    ]
    addValueRule({
      id: 'length',
      expected: `has ${rangeText(rules.length)} characters`,
      violation: broken.flat().join(' OR '),
      found: (n) => `${n} have fewer or more`,
    })
  }
  if (rules.format !== undefined)
    addValueRule({
      id: 'format',
      expected: `is written as ${rules.format}`,
      violation: `NOT (${isOfFormat(value, rules.format)})`,
      found: (n) => `${n} are not`,
    })
  return list
}

function listed(values: readonly (string | number | boolean)[]): string {
  const shown = values.slice(0, 10).map(String).join(', ')
  return values.length > 10 ? `${shown} and ${countText(values.length - 10)} more` : shown
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

/** A value of the config as SQL of the column's type, read as a cell of the files is. */
function typedLiteral(value: string | number | boolean, type: ColumnRules['type']): string {
  return type === 'string' ? literal(String(value)) : typedCell(literal(canonicalText(value)), type)
}

function boundText(value: string | number, now: Date): string {
  if (value === 'today') return now.toISOString().slice(0, 10)
  return value === 'now' ? now.toISOString() : String(value)
}

/**
 * A limit or a listed value that no cell can be compared with would make a rule that never fires, and RE2 refuses patterns
 * with look-ahead or back-references: both are the user's to mend.
 */
export async function requireUsable(database: Database, { dataset }: OpenDataset, now: Date): Promise<void> {
  const problems = await patternProblems(database, dataset)
  for (const [column, rules] of Object.entries(dataset.config.columns)) {
    const bounds = [rules.min, rules.max].filter((bound) => bound !== undefined)
    const values = [
      ...bounds.map((bound) => boundText(bound, now)),
      ...(rules['one-of'] ?? []),
      ...(rules['not-one-of'] ?? []),
    ]
    if (values.length === 0) continue
    const listed = values.map((value) => `(${typedLiteral(value, rules.type)})`).join(', ')
    const { none } = await database.row(
      `SELECT count(*) FILTER (WHERE value IS NULL) AS none FROM (VALUES ${listed}) AS t(value)`,
    )
    if (Number(none) > 0)
      problems.push({
        place: { file: dataset.path },
        message: `columns.${column}: min, max, one-of or not-one-of names what is not ${article(rules.type)}`,
      })
  }
  if (problems.length > 0) throw new UserError(problems)
}

async function patternProblems(database: Database, dataset: Configured<Dataset>): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const [column, { pattern }] of Object.entries(dataset.config.columns)) {
    if (pattern === undefined) continue
    try {
      await database.row(`SELECT regexp_full_match('', ${literal(pattern)}) AS tried`)
    } catch (error) {
      const why = messageOf(error).replace(/^[^:]*: /, '')
      problems.push({
        place: { file: dataset.path },
        message: `columns.${column}.pattern is no regular expression: ${why}`,
        hint: 'patterns are RE2, which has no look-ahead and no back-references',
      })
    }
  }
  return problems
}

/** What the count of violations means; `told` is how many rows the rule can be told of. */
export function judge(
  rule: Rule,
  { violations, told, rows }: { violations: number; told: number; rows: number },
): RuleResult {
  // A value of a wrong type is null after the cast; it still is one of the values that were there.
  const of = rule.of === 'rows' || rule.id.endsWith('.type') ? rows : told
  const share = of > 0 ? violations / of : null
  // A rule that no row can break holds for none.
  const holds = (of > 0 || rule.of === 'rows') && isAllowed(rule.allowed, { violations, of })
  const without = rows - of
  const undecided =
    typeof rule.of === 'object' && without > 0 ? `; ${countText(without)} more lack a value for it` : ''
  return {
    rule: rule.id,
    ...(rule.column === undefined ? {} : { column: rule.column }),
    expected: rule.expected,
    found:
      of === 0 && rule.of !== 'rows'
        ? 'no row has a value for it'
        : violations === 0
          ? `holds for all ${countText(of)}${undecided}`
          : rule.found(`${countText(violations)} of ${countText(of)} (${percent(share ?? 0)})`) + undecided,
    rows: of,
    violations,
    share,
    level: rule.level,
    verdict: holds ? 'pass' : verdictAt(rule.level),
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
