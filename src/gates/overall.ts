import { type Outcome, type Verdict, worst } from '../project/verdict.ts'
import type { GateResult } from './report.ts'
import { countText, numberOf } from './words.ts'

/** What a verdict on a candidate rests on besides its figures. */
export interface Grounds {
  gates: readonly GateResult[]
  /** The candidate is production's very bytes. */
  unchanged: boolean
  firstVersion: boolean
  rows: number
  /** Holdout rows of the base that the change altered or removed. */
  altered: number
  /** Holdout rows whose features and target are equal to a training row's. */
  twins: number
}

export interface Judgement {
  verdict: Outcome
  /** One sentence, without a full stop. */
  reason: string
}

/** Above this share of the holdout, rows of equal values on both sides of the split make it a warning. */
export const mostTwins = 0.05

/**
 * The verdict on a candidate: the worst of the gates that count, capped by what makes the evidence itself doubtful.
 * A gate that was not applied or only informs counts for nothing; where none counts, nothing was shown.
 */
export function overall(grounds: Grounds): Judgement {
  const { gates, unchanged, altered } = grounds
  if (unchanged)
    return { verdict: 'unchanged', reason: 'the candidate is the model in production, byte for byte' }
  const counting = gates.filter(({ applied, level }) => applied !== false && level !== 'info')
  if (counting.length === 0) return nothingJudged(grounds)
  const judged = worst(counting.map(({ verdict }) => verdict))
  const verdict = worst([
    judged,
    altered > 0 ? 'inconclusive' : 'pass',
    hasManyTwins(grounds) ? 'warn' : 'pass',
  ])
  if (verdict === judged)
    return {
      verdict,
      reason: verdict === 'pass' ? passReason(grounds, counting) : gateReason(verdict, counting),
    }
  return { verdict, reason: verdict === 'inconclusive' ? alteredText(altered) : twinsText(grounds) }
}

export function hasManyTwins({ twins, rows }: Pick<Grounds, 'twins' | 'rows'>): boolean {
  return twins > mostTwins * rows
}

/** `37 holdout rows of the base are altered or removed by this change, so its figures cannot decide`. */
export function alteredText(altered: number): string {
  const are = altered === 1 ? 'is' : 'are'
  return `${numberOf(altered, 'holdout row')} of the base ${are} altered or removed by this change, so its figures cannot decide`
}

/** `120 of 1,400 holdout rows have the same values as a training row, more than the 5 % that is usual`. */
export function twinsText({ twins, rows }: Pick<Grounds, 'twins' | 'rows'>): string {
  const have = `${countText(twins)} of ${numberOf(rows, 'holdout row')} have the same values as a training row`
  return hasManyTwins({ twins, rows })
    ? `${have}, more than the ${mostTwins * 100} % that Pawl takes for chance`
    : have
}

function nothingJudged({ gates, firstVersion }: Grounds): Judgement {
  if (gates.length === 0)
    return { verdict: 'error', reason: 'model.yaml sets no gate, so nothing was judged' }
  return {
    verdict: 'inconclusive',
    reason: firstVersion
      ? 'every gate compares with production, and this is a first version: a person has to decide'
      : 'no gate counts, because all are of level info: a person has to decide',
  }
}

/** A gate with this verdict says why, one that compares if there is one; the names of the others say the rest. */
function gateReason(verdict: Verdict, counting: readonly GateResult[]): string {
  const broken = counting.filter((gate) => gate.verdict === verdict)
  const first = headlineOf(broken)
  const more = broken.filter((gate) => gate !== first)
  const rest =
    more.length === 0
      ? ''
      : ` (and ${numberOf(more.length, 'more gate')}: ${more.map(({ gate }) => gate).join(', ')})`
  return `${first?.reason}${rest}`
}

function passReason({ gates, firstVersion }: Grounds, counting: readonly GateResult[]): string {
  const left = gates.filter(({ applied }) => applied === false).length
  const passed = counting.length === 1 ? 'the gate passes' : `all ${counting.length} gates pass`
  const first = firstVersion ? 'first version, ' : ''
  const unapplied =
    left === 0
      ? ''
      : ` (${numberOf(left, 'gate')} that ${left === 1 ? 'compares' : 'compare'} with production not applied)`
  return `${first}${passed}${unapplied}: ${headlineOf(counting)?.reason}`
}

/** Of some gates the one to tell first: by how much a model is worse or better says more than what it is. */
function headlineOf(gates: readonly GateResult[]): GateResult | undefined {
  return gates.find(({ rule }) => rule !== 'min' && rule !== 'max') ?? gates[0]
}
