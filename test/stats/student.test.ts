import { describe, expect, it } from 'vitest'
import { seeded } from '../../src/stats/random.ts'
import { freedomOf, studentTwoSided, studentUpper } from '../../src/stats/student.ts'

describe("the quantile of Student's law", () => {
  it.each([
    [0.025, 3, 3.1824463052837086],
    [0.025, 9.5, 2.2441374614922966],
    [0.05, 17, 1.739606726075073],
    [0.025, 999, 1.9623414611334498],
    [0.025, 1000, 1.9623390808264085],
    [0.4, 1000, 0.25341451583949876],
    [1e-6, 1000, 4.781608620458351],
    [0.001, 5000, 3.0918631199609825],
    [0.025, 1e6, 1.9599663568141072],
  ])('with %d above it, of %d degrees of freedom, is what SciPy says', (tail, df, expected) => {
    expect(studentUpper(tail, df)).toBeCloseTo(expected, 10)
  })

  it('turns its tail round', () => {
    for (const df of [3, 4.7, 30, 400, 2000])
      for (const tail of [0.001, 0.025, 0.4])
        expect(studentTwoSided(studentUpper(tail, df), df) / 2).toBeCloseTo(tail, 10)
  })
})

describe('degrees of freedom of a sum of squares', () => {
  it('are about as many as rows by the normal law', () => {
    const random = seeded(1)
    const rows = Float64Array.from(
      { length: 5000 },
      () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform()),
    )
    expect(freedomOf(rows) / 5000).toBeGreaterThan(0.85)
  })

  it('are about as many as the few rows that outweigh all others', () => {
    const rows = new Float64Array(1000).fill(0.01)
    rows.fill(5, 0, 12)
    expect(freedomOf(rows)).toBeGreaterThan(20)
    expect(freedomOf(rows)).toBeLessThan(30)
    rows.fill(0, 0, 11)
    expect(freedomOf(rows)).toBe(3)
  })

  it('are one less than the rows where all are alike', () => {
    expect(freedomOf(new Float64Array(40).fill(-0.3))).toBe(39)
  })
})
