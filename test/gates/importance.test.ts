import { describe, expect, it } from 'vitest'
import { importanceCorrelation, importances, permutations, repeats } from '../../src/evaluation/importance.ts'
import { spearman } from '../../src/stats/rank-correlation.ts'
import { numbers, table, texts } from '../model/table.ts'
import { judgeOne } from './world.ts'

const of = (...means: number[]) => means.map((mean, at) => ({ feature: `f${at}`, mean, deviation: 0.001 }))
const gate = (candidate: ReturnType<typeof of>, production: ReturnType<typeof of> | undefined) =>
  judgeOne('importance.correlation', { min: 0.8 }, { importance: { rows: 100, candidate, production } })

it('Spearman’s correlation is SciPy’s, ties included', () => {
  expect(spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])).toBeCloseTo(0.8207826816681233, 12)
  expect(spearman([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12)
  expect(spearman([1, 1, 1], [3, 2, 1])).toBeNaN()
})

describe('a gate on what the features matter', () => {
  it('passes where their order stays and fails where it turns', () => {
    expect(gate(of(0.3, 0.2, 0.1), of(0.5, 0.2, 0.1))).toMatchObject({ candidate: 1, verdict: 'pass' })
    expect(gate(of(0.3, 0.2, 0.1), of(0.1, 0.2, 0.3))).toMatchObject({ candidate: -1, verdict: 'fail' })
  })

  it('never passes without an order to compare', () => {
    expect(importanceCorrelation(of(1, 2), of(1, 2))).toEqual({
      undefined: expect.stringContaining('share fewer'),
    })
    expect(gate(of(0.3, 0.2), of(0.3, 0.2)).verdict).toBe('fail')
    expect(gate(of(0.3, 0.2, 0.1), undefined).verdict).toBe('fail')
    expect(judgeOne('importance.correlation', { min: -1 }).verdict).toBe('fail')
  })

  it('is not applied to a first version', () => {
    const first = judgeOne('importance.correlation', { min: 0.8 }, { production: { kind: 'none' } })
    expect(first).toMatchObject({ applied: false, verdict: 'pass' })
  })
})

describe('a feature is permuted', () => {
  const clean = table(
    numbers('a', ...Array.from({ length: 400 }, (_, row) => row)),
    texts('plan', ...Array.from({ length: 400 }, (_, row) => `p${row % 3}`)),
  )
  const all = permutations(clean, 1)

  it('several times, each alone, and keeps its values', () => {
    expect(all.map(({ feature }) => feature)).toEqual([
      ...Array.from({ length: repeats }, () => 'a'),
      ...Array.from({ length: repeats }, () => 'plan'),
    ])
    const [first] = all
    const [a, plan] = first?.table.columns ?? []
    expect(plan).toBe(clean.columns[1])
    if (a?.kind !== 'number') throw new Error('a is a number')
    expect([...a.values]).not.toEqual(Array.from({ length: 400 }, (_, row) => row))
    expect([...a.values].sort((x, y) => x - y)).toEqual(Array.from({ length: 400 }, (_, row) => row))
  })

  it('and matters as much as the metric loses by it', () => {
    const y = Uint8Array.from({ length: 400 }, (_, row) => (row >= 200 ? 1 : 0))
    const model = (values: ArrayLike<number>) => ({
      ...({ task: 'binary-classification', y, threshold: 0.5, labelsOnly: false } as const),
      score: Float64Array.from(values, (value) => value / 400),
    })
    const found = importances(
      model(Array.from(y.keys())),
      all.map(({ feature, table: { columns } }) => {
        const [a] = columns
        return { feature, disturbed: model(a?.kind === 'number' ? a.values : []) }
      }),
    )
    if ('undefined' in found) throw new Error(found.undefined)
    const [a, plan] = found
    expect(a?.mean).toBeCloseTo(0.5, 1)
    expect(a?.deviation).toBeGreaterThan(0)
    expect(plan).toEqual({ feature: 'plan', mean: 0, deviation: 0 })
  })
})
