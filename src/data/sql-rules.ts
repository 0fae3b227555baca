import type { TableCheck } from '../project/schema/table-check.ts'
import type { AskSql } from './ask-apart.ts'
import type { DataFile } from './files.ts'
import type { OpenDataset } from './open.ts'
import { aboutOf, verdictAt } from './rule.ts'
import type { SqlAnswer, SqlQuestion } from './sql-answers.ts'
import type { RuleResult } from './validation.ts'
import { countText } from './words.ts'

const usualTimeout = 60_000
const memory = '2GB'

/** The `sql` checks of a dataset. Only the number of rows that a query gives is told. */
export async function sqlResults(
  { dataset }: OpenDataset,
  { files, rows, ask }: { files: readonly DataFile[]; rows: number; ask: AskSql },
): Promise<RuleResult[]> {
  const { checks } = dataset.config
  const questions = checks.flatMap(({ sql, timeout = usualTimeout }, index): SqlQuestion[] =>
    sql === undefined ? [] : [{ index, sql, timeout }],
  )
  if (questions.length === 0) return []
  const answers = await ask({ dataset, files, questions, memory })
  return questions.map(({ index, sql }) =>
    sqlResult(checks[index] as TableCheck, { index, sql, rows, answer: answers.get(index) }),
  )
}

function sqlResult(
  check: TableCheck,
  { index, sql, rows, answer }: { index: number; sql: string; rows: number; answer: SqlAnswer | undefined },
): RuleResult {
  if (answer === undefined) throw new Error(`the sql check ${index} has no answer`)
  const base = {
    rule: `checks.${index}.sql`,
    ...aboutOf(check),
    expected: check.name ?? `no row comes from ${shortened(sql)}`,
    rows,
    share: null,
    level: check.level,
  }
  if ('fault' in answer)
    return {
      ...base,
      found: `not checked: ${answer.fault}`,
      violations: null,
      verdict: verdictAt(check.level),
    }
  const { violations } = answer
  return {
    ...base,
    found:
      violations === 0 ? 'there is none' : `${countText(violations)} ${violations === 1 ? 'comes' : 'come'}`,
    violations,
    verdict: violations === 0 ? 'pass' : verdictAt(check.level),
  }
}

function shortened(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim()
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}
