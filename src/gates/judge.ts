import { leastRows } from '../evaluation/comparison.ts'
import type { Figure } from '../evaluation/metrics.ts'
import { requireLabels } from '../evaluation/predictions.ts'
import { endsOf, within } from '../evaluation/uncertainty.ts'
import type { Verdict } from '../project/verdict.ts'
import { holm } from '../stats/corrections.ts'
import { type Bench, benchOf, type Judging, noVersion } from './bench.ts'
import { type Answer, answer, boundsLevel, pValue, type Question, roundedUp } from './compare.ts'
import { changeLimit, type Gate, gatesOf } from './gate.ts'
import { comparisonReason, figureReason } from './gate-reason.ts'
import type { GateResult } from './report.ts'
import { resultOf, type Said, shownInterval } from './result.ts'
import { countText, numberOf } from './words.ts'

/**
 * Judges every gate of a policy, in its order. Pure: the same input gives the same result, and whatever is undefined
 * (NaN, infinity, no rows, a missing class, nothing to compare with) is never a pass.
 * @throws UserError for a policy that cannot be judged
 */
export function judge(judging: Judging): GateResult[] {
  requireLabels(judging.y)
  const gates = gatesOf(judging.gates)
  const bench = benchOf(judging)
  const questions = gates.map((gate) => questionOf(gate, bench))
  const adjusted = adjustedWithinLevel(gates, questions)
  return gates.map((gate, index) => {
    const result = judged(gate, bench, { question: questions[index], ...adjusted(index) })
    return { ...result, verdict: atLevel(result.verdict, gate.level) }
  })
}

/** The statistical question of a gate that is judged by interval; undefined for every other gate. */
function questionOf(gate: Gate, bench: Bench): Question | undefined {
  if (gate.test.of === 'figure' || !bench.byInterval || tooFew(gate, bench)) return undefined
  const change = bench.change(gate.metric)
  const baseline = bench.productionFigure(gate.metric)
  if ('undefined' in change || 'undefined' in baseline) return undefined
  const limit = changeLimit(gate.test, baseline.value)
  return limit === null ? undefined : { known: change.known, limit, better: gate.better }
}

/** A question with its p-value, corrected for the gates that are asked with it. */
interface Asked {
  question: Question | undefined
  adjusted: number
  family: number
}

/** Holm over the questions of one level: any of many may fail by chance, and what only warns must not shield what fails. */
function adjustedWithinLevel(
  gates: readonly Gate[],
  questions: readonly (Question | undefined)[],
): (index: number) => { adjusted: number; family: number } {
  const found = new Map<number, { adjusted: number; family: number }>()
  for (const level of ['fail', 'warn', 'info'] as const) {
    const family = questions.flatMap((question, index) =>
      question !== undefined && gates[index]?.level === level ? [{ index, p: pValue(question) }] : [],
    )
    const corrected = holm(family.map(({ p }) => p))
    for (const [rank, { index }] of family.entries())
      found.set(index, { adjusted: corrected[rank] ?? 1, family: family.length })
  }
  return (index) => found.get(index) ?? { adjusted: 1, family: 0 }
}

function judged(gate: Gate, bench: Bench, asked: Asked): GateResult {
  if (bench.broken !== undefined) return resultOf(gate, bench, { verdict: 'error', reason: bench.broken })
  if (gate.test.of === 'figure') return resultOf(gate, bench, judgedFigure(gate, gate.test, bench))
  if (bench.firstVersion)
    return {
      ...resultOf(gate, bench, { verdict: 'pass', reason: `not applied: ${noVersion}` }),
      applied: false,
    }
  return resultOf(gate, bench, judgedChange(gate, gate.test, { bench, ...asked }))
}

function judgedFigure(gate: Gate, test: Extract<Gate['test'], { of: 'figure' }>, bench: Bench): Said {
  const few = tooFew(gate, bench)
  if (few) return few
  const figure = bench.candidateFigure(gate.metric)
  if ('undefined' in figure) return undefinedCandidate(gate, figure)
  const pass = within(figure.value, test.low, 'higher') && within(figure.value, test.high, 'lower')
  const interval = shownInterval(gate, bench)
  return {
    verdict: pass ? 'pass' : 'fail',
    reason: figureReason(gate, test, { value: figure.value, pass, interval }),
  }
}

function judgedChange(
  gate: Gate,
  test: Extract<Gate['test'], { of: 'change' }>,
  { bench, question, adjusted, family }: Asked & { bench: Bench },
): Said {
  const { rows, missing, whenUnscorable, rival } = bench
  if (missing !== undefined)
    return { verdict: whenUnscorable, reason: `${rival} cannot be compared with: ${missing}` }
  const few = tooFew(gate, bench)
  if (few) return few
  const candidate = bench.candidateFigure(gate.metric)
  if ('undefined' in candidate) return undefinedCandidate(gate, candidate)
  const production = bench.productionFigure(gate.metric)
  if ('undefined' in production)
    return {
      verdict: whenUnscorable,
      reason: `${gate.metric} of ${rival} is undefined: ${production.undefined}`,
    }
  const limit = changeLimit(test, production.value)
  if (limit === null)
    return {
      verdict: whenUnscorable,
      reason: `${gate.text} of the ${gate.metric} of ${rival} is nothing, because it is 0: use an absolute margin`,
    }
  const change = candidate.value - production.value
  const interval = shownInterval(gate, bench)
  const found = { change, limit, interval, rows }
  if (!bench.byInterval) {
    const said: Answer = { verdict: within(change, limit, gate.better) ? 'pass' : 'fail' }
    return { verdict: said.verdict, reason: comparisonReason(gate, test, { ...found, said }) }
  }
  if (question === undefined)
    return { verdict: 'error', reason: `the change of ${gate.metric} has no interval to judge` }
  const said = answer(question, { adjusted, family, rows })
  const bounds = endsOf(question.known, boundsLevel)
  return {
    verdict: said.verdict,
    reason: comparisonReason(gate, test, { ...found, said, bounds }),
    bounds,
    ...(said.verdict === 'inconclusive' && said.rowsNeeded !== undefined && { needed: said.rowsNeeded }),
  }
}

/** Too few rows of the rarer class for the gate's own `min-rows`, or for any interval. */
function tooFew(gate: Gate, { rarer, rows, byInterval }: Bench): Said | undefined {
  const forInterval = gate.test.of === 'change' && byInterval ? leastRows : 0
  const least = Math.max(gate.minRows ?? 0, forInterval)
  if (rarer >= least) return undefined
  const why = least === gate.minRows ? 'min-rows asks for' : 'an interval needs'
  return {
    verdict: 'inconclusive',
    reason: `${gate.metric}: the rarer class has ${numberOf(rarer, 'row')}, ${why} ${countText(least)}`,
    ...(rarer > 0 && { needed: roundedUp((rows * least) / rarer) }),
  }
}

function undefinedCandidate(gate: Gate, figure: Extract<Figure, { undefined: string }>): Said {
  return { verdict: 'fail', reason: `${gate.metric} of the candidate is undefined: ${figure.undefined}` }
}

function atLevel(verdict: Verdict, level: Gate['level']): Verdict {
  return level === 'warn' && (verdict === 'fail' || verdict === 'inconclusive') ? 'warn' : verdict
}
