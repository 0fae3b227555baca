import { isGreen, type Outcome, worst } from '../project/verdict.ts'
import type { Check } from './check.ts'
import type { Plan } from './plan.ts'

/** What a finished check comes to. */
export interface Findings {
  checks: readonly Check[]
  verdict: Outcome
  /** Why it says nothing of the whole change, as a sentence; undefined when every model that was planned was checked. */
  unfinished: string | undefined
}

/** The worst of all; `unchanged` only when every model is. Nothing to check is a pass. */
export function overallOutcome(checks: readonly Check[]): Outcome {
  if (checks.length > 0 && checks.every(({ verdict }) => verdict === 'unchanged')) return 'unchanged'
  return worst(
    checks.map(({ verdict }) => (verdict === 'unchanged' ? 'pass' : verdict)),
    'pass',
  )
}

/** How many missing models are named in one sentence. */
const named = 3

/**
 * Weighs what a check left against what it had planned. What is missing is an error whatever the run's conclusion says:
 * artifacts expire and get lost, and nothing left behind must not read as nothing to check.
 */
export function weigh({
  conclusion,
  plan,
  checks,
}: {
  conclusion: string | null
  plan: Plan | undefined
  checks: readonly Check[]
}): Findings {
  const unfinished = whyUnfinished({ conclusion: conclusion ?? 'no conclusion', plan, checks })
  return { checks, unfinished, verdict: unfinished === undefined ? overallOutcome(checks) : 'error' }
}

function whyUnfinished({
  conclusion,
  plan,
  checks,
}: {
  conclusion: string
  plan: Plan | undefined
  checks: readonly Check[]
}): string | undefined {
  const stopped = `the check did not finish (${conclusion})`
  if (plan === undefined) return conclusion === 'success' ? 'the check left nothing to read' : stopped
  const missing = plan.models.filter((model) => !checks.some((check) => check.model === model))
  const more = missing.length > named ? ` and ${missing.length - named} more` : ''
  const lacking = `no report of ${missing.slice(0, named).join(', ')}${more}`
  if (conclusion === 'success') return missing.length > 0 ? `the check left ${lacking}` : undefined
  if (missing.length > 0) return `${stopped}: ${lacking}`
  return checks.every(({ verdict }) => isGreen(verdict)) ? stopped : undefined
}
