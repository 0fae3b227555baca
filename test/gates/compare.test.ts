import { describe, expect, it } from 'vitest'
import { answer } from '../../src/gates/compare.ts'
import { normalCdf, normalQuantile } from '../../src/stats/normal.ts'

describe('the rows that would decide', () => {
  const rows = 1000
  const limit = -0.01

  it.each([
    ['passes', 0.002, 0.015, 1],
    ['passes, barely', -0.006, 0.006, 1],
    ['fails', -0.03, 0.02, 1],
    ['fails among several gates', -0.03, 0.02, 1.4],
  ])('decide in about four of five samples of a model that %s', (_, estimate, error, stretch) => {
    const known = { kind: 'normal', estimate, error, method: '' } as const
    const said = answer({ known, limit, better: 'higher' }, { adjusted: 1, stretch, rows })
    if (said.verdict !== 'inconclusive' || said.rowsNeeded === undefined) throw new Error('nothing is needed')
    const then = error * Math.sqrt(rows / said.rowsNeeded)
    const bound = -normalQuantile(0.05) * (estimate > limit ? 1 : stretch)
    const decided = normalCdf(Math.abs(estimate - limit) / then - bound)
    expect(decided).toBeGreaterThan(0.8)
    expect(decided).toBeLessThan(0.85)
  })
})
