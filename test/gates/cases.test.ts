import { describe, expect, it } from 'vitest'
import type { Objective } from '../../src/data/truth.ts'
import type { Scores } from '../../src/evaluation/tasks.ts'
import { judgeCases } from '../../src/gates/cases.ts'
import { overall } from '../../src/gates/overall.ts'
import { GateResult } from '../../src/gates/report.ts'
import type { Answered } from '../../src/gates/scores.ts'
import { EdgeCase } from '../../src/project/schema/cases.ts'

const binary: Objective = { task: 'binary-classification', column: 'left', positive: true }
const several: Objective = {
  task: 'multiclass-classification',
  column: 'kind',
  classes: ['a', 'b'],
  encoded: true,
}
const number: Objective = { task: 'regression', column: 'price' }

const answered = (scores: Scores): Answered => ({ ok: true, runtime: '1', operators: [], scores })
const scored = (...score: number[]): Answered =>
  answered({ task: 'binary-classification', score: Float64Array.from(score), labelsOnly: false })
const priced = (...predicted: number[]): Answered =>
  answered({ task: 'regression', predicted: Float64Array.from(predicted) })
const labelled = (...labels: number[]): Answered =>
  answered({ task: 'multiclass-classification', labels: Int32Array.from(labels), probabilities: undefined })

const asking = (expect: object, more: object = {}): EdgeCase =>
  EdgeCase.parse({ name: 'new', features: {}, expect, ...more })

function judgedCase(
  one: EdgeCase,
  {
    candidate,
    production = null,
    objective = binary,
  }: { candidate: Answered; production?: Answered | null; objective?: Objective },
): GateResult {
  const [result] = judgeCases([one], {
    answers: { candidate, production },
    first: 0,
    objective,
    threshold: 0.5,
  })
  return GateResult.parse(result)
}

it.each([
  ['two classes', { ...binary, positive: 'yes' } as const, ['no', 'yes'], scored(0.1)],
  ['several', several, undefined, labelled(0)],
])(
  'a label that no row has is an error, and never the other one of %s',
  (_, objective, values, candidate) => {
    const [result] = judgeCases([asking({ label: 'yess' })], {
      answers: { candidate, production: null },
      first: 0,
      objective,
      values,
      threshold: 0.5,
    })
    expect(result).toMatchObject({
      verdict: 'error',
      reason: 'the case new asks for a label: no row has this label "yess"',
    })
  },
)

describe('a case is judged as a gate of its own', () => {
  it.each([
    ['a label', asking({ label: true }), binary, scored(0.5), scored(0.49)],
    ['the other label', asking({ label: false }), binary, scored(0.49), scored(0.5)],
    ['the least score', asking({ score: { min: 0.7 } }), binary, scored(0.7), scored(0.69)],
    ['the most score', asking({ score: { max: 0.7 } }), binary, scored(0.7), scored(0.71)],
    ['a class', asking({ label: 'b' }), several, labelled(1), labelled(0)],
    ['a value', asking({ value: { between: [1, 2] } }), number, priced(2), priced(2.01)],
  ])('by %s', (_what, one, objective, good, bad) => {
    expect(judgedCase(one, { candidate: good, objective })).toMatchObject({
      gate: 'cases.new',
      verdict: 'pass',
    })
    expect(judgedCase(one, { candidate: bad, objective })).toMatchObject({
      gate: 'cases.new',
      verdict: 'fail',
    })
    const warning = { ...one, level: 'warn' as const }
    expect(judgedCase(warning, { candidate: bad, objective }).verdict).toBe('warn')
  })

  it('shows what production answers, which does not count', () => {
    expect(
      judgedCase(asking({ score: { min: 0.7 } }), { candidate: scored(0.2), production: scored(0.8) }),
    ).toMatchObject({
      verdict: 'fail',
      candidate: 0.2,
      production: 0.8,
      reason:
        'the case new is answered with the score 0.200, not as asked: at least 0.7 (production answers the score 0.800)',
    })
  })

  it('fails the whole verdict', () => {
    const gates = [judgedCase(asking({ label: true }), { candidate: scored(0.1) })]
    expect(overall({ gates, unchanged: undefined, firstVersion: false, checked: [] }).verdict).toBe('fail')
  })
})

describe('a case is never passed by', () => {
  const crashed: Answered = { ok: false, reason: 'it crashed' }
  const everything = [
    asking({ label: true }),
    asking({ label: false }),
    asking({ score: { max: 9 } }),
    asking({ score: { min: -9 } }),
  ]
  it.each([
    ['a candidate that crashed', crashed],
    ['no answer', scored()],
    ['an answer that is no number', scored(Number.NaN)],
    ['an infinite answer', scored(Number.POSITIVE_INFINITY)],
  ])('%s', (_what, candidate) => {
    for (const one of everything)
      for (const production of [null, scored(0.9), crashed])
        expect(['fail', 'error']).toContain(judgedCase(one, { candidate, production }).verdict)
  })

  it('a class that the target does not have', () => {
    expect(
      judgedCase(asking({ label: 'gone' }), { candidate: labelled(-1), objective: several }).verdict,
    ).toBe('error')
  })
})
