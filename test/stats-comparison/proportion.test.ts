import { describe, expect, it } from 'vitest'
import { clopperPearson, wilson } from '../../src/stats/proportion.ts'
import { describeShared } from '../shared.ts'
import { expectNear, oracle } from '../stats/oracle.ts'

describeShared('intervals of a proportion equal those of statsmodels', (shared) => {
  type Inputs = { count: number; rows: number; level: number }
  type Expected = { wilson: [number, number]; clopper_pearson: [number, number] }
  it.each(oracle<Inputs, Expected>(shared, 'proportions.jsonl'))('$case', ({ inputs, expected }) => {
    for (const [found, [low, high]] of [
      [wilson(inputs), expected.wilson],
      [clopperPearson(inputs), expected.clopper_pearson],
    ] as const) {
      expectNear(found.low, low, 1e-9)
      expectNear(found.high, high, 1e-9)
    }
  })
})

describe('a proportion that is none', () => {
  it.each([
    { count: 0, rows: 0, level: 0.95 },
    { count: 3, rows: 2, level: 0.95 },
    { count: Number.NaN, rows: 2, level: 0.95 },
    { count: 1, rows: 2, level: 95 },
  ])('is refused: $count of $rows at $level', (proportion) => {
    expect(() => wilson(proportion)).toThrow(RangeError)
    expect(() => clopperPearson(proportion)).toThrow(RangeError)
  })
})
