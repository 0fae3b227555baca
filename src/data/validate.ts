import type { Digest } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import type { ColumnRules } from '../project/schema/dataset.ts'
import { type Verdict, verdicts, worst } from '../project/verdict.ts'
import { type AggregateRule, aggregateRulesOfColumn, judgeFigure } from './aggregate-rules.ts'
import { type AskSql, askApart } from './ask-apart.ts'
import { askedRules, unaskedResult } from './asked-rules.ts'
import { checkResults, wantedFigures } from './check-rules.ts'
import { rulesOfColumn } from './column-rules.ts'
import { commonResults } from './common-rules.ts'
import { type Database, identifier, type Row } from './database.ts'
import type { DataFile } from './files.ts'
import { causes, findingWords } from './finding-words.ts'
import type { HistoryPoint } from './history.ts'
import type { OpenDataset } from './open.ts'
import { orderResults } from './order-rules.ts'
import { noOthers, type Others } from './others.ts'
import { outlierResults } from './outlier-rules.ts'
import { isTooLarge } from './read-fault.ts'
import { referenceResults } from './reference-rules.ts'
import { rowExpressions } from './row-expression.ts'
import { rowRules, rowsWithoutColumns } from './row-rules.ts'
import { judge, type Rule } from './rule.ts'
import { scoreResults } from './score-rules.ts'
import { sqlResults } from './sql-rules.ts'
import { figureKey, tableFigures } from './table-figures.ts'
import { allNull, rowResults, schemaResults, uniqueResults } from './table-results.ts'
import { requireUsable } from './usable-rules.ts'
import type { RuleResult, ValidationReport } from './validation.ts'
import { withSamples } from './violating-rows.ts'

/** What a validation rests on beside the rows. */
export interface ValidationContext {
  version: Digest
  /** Decides what `today` is and how old rows are. */
  now: Date
  /** For `sql` checks, which open the files in a database of their own. */
  files?: readonly DataFile[]
  /** Answers `sql` checks; in a process of their own if not given. */
  askSql?: AskSql
  /** The recorded versions of the data, oldest first. */
  history?: readonly HistoryPoint[]
  /** The other datasets of the project. */
  others?: Others
  /** How many keys of violating rows to tell for each rule; none if not given. */
  samples?: number
}

/**
 * Checks the rows of a dataset against its rules. All rules on rows and figures are asked in one scan. Uniqueness takes one
 * more for each key; outliers, order, common values and references, which rest on all rows, theirs.
 */
export async function validate(
  database: Database,
  open: OpenDataset,
  context: ValidationContext,
): Promise<ValidationReport> {
  const { config } = open.dataset
  const { now, others = noOthers, samples = 0 } = context
  const history = (context.history ?? []).filter(({ version }) => version !== context.version)
  const expressions = await rowExpressions(open.dataset)
  const { asked, unasked } = askedRules(open, expressions)
  const usable = asked.filter((set) => unasked.every(({ rules }) => rules.id !== set.id))
  const rules = [
    ...usable.flatMap((set) => rulesOfColumn(set, { open, now })),
    ...rowRules(open, expressions),
  ]
  const figures = usable.flatMap((set) => aggregateRulesOfColumn(set, open))
  await requireUsable(database, open, now)
  const counted = await count(database, open, { rules, figures })
  const rows = Number(counted.rows)
  const judged = rules.map((rule, index) =>
    judge(rule, {
      violations: Number(counted[`v${index}`]),
      told: Number(
        counted[typeof rule.of === 'object' ? `d${index}` : `n${open.present.indexOf(String(rule.column))}`],
      ),
      rows,
    }),
  )
  const wanted = wantedFigures(config.checks)
  const known = await tableFigures(database, open, [{ figure: 'rows' }, ...wanted])
  const scope = { rows, asked }
  const valuesIn = (column: string): number => Number(counted[`n${open.present.indexOf(column)}`])
  const results: RuleResult[] = [
    ...schemaResults(open, rows),
    ...rowResults(config, rows, history),
    ...judged,
    ...figures.map((rule, index) => judgeFigure(rule, { figure: counted[`f${index}`], rows })),
    ...rowsWithoutColumns(open, { expressions, rows }),
    ...unasked.map((each) => unaskedResult(each, rows)),
    ...open.present.flatMap((column, index) =>
      rows > 0 && Number(counted[`n${index}`]) === 0
        ? [allNull(column, config.columns[column] as ColumnRules, rows)]
        : [],
    ),
    ...(await uniqueResults(database, open, { ...scope, valuesIn })),
    ...(await outlierResults(database, open, scope)),
    ...(await orderResults(database, open, scope)),
    ...(await commonResults(database, open, scope)),
    ...(await referenceResults(database, open, { ...scope, others })),
    ...(await checkResults(database, open, { now, rows, figures: known, history, others })),
    ...scoreResults(config.checks, { judged, rows }),
    ...(await sqlResults(open, { files: context.files ?? [], rows, ask: context.askSql ?? askApart })),
  ]
  const verdict = worst(
    results.map((result) => result.verdict),
    'pass',
  )
  const shown = await withSamples(database, open, { results: worstFirst(results), rules, samples })
  return {
    schema: 'pawl/validation@1',
    dataset: config.dataset,
    verdict,
    reason: reasonOf(results, verdict),
    version: context.version,
    rows,
    columns: open.present.length + open.extra.length,
    results: shown,
    figures: Object.fromEntries(
      [{ figure: 'rows' as const }, ...wanted].flatMap((figure) => {
        const value = known.get(figureKey(figure))
        return value === null || value === undefined ? [] : [[figureKey(figure), value]]
      }),
    ),
  }
}

/** How many rows break a rule. */
function countSql({ count, violation }: Rule): string {
  return count ?? `count_if(${violation})`
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
    ...rules.map((rule, index) => `${countSql(rule)} AS v${index}`),
    ...rules.flatMap(({ of }, index) =>
      typeof of === 'object' ? [`count_if(${of.where}) AS d${index}`] : [],
    ),
    ...figures.map(({ figure }, index) => `${figure} AS f${index}`),
  ]
  try {
    return await database.row(`SELECT ${asked.join(', ')} FROM ${open.relation}`)
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    const singles = [
      ...rules.map((rule) => ({ id: rule.id, sql: countSql(rule) })),
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

/** The worst findings in a sentence; what only follows from a missing column is left to the list. */
function reasonOf(results: readonly RuleResult[], verdict: Verdict): string {
  if (verdict === 'pass') return `all ${results.length} rules hold`
  const broken = worstFirst(results).filter((result) => result.verdict === verdict)
  const said = causes(broken).map(findingWords)
  const more = said.length > 3 ? `; and ${said.length - 3} more` : ''
  return said.slice(0, 3).join('; ') + more
}
