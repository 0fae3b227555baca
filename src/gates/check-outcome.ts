import { causes, findingWords } from '../data/finding-words.ts'
import type { ValidationReport } from '../data/validation.ts'
import { worst } from '../project/verdict.ts'
import type { Check } from './check.ts'
import { numberOf } from './words.ts'

type Outcome = Pick<Check, 'verdict' | 'reason' | 'stage'>

/**
 * The verdict of a whole check and the sentence that explains it, from what its stages left behind. A stage that is
 * missing where it should have run is an error, never a pass. Warnings of the data are warnings of the check.
 */
export function checkOutcome({
  validation,
  training,
  report,
}: Pick<Check, 'validation'> & { training?: Check['training']; report?: Check['report'] }): Outcome {
  if (validation.length === 0)
    return { stage: 'validation', verdict: 'error', reason: 'no dataset was validated' }
  const data = worst(validation.map(({ verdict }) => verdict))
  if (data !== 'pass' && data !== 'warn')
    return { stage: 'validation', verdict: data, reason: validationReason(validation, data) }
  if (training === undefined) return { stage: 'training', verdict: 'error', reason: 'training did not run' }
  if (training.error !== undefined)
    return {
      stage: 'training',
      verdict: 'error',
      reason: `${training.taken ? 'the predictions could not be taken' : 'training failed'}: ${training.error}`,
    }
  if (report === undefined)
    return { stage: 'evaluation', verdict: 'error', reason: 'the candidate was not evaluated' }
  if (report.verdict === 'pass' && data === 'warn')
    return {
      stage: 'evaluation',
      verdict: 'warn',
      reason: `${validationReason(validation, 'warn')}; ${report.reason}`,
    }
  return { stage: 'evaluation', verdict: report.verdict, reason: report.reason }
}

/** How many rules are named in one sentence. */
const named = 3

/** `customers: 2 rules fail: tenure is at least 0, but 37 of 5,000 rows are below 0; …`, with counts and never values. */
export function validationReason(
  reports: readonly ValidationReport[],
  verdict: ValidationReport['verdict'],
): string {
  return reports
    .filter((report) => report.verdict === verdict)
    .map((report) => {
      const broken = report.results.filter((result) => result.level !== 'info' && result.verdict === verdict)
      if (broken.length === 0) return `${report.dataset}: ${report.reason}`
      const said = causes(broken)
      const rules = said.slice(0, named).map(findingWords)
      const more = said.length > named ? `; and ${numberOf(said.length - named, 'more rule')}` : ''
      return `${report.dataset}: ${numberOf(said.length, 'rule')} ${verbs[verdict]}: ${rules.join('; ')}${more}`
    })
    .join('; ')
}

const verbs: Record<ValidationReport['verdict'], string> = {
  error: 'cannot be checked',
  fail: 'broken',
  inconclusive: 'undecided',
  warn: 'broken at level warn',
  pass: 'hold',
}
