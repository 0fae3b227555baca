import type { Range } from '../project/schema/column-rules.ts'
import { Share } from '../project/schema/values.ts'
import type { AskedRules } from './asked-rules.ts'
import { doubleLiteral, identifier } from './database.ts'
import { badName, type OpenDataset } from './open.ts'
import { type About, verdictAt } from './rule.ts'
import type { RuleResult } from './validation.ts'
import { figureText, rangeText } from './words.ts'

/** A rule on one figure of a whole column. */
export interface AggregateRule {
  id: string
  column: string
  /** `the mean of tenure` */
  what: string
  range: Range
  level: RuleResult['level']
  /** SQL that gives the figure, or null where there is no value to tell it from. */
  figure: string
  about?: About
}

/**
 * The rules on the figures of one column. Nulls, cells of another type, NaN and infinities are no part of a figure.
 * The standard deviation is that of a sample; quantiles are of type 7 of Hyndman and Fan (1996).
 */
export function aggregateRulesOfColumn(
  { id: set, column, rules, where: looked, about }: AskedRules,
  { sound }: OpenDataset,
): AggregateRule[] {
  const conditions = [
    ...(sound.has(column) ? [] : [`NOT ${identifier(badName(column))}`]),
    ...(looked === undefined ? [] : [`(${looked})`]),
  ]
  const where = conditions.length > 0 ? `FILTER (WHERE ${conditions.join(' AND ')})` : ''
  const x = `${identifier(column)}::DOUBLE`
  const base = { column, level: rules.level, about }
  const list: AggregateRule[] = []
  const add = (id: string, rule: { words: string; range: Range | undefined; figure: string }): void => {
    const { words, range, figure } = rule
    if (range) list.push({ ...base, id: `${set}.${id}`, what: `${words} of ${column}`, range, figure })
  }
  // Compensated sums, so that the order in which threads add does not show.
  add('mean', { words: 'the mean', range: rules.mean, figure: `favg(${x}) ${where}` })
  add('median', { words: 'the median', range: rules.median, figure: `quantile_cont(${x}, 0.5) ${where}` })
  add('stdev', {
    words: 'the standard deviation',
    range: rules.stdev,
    figure: `stddev_samp(${x}) ${where}`,
  })
  add('sum', { words: 'the sum', range: rules.sum, figure: `fsum(${x}) ${where}` })
  for (const [name, range] of Object.entries(rules.quantiles ?? {}))
    add(`quantiles.${name}`, {
      words: `the ${name} quantile`,
      range,
      figure: `quantile_cont(${x}, ${doubleLiteral(Share.parse(name))}) ${where}`,
    })
  add('distinct', {
    words: 'the number of different values',
    range: rules.distinct,
    figure: `nullif(count(DISTINCT ${identifier(column)}) ${where}, 0)`,
  })
  return list
}

/** What a figure means; one that is undefined never holds. */
export function judgeFigure(
  { id, column, what, range, level, about }: AggregateRule,
  { figure, rows }: { figure: unknown; rows: number },
): RuleResult {
  // Twelve digits: the last ones depend on the order of the rows.
  const known =
    typeof figure === 'number' && Number.isFinite(figure) ? Number(figure.toPrecision(12)) : undefined
  const holds =
    known !== undefined &&
    known >= (range.min ?? Number.NEGATIVE_INFINITY) &&
    known <= (range.max ?? Number.POSITIVE_INFINITY)
  return {
    rule: id,
    column,
    ...about,
    expected: `${what} is ${rangeText(range)}`,
    found: known === undefined ? 'it cannot be told from the values' : `it is ${figureText(known)}`,
    rows,
    violations: null,
    share: null,
    level,
    verdict: holds ? 'pass' : verdictAt(level),
  }
}
