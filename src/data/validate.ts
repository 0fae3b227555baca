import type { Digest } from '../project/digest.ts'
import type { ColumnRules } from '../project/schema/dataset.ts'
import { type Verdict, verdicts, worst } from '../project/verdict.ts'
import { judge, type Rule, requireUsable, rulesOfColumn } from './column-rules.ts'
import { type Database, identifier, type Row } from './database.ts'
import type { OpenDataset } from './open.ts'
import { allNull, rowResults, schemaResults, uniqueResults } from './table-results.ts'
import type { RuleResult, ValidationReport } from './validation.ts'

/**
 * Checks the rows of a dataset against its rules. All rules on single rows are counted in one scan; uniqueness takes one
 * more for each key. The clock decides what `today` is.
 */
export async function validate(
  database: Database,
  open: OpenDataset,
  at: { version: Digest; now: Date },
): Promise<ValidationReport> {
  const { config } = open.dataset
  const rules = open.present.flatMap((column) =>
    rulesOfColumn(column, { rules: config.columns[column] as ColumnRules, config, now: at.now }),
  )
  await requireUsable(database, open, at.now)
  const counted = await count(database, open, rules)
  const rows = Number(counted['rows'])

  const results: RuleResult[] = [
    ...schemaResults(open, rows),
    ...rowResults(config, rows),
    ...rules.map((rule, index) =>
      judge(rule, {
        violations: Number(counted[`v${index}`]),
        values: Number(rule.column === undefined ? rows : counted[`n${open.present.indexOf(rule.column)}`]),
        rows,
      }),
    ),
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

async function count(database: Database, open: OpenDataset, rules: readonly Rule[]): Promise<Row> {
  const asked = [
    'count(*) AS rows',
    ...open.present.map((column, index) => `count(${identifier(column)}) AS n${index}`),
    ...rules.map(({ violation }, index) => `count(*) FILTER (WHERE ${violation}) AS v${index}`),
  ]
  return database.row(`SELECT ${asked.join(', ')} FROM ${open.relation}`)
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
