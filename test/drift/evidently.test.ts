import { describe, expect, it } from 'vitest'
import { categoryPair } from '../../scripts/drift-pairs.ts'
import type { Evidence } from '../../src/drift/evidence.ts'
import { evidentlyColumn, evidentlyDataset } from '../../src/drift/evidently.ts'
import { compareValues } from '../../src/drift/methods.ts'
import { numbersOfRows } from '../../src/drift/numbers-of-rows.ts'
import { seeded } from '../../src/stats/random.ts'

function sequence(n: number, a: number, c: number, m: number, divide: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => ((a * i + c) % m) / divide)
}

function categories(x: number[], y: number[]): Evidence {
  const sum = (list: number[]) => list.reduce((all, count) => all + count, 0)
  return {
    kind: 'categorical',
    rows: { reference: sum(x), current: sum(y) },
    cells: x.map((reference, at) => ({ reference, current: y[at] as number })),
    other: { reference: 0, current: 0 },
  }
}

describe("Evidently's default choice", () => {
  const numbers = (reference: number, current: number, values = 1e6) =>
    numbersOfRows(
      sequence(reference, 7919, 13, 10007, 1000).map((value) => Math.floor(value * values) % values),
      sequence(current, 6007, 3, 9973, 950).map((value) => Math.floor(value * values) % values),
    )

  it.each([
    ['ks up to 1,000 reference rows', numbers(1000, 1200), 'ks'],
    ['wasserstein beyond', numbers(1001, 50), 'wasserstein'],
    ['chi-square for few numbers in few rows', numbers(1000, 900, 4), 'chisquare'],
    ['Jensen-Shannon for few numbers in many', numbers(1001, 900, 4), 'jensenshannon'],
    ['z for two values', categories([500, 400], [300, 300]), 'z'],
    ['z for one value', categories([500], [300]), 'z'],
    ['chi-square for categories in few rows', categories([400, 300, 300], [3, 3, 4]), 'chisquare'],
    ['Jensen-Shannon for two categories in many rows', categories([600, 401], [1, 1]), 'jensenshannon'],
  ])('is %s', (_, evidence, method) => {
    expect(evidentlyColumn(evidence)).toMatchObject({ method })
  })
})

describe("Evidently's figures, by SciPy", () => {
  const x = sequence(900, 7919, 13, 10007, 1000)
  const y = sequence(800, 6007, 3, 9973, 950)
  const score = (evidence: Evidence) => {
    const said = evidentlyColumn(evidence)
    return 'score' in said ? said.score : said.undefined
  }

  it('are p-values of KS, of a goodness of fit and of two proportions', () => {
    expect(score(numbersOfRows(x, y))).toBeCloseTo(0.3039330232968708, 9)
    expect(score(categories([50, 30, 20], [40, 35, 25]))).toBeCloseTo(0.12981217685543797, 9)
    expect(score(categories([100, 100], [60, 90]))).toBeCloseTo(0.06310090164516652, 9)
  })

  it('are distances beyond 1,000 rows', () => {
    const twice = (values: Float64Array) => Float64Array.from([...values, ...values])
    expect(score(numbersOfRows(twice(x), twice(y)))).toBeCloseTo(0.07456409244746927, 9)
    expect(score(categories([500, 300, 300], [400, 350, 250]))).toBeCloseTo(0.05934179203757536, 9)
  })

  it('say drift of the dataset when half the columns drift', () => {
    const column = (drift: boolean) => ({ method: 'ks' as const, score: 0.5, threshold: 0.05, drift })
    expect(evidentlyDataset([column(true), column(false)])).toMatchObject({ share: 0.5, drift: true })
    expect(evidentlyDataset([column(true), column(false), column(false)])).toMatchObject({ drift: false })
    expect(evidentlyDataset([{ undefined: 'no values on one side' }])).toBeUndefined()
  })
})

describe('where Evidently is wrong, Pawl is not', () => {
  const random = seeded(5)
  const alarms = (size: { reference: number; current: number }, kinds: number) => {
    let [theirs, ours] = [0, 0]
    for (let pair = 0; pair < 200; pair++) {
      const evidence = categoryPair(random, size, { kinds, law: 'uniform' })
      const said = evidentlyColumn(evidence)
      if ('drift' in said && said.drift) theirs++
      const tested = compareValues('chi-square', evidence)
      if ('p' in tested && tested.p < 0.05) ours++
    }
    return { theirs: theirs / 200, ours: ours / 200 }
  }

  it.each([
    ['goodness of fit takes the reference for the truth', { reference: 1000, current: 10_000 }, 10, 0.95],
    ['the same at equal sizes', { reference: 1000, current: 1000 }, 10, 0.35],
    [
      'Jensen-Shannon at 0.1 ignores how many categories there are',
      { reference: 1001, current: 1001 },
      100,
      0.95,
    ],
  ])('%s', (_, size, kinds, least) => {
    const { theirs, ours } = alarms(size, kinds)
    expect(theirs).toBeGreaterThan(least)
    expect(ours).toBeLessThan(0.1)
  })

  it('one row of a category that the reference lacks is drift beyond doubt there, and nothing here', () => {
    const evidence = categories([500, 500, 0], [50_000, 50_000, 1])
    expect(evidentlyColumn(evidence)).toMatchObject({ method: 'chisquare', score: 0, drift: true })
    const tested = compareValues('chi-square', evidence)
    expect('p' in tested && tested.p).toBeGreaterThan(0.05)
  })

  it('a constant has a p of 1, not NaN', () => {
    expect(evidentlyColumn(categories([500], [300]))).toMatchObject({ score: 1, drift: false })
  })
})
