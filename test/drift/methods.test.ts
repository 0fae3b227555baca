import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { categoryPair, normals, numberPair, type PairMethod, shares } from '../../scripts/drift-pairs.ts'
import { isTested } from '../../src/drift/comparison.ts'
import type { CategoryEvidence } from '../../src/drift/evidence.ts'
import { pAt } from '../../src/drift/law.ts'
import { chooseMethod, compareValues } from '../../src/drift/methods.ts'
import { numbersOfRows } from '../../src/drift/numbers-of-rows.ts'
import { categoryMethods, type DriftMethod, numberMethods } from '../../src/project/drift-methods.ts'
import { seeded } from '../../src/stats/random.ts'
import { compareColumns } from './rows.ts'

const own = (methods: readonly DriftMethod[]) =>
  methods.filter((method): method is PairMethod => method !== 'null-share')
const sample = (...values: number[]) => Float64Array.from(values)

describe.each(own(numberMethods))('%s compares numbers:', (method) => {
  const compare = (x: Float64Array, y: Float64Array) => compareValues(method, numbersOfRows(x, y))

  it('nothing is different between a sample and itself', () => {
    const x = normals(seeded(1), 500, 0)
    const same = compare(x, x)
    if (!isTested(same)) throw new Error(same.reason)
    expect(same.effect).toBeLessThan(1e-9)
    expect(same.p).toBeGreaterThan(0.9)
  })

  it('a large change has a large effect and a small p, and more rows make an effect at the limit plainer', () => {
    const [x, y] = [normals(seeded(1), 2000, 0), normals(seeded(2), 2000, 0).map((value) => 3 * value + 2)]
    const tested = compare(x, y)
    if (!isTested(tested)) throw new Error(tested.reason)
    expect(tested.effect).toBeGreaterThan(0.25)
    expect(tested.p).toBeLessThan(1e-6)
    const at = (rows: number) => pAt(tested.law, 0.2, { reference: rows, current: rows })
    expect(at(10_000)).toBeLessThan(at(300))
  })

  it('the effect does not depend on the unit', () => {
    const [x, y] = [normals(seeded(1), 800, 0), normals(seeded(2), 700, 0.3)]
    const effect = (scale: number) => {
      const tested = compare(
        x.map((value) => scale * value),
        y.map((value) => scale * value),
      )
      return isTested(tested) ? tested.effect : Number.NaN
    }
    expect(effect(1000)).toBeCloseTo(effect(1), 9)
    // Squares of these are no doubles any more: differences came out as those of constants, and so as drift.
    for (const scale of [2 ** -700, 2 ** 520, 2 ** 1020]) expect(effect(scale)).toBeCloseTo(effect(1), 9)
  })

  it('constants are stable, and a changed constant is drift or says why not', () => {
    const seven = new Float64Array(200).fill(7)
    for (const rows of [5, 200, 260]) {
      const same = compare(seven, new Float64Array(rows).fill(7))
      expect(isTested(same) ? same.effect : same.verdict).toBe(isTested(same) ? 0 : 'stable')
    }
    const changed = compare(seven, new Float64Array(200).fill(8))
    if (isTested(changed)) expect([changed.p < 1e-6, changed.effect > 0.3]).toEqual([true, true])
    else expect(changed.verdict).not.toBe(method === 'mean' ? 'stable' : 'nothing')
  })

  it('never gives a figure that is none', () => {
    const cells = fc.array(
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 0, max: 2 })),
      {
        minLength: 1,
        maxLength: 40,
      },
    )
    fc.assert(
      fc.property(cells, cells, (x, y) => {
        const tested = compare(Float64Array.from(x), Float64Array.from(y))
        if (!isTested(tested)) return
        expect(tested.p).toBeGreaterThanOrEqual(0)
        expect(tested.p).toBeLessThanOrEqual(1)
        if (Math.max(...x.map(Math.abs), ...y.map(Math.abs)) < 1e100)
          expect(tested.effect).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 60 },
    )
  })
})

describe.each(own(categoryMethods))('%s compares categories:', (method) => {
  const evidence = (x: number[], y: number[]): CategoryEvidence => {
    const total = (list: number[]) => list.reduce((sum, count) => sum + count, 0)
    const cells = x.map((reference, at) => ({ reference, current: y[at] as number }))
    const lone = (own: number[], others: number[]) => {
      const found = own.filter((_, at) => others[at] === 0)
      return { categories: found.length, rows: total(found), largest: Math.max(0, ...found) }
    }
    return {
      kind: 'categorical',
      rows: { reference: total(x), current: total(y) },
      cells,
      other: { reference: 0, current: 0 },
      unseen: lone(y, x),
      vanished: lone(x, y),
    }
  }

  it('nothing is different between equal shares', () => {
    const same = compareValues(method, evidence([500, 300, 200], [250, 150, 100]))
    if (!isTested(same)) throw new Error(same.reason)
    expect(same.effect).toBeLessThan(1e-9)
    expect(same.p).toBeGreaterThan(0.9)
  })

  it('a new category of many rows is seen', () => {
    const tested = compareValues(method, evidence([500, 500, 0], [400, 400, 200]))
    if (!isTested(tested)) throw new Error(tested.reason)
    expect(tested.p).toBeLessThan(1e-6)
    expect(tested.effect).toBeGreaterThan(0.1)
  })

  it('one row of a new category is none', () => {
    const tested = compareValues(method, evidence([5000, 5000, 0], [5000, 5000, 1]))
    if (!isTested(tested)) throw new Error(tested.reason)
    expect(tested.p).toBeGreaterThan(0.05)
  })

  it('raises no more false alarms than it may, for few categories and many', () => {
    const random = seeded(7)
    for (const [kinds, rows] of [
      [2, 100],
      [20, 300],
      [200, 1000],
    ] as const) {
      const size = { reference: rows, current: rows }
      const found = shares([method], 300, () => categoryPair(random, size, { kinds, law: 'uniform' })).get(
        method,
      )
      // Three standard errors above 5 % of 300.
      expect(found?.significant, `${kinds} categories`).toBeLessThan(0.09)
    }
  })
})

it.each(own(numberMethods))(
  '%s raises no more false alarms on numbers than it may, and sees half a deviation',
  (method) => {
    const random = seeded(11)
    const size = { reference: 300, current: 200 }
    expect(shares([method], 300, () => numberPair(random, size)).get(method)?.significant).toBeLessThan(0.09)
    const seen = shares([method], 40, () => numberPair(random, { reference: 1000, current: 1000 }, 0.5)).get(
      method,
    )
    if (method !== 'spread') expect(seen?.drift).toBeGreaterThan(0.9)
  },
)

describe('the method of a column', () => {
  const defaults = { effect: 0.1 }

  it('is KS for numbers and chi-square for categories, at the limit of the model', () => {
    expect(chooseMethod('numeric', {}, { effect: 0.2 })).toEqual({ method: 'ks', limit: 0.2 })
    expect(chooseMethod('categorical', {}, { effect: 0.2 })).toEqual({ method: 'chi-square', limit: 0.2 })
  })

  it('is that of its kind where one is set, and its own before that', () => {
    const set = { ...defaults, numbers: { method: 'psi' as const, effect: 0.3 } }
    expect(chooseMethod('numeric', {}, set)).toEqual({ method: 'psi', limit: 0.3 })
    expect(chooseMethod('numeric', { method: 'wasserstein' }, set)).toEqual({
      method: 'wasserstein',
      limit: 0.1,
    })
    expect(chooseMethod('numeric', { method: 'psi', effect: 0.2 }, set)).toEqual({
      method: 'psi',
      limit: 0.2,
    })
  })

  it('says so when it is not for what the column holds', () => {
    const numbers = numbersOfRows(sample(1, 2, 3), sample(1, 2, 3))
    expect(compareValues('chi-square', numbers)).toMatchObject({ verdict: 'inconclusive' })
  })
})

describe('a report', () => {
  const shifted = { a: 1, b: 0, y: 1, score: 0 }
  const columns = [
    { column: 'a', family: 'feature' as const },
    { column: 'b', family: 'feature' as const },
    { column: 'y', family: 'target' as const },
    { column: 'score', family: 'prediction' as const },
  ]

  it('corrects p within features, target and prediction, each by itself', async () => {
    const { columns: judged } = await compareColumns(shifted, { columns })
    const factor = (name: string) => {
      const column = judged.find(({ column }) => column === name)
      return Math.round((column?.['adjusted-p'] as number) / (column?.p as number))
    }
    expect(judged.map(({ family }) => family)).toEqual(['feature', 'feature', 'target', 'prediction'])
    // Two features with two tests each, against one target with two.
    expect([factor('a'), factor('y')]).toEqual([4, 2])
  })

  it('weighs the score by importance where training said what counts', async () => {
    const importance = new Map([
      ['a', 3],
      ['b', 1],
      ['gone', -5],
    ])
    expect((await compareColumns(shifted, { columns })).score).toEqual({ value: 0.5, weighed: false })
    const weighed = await compareColumns(shifted, { columns, importance })
    expect(weighed.score).toEqual({ value: 0.75, weighed: true })
    expect(weighed.columns[0]?.importance).toBe(0.75)
    expect(weighed.reason).toContain('75 % of the importance')
  })

  it('takes Holm, or no correction, where that is asked for', async () => {
    const p = async (correction: 'holm' | 'none') => {
      const settings = { p: 0.05, effect: 0.1, 'min-rows': 100, correction }
      const report = await compareColumns(shifted, { columns, settings })
      const [a] = report.columns
      return [report.correction, Math.round((a?.['adjusted-p'] as number) / (a?.p as number))]
    }
    expect(await p('holm')).toEqual(['holm', 4])
    expect(await p('none')).toEqual(['none', 1])
  })
})
