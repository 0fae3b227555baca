import { oneLine } from '../model/text.ts'
import { verdicts } from '../project/verdict.ts'
import type { Question } from './compare.ts'
import type { Gate } from './gate.ts'
import type { Measure } from './measure.ts'
import type { GateResult } from './report.ts'

/** One gate on one figure, and what is said of it when somebody asks. */
export interface Judgeable {
  gate: Gate
  measure: Measure
  question: Question | undefined
  judge(): GateResult
}

/** The results of all gates, in their order; of those on each class of several, that of the worst class alone. */
export function withWorstClass(cases: readonly Judgeable[]): GateResult[] {
  const together: Judgeable[][] = []
  for (const one of cases) {
    const last = together.at(-1)
    if (last?.[0] && isSameGate(last[0], one)) last.push(one)
    else together.push([one])
  }
  return together.map((classes) => {
    const [only] = classes
    return only && classes.length === 1 ? only.judge() : worstOf(classes)
  })
}

function isSameGate(one: Judgeable, other: Judgeable): boolean {
  return (
    one.gate === other.gate &&
    one.measure.slice === other.measure.slice &&
    one.measure.class !== undefined &&
    other.measure.class !== undefined
  )
}

/**
 * The class that is furthest beyond what is asked, or nearest to it. Classes that are too rare to judge take no part and
 * are named; where all of them are, there is nothing to judge, and nothing passes.
 */
function worstOf(classes: readonly Judgeable[]): GateResult {
  const rare = classes.filter(({ measure }) => measure.tooFew?.() !== undefined)
  const pool = rare.length < classes.length ? classes.filter((one) => !rare.includes(one)) : classes
  const [first, ...rest] = pool.map((one) => ({ one, rank: rankOf(one) })) as [Ranked, ...Ranked[]]
  const worst = rest.reduce((found, next) => (isWorse(next.rank, found.rank) ? next : found), first)
  const result = worst.one.judge()
  if (result.applied === false || result.verdict === 'error') return withoutClass(result)
  if (rare.length === 0 || rare.length === classes.length) return result
  return { ...result, reason: `${result.reason}; too rare to judge: ${namesOf(rare)}` }
}

interface Ranked {
  one: Judgeable
  rank: [verdict: number, room: number]
}

function isWorse([verdict, room]: Ranked['rank'], [otherVerdict, otherRoom]: Ranked['rank']): boolean {
  return verdict === otherVerdict ? room < otherRoom : verdict < otherVerdict
}

/** A figure needs no interval to be told from others; a change is worse where its verdict is. Nothing has less room than what is undefined. */
function rankOf({ gate, measure, question, judge }: Judgeable): Ranked['rank'] {
  const { test } = gate
  if (test.of === 'figure') {
    const figure = measure.candidate()
    const room =
      'value' in figure
        ? Math.min(figure.value - test.low, test.high - figure.value)
        : Number.NEGATIVE_INFINITY
    return [0, room]
  }
  const { verdict, change, limit } = judge()
  const moved = question?.known.estimate ?? change
  if (moved === null || moved === undefined) return [verdicts.indexOf(verdict), Number.NEGATIVE_INFINITY]
  const allowed = question?.limit ?? limit.value
  return [verdicts.indexOf(verdict), test.better === 'higher' ? moved - allowed : allowed - moved]
}

function withoutClass({ class: _, ...result }: GateResult): GateResult {
  return result
}

const mostNamed = 3

function namesOf(classes: readonly Judgeable[]): string {
  const named = classes.slice(0, mostNamed).map(({ measure }) => `class ${oneLine(measure.class ?? '', 80)}`)
  const more = classes.length - named.length
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
