import type { ColumnRules } from '../project/schema/column-rules.ts'
import type { AskedRules } from './asked-rules.ts'
import { type Database, identifier } from './database.ts'
import { badName, fileColumn, type OpenDataset, reserved, rowColumn } from './open.ts'
import { judge } from './rule.ts'
import type { RuleResult } from './validation.ts'

/** What a value must not be, against the one before it. */
const breaks: Record<NonNullable<ColumnRules['monotone']>, string> = {
  increasing: '<',
  decreasing: '>',
  'strictly-increasing': '<=',
  'strictly-decreasing': '>=',
}

/** Whether values follow each other as they must, in the order of the files; one pass in that order for all columns. */
export async function orderResults(
  database: Database,
  open: OpenDataset,
  { asked: sets, rows }: { asked: readonly AskedRules[]; rows: number },
): Promise<RuleResult[]> {
  const ordered = sets.flatMap((set) => (set.rules.monotone ? [{ ...set, order: set.rules.monotone }] : []))
  if (ordered.length === 0) return []
  const place = `ORDER BY ${identifier(fileColumn)}, ${identifier(rowColumn)}`
  const value = (index: number): string => identifier(`${reserved}x${index}`)
  const before = (index: number): string => identifier(`${reserved}p${index}`)
  const looked = ordered.map(({ column, where }, index) => {
    const isLooked = `NOT ${identifier(badName(column))}${where === undefined ? '' : ` AND (${where})`}`
    return `CASE WHEN ${isLooked} THEN ${identifier(column)} END AS ${value(index)}`
  })
  const pairs = ordered.map(
    (_, index) => `lag(${value(index)} IGNORE NULLS) OVER (${place}) AS ${before(index)}, ${value(index)}`,
  )
  const asked = ordered.flatMap(({ order }, index) => [
    `count(${value(index)}) AS n${index}`,
    `count_if(${value(index)} ${breaks[order]} ${before(index)}) AS v${index}`,
  ])
  const counted = await database.row(
    `SELECT ${asked.join(', ')} FROM (SELECT ${pairs.join(', ')} FROM (SELECT ${looked.join(', ')}, ${identifier(fileColumn)}, ${identifier(rowColumn)} FROM ${open.relation}))`,
  )
  return ordered.map(({ id, column, rules, about, order }, index) =>
    judge(
      {
        id: `${id}.monotone`,
        column,
        expected: `${column} is ${order.replace('-', ' ')} from row to row`,
        level: rules.level,
        violation: 'false',
        allowed: rules.share ? { holding: rules.share.min } : { count: 0 },
        of: 'values',
        found: (n) => `${n} break the order`,
        about,
      },
      { violations: Number(counted[`v${index}`]), told: Number(counted[`n${index}`]), rows },
    ),
  )
}
