import { pathText } from '../project/explain.ts'
import { messageOf, type Problem, UserError } from '../project/problem.ts'
import type { Configured } from '../project/project.ts'
import { type Dataset, ruleSets } from '../project/schema/dataset.ts'
import { article, boundText, typedLiteral } from './column-rules.ts'
import { type Database, literal } from './database.ts'
import type { OpenDataset } from './open.ts'

/**
 * A limit or a listed value that no cell can be compared with would make a rule that never fires, and RE2 refuses patterns
 * with look-ahead or back-references: both are the user's to mend.
 */
export async function requireUsable(database: Database, { dataset }: OpenDataset, now: Date): Promise<void> {
  const problems = await patternProblems(database, dataset)
  for (const { path, type, rules } of ruleSets(dataset.config)) {
    const bounds = [rules.min, rules.max].filter((bound) => bound !== undefined)
    const values = [
      ...bounds.map((bound) => boundText(bound, now)),
      ...(rules['one-of'] ?? []),
      ...(rules['not-one-of'] ?? []),
    ]
    if (values.length === 0) continue
    const listed = values.map((value) => `(${typedLiteral(value, type)})`).join(', ')
    const { none } = await database.row(
      `SELECT count(*) FILTER (WHERE value IS NULL) AS none FROM (VALUES ${listed}) AS t(value)`,
    )
    if (Number(none) > 0)
      problems.push({
        place: dataset.placeOf?.(path) ?? { file: dataset.path },
        message: `${pathText(path)}: min, max, one-of or not-one-of names what is not ${article(type)}`,
      })
  }
  if (problems.length > 0) throw new UserError(problems)
}

async function patternProblems(database: Database, dataset: Configured<Dataset>): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const { path: set, rules } of ruleSets(dataset.config)) {
    const { pattern } = rules
    if (pattern === undefined) continue
    const path = [...set, 'pattern']
    try {
      await database.row(`SELECT regexp_full_match('', ${literal(pattern)}) AS tried`)
    } catch (error) {
      const why = messageOf(error).replace(/^[^:]*: /, '')
      problems.push({
        place: dataset.placeOf?.(path) ?? { file: dataset.path },
        message: `${pathText(path)} is no regular expression: ${why}`,
        hint: 'patterns are RE2, which has no look-ahead and no back-references',
      })
    }
  }
  return problems
}
