import { describe, expect, it } from 'vitest'
import type { GateResult } from '../../src/gates/report.ts'
import { type BinaryMetric, metricsOf } from '../../src/project/metrics.ts'
import { seeded } from '../../src/stats/random.ts'
import { judgeWith, rule, world } from './world.ts'

/** Two models of equal worth on many small holdouts; the strictest margin, so that every false alarm is seen. */
const metrics = metricsOf['binary-classification']
const gates = Object.fromEntries(
  [...metrics].map(([name, better]) => [name, [rule({ [better === 'lower' ? 'max-rise' : 'max-drop']: 0 })]]),
)
const repeats = 300

function simulate(rows: number): GateResult[][] {
  const random = seeded(rows)
  return Array.from({ length: repeats }, (_, seed) => {
    const { y, candidate, production } = world(random, rows)
    return judgeWith({
      y,
      candidate,
      production: { kind: 'scored', scores: production },
      gates,
      seed,
      draws: 400,
    })
  })
}

describe.each([100, 500])('with no real change, on %i rows', (rows) => {
  const runs = simulate(rows)
  const share = (which: (gate: GateResult) => boolean, metric: BinaryMetric) =>
    runs.filter((results) => results.some((gate) => gate.metric === metric && which(gate))).length / repeats

  it('at most one comparison in twenty fails any of its gates', () => {
    const failed = runs.filter((results) => results.some(({ verdict }) => verdict === 'fail')).length
    expect(failed / repeats).toBeLessThanOrEqual(0.05)
  })

  it('never passes a margin of nothing much more often than one time in twenty', () => {
    for (const metric of [...metrics.keys()])
      expect(
        share(({ verdict }) => verdict === 'pass', metric),
        metric,
      ).toBeLessThan(0.09)
  })

  it('95 % intervals hold the true change, which is 0, about 95 times in 100', () => {
    for (const metric of [...metrics.keys()]) {
      const held = share(
        ({ interval }) => interval !== null && interval.low <= 0 && interval.high >= 0,
        metric,
      )
      expect(held, metric).toBeGreaterThan(0.91)
    }
  })
})

describe('with a real change', () => {
  it('a much worse model fails, and a much better one passes, nearly always', () => {
    const random = seeded(9)
    const margin = { roc_auc: [rule({ 'max-drop': 0.01 })] }
    let failed = 0
    let passed = 0
    for (let seed = 0; seed < 40; seed++) {
      const worse = world(random, 1000, { noise: [0.2, 2.5] })
      const better = world(random, 1000, { noise: [2.5, 0.2] })
      for (const { y, candidate, production } of [worse, better]) {
        const [result] = judgeWith({
          y,
          candidate,
          production: { kind: 'scored', scores: production },
          gates: margin,
          seed,
        })
        if (result?.verdict === 'fail') failed++
        if (result?.verdict === 'pass') passed++
      }
    }
    expect(failed).toBeGreaterThan(36)
    expect(passed).toBeGreaterThan(36)
  })
})
