import { messageOf, type Problem, UserError } from '../project/problem.ts'
import type { Configured } from '../project/project.ts'
import type { Dataset } from '../project/schema/dataset.ts'
import { article, boundText, typedLiteral } from './column-rules.ts'
import { type Database, literal } from './database.ts'
import type { OpenDataset } from './open.ts'

/**
 * A limit or a listed value that no cell can be compared with would make a rule that never fires, and RE2 refuses patterns
 * with look-ahead or back-references: both are the user's to mend.
 */
export async function requireUsable(database: Database, { dataset }: OpenDataset, now: Date): Promise<void> {
  const problems = await patternProblems(database, dataset)
  for (const [column, rules] of Object.entries(dataset.config.columns)) {
    const bounds = [rules.min, rules.max].filter((bound) => bound !== undefined)
    const values = [
      ...bounds.map((bound) => boundText(bound, now)),
      ...(rules['one-of'] ?? []),
      ...(rules['not-one-of'] ?? []),
    ]
    if (values.length === 0) continue
    const listed = values.map((value) => `(${typedLiteral(value, rules.type)})`).join(', ')
    const { none } = await database.row(
      `SELECT count(*) FILTER (WHERE value IS NULL) AS none FROM (VALUES ${listed}) AS t(value)`,
    )
    if (Number(none) > 0)
      problems.push({
        place: { file: dataset.path },
        message: `columns.${column}: min, max, one-of or not-one-of names what is not ${article(rules.type)}`,
      })
  }
  if (problems.length > 0) throw new UserError(problems)
}

async function patternProblems(database: Database, dataset: Configured<Dataset>): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const [column, { pattern }] of Object.entries(dataset.config.columns)) {
    if (pattern === undefined) continue
    try {
      await database.row(`SELECT regexp_full_match('', ${literal(pattern)}) AS tried`)
    } catch (error) {
      const why = messageOf(error).replace(/^[^:]*: /, '')
      problems.push({
        place: { file: dataset.path },
        message: `columns.${column}.pattern is no regular expression: ${why}`,
        hint: 'patterns are RE2, which has no look-ahead and no back-references',
      })
    }
  }
  return problems
}
