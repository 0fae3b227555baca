import { missingWords } from './asked-rules.ts'
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
