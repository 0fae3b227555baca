import type { StatusState } from '../forge/forge.ts'
import type { Check } from '../gates/check.ts'
import { isGreen } from '../project/verdict.ts'
import { outcomeOf, shape, tally, word, worstFirst } from './outcome.ts'
import { shorten, visible } from './visible.ts'

/** The commit status that a repository requires. */
export const statusContext = 'pawl'

/** GitHub's limit of a status description. */
const longest = 140

/** State and description (at most 140 UTF-16 units) of the commit status for some checks; none means no model is touched. */
export function statusOf(checks: readonly Check[]): { state: StatusState; description: string } {
  const [worst] = worstFirst(checks)
  if (worst === undefined) return { state: 'success', description: 'No model is touched by this change.' }
  const outcome = outcomeOf(checks)
  const state = isGreen(outcome) ? 'success' : outcome === 'error' ? 'error' : 'failure'
  const many = checks.length > 1 ? ` (${tally(checks)})` : ''
  const sentence = `${word[outcome]}${many} · ${visible(worst.model, 64)}: ${visible(worst.reason, longest)}`
  return { state, description: shorten(sentence, longest) }
}

/** The commit status of a check that says nothing of the whole change, and why. */
export function statusOfUnfinished(why: string): { state: StatusState; description: string } {
  const sentence = `${visible(why).replace(/^./, (letter) => letter.toUpperCase())}; run it again.`
  return { state: 'error', description: shorten(sentence, longest) }
}

/**
 * The commit status of a change that is proposed for another branch: the policy there may be another one, and a status
 * stays with its commit when the base is changed. Undefined where the base is the default branch.
 */
export function statusOfOtherBase({
  base,
  defaultBranch,
}: {
  base: string
  defaultBranch: string
}): { state: StatusState; description: string } | undefined {
  if (base === defaultBranch) return undefined
  const sentence = `Checked against ${visible(base, 50)}; only a check against ${visible(defaultBranch, 50)} counts.`
  return { state: 'pending', description: shorten(sentence, longest) }
}

/** One line on a file of the pull request, in the log and on its pages. */
export interface Annotation {
  level: 'error' | 'warning' | 'notice'
  title: string
  message: string
}

/** GitHub shows ten of a kind for each step and drops the rest in silence. */
const mostAnnotations = 8

/** At most eight annotations, worst first; the last one says how many more there are. */
export function annotationsOf(checks: readonly Check[]): Annotation[] {
  const all = worstFirst(checks).flatMap(annotationsOfCheck)
  if (all.length <= mostAnnotations) return all
  const more = all.length - (mostAnnotations - 1)
  return [
    ...all.slice(0, mostAnnotations - 1),
    { level: 'warning', title: 'Pawl', message: `${more} more findings: see the job summary.` },
  ]
}

function annotationsOfCheck(check: Check): Annotation[] {
  const broken = [
    ...check.validation.flatMap(({ dataset, results }) =>
      results.map(({ verdict, level, expected, found }) => ({
        verdict,
        level,
        about: dataset,
        message: `${expected}: ${found}`,
      })),
    ),
    ...[...(check.report?.gates ?? []), ...(check.report?.measured?.gates ?? [])].map(
      ({ verdict, level, gate, slice, reason }) => ({
        verdict,
        level,
        about: slice === undefined ? gate : `${gate} of ${slice}`,
        message: reason,
      }),
    ),
  ].filter(({ verdict, level }) => verdict !== 'pass' && level !== 'info')
  // An outcome that no single finding explains, such as training that failed, must not go without a word.
  if (broken.length === 0 && !isGreen(check.verdict))
    return [annotation({ verdict: check.verdict, about: check.stage, message: check.reason }, check)]
  return worstFirst(broken).map((finding) => annotation(finding, check))
}

function annotation(
  finding: { verdict: Check['verdict']; about: string; message: string },
  check: Check,
): Annotation {
  const level = finding.verdict === 'warn' || finding.verdict === 'inconclusive' ? 'warning' : 'error'
  return {
    level,
    title: visible(`${shape[finding.verdict]} ${check.model}: ${finding.about}`, 120),
    message: visible(finding.message, 400),
  }
}
