import type { ColumnRules } from '../project/schema/column-rules.ts'
import type { AskedRules } from './asked-rules.ts'
import { type Database, doubleLiteral, identifier, type Row } from './database.ts'
import { badName, type OpenDataset } from './open.ts'
import { judge, type Rule } from './rule.ts'
import type { RuleResult } from './validation.ts'
import { amountText, figureText } from './words.ts'

/** A column whose outliers are limited. */
interface Limited {
  set: AskedRules
  column: string
  limit: NonNullable<ColumnRules['outliers']>
  /** SQL: the rows that are looked at. */
  where: string
}

/**
 * Counts values that lie far from the others: one scan for the figures of all columns, one for the counts. By `z-score` from
 * the mean in sample standard deviations; by `iqr` outside the quartiles (type 7) in widths between them, Tukey's fences.
 */
export async function outlierResults(
  database: Database,
  open: OpenDataset,
  { asked, rows }: { asked: readonly AskedRules[]; rows: number },
): Promise<RuleResult[]> {
  const limited = asked.flatMap((set): Limited[] => {
    const { column, rules, where: looked } = set
    if (!rules.outliers) return []
    const where = `NOT ${identifier(badName(column))} AND ${identifier(column)} IS NOT NULL`
    return [
      {
        set,
        column,
        limit: rules.outliers,
        where: looked === undefined ? where : `${where} AND (${looked})`,
      },
    ]
  })
  if (limited.length === 0) return []
  const figures = await database.row(
    `SELECT ${limited.flatMap((each, index) => figuresOf(each).map((sql, at) => `${sql} AS f${index}_${at}`)).join(', ')} FROM ${open.relation}`,
  )
  const fences = limited.map((each, index) => fencesOf(each.limit, figures, index))
  const counted = await database.row(
    `SELECT ${limited
      .flatMap(({ column, where }, index) => [
        `count_if(${where}) AS n${index}`,
        `count_if(${where} AND ${beyond(column, fences[index])}) AS v${index}`,
      ])
      .join(', ')} FROM ${open.relation}`,
  )
  return limited.map(({ set, column, limit, where }, index) => {
    const rule: Rule = {
      id: `${set.id}.outliers`,
      column,
      expected: `${column} has at most ${amountText(limit.max)} of values ${words(limit)}`,
      level: set.rules.level,
      violation: `${where} AND ${beyond(column, fences[index])}`,
      allowed: limit.max,
      of: { where },
      found: (n) => `${n} lie so far away`,
      about: set.about,
    }
    const found = { violations: Number(counted[`v${index}`]), told: Number(counted[`n${index}`]), rows }
    // Without fences nothing can be an outlier, and nothing can be said.
    return fences[index] ? judge(rule, found) : judge(rule, { ...found, violations: 0, told: 0 })
  })
}

function words({ method, beyond }: Limited['limit']): string {
  return method === 'iqr'
    ? `more than ${figureText(beyond ?? 1.5)} interquartile ranges outside the quartiles`
    : `more than ${figureText(beyond ?? 3)} standard deviations from the mean`
}

function figuresOf({ column, limit, where }: Limited): [string, string] {
  const x = `${identifier(column)}::DOUBLE`
  return limit.method === 'iqr'
    ? [
        `quantile_cont(${x}, 0.25) FILTER (WHERE ${where})`,
        `quantile_cont(${x}, 0.75) FILTER (WHERE ${where})`,
      ]
    : [`favg(${x}) FILTER (WHERE ${where})`, `stddev_samp(${x}) FILTER (WHERE ${where})`]
}

interface Fences {
  low: number
  high: number
}

/** Undefined where the figures are, as for a single value. */
function fencesOf({ method, beyond }: Limited['limit'], figures: Row, index: number): Fences | undefined {
  const [first, second] = [figures[`f${index}_0`], figures[`f${index}_1`]]
  if (typeof first !== 'number' || typeof second !== 'number') return undefined
  const reach = method === 'iqr' ? (beyond ?? 1.5) * (second - first) : (beyond ?? 3) * second
  const fences =
    method === 'iqr'
      ? { low: first - reach, high: second + reach }
      : { low: first - reach, high: first + reach }
  return Number.isFinite(fences.low) && Number.isFinite(fences.high) ? fences : undefined
}

function beyond(column: string, fences: Fences | undefined): string {
  if (!fences) return 'false'
  const x = `${identifier(column)}::DOUBLE`
  return `(${x} < ${doubleLiteral(fences.low)} OR ${x} > ${doubleLiteral(fences.high)})`
}
