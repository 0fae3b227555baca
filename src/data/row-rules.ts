import { identifier } from './database.ts'
import { notCheckedSince } from './finding-words.ts'
import { badName, type OpenDataset } from './open.ts'
import type { RowExpression } from './row-expression.ts'
import { aboutOf, type Rule, verdictAt } from './rule.ts'
import type { RuleResult } from './validation.ts'
import { percent } from './words.ts'

/**
 * The `row` checks that the files have the columns for. Nulls, cells of another type, NaN and infinities leave a row
 * undecided, so it does not count; a check that no row decides does not hold.
 */
export function rowRules(
  { dataset, present, sound }: OpenDataset,
  expressions: ReadonlyMap<string, RowExpression>,
): Rule[] {
  return dataset.config.checks.flatMap((check, index): Rule[] => {
    const expression = expressions.get(`checks.${index}.row`)
    const where = expressions.get(`checks.${index}.where`)
    if (!expression) return []
    const { sql } = expression
    const columns = [...new Set([...expression.columns, ...(where?.columns ?? [])])]
    if (columns.some((column) => !present.includes(column))) return []
    const isUsable = [
      ...columns.filter((column) => !sound.has(column)).map((column) => `NOT ${identifier(badName(column))}`),
      ...(where ? [`(${where.sql})`] : []),
    ]
    const usable = isUsable.length > 0 ? `${isUsable.join(' AND ')} AND ` : ''
    const holding = check.share?.min
    const share = holding === undefined ? '' : ` in at least ${percent(holding)} of the rows`
    return [
      {
        id: `checks.${index}.row`,
        expected: `${plainText(check.row)}${share}`,
        level: check.level,
        about: aboutOf(check),
        violation: `${usable}NOT (${sql})`,
        allowed: holding === undefined ? { count: 0 } : { holding },
        of: { where: `${usable}(${sql}) IS NOT NULL` },
        found: (violations) => `${violations} do not`,
      },
    ]
  })
}

/**
 * SQL for the rows that the rules of a column look at, where it says so with `where`; and the columns whose `where` speaks of
 * one that the files lack, with what to tell.
 */
export function whereRules(
  { dataset, present, sound }: OpenDataset,
  expressions: ReadonlyMap<string, RowExpression>,
): { whereOf: (column: string) => string | undefined; unusable: Map<string, string> } {
  const conditions = new Map<string, string>()
  const unusable = new Map<string, string>()
  for (const column of Object.keys(dataset.config.columns)) {
    const expression = expressions.get(`columns.${column}.where`)
    if (!expression || !present.includes(column)) continue
    const lacking = expression.columns.filter((each) => !present.includes(each))
    if (lacking.length > 0) {
      unusable.set(column, notCheckedSince(missingWords(lacking)))
      conditions.set(column, 'false')
      continue
    }
    const usable = expression.columns
      .filter((each) => !sound.has(each))
      .map((each) => `NOT ${identifier(badName(each))}`)
    conditions.set(column, [...usable, `(${expression.sql})`].join(' AND '))
  }
  const whereOf = (column: string): string | undefined => {
    const condition = conditions.get(column)
    // Neither true nor false is not looked at.
    return condition === undefined ? undefined : `coalesce(${condition}, false)`
  }
  return { whereOf, unusable }
}

/** The `row` checks that speak of a column which the files lack. */
export function rowsWithoutColumns(
  { dataset, present }: OpenDataset,
  { expressions, rows }: { expressions: ReadonlyMap<string, RowExpression>; rows: number },
): RuleResult[] {
  return dataset.config.checks.flatMap((check, index): RuleResult[] => {
    const { row, level } = check
    const used = [`checks.${index}.row`, `checks.${index}.where`].flatMap(
      (path) => expressions.get(path)?.columns ?? [],
    )
    const lacking = [...new Set(used)].filter((column) => !present.includes(column))
    if (row === undefined || lacking.length === 0) return []
    return [
      {
        rule: `checks.${index}.row`,
        ...aboutOf(check),
        expected: plainText(row),
        found: notCheckedSince(missingWords(lacking)),
        rows,
        violations: null,
        share: null,
        level,
        verdict: verdictAt(level),
      },
    ]
  })
}

function plainText(row: string | undefined): string {
  return String(row).replace(/\s+/g, ' ').trim()
}

/** `column a is missing`, `columns a and b are missing` */
export function missingWords(columns: readonly string[]): string {
  if (columns.length === 1) return `column ${columns[0]} is missing`
  return `columns ${columns.slice(0, -1).join(', ')} and ${columns.at(-1)} are missing`
}
