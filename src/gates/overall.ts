import { type Outcome, type Verdict, worst } from '../project/verdict.ts'
import { comparing } from './gate.ts'
import type { Checked, GateResult } from './report.ts'
import { numberOf } from './words.ts'

/** What a verdict on a candidate rests on. */
export interface Grounds {
  gates: readonly GateResult[]
  /** Gates on what was measured with a clock: they are told of where they are worse than all others, and count as much. */
  measured?: readonly GateResult[]
  /** Why the candidate is no other model than production's; undefined where it is. */
  unchanged: string | undefined
  firstVersion: boolean
  /** What caps the verdict, whatever the gates say. */
  checked: readonly Checked[]
}

export interface Judgement {
  verdict: Outcome
  /** One sentence, without a full stop. */
  reason: string
}

/**
 * The verdict on a candidate: the worst of the gates that count, capped by what makes the evidence itself doubtful.
 * A gate that was not applied or only informs counts for nothing; where none counts, nothing was shown.
 */
export function overall(grounds: Grounds): Judgement {
  const { unchanged, checked } = grounds
  if (unchanged !== undefined) return { verdict: 'unchanged', reason: unchanged }
  const judged = judgedByGates(grounds)
  const cap = worst(
    checked.map(({ verdict }) => verdict),
    'pass',
  )
  const verdict = worst([judged.verdict, cap])
  if (verdict === judged.verdict) return judged
  return { verdict, reason: checked.find((one) => one.verdict === verdict)?.text ?? judged.reason }
}

/** The reason is that of a measured gate only where it decides: it holds times, and those of a report differ from run to run. */
function judgedByGates(grounds: Grounds): Judgement & { verdict: Verdict } {
  const { measured = [] } = grounds
  const counting = grounds.gates.filter(counts)
  const timed = measured.filter(counts)
  if (counting.length === 0 && timed.length === 0)
    return nothingJudged({ ...grounds, gates: [...grounds.gates, ...measured] })
  if (counting.length === 0) return judgedBy({ ...grounds, gates: measured }, timed)
  const steady = judgedBy(grounds, counting)
  if (
    timed.length === 0 ||
    worst([steady.verdict, ...timed.map(({ verdict }) => verdict)]) === steady.verdict
  )
    return steady
  return judgedBy({ ...grounds, gates: measured }, timed)
}

function counts({ applied, level }: GateResult): boolean {
  return applied !== false && level !== 'info'
}

function judgedBy(grounds: Grounds, counting: readonly GateResult[]): Judgement & { verdict: Verdict } {
  const verdict = worst(counting.map((gate) => gate.verdict))
  return {
    verdict,
    reason: verdict === 'pass' ? passReason(grounds, counting) : gateReason(verdict, counting),
  }
}

function nothingJudged({ gates, firstVersion }: Grounds): Judgement & { verdict: Verdict } {
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
  const more = broken.filter((gate) => gate !== first && gate.reason !== first?.reason)
  const rest =
    more.length === 0
      ? ''
      : ` (and ${numberOf(more.length, 'more gate')}: ${[...new Set(more.map(({ gate }) => gate))].join(', ')})`
  return `${first && saidOf(first)}${rest}`
}

function passReason({ gates, firstVersion }: Grounds, counting: readonly GateResult[]): string {
  const left = gates.filter(({ applied }) => applied === false).length
  const headline = headlineOf(counting)
  const passed = counting.length === 1 ? 'the gate passes' : `all ${counting.length} gates pass`
  const first = firstVersion ? 'first version, ' : ''
  const unapplied =
    left === 0
      ? ''
      : ` (${numberOf(left, 'gate')} that ${left === 1 ? 'compares' : 'compare'} with production not applied)`
  return `${first}${passed}${unapplied}: ${headline && saidOf(headline)}`
}

/** A reason names its metric; the rows that it is of stand before it where they are not all. */
function saidOf({ slice, reason }: GateResult): string {
  return slice === undefined ? reason : `${slice}: ${reason}`
}

/** Of some gates the one to tell first: by how much a model is worse or better says more than what it is. */
function headlineOf(gates: readonly GateResult[]): GateResult | undefined {
  return gates.find(({ rule }) => comparing(rule)) ?? gates[0]
}
