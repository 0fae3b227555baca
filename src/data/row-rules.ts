import type { Dataset } from '../project/schema/dataset.ts'
import { type Rule, verdictAt } from './column-rules.ts'
import { identifier } from './database.ts'
import { badName, type OpenDataset } from './open.ts'
import type { RowExpression } from './row-expression.ts'
import type { RuleResult } from './validation.ts'
import { percent } from './words.ts'

/**
 * The `row` checks that the files have the columns for. Nulls, cells of another type, NaN and infinities leave a row
 * undecided, so it does not count; a check that no row decides does not hold.
 */
export function rowRules(
  { dataset, present }: OpenDataset,
  expressions: ReadonlyMap<number, RowExpression>,
): Rule[] {
  return [...expressions].flatMap(([index, { sql, columns }]): Rule[] => {
    if (columns.some((column) => !present.includes(column))) return []
    const check = dataset.config.checks[index] as Dataset['checks'][number]
    const isUsable = columns.map((column) => `NOT ${identifier(badName(column))}`)
    const usable = isUsable.length > 0 ? `${isUsable.join(' AND ')} AND ` : ''
    const holding = check.share?.min
    const share = holding === undefined ? '' : ` in at least ${percent(holding)} of the rows`
    return [
      {
        id: `checks.${index}.row`,
        expected: `${plainText(check.row)}${share}`,
        level: check.level,
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
  { expressions, rows }: { expressions: ReadonlyMap<number, RowExpression>; rows: number },
): RuleResult[] {
  return [...expressions].flatMap(([index, { columns }]): RuleResult[] => {
    const lacking = columns.filter((column) => !present.includes(column))
    if (lacking.length === 0) return []
    const { row, level } = dataset.config.checks[index] as Dataset['checks'][number]
    return [
      {
        rule: `checks.${index}.row`,
        expected: plainText(row),
        found: `the files lack ${lacking.join(', ')}`,
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
