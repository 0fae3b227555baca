import type { RuleResult, ValidationReport } from '../../data/validation.ts'
import { count, counted, percent } from '../figures.ts'
import { foundWords, isRemarkable, shape, standing, tally, wanted, worstFirst } from '../outcome.ts'
import { blocks, code, folded, type Markdown, md } from './escape.ts'
import { bar } from './strip.ts'
import { table } from './table.ts'

/** What the data of one dataset broke, worst first, in plain words; nothing when every rule passed. */
export function validationProblems(report: ValidationReport): Markdown {
  const broken = worstFirst(report.results.filter(isRemarkable))
  if (broken.length === 0 && report.verdict === 'pass') return md``
  return blocks([
    md`**Data ${code(report.dataset)}**: ${report.reason}`,
    broken.length === 0
      ? undefined
      : table(
          [
            { title: '' },
            { title: 'expected' },
            { title: 'found' },
            { title: 'rows affected', align: 'left' },
          ],
          broken.map((result) => [
            shape[standing(result)],
            expected(result),
            foundWords(result),
            affected(result),
          ]),
          25,
        ),
  ])
}

/** Every rule of a dataset, folded. */
export function validationRules(report: ValidationReport): Markdown {
  const title = `Data ${report.dataset}: ${counted(report.rows, 'row')}, ${counted(report.columns, 'column')}, ${counted(report.results.length, 'rule')} (${tally(report.results) || 'none'})`
  return folded(
    title,
    table(
      [{ title: '' }, { title: 'rule' }, { title: 'expected' }, { title: 'found' }],
      worstFirst(report.results).map((result) => [
        shape[standing(result)],
        code(result.rule),
        expected(result),
        foundWords(result),
      ]),
      100,
    ),
  )
}

function expected(result: RuleResult): Markdown {
  const words = wanted(result)
  return result.level === 'fail' ? md`${words}` : md`${words} (${result.level})`
}

function affected({ violations, share }: RuleResult): Markdown {
  if (violations === null && share === null) return md``
  if (share === null) return md`${count(violations ?? 0)}`
  return md`${bar(share)} ${percent(share)}`
}
