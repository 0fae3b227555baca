import { describe, expect, it } from 'vitest'
import type { Opponent } from '../../src/gates/bench.ts'
import { metricsOf } from '../../src/project/metrics.ts'
import { type BinaryScores, judgeOne, rightScores, rightY, scores } from './world.ts'

// Rules so generous that any defined figure would pass them.
const generous = [...metricsOf['binary-classification']].flatMap(
  ([metric, better]): [string, string, Record<string, unknown>][] => {
    const [loss, gain] = better === 'higher' ? ['max-drop', 'min-gain'] : ['max-rise', 'min-fall']
    return [
      [metric, 'min', { min: -1000 }],
      [metric, 'max', { max: 1000 }],
      [metric, 'equal', { equal: { to: 0, within: 1000 } }],
      [metric, 'between', { between: [-1000, 1000] }],
      [metric, loss, { [loss]: 1000 }],
      [metric, `${loss} relative`, { [loss]: '90000%' }],
      [metric, gain, { [gain]: 0 }],
    ]
  },
)
const alone = ['min', 'max', 'equal', 'between']
const comparing = generous.filter(([, name]) => !alone.includes(name))
const evidences = ['interval', 'estimate'] as const

const broken: [string, BinaryScores][] = [
  ['NaN', scores(rightScores.score.map((value, i) => (i === 5 ? Number.NaN : value)))],
  ['infinity', scores(rightScores.score.map((value, i) => (i === 5 ? Number.POSITIVE_INFINITY : value)))],
  [
    'minus infinity',
    scores(rightScores.score.map((value, i) => (i === 5 ? Number.NEGATIVE_INFINITY : value))),
  ],
  ['NaN everywhere', scores(rightScores.score.map(() => Number.NaN))],
  ['a row too few', scores(rightScores.score.slice(1))],
  ['a row too many', scores([...rightScores.score, 0.5])],
  ['nothing', scores([])],
]

describe.each(evidences)('by %s, what is undefined never passes', (evidence) => {
  it.each(generous)('and what is defined does: %s.%s', (metric, _name, written) => {
    expect(judgeOne(metric, written, { evidence }).verdict).toBe('pass')
  })

  describe.each(broken)('%s among the candidate’s scores', (_, candidate) => {
    it.each(generous)('%s.%s', (metric, _name, written) => {
      const production: Opponent = { kind: 'scored', scores: rightScores }
      const result = judgeOne(metric, written, { candidate, production, evidence })
      expect(result).toMatchObject({ verdict: 'error', candidate: null, interval: null })
      expect(result.reason).toContain('the candidate cannot be judged')
    })
  })

  describe.each(broken)('%s among production’s scores', (_, production) => {
    it.each(comparing)('%s.%s', (metric, _name, written) => {
      const result = judgeOne(metric, written, {
        candidate: rightScores,
        production: { kind: 'scored', scores: production },
        evidence,
      })
      expect(result).toMatchObject({
        verdict: 'inconclusive',
        production: null,
        change: null,
        interval: null,
      })
      expect(result.reason).toContain('production cannot be compared with')
    })
  })

  it.each(generous)('a candidate that could not be run says why: %s.%s', (metric, _name, written) => {
    const candidate = { unscored: 'it ended with exit code 1 while loading the model' }
    const result = judgeOne(metric, written, { candidate, evidence })
    expect(result).toMatchObject({ verdict: 'error', candidate: null, interval: null })
    expect(result.reason).toBe(
      'the model could not be run: it ended with exit code 1 while loading the model',
    )
  })

  it.each(generous)('no rows at all: %s.%s', (metric, _name, written) => {
    const none = scores([])
    const result = judgeOne(metric, written, { y: new Uint8Array(0), candidate: none, evidence })
    expect(result.verdict).toBe('error')
  })

  it.each(comparing)('production that cannot be scored has its reason: %s.%s', (metric, _name, written) => {
    const production: Opponent = { kind: 'unscored', reason: 'the column tenure is gone' }
    const result = judgeOne(metric, written, { production, evidence })
    expect(result).toMatchObject({ verdict: 'inconclusive', production: null, change: null })
    expect(result.reason).toContain('the column tenure is gone')
    const strict = judgeOne(metric, written, { production, evidence, whenUnscorable: 'error' })
    expect(strict).toEqual({ ...result, verdict: 'error' })
  })

  it.each(['min', 'max', 'max-drop', 'min-gain'])(
    'one class only leaves roc_auc.%s without a figure',
    (name) => {
      const y = rightY.map(() => 1)
      const result = judgeOne('roc_auc', { [name]: name === 'min' ? 0 : 1 }, { y, evidence })
      expect(['fail', 'inconclusive']).toContain(result.verdict)
      expect(result.candidate).toBeNull()
    },
  )

  it.each(['min', 'max', 'max-drop', 'min-gain'])('precision.%s without a predicted positive', (name) => {
    const candidate = scores(rightScores.score.map(() => 0.1))
    const production: Opponent = { kind: 'scored', scores: rightScores }
    const result = judgeOne(
      'precision',
      { [name]: name === 'min' ? 0 : 1 },
      { candidate, production, evidence },
    )
    expect(result).toMatchObject({ verdict: 'fail', candidate: null })
    expect(result.reason).toBe('precision of the candidate is undefined: no row is predicted positive')
  })

  it('precision of production without a predicted positive cannot be compared with', () => {
    const production: Opponent = { kind: 'scored', scores: scores(rightScores.score.map(() => 0.1)) }
    const result = judgeOne('precision', { 'max-drop': 1 }, { production, evidence })
    expect(result.verdict).toBe('inconclusive')
    expect(result.reason).toBe('precision of production is undefined: no row is predicted positive')
  })

  it.each(['roc_auc', 'log_loss'])('%s of a model that gives labels only', (metric) => {
    const candidate = scores(rightY, true)
    const production: Opponent = { kind: 'scored', scores: rightScores }
    const loss = metric === 'roc_auc' ? 'max-drop' : 'max-rise'
    for (const written of [{ min: -1000 }, { max: 1000 }, { [loss]: 1000 }])
      expect(judgeOne(metric, written, { candidate, production, evidence })).toMatchObject({
        verdict: 'fail',
        candidate: null,
      })
  })
})

describe('a level of warn or info', () => {
  it('does not hide an error', () => {
    const candidate = scores(rightScores.score.map(() => Number.NaN))
    for (const level of ['warn', 'info'])
      expect(judgeOne('roc_auc', { min: 0, level }, { candidate }).verdict).toBe('error')
  })
})
