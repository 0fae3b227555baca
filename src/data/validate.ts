import type { Digest } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import type { ColumnRules } from '../project/schema/dataset.ts'
import { type Verdict, verdicts, worst } from '../project/verdict.ts'
import { type AggregateRule, aggregateRulesOfColumn, judgeFigure } from './aggregate-rules.ts'
import { judge, type Rule, requireUsable, rulesOfColumn } from './column-rules.ts'
import { type Database, identifier, type Row } from './database.ts'
import type { OpenDataset } from './open.ts'
import { isTooLarge } from './read-fault.ts'
import { rowExpressions } from './row-expression.ts'
import { rowRules, rowsWithoutColumns } from './row-rules.ts'
import { allNull, rowResults, schemaResults, uniqueResults } from './table-results.ts'
import type { RuleResult, ValidationReport } from './validation.ts'

/**
 * Checks the rows of a dataset against its rules. All rules on rows and figures are asked in one scan; uniqueness takes one
 * more for each key. The clock decides what `today` is.
 */
export async function validate(
  database: Database,
  open: OpenDataset,
  at: { version: Digest; now: Date },
): Promise<ValidationReport> {
  const { config } = open.dataset
  const expressions = await rowExpressions(open.dataset)
  const rules = [
    ...open.present.flatMap((column) =>
      rulesOfColumn(column, { rules: config.columns[column] as ColumnRules, config, now: at.now }),
    ),
    ...rowRules(open, expressions),
  ]
  const figures = open.present.flatMap((column) =>
    aggregateRulesOfColumn(column, config.columns[column] as ColumnRules),
  )
  await requireUsable(database, open, at.now)
  const counted = await count(database, open, { rules, figures })
  const rows = Number(counted['rows'])

  const results: RuleResult[] = [
    ...schemaResults(open, rows),
    ...rowResults(config, rows),
    ...rules.map((rule, index) =>
      judge(rule, {
        violations: Number(counted[`v${index}`]),
        told: Number(
          counted[
            typeof rule.of === 'object' ? `d${index}` : `n${open.present.indexOf(String(rule.column))}`
          ],
        ),
        rows,
      }),
    ),
    ...figures.map((rule, index) => judgeFigure(rule, { figure: counted[`f${index}`], rows })),
    ...rowsWithoutColumns(open, { expressions, rows }),
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

/** Asks everything in one scan. */
async function count(
  database: Database,
  open: OpenDataset,
  { rules, figures }: { rules: readonly Rule[]; figures: readonly AggregateRule[] },
): Promise<Row> {
  const asked = [
    'count(*) AS rows',
    ...open.present.map((column, index) => `count(${identifier(column)}) AS n${index}`),
    ...rules.map(({ violation }, index) => `count(*) FILTER (WHERE ${violation}) AS v${index}`),
    ...rules.flatMap(({ of }, index) =>
      typeof of === 'object' ? [`count(*) FILTER (WHERE ${of.where}) AS d${index}`] : [],
    ),
    ...figures.map(({ figure }, index) => `${figure} AS f${index}`),
  ]
  try {
    return await database.row(`SELECT ${asked.join(', ')} FROM ${open.relation}`)
  } catch (cause) {
    const singles = [
      ...rules.map(({ id, violation }) => ({ id, sql: `count(*) FILTER (WHERE ${violation})` })),
      ...figures.map(({ id, figure }) => ({ id, sql: figure })),
    ]
    throw await incomputable(database, open, { singles, cause })
  }
}

/** Names the rule that cannot be computed, as where a sum is too large. DuckDB's own message would quote cells. */
async function incomputable(
  database: Database,
  { relation, dataset }: OpenDataset,
  { singles, cause }: { singles: readonly { id: string; sql: string }[]; cause: unknown },
): Promise<unknown> {
  for (const { id, sql } of singles)
    try {
      await database.rows(`SELECT ${sql} FROM ${relation}`)
    } catch (error) {
      if (isTooLarge(error)) return error
      return new UserError(
        {
          place: { file: dataset.path },
          message: `${id} cannot be computed for the values that are there`,
          hint: 'a number may be too large, or a text no number or date',
        },
        { cause: error },
      )
    }
  return cause
}

function worstFirst(results: readonly RuleResult[]): RuleResult[] {
  return [...results].sort((a, b) => verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict))
}

function reasonOf(results: readonly RuleResult[], verdict: Verdict): string {
  if (verdict === 'pass') return `all ${results.length} rules hold`
  const broken = worstFirst(results).filter((result) => result.verdict === verdict)
  const said = broken.slice(0, 3).map(({ expected, found }) => `${expected}, but ${found}`)
  const more = broken.length > 3 ? `; and ${broken.length - 3} more` : ''
  return said.join('; ') + more
}
