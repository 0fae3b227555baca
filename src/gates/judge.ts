import { leastRows } from '../evaluation/comparison.ts'
import type { Figure } from '../evaluation/metrics.ts'
import { endsOf, within } from '../evaluation/uncertainty.ts'
import { measuredFamilies, modelFamilies } from '../project/behaviour.ts'
import type { Verdict } from '../project/verdict.ts'
import { type Bench, benchOf, type Judging, noVersion, onlyExport, onlyPredictions } from './bench.ts'
import { type Answer, answer, boundsLevel, type Question, roundedUp } from './compare.ts'
import { type Correction, correctedFor, isOfMany } from './correction.ts'
import { changeLimit, type Gate, gatesOf } from './gate.ts'
import { comparisonReason, figureReason } from './gate-reason.ts'
import { type Measure, once } from './measure.ts'
import { measuresOf } from './measures.ts'
import type { GateResult } from './report.ts'
import { resultOf, type Said, shownInterval } from './result.ts'
import { countText, numberOf } from './words.ts'
import { withWorstClass } from './worst-class.ts'

/** One gate on one figure. A gate on slices is asked of each. */
interface Case {
  gate: Gate
  measure: Measure
}

/**
 * Judges every gate of a policy, in its order. Pure: the same input gives the same result, and whatever is undefined
 * (NaN, infinity, no rows, a missing class, nothing to compare with) is never a pass.
 * @throws UserError for a policy that cannot be judged
 */
export function judge(judging: Judging): GateResult[] {
  return judged(judging, (gate) => !isTimed(gate, judging))
}

/** The same for the gates on what is measured with a clock, which a report tells apart from all others. */
export function judgeMeasured(judging: Judging): GateResult[] {
  return judged(judging, (gate) => isTimed(gate, judging))
}

/** Where there is no model to measure, there is no section of times either, and the gates must not vanish with it. */
function isTimed({ family }: Gate, { onlyPredictions = false }: Judging): boolean {
  return measuredFamilies.has(family) && !onlyPredictions
}

function judged(judging: Judging, which: (gate: Gate) => boolean): GateResult[] {
  const bench = benchOf(judging)
  const cases = casesOf(gatesOf(judging.model).filter(which), bench)
  const asked = cases.map((one) => ({ ...one.gate, question: questionOf(one, bench) }))
  const corrected = correctedFor(asked)
  return withWorstClass(
    cases.map((one, index) => {
      const question = asked[index]?.question
      const judge = once(() => {
        const result = judgedCase(one, bench, { question, ...corrected(index) })
        return { ...result, verdict: atLevel(result.verdict, one.gate) }
      })
      return { ...one, question, judge }
    }),
  )
}

/** Gates of one figure share what is computed of it. */
function casesOf(gates: readonly Gate[], bench: Bench): Case[] {
  const known = new Map<string, Measure[]>()
  return gates.flatMap((gate): Case[] => {
    const name =
      gate.family === 'fairness'
        ? `${gate.family}.${gate.metric} ${gate.minRows} ${gate.test.of}`
        : `${gate.family}.${gate.metric}`
    const measures = known.get(name) ?? measuresOf(bench, gate)
    known.set(name, measures)
    // A gate that is about nothing must not vanish.
    return (measures.length > 0 ? measures : [nothing]).map((measure) => ({ gate, measure }))
  })
}

const none = { undefined: 'no held-out row is of the kind that it is about' }
const nothing: Measure = {
  rows: 0,
  support: { rows: leastRows, words: (rows) => `there are ${rows}` },
  candidate: () => none,
  production: () => none,
  interval: () => null,
  change: () => none,
}

/** The statistical question of a gate that is judged by interval; undefined for every other gate. */
function questionOf({ gate, measure }: Case, bench: Bench): Question | undefined {
  const { test } = gate
  if (test.of === 'figure' || !bench.byInterval || tooFew({ gate, measure }, bench)) return undefined
  const change = measure.change()
  const baseline = measure.production()
  if ('undefined' in change || 'undefined' in baseline) return undefined
  const limit = changeLimit(test, baseline.value)
  return limit === null ? undefined : { known: change.known, limit, better: test.better }
}

/** A question with what corrects it for those that are asked with it. */
type Asked = Correction & { question: Question | undefined }

function judgedCase({ gate, measure }: Case, bench: Bench, asked: Asked): GateResult {
  const { firstVersion, broken } = bench
  const result = (said: Said): GateResult =>
    resultOf(gate, { measure, firstVersion }, { ...said, reason: remarked(said, measure, bench) })
  if (broken !== undefined) return result({ verdict: 'error', reason: broken })
  const lacking = lackingFor(gate, bench)
  if (lacking !== undefined)
    return result({ verdict: 'inconclusive', reason: `${gate.metric} cannot be told: ${lacking}` })
  const compares = gate.test.of === 'change' || measure.against
  if (firstVersion && compares)
    return { ...result({ verdict: 'pass', reason: `not applied: ${noVersion}` }), applied: false }
  if (gate.test.of === 'figure') return result(judgedFigure({ gate, measure }, gate.test, bench))
  return result(judgedChange({ gate, measure }, gate.test, { bench, ...asked }))
}

/** What somebody who gave a file did not give with it, where a gate takes it. */
function lackingFor({ family }: Gate, { onlyPredictions: isOnly, parity }: Bench): string | undefined {
  if (isOnly && modelFamilies.has(family)) return onlyPredictions
  return family === 'parity' && parity === undefined ? onlyExport : undefined
}

/** A figure between groups says between which; nothing is added where there is no figure. */
function remarked({ reason }: Said, measure: Measure, { broken, missing }: Bench): string {
  const remark = broken === undefined && missing === undefined ? measure.remark?.() : undefined
  return remark === undefined ? reason : `${reason}; ${remark}`
}

function judgedFigure(
  { gate, measure }: Case,
  test: Extract<Gate['test'], { of: 'figure' }>,
  bench: Bench,
): Said {
  if (measure.against && bench.missing !== undefined) return incomparable(bench, bench.missing)
  const few = tooFew({ gate, measure }, bench)
  if (few) return few
  const figure = measure.candidate()
  if ('undefined' in figure)
    return measure.owed
      ? { verdict: 'error', reason: `${gate.metric} cannot be told: ${figure.undefined}` }
      : undefinedCandidate(gate, figure)
  if (measure.needsInterval !== undefined && bench.byInterval && measure.interval() === null)
    return {
      verdict: 'inconclusive',
      reason: `${gate.metric} cannot be judged by its estimate alone: ${measure.needsInterval}`,
    }
  const pass = within(figure.value, test.low, 'higher') && within(figure.value, test.high, 'lower')
  const interval = shownInterval(gate, measure)
  return {
    verdict: pass ? 'pass' : 'fail',
    reason: figureReason(gate, test, { value: figure.value, pass, interval }),
  }
}

function judgedChange(
  { gate, measure }: Case,
  test: Extract<Gate['test'], { of: 'change' }>,
  { bench, question, adjusted, stretch }: Asked & { bench: Bench },
): Said {
  const { missing, whenUnscorable, rival } = bench
  const { rows, each } = measure
  if (missing !== undefined) return incomparable(bench, missing)
  const few = tooFew({ gate, measure }, bench)
  if (few) return few
  const candidate = measure.candidate()
  if ('undefined' in candidate) return undefinedCandidate(gate, candidate)
  const production = measure.production()
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
  const interval = shownInterval(gate, measure)
  const found = { change, limit, interval, rows, each }
  if (!bench.byInterval) {
    const said: Answer = { verdict: within(change, limit, test.better) ? 'pass' : 'fail' }
    return { verdict: said.verdict, reason: comparisonReason(gate, test, { ...found, said }) }
  }
  if (question === undefined) {
    if (measure.needsInterval !== undefined)
      return {
        verdict: 'inconclusive',
        reason: `the change of ${gate.metric} cannot be judged by the estimates alone: ${reasonOf(measure.change())}`,
      }
    const known = measure.change()
    const why = 'undefined' in known ? `: ${known.undefined}` : ''
    return { verdict: 'error', reason: `the change of ${gate.metric} has no interval to judge${why}` }
  }
  const said = answer(question, { adjusted, stretch, rows })
  const bounds = endsOf(question.known, boundsLevel)
  return {
    verdict: said.verdict,
    reason: comparisonReason(gate, test, { ...found, said, bounds }),
    bounds,
    ...(said.verdict === 'inconclusive' && said.rowsNeeded !== undefined && { needed: said.rowsNeeded }),
  }
}

function reasonOf(change: ReturnType<Measure['change']>): string {
  return 'undefined' in change ? change.undefined : 'it has no interval'
}

function incomparable({ whenUnscorable, rival }: Bench, missing: string): Said {
  return { verdict: whenUnscorable, reason: `${rival} cannot be compared with: ${missing}` }
}

/** Too few rows, of the rarer class where there are classes, for the gate's own `min-rows`, or for any interval. */
function tooFew({ gate, measure }: Case, { byInterval }: Bench): Said | undefined {
  if (measure.tooFew) {
    const why = measure.tooFew()
    return why === undefined ? undefined : { verdict: 'inconclusive', reason: `${gate.metric}: ${why}` }
  }
  const { support, rows } = measure
  if (rows === 0 && measure.slice !== undefined)
    return { verdict: 'inconclusive', reason: `${gate.metric}: no held-out row is in it` }
  const forInterval = (gate.test.of === 'change' && byInterval) || isOfMany(gate.family) ? leastRows : 0
  const least = Math.max(gate.minRows ?? 0, forInterval)
  if (support.rows >= least)
    return tooFewEffective({ gate, measure }, least) ?? tooFewGroups({ gate, measure }, forInterval)
  const why =
    least === gate.minRows
      ? 'min-rows asks for'
      : gate.test.of === 'change'
        ? 'an interval needs'
        : gate.family === 'classes'
          ? 'a class needs'
          : 'a slice needs'
  return {
    verdict: 'inconclusive',
    reason: `${gate.metric}: ${support.words(numberOf(support.rows, 'row'))}, ${why} ${countText(least)}`,
    ...(support.rows > 0 && { needed: roundedUp((rows * least) / support.rows) }),
  }
}

/** As many rows of equal weight are needed: ten rows of which one outweighs all others say no more than that one. */
function tooFewEffective({ gate, measure: { support, rows } }: Case, least: number): Said | undefined {
  const { effective = least } = support
  if (effective >= least) return undefined
  const said = support.words(`${Number(effective.toFixed(1))} effective rows`)
  return {
    verdict: 'inconclusive',
    reason: `${gate.metric}: ${said}, because their weights differ so much, and ${least === gate.minRows ? 'min-rows asks for' : 'an interval needs'} ${countText(least)}`,
    ...(effective > 0 && { needed: roundedUp((rows * least) / effective) }),
  }
}

/** Rows of one group stand or fall together: of few groups nothing can be told, however many rows they have. */
function tooFewGroups({ gate, measure: { support, rows } }: Case, least: number): Said | undefined {
  const { groups = least } = support
  if (groups >= least) return undefined
  return {
    verdict: 'inconclusive',
    reason: `${gate.metric}: ${support.words(`rows of ${numberOf(groups, 'group')} only`)}, and an interval needs ${countText(least)}`,
    ...(groups > 0 && { needed: roundedUp((rows * least) / groups) }),
  }
}

/** A figure that the model lacks fails; one that could be told of no model says nothing of it, and is an error. */
function undefinedCandidate(gate: Gate, figure: Extract<Figure, { undefined: string }>): Said {
  return {
    verdict: figure.untold ? 'error' : 'fail',
    reason: `${gate.metric} of the candidate is undefined: ${figure.undefined}`,
  }
}

/** Slices and classes that cannot be decided warn: of many small ones some always cannot. */
function atLevel(verdict: Verdict, { level, family }: Gate): Verdict {
  if (verdict === 'inconclusive' && isOfMany(family)) return 'warn'
  return level === 'warn' && (verdict === 'fail' || verdict === 'inconclusive') ? 'warn' : verdict
}
