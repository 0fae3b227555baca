import type { ColumnType } from '../project/schema/column.ts'
import type { Scalar } from '../project/schema/values.ts'
import type { AskedRules } from './asked-rules.ts'
import { canonicalText, typedCell } from './cell.ts'
import { identifier, literal } from './database.ts'
import { isOfFormat } from './format.ts'
import { badName, type OpenDataset, textName } from './open.ts'
import type { Rule } from './rule.ts'
import { amountText, countText, isZero, rangeText, shareWords } from './words.ts'

/** The rules on the values of one column. The clock decides what `today` and `now` are. */
export function rulesOfColumn(
  { id, column, type, isOwn, rules, where, about }: AskedRules,
  { open, now }: { open: OpenDataset; now: Date },
): Rule[] {
  const { config } = open.dataset
  const value = identifier(column)
  const bad = identifier(badName(column))
  const isSound = open.sound.has(column)
  // NaN and infinities are told as violations of the type, not of a bound too.
  const isValue = isSound ? 'true' : `NOT ${bad}`
  const looked = where === undefined ? '' : `(${where}) AND `
  const base = {
    column,
    level: rules.level,
    allowed: { count: 0 },
    of: where === undefined ? ('values' as const) : { where: `${looked}${value} IS NOT NULL` },
    about,
  }
  const list: Rule[] = []
  const add = (rule: Partial<Rule> & Pick<Rule, 'id' | 'expected' | 'violation' | 'found'>): void => {
    list.push({
      ...base,
      ...rule,
      violation: `${looked}(${rule.violation})`,
      id: `${id}.${rule.id}`,
      expected: `${column} ${rule.expected}`,
    })
  }

  if (isOwn)
    add({
      id: 'type',
      expected: `is ${article(type)}`,
      violation: bad,
      of: 'rows',
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
  // Every column has a limit of its own on missing values, a key the strictest.
  const isKey = isOwn && config.key.includes(column)
  const nulls = isKey ? { count: 0 } : (rules.nulls?.max ?? (isOwn ? config.nulls.max : undefined))
  if (nulls)
    add({
      id: 'nulls',
      level: isKey ? 'fail' : rules.level,
      expected: isZero(nulls)
        ? 'has a value in every row'
        : `is missing in at most ${amountText(nulls)} of the rows`,
      violation: `${value} IS NULL AND NOT ${bad}`,
      ...(isSound && where === undefined ? { count: `count(*) - count(${value})` } : {}),
      allowed: nulls,
      of: where === undefined ? 'rows' : { where },
      isVacuous: false,
      found: (n) => `${n} have no value`,
    })
  // Empty text is a missing value.
  const isStored = open.stored.has(column)
  const orEmpty = isStored ? [''] : []
  const text = identifier(isStored ? textName(column) : column)
  const isOneOf = (listed: readonly Scalar[]): string => isListed(text, listed, type)
  if (rules['one-of']) {
    addValueRule({
      id: 'one-of',
      expected: `is one of ${listed(rules['one-of'])}`,
      violation: `NOT ${isOneOf([...rules['one-of'], ...orEmpty])}`,
      found: (n) => `${n} are something else`,
    })
  }
  if (rules['not-one-of']) {
    addValueRule({
      id: 'not-one-of',
      expected: `is none of ${listed(rules['not-one-of'])}`,
      violation: isOneOf(rules['not-one-of'].filter((one) => one !== '')),
      found: (n) => `${n} are`,
    })
  }
  if (rules.min !== undefined)
    addValueRule({
      id: 'min',
      expected: `is at least ${boundText(rules.min, now)}`,
      violation: `${isValue} AND ${value} < ${typedLiteral(boundText(rules.min, now), type)}`,
      found: (n) => `${n} are below`,
    })
  if (rules.max !== undefined)
    addValueRule({
      id: 'max',
      expected: `is at most ${boundText(rules.max, now)}`,
      violation: `${isValue} AND ${value} > ${typedLiteral(boundText(rules.max, now), type)}`,
      found: (n) => `${n} are above`,
    })
  if (rules.pattern !== undefined)
    addValueRule({
      id: 'pattern',
      expected: `matches ${rules.pattern}`,
      violation: `NOT regexp_full_match(${text}, ${literal(rules.pattern)})${isStored ? ` AND ${text} <> ''` : ''}`,
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

/** SQL: a value is listed. DuckDB asks a list of texts once for each different one of a Parquet page, `IN` for each row. */
function isListed(value: string, listed: readonly Scalar[], type: ColumnType): string {
  const literals = listed.map((one) => typedLiteral(one, type)).join(', ')
  if (literals === '') return 'false'
  return type === 'string' ? `list_contains([${literals}], ${value})` : `(${value} IN (${literals}))`
}

function listed(values: readonly (string | number | boolean)[]): string {
  const shown = values.slice(0, 10).map(String).join(', ')
  return values.length > 10 ? `${shown} and ${countText(values.length - 10)} more` : shown
}

export function article(type: ColumnType): string {
  return type === 'integer'
    ? 'an integer'
    : type === 'string'
      ? 'text'
      : type === 'number'
        ? 'a finite number'
        : `a ${type}`
}

/** A value of the config as SQL of the column's type, read as a cell of the files is. */
export function typedLiteral(value: string | number | boolean, type: ColumnType): string {
  return type === 'string' ? literal(String(value)) : typedCell(literal(canonicalText(value)), type)
}

export function boundText(value: string | number, now: Date): string {
  if (value === 'today') return now.toISOString().slice(0, 10)
  return value === 'now' ? now.toISOString() : String(value)
}
