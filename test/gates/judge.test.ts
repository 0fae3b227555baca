import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Opponent } from '../../src/gates/bench.ts'
import { GateResult } from '../../src/gates/report.ts'
import { canonicalJson } from '../../src/project/digest.ts'
import { seeded } from '../../src/stats/random.ts'
import { judgeOne, judgeWith, rightScores, rightY, rule, scores, world } from './world.ts'

/** Labels of 1,000 rows, and models that are wrong on the first so many rows of the positive class. */
const y = Uint8Array.from({ length: 1000 }, (_, i) => (i < 400 ? 1 : 0))
function wrongOn(rows: number) {
  return scores(Array.from(y, (label, i) => (label === 1 && i >= rows ? 0.9 : 0.1) + (i % 7) / 1000))
}
function against(production: number): Opponent {
  return { kind: 'scored', scores: wrongOn(production) }
}

describe('min and max judge the estimate and show its interval', () => {
  it('passes at the limit and says so', () => {
    const result = judgeOne(
      'recall',
      { min: 0.9 },
      { y, candidate: wrongOn(40), production: { kind: 'none' } },
    )
    expect(result).toMatchObject({
      gate: 'recall.min',
      candidate: 0.9,
      verdict: 'pass',
      limit: { text: '0.9', value: 0.9 },
      interval: { of: 'candidate', level: 0.95, method: 'Wilson, 400 rows' },
      reason: 'recall is 0.900 (95 % interval 0.867 to 0.926), at least the 0.9 asked for',
    })
    expect(result).not.toHaveProperty('production')
  })

  it('fails just below it, with enough digits to see it', () => {
    const result = judgeOne('recall', { min: 0.9001 }, { y, candidate: wrongOn(40) })
    expect(result.verdict).toBe('fail')
    expect(result.reason).toBe('recall is 0.9000 (95 % interval 0.867 to 0.926), below the 0.9001 asked for')
  })

  it('fails above a max', () => {
    const result = judgeOne('log_loss', { max: 0.1 }, { y, candidate: wrongOn(40) })
    expect(result.verdict).toBe('fail')
    expect(result.reason).toMatch(/^log_loss is 0\.\d{3} \(95 % interval .*\), above the 0.1 allowed$/)
  })
})

describe('equal and between judge the estimate and show its interval', () => {
  const asked = (written: Record<string, unknown>) =>
    judgeOne('recall', written, { y, candidate: wrongOn(200), production: against(200) })

  it('between takes in both ends', () => {
    expect(asked({ between: [0.5, 0.7] }).verdict).toBe('pass')
    expect(asked({ between: [0.3, 0.5] }).verdict).toBe('pass')
    expect(asked({ between: [0.4, 0.6] })).toMatchObject({
      gate: 'recall.between',
      verdict: 'pass',
      limit: { text: '0.4 to 0.6', value: 0.4, to: 0.6 },
      interval: { of: 'candidate' },
      reason: expect.stringMatching(
        /^recall is 0\.500 \(95 % interval .*\), within the 0\.4 to 0\.6 asked for$/,
      ),
    })
  })

  it('between fails on either side, and says on which', () => {
    expect(asked({ between: [0.501, 0.7] })).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('below the 0.501 to 0.7 asked for'),
    })
    expect(asked({ between: [0.1, 0.499] })).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('above the 0.1 to 0.499 asked for'),
    })
  })

  it('equal is the figure itself, or so near as it was said', () => {
    expect(asked({ equal: 0.5 })).toMatchObject({
      gate: 'recall.equal',
      verdict: 'pass',
      limit: { text: '0.5', value: 0.5 },
    })
    expect(asked({ equal: 0.5001 })).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('not the 0.5001 asked for'),
    })
    expect(asked({ equal: { to: 0.51, within: 0.01 } })).toMatchObject({
      verdict: 'pass',
      limit: { text: '0.51 ± 0.01', value: 0.5, to: 0.52 },
    })
    expect(asked({ equal: { to: 0.52, within: 0.01 } }).verdict).toBe('fail')
  })
})

describe('a comparison by interval', () => {
  it('fails when even the better bound is beyond the margin', () => {
    const result = judgeOne(
      'recall',
      { 'max-drop': 0.01 },
      { y, candidate: wrongOn(60), production: against(20) },
    )
    expect(result).toMatchObject({
      verdict: 'fail',
      candidate: 0.85,
      production: 0.95,
      limit: { value: -0.01 },
    })
    expect(result.bounds?.high).toBeLessThan(-0.01)
    expect(result.reason).toMatch(
      /^recall fell by 0\.100 \(95 % interval 0\.\d+ to 0\.\d+\), beyond the 0\.01 allowed$/,
    )
  })

  it('passes when the worse bound is inside it', () => {
    const result = judgeOne(
      'recall',
      { 'max-drop': 0.05 },
      { y, candidate: wrongOn(22), production: against(20) },
    )
    expect(result.verdict).toBe('pass')
    expect(result.bounds?.low).toBeGreaterThan(-0.05)
    expect(result.reason).toMatch(/^recall fell by 0\.005 .*, within the 0\.05 allowed$/)
  })

  it('is inconclusive in between, and says how many rows would decide', () => {
    const result = judgeOne(
      'recall',
      { 'max-drop': 0.01 },
      { y, candidate: wrongOn(22), production: against(20) },
    )
    expect(result.verdict).toBe('inconclusive')
    expect(result['rows-needed']).toBeGreaterThan(1000)
    expect(result.reason).toMatch(
      /too uncertain to hold against the 0\.01 allowed: about [\d,]+ rows would decide, there are 1,000$/,
    )
  })

  it('does not take silence for a pass: two models that agree on few rows could differ on others', () => {
    const labels = scores(rightY, true)
    const production: Opponent = { kind: 'scored', scores: { ...labels } }
    expect(judgeOne('accuracy', { 'max-drop': 0.01 }, { candidate: labels, production }).verdict).toBe(
      'inconclusive',
    )
    const other = scores(rightScores.score.map((value, i) => value + ((i * 7) % 5) / 100))
    expect(
      judgeOne('roc_auc', { 'max-drop': 0.01 }, { production: { kind: 'scored', scores: other } }),
    ).toMatchObject({ change: 0, verdict: 'inconclusive' })
  })

  it('takes the same score on every row for the same model', () => {
    for (const [metric, margin] of [
      ['accuracy', 'max-drop'],
      ['roc_auc', 'max-drop'],
      ['log_loss', 'max-rise'],
    ] as const)
      expect(judgeOne(metric, { [margin]: 0 })).toMatchObject({
        verdict: 'pass',
        bounds: { low: 0, high: 0 },
      })
  })

  it('says of two models that agree everywhere that nothing changed, and not how far nothing reaches', () => {
    const result = judgeOne(
      'recall',
      { 'max-drop': 0.05 },
      { y, candidate: wrongOn(20), production: against(20) },
    )
    expect(result.reason).toBe('recall did not change, which leaves the 0.05 allowed untouched')
  })

  it('needs ten rows of the rarer class', () => {
    const few = Uint8Array.from({ length: 100 }, (_, i) => (i < 9 ? 1 : 0))
    const candidate = scores(Array.from(few, (label) => label))
    const result = judgeOne('accuracy', { 'max-drop': 0.5 }, { y: few, candidate })
    expect(result).toMatchObject({ verdict: 'inconclusive', 'rows-needed': 120 })
    expect(result.reason).toBe('accuracy: the rarer class has 9 rows, an interval needs 10')
    const estimate = judgeOne('accuracy', { 'max-drop': 0.5 }, { y: few, candidate, evidence: 'estimate' })
    expect(estimate).toMatchObject({ verdict: 'pass', interval: null })
  })

  it.each([
    ['min-gain', 'recall', 20, 60, 'pass'],
    ['min-gain', 'recall', 40, 40, 'fail'],
    ['max-drop', 'recall', 20, 60, 'pass'],
    ['max-drop', 'recall', 60, 20, 'fail'],
    ['min-fall', 'log_loss', 20, 60, 'pass'],
    ['min-fall', 'log_loss', 60, 20, 'fail'],
    ['max-rise', 'log_loss', 20, 60, 'pass'],
    ['max-rise', 'log_loss', 60, 20, 'fail'],
  ])(
    '%s on %s, candidate wrong on %i rows and production on %i: %s',
    (name, metric, candidate, production, verdict) => {
      const result = judgeOne(
        metric,
        { [name]: 0.03 },
        { y, candidate: wrongOn(candidate), production: against(production) },
      )
      expect(result.verdict).toBe(verdict)
    },
  )
})

describe('evidence: estimate', () => {
  const evidence = 'estimate'
  it('judges the estimate, says so, and still shows the interval', () => {
    const result = judgeOne(
      'recall',
      { 'max-drop': 0.01 },
      { y, candidate: wrongOn(22), production: against(20), evidence },
    )
    expect(result).toMatchObject({ verdict: 'pass', interval: { of: 'change' } })
    expect(result).not.toHaveProperty('bounds')
    expect(result.reason).toMatch(/within the 0\.01 allowed, by the estimate$/)
  })

  it('counts a change of exactly the margin as inside, whatever the last bits say', () => {
    const given = { y, candidate: wrongOn(44), production: against(40), evidence } as const
    expect(judgeOne('recall', { 'max-drop': 0.01 }, given)).toMatchObject({ verdict: 'pass' })
    expect(judgeOne('recall', { 'max-drop': 0.0099 }, given)).toMatchObject({ verdict: 'fail' })
    const turned = { y, candidate: wrongOn(40), production: against(44), evidence } as const
    expect(judgeOne('recall', { 'min-gain': 0.01 }, turned)).toMatchObject({ verdict: 'pass' })
    expect(judgeOne('recall', { 'min-gain': 0.0101 }, turned)).toMatchObject({ verdict: 'fail' })
  })
})

describe('a relative margin', () => {
  const evidence = 'estimate'
  it('is a share of production’s figure', () => {
    const given = { y, candidate: wrongOn(220), production: against(200), evidence } as const
    expect(judgeOne('recall', { 'max-drop': '10%' }, given)).toMatchObject({
      production: 0.5,
      limit: { text: '10%', value: -0.05 },
      verdict: 'pass',
    })
    expect(judgeOne('recall', { 'max-drop': '9%' }, given).verdict).toBe('fail')
  })

  it('of a figure that is 0 allows no loss at all', () => {
    const given = { y, candidate: wrongOn(399), production: against(400), evidence } as const
    const result = judgeOne('recall', { 'max-drop': '10%' }, given)
    expect(result).toMatchObject({ production: 0, limit: { text: '10%', value: 0 }, verdict: 'pass' })
  })

  it('of a figure that is 0 is no gain, so nothing passes, and the reason asks for an absolute one', () => {
    const given = { y, candidate: wrongOn(100), production: against(400) }
    for (const evidence of ['interval', 'estimate'] as const) {
      const result = judgeOne('recall', { 'min-gain': '10%' }, { ...given, evidence })
      expect(result.verdict).toBe('inconclusive')
      expect(result.reason).toContain('use an absolute margin')
    }
  })

  it('of 0% allows no fall and asks for no gain, and is not taken for a missing rule', () => {
    const worse = { y, candidate: wrongOn(41), production: against(40), evidence } as const
    expect(judgeOne('recall', { 'max-drop': '0%' }, worse).verdict).toBe('fail')
    expect(judgeOne('recall', { 'min-gain': '0%' }, worse).verdict).toBe('fail')
    const same = { ...worse, candidate: wrongOn(40) }
    expect(judgeOne('recall', { 'max-drop': '0%' }, same).verdict).toBe('pass')
    expect(judgeOne('recall', { 'min-gain': 0 }, same).verdict).toBe('pass')
  })
})

describe('min-rows', () => {
  it('counts the rarer class, not the rows', () => {
    const given = { y, candidate: wrongOn(0), production: against(0) }
    expect(judgeOne('recall', { min: 0.5, 'min-rows': 400 }, given).verdict).toBe('pass')
    expect(judgeOne('recall', { min: 0.5, 'min-rows': 401 }, given)).toMatchObject({
      verdict: 'inconclusive',
      'rows-needed': 1100,
      reason: 'recall: the rarer class has 400 rows, min-rows asks for 401',
    })
    expect(judgeOne('recall', { 'max-drop': 0.5, 'min-rows': 401 }, given).verdict).toBe('inconclusive')
  })
})

describe('levels', () => {
  it('turn a fail or an inconclusive into a warning', () => {
    const given = { y, candidate: wrongOn(60), production: against(20) }
    expect(judgeOne('recall', { 'max-drop': 0.01, level: 'warn' }, given).verdict).toBe('warn')
    expect(judgeOne('recall', { min: 0.5, 'min-rows': 900, level: 'warn' }, given).verdict).toBe('warn')
    expect(judgeOne('recall', { min: 0.5, level: 'warn' }, given).verdict).toBe('pass')
  })

  it('leave an info gate’s own verdict to be seen', () => {
    const given = { y, candidate: wrongOn(60), production: against(20) }
    expect(judgeOne('recall', { 'max-drop': 0.01, level: 'info' }, given)).toMatchObject({
      level: 'info',
      verdict: 'fail',
    })
  })
})

describe('a first version', () => {
  it('is not compared, and says so; its own figures are judged', () => {
    const production: Opponent = { kind: 'none' }
    const results = judgeWith({
      y,
      candidate: wrongOn(40),
      production,
      gates: { recall: [rule({ min: 0.8 }), rule({ 'max-drop': 0.01 })] },
    })
    expect(results).toMatchObject([
      { verdict: 'pass', candidate: 0.9 },
      {
        verdict: 'pass',
        applied: false,
        interval: null,
        reason: 'not applied: there is no version in production',
      },
    ])
    expect(results[0]).not.toHaveProperty('applied')
  })
})

describe('the correction for many gates', () => {
  const given = { y, candidate: wrongOn(35), production: against(24) }
  const harmless = {
    accuracy: [rule({ 'max-drop': 0.3 })],
    f1: [rule({ 'max-drop': 0.3 })],
    precision: [rule({ 'max-drop': 0.3 })],
  }
  // On its own this gate fails by a little.
  const limit = [rule({ 'max-drop': 0.0145 })]

  it('takes back a fail that one of several gates shows by chance, and says so', () => {
    const [alone] = judgeWith({ ...given, gates: { recall: limit } })
    expect(alone?.verdict).toBe('fail')
    const among = judgeWith({ ...given, gates: { recall: limit, ...harmless } })
    expect(among[0]).toMatchObject({ verdict: 'inconclusive' })
    expect(among[0]?.reason).toContain('too little to say so among several gates')
    expect(among[0]?.bounds).toEqual(alone?.bounds)
  })

  it('never touches a pass', () => {
    const among = judgeWith({ ...given, gates: { recall: limit, ...harmless } })
    expect(among.slice(1).map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass'])
  })

  it('does not let gates that only warn or inform shield one that fails', () => {
    for (const level of ['warn', 'info'] as const) {
      const lesser = Object.fromEntries(
        Object.entries(harmless).map(([name, rules]) => [name, rules.map((one) => ({ ...one, level }))]),
      )
      expect(judgeWith({ ...given, gates: { recall: limit, ...lesser } })[0]?.verdict).toBe('fail')
    }
  })
})

describe('judging', () => {
  const gates = {
    accuracy: [rule({ 'max-drop': 0.02 })],
    precision: [rule({ min: 0.4 })],
    recall: [rule({ 'max-drop': '5%' })],
    f1: [rule({ 'max-drop': 0.02 }), rule({ min: 0.3 })],
    roc_auc: [rule({ 'max-drop': 0.01 }), rule({ min: 0.6 })],
    log_loss: [rule({ 'max-rise': 0.02 }), rule({ max: 0.7 })],
  }

  it('gives results that fit the report’s schema', () => {
    const { y: labels, candidate, production } = world(seeded(1), 300)
    for (const result of judgeWith({
      y: labels,
      candidate,
      production: { kind: 'scored', scores: production },
      gates,
    }))
      expect(() => GateResult.parse(result)).not.toThrow()
  })

  it('gives the same bytes for the same seed, and other draws for another', () => {
    const { y: labels, candidate, production } = world(seeded(2), 300)
    const bytes = (seed: number) =>
      canonicalJson(
        judgeWith({ y: labels, candidate, production: { kind: 'scored', scores: production }, gates, seed }),
      )
    expect(bytes(1)).toBe(bytes(1))
    expect(bytes(1)).not.toBe(bytes(2))
  })

  it('does not depend on the order of the rows, nor on that of the gates', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const random = seeded(seed)
        const given = world(random, 200)
        const order = Uint32Array.from(given.y.keys())
        for (let i = order.length - 1; i > 0; i--) {
          const j = random.below(i + 1)
          ;[order[i], order[j]] = [order[j] as number, order[i] as number]
        }
        const pick = (values: Float64Array) => scores(Array.from(order, (row) => values[row] as number))
        const one = judgeWith({
          y: given.y,
          candidate: given.candidate,
          production: { kind: 'scored', scores: given.production },
          gates,
        })
        const other = judgeWith({
          y: Uint8Array.from(order, (row) => given.y[row] as number),
          candidate: pick(given.candidate.score),
          production: { kind: 'scored', scores: pick(given.production.score) },
          gates: Object.fromEntries(Object.entries(gates).reverse()),
        })
        for (const result of one) {
          const twin = other.find(({ gate }) => gate === result.gate)
          expect(twin?.verdict).toBe(result.verdict)
          expect(twin?.interval?.low).toBeCloseTo(result.interval?.low ?? Number.NaN, 9)
          expect(twin?.interval?.high).toBeCloseTo(result.interval?.high ?? Number.NaN, 9)
        }
      }),
      { numRuns: 10 },
    )
  })

  it('mirrors the interval when candidate and production are swapped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const { y: labels, candidate, production } = world(seeded(seed), 250, { noise: [0.6, 0.2] })
        const forth = judgeWith({
          y: labels,
          candidate,
          production: { kind: 'scored', scores: production },
          gates,
          draws: 3000,
        })
        const back = judgeWith({
          y: labels,
          candidate: production,
          production: { kind: 'scored', scores: candidate },
          gates,
          draws: 3000,
        })
        for (const [index, one] of forth.entries()) {
          const other = back[index]
          if (one.interval?.of !== 'change') continue
          const width = one.interval.high - one.interval.low
          expect((other?.change ?? Number.NaN) + (one.change ?? Number.NaN)).toBe(0)
          // Exact but for ties, which are drawn the same way round twice.
          expect(Math.abs((other?.interval?.low ?? Number.NaN) + one.interval.high)).toBeLessThan(
            0.12 * width,
          )
          expect(Math.abs((other?.interval?.high ?? Number.NaN) + one.interval.low)).toBeLessThan(
            0.12 * width,
          )
        }
      }),
      { numRuns: 6, seed: 1 },
    )
  })

  it('refuses so few draws that an end of the interval would be one of them', () => {
    expect(() => judgeOne('recall', { min: 0 }, { draws: 20 })).toThrow(RangeError)
    expect(() => judgeOne('recall', { min: 0 }, { draws: Number.NaN })).toThrow(RangeError)
  })
})
