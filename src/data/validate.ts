import type { Digest } from '../project/digest.ts'
import type { ColumnRules } from '../project/schema/column-rules.ts'
import { type Verdict, verdicts, worst } from '../project/verdict.ts'
import { aggregateRulesOfColumn, judgeFigure } from './aggregate-rules.ts'
import { type AskSql, askApart } from './ask-apart.ts'
import { type AskedRules, askedRules, unaskedResult } from './asked-rules.ts'
import { checkResults, wantedFigures } from './check-rules.ts'
import { rulesOfColumn } from './column-rules.ts'
import { commonResults } from './common-rules.ts'
import { countRules } from './count-rules.ts'
import type { Database } from './database.ts'
import type { DataFile } from './files.ts'
import { causes, findingWords } from './finding-words.ts'
import type { HistoryPoint } from './history.ts'
import type { OpenDataset } from './open.ts'
import { orderResults } from './order-rules.ts'
import { noOthers, type Others } from './others.ts'
import { outlierResults } from './outlier-rules.ts'
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
import { rangeText } from './words.ts'

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
  const conditions = asked.flatMap((set) =>
    set.where === undefined ? [] : [{ set, rule: conditionOf(set, set.where) }],
  )
  const { row: counted, ...broken } = await countRules(database, open, {
    rules: [...rules, ...conditions.map(({ rule }) => rule)],
    figures,
  })
  const unknown = conditions.filter(({ rule }) => broken.rules.has(rule))
  const rows = Number(counted.rows)
  const judged = rules.map((rule, index) =>
    broken.rules.has(rule)
      ? unanswered(rule, { expected: rule.expected, rows })
      : judge(rule, {
          violations: Number(counted[`v${index}`]),
          told: Number(
            counted[
              typeof rule.of === 'object' ? `d${index}` : `n${open.present.indexOf(String(rule.column))}`
            ],
          ),
          rows,
        }),
  )
  const wanted = wantedFigures(config.checks)
  const known = await tableFigures(database, open, [{ figure: 'rows' }, ...wanted])
  const scope = { rows, asked: asked.filter((each) => unknown.every(({ set }) => set !== each)) }
  const valuesIn = (column: string): number => Number(counted[`n${open.present.indexOf(column)}`])
  const results: RuleResult[] = [
    ...schemaResults(open, rows),
    ...rowResults(config, rows, history),
    ...judged,
    ...figures.map((rule, index) =>
      broken.figures.has(rule)
        ? unanswered(rule, { expected: `${rule.what} is ${rangeText(rule.range)}`, rows })
        : judgeFigure(rule, { figure: counted[`f${index}`], rows }),
    ),
    ...rowsWithoutColumns(open, { expressions, rows }),
    ...unasked.map((each) => unaskedResult(each, rows)),
    ...unknown.map(({ rule }) => unanswered(rule, { expected: rule.expected, rows })),
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

/** Asks no more than whether the condition of some rules can be computed: those that need a scan of their own rest on it too. */
function conditionOf({ id, column, rules, about }: AskedRules, where: string): Rule {
  return {
    id: `${id}.where`,
    column,
    expected: `the rules of ${column} can be checked`,
    level: rules.level,
    about,
    violation: 'false',
    count: `count_if(${where})`,
    allowed: { holding: 0 },
    of: 'rows',
    found: (rows) => `${rows} are looked at`,
  }
}

/** A cell that a rule cannot be computed for: nothing is known of the others then. DuckDB's own message would quote the cell. */
function unanswered(
  { id, column, level, about }: Pick<Rule, 'id' | 'level'> & { column?: string; about?: Rule['about'] },
  { expected, rows }: { expected: string; rows: number },
): RuleResult {
  return {
    rule: id,
    ...(column === undefined ? {} : { column }),
    ...about,
    expected,
    found:
      'it could not be answered for the values that are there: a number may be too large, or a text no number or date',
    rows,
    violations: null,
    share: null,
    level,
    verdict: 'error',
  }
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
