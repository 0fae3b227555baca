import { describe, expect, it } from 'vitest'
import { andersonDarlingTest } from '../../src/stats/anderson-darling.ts'
import { gTest } from '../../src/stats/chi-square.ts'
import { cramerVonMisesTest } from '../../src/stats/cramer-von-mises.ts'
import * as divergences from '../../src/stats/divergences.ts'
import { mannWhitneyTest } from '../../src/stats/mann-whitney.ts'
import { momentsOf, pool } from '../../src/stats/pooled.ts'
import { andersonDarlingSf, cramerVonMisesSf } from '../../src/stats/quadratic-tail.ts'
import { studentTwoSided } from '../../src/stats/student.ts'
import { energyDistance, wassersteinDistance } from '../../src/stats/transport.ts'
import { welchTest } from '../../src/stats/welch.ts'
import { describeShared } from '../shared.ts'
import { expectNear, oracle } from './oracle.ts'

type Sample = number[] | { sequence: { n: number; a: number; c: number; m: number; divide: number } }
type Figures = Record<string, number | { undefined: string }> | { undefined: string }

function sample(given: Sample): number[] {
  if (Array.isArray(given)) return given
  const { n, a, c, m, divide } = given.sequence
  return Array.from({ length: n }, (_, i) => ((a * i + c) % m) / divide)
}

/** Whether the oracle has a figure, and that ours is undefined where it has none. */
function figuresOf(expected: Figures | undefined, ours: object): Record<string, number> | undefined {
  if (expected === undefined) return undefined
  if ('undefined' in expected) {
    expect(ours).toHaveProperty('undefined')
    return undefined
  }
  return expected as Record<string, number>
}

function near(ours: unknown, expected: unknown, tolerance: number, what: string): void {
  if (typeof expected !== 'number') return
  if (Math.abs(expected) < 1e-12) expect(Math.abs(ours as number), what).toBeLessThan(1e-12)
  else expectNear(ours as number, expected, tolerance, what)
}

describeShared("two samples have SciPy's figures", (shared) => {
  for (const { case: name, inputs, expected, tolerance = 1e-9 } of oracle<
    { x: Sample; y: Sample },
    Record<string, Figures | number>
  >(shared, 'two_sample.jsonl'))
    it(name, () => {
      const pooled = pool({ x: sample(inputs.x), y: sample(inputs.y) })
      near(wassersteinDistance(pooled), expected.wasserstein, tolerance, 'wasserstein')
      near(energyDistance(pooled), expected.energy_distance, tolerance, 'energy')

      const welch = welchTest(momentsOf(pooled))
      const student = figuresOf(expected.welch_t as Figures, welch)
      if (student && 't' in welch) {
        near(welch.t, student.t, tolerance, 't')
        near(welch.df, student.df, tolerance, 'df')
        near(welch.p, student.p, 1e-6, 'p of t')
      }

      const rank = expected.mann_whitney as Record<string, number>
      const test = mannWhitneyTest(pooled, { method: 'asymptotic' })
      if (typeof rank.p_asymptotic === 'object') expect(test).toHaveProperty('undefined')
      else {
        expect(test).toHaveProperty('u', rank.u)
        near((test as { p: number }).p, rank.p_asymptotic, 1e-6, 'p of U')
        const plain = mannWhitneyTest(pooled, { method: 'asymptotic', continuity: false })
        near((plain as { p: number }).p, rank.p_asymptotic_no_continuity, 1e-6, 'p of U, no continuity')
      }
      if (rank.p_exact !== undefined)
        near((mannWhitneyTest(pooled, { method: 'exact' }) as { p: number }).p, rank.p_exact, 1e-6, 'exact U')

      const gaps = cramerVonMisesTest(pooled, { method: 'asymptotic' })
      const cramer = figuresOf(expected.cramer_von_mises as Figures, gaps)
      if (cramer && 'p' in gaps) {
        near(gaps.statistic, cramer.statistic, Math.max(tolerance, 1e-9), 'Cramer-von Mises')
        near(gaps.p, cramer.p_asymptotic, 1e-6, 'p of Cramer-von Mises')
        if (cramer.p_exact !== undefined)
          near(
            (cramerVonMisesTest(pooled, { method: 'exact' }) as { p: number }).p,
            cramer.p_exact,
            1e-6,
            'exact',
          )
      }

      const tails = expected.anderson_darling_k as Record<string, number> | undefined
      if (tails)
        for (const ties of ['midrank', 'right'] as const)
          near(
            (andersonDarlingTest(pooled, { ties }) as { statistic: number }).statistic,
            tails[`statistic_${ties}`],
            tolerance,
            `Anderson-Darling, ${ties}`,
          )
    })
})

describeShared('tables and laws have the figures of SciPy', (shared) => {
  for (const { case: name, inputs, expected } of oracle<{ table: number[][] }, Record<string, Figures>>(
    shared,
    'tables.jsonl',
  ))
    it(`G of ${name}`, () => {
      const test = gTest(inputs.table)
      const figures = figuresOf(
        'undefined' in expected ? (expected as unknown as Figures) : (expected.g as Figures),
        test,
      )
      if (!figures || !('p' in test)) return
      near(test.statistic, figures.statistic, 1e-9, 'G')
      near(test.p, figures.p, 1e-6, 'p of G')
      expect(test.df).toBe(figures.df)
    })

  for (const { case: name, inputs, expected, tolerance = 1e-9 } of oracle<
    { reference_counts: number[]; current_counts: number[] },
    Record<string, number | string>
  >(shared, 'distances.jsonl'))
    it(`distances of ${name}`, () => {
      const [p, q] = [inputs.reference_counts, inputs.current_counts]
      const ours: Record<string, number> = {
        'psi_fill_1e-4': divergences.populationStability(p, q),
        kl_reference_current: divergences.kullbackLeibler(p, q),
        kl_current_reference: divergences.kullbackLeibler(q, p),
        jensen_shannon_distance_nat: divergences.jensenShannon(p, q),
        jensen_shannon_distance_base_2: divergences.jensenShannon(p, q, 2),
        jensen_shannon_divergence_nat: divergences.jensenShannon(p, q) ** 2,
        hellinger: divergences.hellinger(p, q),
        total_variation: divergences.totalVariation(p, q),
        l_infinity: divergences.lInfinity(p, q),
      }
      for (const [figure, value] of Object.entries(expected)) {
        if (value === 'Infinity') expect(ours[figure], figure).toBe(Number.POSITIVE_INFINITY)
        else near(ours[figure], value, tolerance, figure)
        expect(ours, figure).toHaveProperty(figure)
      }
    })
})

describe('tails', () => {
  it.each([
    // Anderson and Darling 1952, table 1; Marsaglia and Marsaglia 2004.
    [andersonDarlingSf, 1.933, 0.1, 2e-4],
    [andersonDarlingSf, 2.492, 0.05, 1e-4],
    [andersonDarlingSf, 3.878, 0.01, 1e-4],
    [cramerVonMisesSf, 0.3473, 0.1, 1e-4],
    [cramerVonMisesSf, 0.46136, 0.05, 1e-4],
    [cramerVonMisesSf, 0.74346, 0.01, 1e-4],
  ])('have the published critical values', (sf, x, p, tolerance) => {
    expect(Math.abs(sf(x) - p)).toBeLessThan(tolerance)
  })

  it('keep their digits where 1 - cdf would be noise', () => {
    // Both laws fall as their largest weight does.
    for (const [sf, rate] of [
      [andersonDarlingSf, 1],
      [cramerVonMisesSf, Math.PI ** 2 / 2],
    ] as const) {
      const fall = Math.log(sf(100 / rate) / sf(110 / rate))
      expect(fall).toBeGreaterThan(9.9)
      expect(fall).toBeLessThan(10.2)
    }
    expectNear(studentTwoSided(40, 30), 3.3456e-28, 1)
    expect(studentTwoSided(1e6, 1e5)).toBeGreaterThanOrEqual(0)
  })

  it('are certain where nothing was seen', () => {
    expect([andersonDarlingSf(0), cramerVonMisesSf(0), studentTwoSided(0, 5)]).toEqual([1, 1, 1])
    expect([andersonDarlingSf(0.05), cramerVonMisesSf(0.01)].every((p) => p > 0.999 && p <= 1)).toBe(true)
  })
})
