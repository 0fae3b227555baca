import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ModelFile } from '../../src/project/schema/model.ts'
import { decideRetraining, decisionPath, type Question } from '../../src/retraining/decide.ts'
import { Decision, type Trigger } from '../../src/retraining/decision.ts'

const drift = (columns: string[], window = 'w1'): Trigger => ({ kind: 'drift', window, columns })
const request: Trigger = { kind: 'request', by: 'ada', reason: 'new prices', source: 'comment-1' }
const push: Trigger = { kind: 'push', commit: 'c'.repeat(40) }
const policy = ModelFile.shape.retrain.parse({ when: { drift: { columns: 2 } }, 'cool-down': '1d' })

/** Two columns drifted, the last training is ten days old, the data is new: everything speaks for it. */
const usual: Question = {
  model: 'churn',
  policy,
  triggers: [drift(['tenure', 'contract'])],
  now: { data: 'data-2', code: 'code-1' },
  last: { data: 'data-1', code: 'code-1', at: '2026-03-01T00:00:00Z' },
  earlier: [],
  frozen: false,
  running: false,
  commit: 'a'.repeat(40),
  at: '2026-03-11T00:00:00Z',
}

function decide(change: Partial<Question> = {}) {
  const answer = decideRetraining({ ...usual, ...change })
  Decision.parse(answer.decision)
  return answer
}

const clause = (change: Partial<Question>, name: string) =>
  decide(change).decision.clauses.find((one) => one.clause === name)
const blocked = (change: Partial<Question>) =>
  decide(change)
    .decision.clauses.filter((one) => !one.held)
    .map((one) => one.clause)

describe('a retraining is decided on', () => {
  it('when enough columns drifted and nothing stands in the way', () => {
    const { decision, isNew, start } = decide()
    expect({ isNew, start, retrain: decision.retrain }).toEqual({ isNew: true, start: true, retrain: true })
    expect(decision.reason).toBe('2 columns drifted, at 2 the model retrains')
    expect(decision.clauses.map((one) => one.clause)).toEqual([
      'asked',
      'not-frozen',
      'not-running',
      'cool-down',
      'something-new',
    ])
  })

  it('not when fewer columns drifted than the limit, counting each once', () => {
    expect(blocked({ triggers: [drift(['tenure'])] })).toEqual(['asked'])
    expect(blocked({ triggers: [drift(['tenure', 'tenure'])] })).toEqual(['asked'])
    expect(decide({ triggers: [drift(['tenure'])] }).decision.reason).toBe(
      '1 column drifted, at 2 the model retrains',
    )
  })

  it('not for drift when the model does not retrain on drift', () => {
    const never = ModelFile.shape.retrain.parse({})
    expect(blocked({ policy: never })).toEqual(['asked'])
  })

  it('not when nothing asks for it', () => {
    expect(blocked({ triggers: [] })).toEqual(['asked'])
  })

  it('when one of several triggers is enough', () => {
    expect(decide({ triggers: [drift(['tenure']), request] }).decision).toMatchObject({
      retrain: true,
      reason: 'ada asks: new prices',
    })
  })

  it('not within the cool-down, up to its last millisecond', () => {
    expect(blocked({ at: '2026-03-01T23:59:59.999Z' })).toEqual(['cool-down'])
    expect(blocked({ at: '2026-03-02T00:00:00Z' })).toEqual([])
    expect(clause({ at: '2026-03-01T05:00:00Z' }, 'cool-down')?.detail).toBe(
      '5 hours since the last training, the cool-down is 24 hours',
    )
  })

  it('not within the cool-down of a training that was decided on and never came to an end', () => {
    const { decision } = decide({ triggers: [request] })
    expect(blocked({ earlier: [decision], at: '2026-03-11T06:00:00Z' })).toEqual(['cool-down'])
  })

  it('not when the clock says that the last training is yet to come', () => {
    expect(blocked({ at: '2026-02-01T00:00:00Z' })).toEqual(['cool-down'])
  })

  it('not when data, configuration and code are those of the last training', () => {
    expect(blocked({ now: { data: 'data-1', code: 'code-1' } })).toEqual(['something-new'])
    expect(blocked({ now: { data: 'data-1', code: 'code-2' } })).toEqual([])
  })

  it('at any time for a first training', () => {
    expect(blocked({ last: null })).toEqual([])
  })

  it.each([
    ['a request', request],
    ['a push', push],
  ])('for %s within the cool-down and with nothing new, because a person wants it', (_, trigger) => {
    const at = '2026-03-01T00:00:01Z'
    const change = { triggers: [trigger], at, now: { data: 'data-1', code: 'code-1' } }
    expect(decide(change).start).toBe(true)
    expect(clause(change, 'cool-down')?.detail).toContain('overridden by a person')
    expect(clause(change, 'something-new')?.detail).toContain('overridden by a person')
  })

  it('not while frozen or running, whoever asks', () => {
    for (const triggers of [[request], [push], usual.triggers]) {
      expect(blocked({ triggers, frozen: true })).toEqual(['not-frozen'])
      expect(blocked({ triggers, running: true })).toEqual(['not-running'])
    }
  })

  it('not on times that cannot be read', () => {
    expect(blocked({ last: { data: 'data-1', code: 'code-1', at: 'yesterday' } })).toEqual(['cool-down'])
  })

  it('and says everything that stood in the way', () => {
    const { reason } = decide({ triggers: [drift(['tenure'])], frozen: true }).decision
    expect(reason).toBe('1 column drifted, at 2 the model retrains; the model is frozen')
  })
})

describe('the same question', () => {
  it('gets its yes once: asked again it is given back, and there is nothing to record', () => {
    const first = decide()
    const again = decide({ earlier: [first.decision], at: '2026-03-20T00:00:00Z', commit: 'b'.repeat(40) })
    expect(again).toEqual({ decision: first.decision, isNew: false, start: true })
  })

  it('starts no second training once one came to an end', () => {
    const { decision } = decide()
    const last = { data: 'data-2', code: 'code-1', at: '2026-03-11T01:00:00Z' }
    expect(decide({ earlier: [decision], last, at: '2026-03-20T00:00:00Z' })).toMatchObject({
      isNew: false,
      start: false,
    })
  })

  it('does not start the training it asked for while one is on its way or the model is frozen', () => {
    const { decision } = decide()
    expect(decide({ earlier: [decision], running: true }).start).toBe(false)
    expect(decide({ earlier: [decision], frozen: true }).start).toBe(false)
  })

  it('gets its no back while the same stands in the way, and a yes under the same id once it is gone', () => {
    const no = decide({ at: '2026-03-01T05:00:00Z' })
    expect(no.decision.retrain).toBe(false)
    const still = decide({ earlier: [no.decision], at: '2026-03-01T06:00:00Z' })
    expect(still).toEqual({ decision: no.decision, isNew: false, start: false })
    const later = decide({ earlier: [no.decision], at: '2026-03-05T00:00:00Z' })
    expect(later).toMatchObject({ isNew: true, start: true, decision: { id: no.decision.id, retrain: true } })
  })

  it('is another one with other data, another window, model, or a second request in the same words', () => {
    const ids = [
      {},
      { now: { data: 'data-3', code: 'code-1' } },
      { triggers: [drift(['tenure', 'contract'], 'w2')] },
      { model: 'fraud' },
      { triggers: [request] },
      { triggers: [{ ...request, source: 'comment-2' }] },
    ].map((change) => decide(change).decision.id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('lies at a path of its own', () => {
    const { decision } = decide()
    expect(decisionPath(decision)).toMatch(/^decisions\/churn\/[0-9a-f]{64}\.json$/)
  })
})

describe('whatever is asked', () => {
  const text = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('__proto__', "'; --", '-->'))
  const trigger: fc.Arbitrary<Trigger> = fc.oneof(
    fc.record({ kind: fc.constant('request' as const), by: text, reason: text, source: text }),
    fc.record({
      kind: fc.constant('drift' as const),
      window: text,
      columns: fc.array(text, { maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('push' as const), commit: fc.stringMatching(/^[0-9a-f]{40}$/) }),
  )
  const times = fc
    .integer({ min: 0, max: 40 })
    .map((day) => new Date(Date.UTC(2026, 1, 20 + day)).toISOString())
  const question = fc.record({
    triggers: fc.array(trigger, { maxLength: 4 }),
    frozen: fc.boolean(),
    running: fc.boolean(),
    at: times,
    last: fc.option(
      fc.record({
        data: fc.constantFrom<string>('data-1', 'data-2'),
        code: fc.constantFrom<string>('code-1', 'code-2'),
        at: times,
      }),
      { nil: null },
    ),
  })

  it('the order and the number of the triggers does not matter', () => {
    fc.assert(
      fc.property(question, (change) => {
        const { triggers } = change
        const turned = { ...change, triggers: [...triggers].reverse() }
        const twice = { ...change, triggers: [...triggers, ...triggers] }
        expect(decide(turned)).toEqual(decide(change))
        expect(decide(twice)).toEqual(decide(change))
      }),
    )
  })

  it('the same question gives the same id and one decision, however often it is asked', () => {
    fc.assert(
      fc.property(question, fc.array(times, { maxLength: 5 }), (change, days) => {
        const records = new Map<string, Decision>()
        let starts = 0
        let last = change.last
        for (const at of [change.at, ...days].sort()) {
          const answer = decide({ ...change, last, at, earlier: [...records.values()] })
          if (answer.isNew) records.set(answer.decision.id, answer.decision)
          if (answer.start) {
            starts++
            last = { ...usual.now, at }
          }
        }
        expect(records.size).toBe(1)
        expect(starts).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('a yes has every clause held, and a no has one that is not', () => {
    fc.assert(
      fc.property(question, (change) => {
        const { decision, start } = decide(change)
        expect(decision.retrain).toBe(decision.clauses.every((one) => one.held))
        expect(start).toBe(decision.retrain)
        expect(decision.reason).not.toBe('')
      }),
    )
  })
})
