import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kstwoSf } from '../../src/stats/kolmogorov.ts'
import { ksAsymptoticP, ksExactP, ksTest } from '../../src/stats/ks.ts'
import { smirnovSf } from '../../src/stats/smirnov.ts'
import { describeShared } from '../shared.ts'
import golden from './golden.json' with { type: 'json' }
import { expectNear, oracle } from './oracle.ts'

describe("Kolmogorov's law of a finite sample", () => {
  it.each(golden.kstwo_sf)('has the tail of SciPy at n = $n, x = $x', ({ n, x, sf }) => {
    expectNear(kstwoSf(x, n), sf, 1e-6)
  })

  it('is 1 where nothing can be closer and 0 at 1', () => {
    expect([kstwoSf(-1, 10), kstwoSf(0, 10), kstwoSf(0.05, 10), kstwoSf(1, 10)]).toEqual([1, 1, 1, 0])
  })

  it('is undefined without a whole number of rows', () => {
    expect([kstwoSf(0.1, 0), kstwoSf(0.1, 1.5), kstwoSf(Number.NaN, 10)]).toEqual([NaN, NaN, NaN])
  })

  it('falls as x grows, across the limits between methods', () => {
    for (const n of [2, 10, 139, 141, 900, 1100, 5000, 2_000_000]) {
      let before = 1
      for (let i = 1; i <= 400; i++) {
        const p = kstwoSf((i / 400) * Math.min(1, 8 / Math.sqrt(n)), n)
        expect(p).toBeLessThanOrEqual(before * (1 + 1e-5))
        before = p
      }
    }
  })

  it('has a one-sided tail that is the binomial sum it is defined as, also where only some terms are taken', () => {
    const [n, x] = [20_000, 0.012]
    const logFactorial = new Float64Array(n + 1)
    for (let i = 2; i <= n; i++) logFactorial[i] = (logFactorial[i - 1] as number) + Math.log(i)
    const logChoose = (j: number) =>
      (logFactorial[n] as number) - (logFactorial[j] as number) - (logFactorial[n - j] as number)
    let sum = 0
    for (let j = 0; j < n * (1 - x); j++)
      sum += Math.exp(logChoose(j) + (j - 1) * Math.log(x + j / n) + (n - j) * Math.log(1 - x - j / n))
    expectNear(smirnovSf(n, x), x * sum, 1e-8)
  })
})

describe('the two-sample Kolmogorov-Smirnov test', () => {
  it('gives the golden figures of two small samples', () => {
    expect(ksTest({ x: [1, 2, 3, 4], y: [2, 3, 4, 8] })).toEqual({ statistic: 0.25, p: 1, method: 'exact' })
  })

  it('gives the golden p of two samples of five without overlap', () => {
    const test = ksTest({ x: [1, 2, 3, 4, 5], y: [6, 7, 8, 9, 10] })
    expect(test).toMatchObject({ statistic: 1, method: 'exact' })
    expectNear((test as { p: number }).p, 0.007936507936507936, 1e-12)
  })

  it.each([
    { n: 20, statistic: 0.4, p: 0.05899 },
    { n: 100, statistic: 0.2, p: 0.03144 },
    { n: 1000, statistic: 0.054, p: 0.10439 },
  ])(
    'takes the law of a finite sample for the asymptotic p, not the bare series ($n)',
    ({ n, statistic, p }) => {
      expect(ksAsymptoticP({ n, m: n, statistic })).toBeCloseTo(p, 5)
    },
  )

  it('is exact up to 10,000 values and asymptotic beyond', () => {
    const y = [0.5, 1.5, 2.5]
    const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)
    expect(ksTest({ x: upTo(10_000), y })).toMatchObject({ method: 'exact' })
    expect(ksTest({ x: upTo(10_001), y })).toMatchObject({ method: 'asymptotic' })
  })

  it('says why there is no p for an empty sample or too few values', () => {
    expect(ksTest({ x: [], y: [1] })).toHaveProperty('undefined')
    expect(ksTest({ x: [1], y: [2] }, { method: 'asymptotic' })).toHaveProperty('undefined')
  })

  it('orders infinities with the rest and refuses NaN', () => {
    expect(ksTest({ x: [1, 2, Infinity], y: [1, 2, Infinity] })).toMatchObject({ statistic: 0, p: 1 })
    expect(() => ksTest({ x: [1, Number.NaN], y: [1] })).toThrow('NaN')
  })

  it('agrees with counting every way to mix two small samples', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), (n, m) => {
        const divisor = [6, 5, 4, 3, 2, 1].find((d) => n % d === 0 && m % d === 0) as number
        const gaps = mixtures(n, m).map((order) => {
          let [i, j, largest] = [0, 0, 0]
          for (const first of order) {
            if (first) i++
            else j++
            largest = Math.max(largest, Math.abs(i * m - j * n) / divisor)
          }
          return largest
        })
        for (let steps = 0; steps <= (n * m) / divisor; steps++) {
          const share = gaps.filter((gap) => gap >= steps).length / gaps.length
          expectNear(ksExactP({ n, m, steps }), share, 1e-12)
        }
      }),
      { numRuns: 36 },
    )
  })

  it('does not depend on which sample comes first, nor on the scale of the values', () => {
    const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 25 })
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const test = ksTest({ x, y }) as { statistic: number; p: number }
        const turned = ksTest({ x: y, y: x }) as { statistic: number; p: number }
        const moved = ksTest({ x: x.map((v) => v ** 3 + 5), y: y.map((v) => v ** 3 + 5) })
        expect(turned.statistic).toBe(test.statistic)
        expectNear(turned.p, test.p, 1e-9)
        expect(moved).toEqual(test)
      }),
    )
  })
})

/** Every order in which n values of one sample and m of another can stand; true marks the first sample. */
function mixtures(n: number, m: number): boolean[][] {
  if (n === 0 && m === 0) return [[]]
  return [
    ...(n > 0 ? mixtures(n - 1, m).map((rest) => [true, ...rest]) : []),
    ...(m > 0 ? mixtures(n, m - 1).map((rest) => [false, ...rest]) : []),
  ]
}

type Sample = number[] | { sequence: { n: number; a: number; c: number; m: number; divide: number } }
interface Expected {
  ks_2samp: { statistic: number; p_asymptotic: number | { undefined: string }; p_exact?: number }
}

function values(sample: Sample): number[] {
  if (Array.isArray(sample)) return sample
  const { n, a, c, m, divide } = sample.sequence
  return Array.from({ length: n }, (_, i) => ((a * i + c) % m) / divide)
}

describeShared('the Kolmogorov-Smirnov test agrees with SciPy', (shared) => {
  const cases = oracle<{ x: Sample; y: Sample }, Expected>(shared, 'two_sample.jsonl')
  it.each(cases)('$case', ({ inputs, expected, tolerance = 1e-9 }) => {
    const samples = { x: values(inputs.x), y: values(inputs.y) }
    const { statistic, p_asymptotic, p_exact } = expected.ks_2samp
    const asymptotic = ksTest(samples, { method: 'asymptotic' })
    if (typeof p_asymptotic === 'object') expect(asymptotic).toHaveProperty('undefined')
    else {
      if ('undefined' in asymptotic) throw new Error(asymptotic.undefined)
      expectNear(asymptotic.statistic, statistic, tolerance, 'statistic')
      expectNear(asymptotic.p, p_asymptotic, 1e-6, 'asymptotic p')
    }
    if (p_exact !== undefined) {
      const exact = ksTest(samples)
      expect(exact).toMatchObject({ method: 'exact' })
      expectNear((exact as { p: number }).p, p_exact, 1e-6, 'exact p')
    }
  })
})
