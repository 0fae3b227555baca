import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fairnessFigure } from '../../src/evaluation/fairness/figure.ts'
import { groupFigures } from '../../src/evaluation/fairness/group-figures.ts'
import type { Attribute } from '../../src/evaluation/fairness/groups.ts'
import { fairnessChange, fairnessInterval } from '../../src/evaluation/fairness/known.ts'
import { fairnessMeasures } from '../../src/evaluation/fairness/measures.ts'
import { predictionFigure, predictionInterval } from '../../src/evaluation/prediction-figures.ts'
import { agreement, agreementChange, agreementInterval, drop } from '../../src/evaluation/robustness.ts'
import { weakSegments } from '../../src/evaluation/segments/find.ts'
import { lossesOf } from '../../src/evaluation/segments/losses.ts'
import { onlyRows, type Pair, type Predictions } from '../../src/evaluation/tasks.ts'
import { seeded } from '../../src/stats/random.ts'
import { classesWorld, numbersWorld, scoresWorld } from './worlds.ts'

const worlds = [scoresWorld, classesWorld, numbersWorld] as const
const sampling = { seed: 1, draws: 300 }

/** Rows in three groups by turns, with whole weights; and the same rows as often as they weigh. */
const whole = fc.record({
  make: fc.constantFrom(...worlds),
  seed: fc.nat(10_000),
  weights: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 12, maxLength: 60 }),
})

function bothOf({ make, seed, weights }: { make: (typeof worlds)[number]; seed: number; weights: number[] }) {
  const pair: Pair = make(seeded(seed), weights.length)
  const repeated = Uint32Array.from(weights.flatMap((times, row) => new Array<number>(times).fill(row)))
  const counted = { weights: Float64Array.from(weights) }
  const groupsOf = (rows: Uint32Array): Attribute => ({
    name: 'g',
    groups: [0, 1, 2].map((group) => ({
      name: `g=${group}`,
      rows: Uint32Array.from(rows.keys()).filter((place) => (rows[place] as number) % 3 === group),
    })),
  })
  return {
    weighted: {
      candidate: { ...pair.candidate, ...counted },
      production: { ...pair.production, ...counted },
    },
    often: { candidate: onlyRows(pair.candidate, repeated), production: onlyRows(pair.production, repeated) },
    groups: {
      weighted: groupsOf(Uint32Array.from(weights.keys())),
      often: groupsOf(repeated),
    },
  }
}

function expectSame(one: object, other: object, what: string): void {
  const [a, b] = [one, other].map((figure) => ('value' in figure ? Number(figure.value) : undefined))
  expect(a === undefined, what).toBe(b === undefined)
  if (a !== undefined && b !== undefined) expect(a, what).toBeCloseTo(b, 9)
}

describe('whole weights are rows that are there as often', () => {
  it('between groups and in them', () => {
    fc.assert(
      fc.property(whole, (given) => {
        const { weighted, often, groups } = bothOf(given)
        for (const [name, measure] of fairnessMeasures(weighted.candidate.task)) {
          const figure = (of: 'weighted' | 'often', predictions: Predictions) =>
            fairnessFigure({ measure, attribute: groups[of], least: 1 }, predictions).figure
          expectSame(figure('weighted', weighted.candidate), figure('often', often.candidate), name)
        }
        const figures = groupFigures(weighted.candidate, { attribute: groups.weighted, least: 1 })
        const others = groupFigures(often.candidate, { attribute: groups.often, least: 1 })
        for (const [index, group] of figures.entries())
          for (const [name, { value }] of group) {
            const other = others[index]?.get(name)?.value ?? null
            if (value === null || other === null) expect(value).toBe(other)
            else expect(value, name).toBeCloseTo(other, 9)
          }
      }),
      { numRuns: 30 },
    )
  })

  it('of what is predicted on the whole, and of disturbed rows', () => {
    fc.assert(
      fc.property(whole, (given) => {
        const { weighted, often } = bothOf(given)
        for (const name of ['positive_rate', 'mean', 'min', 'max'])
          expectSame(
            predictionFigure(name, weighted.candidate),
            predictionFigure(name, often.candidate),
            name,
          )
        const disturbed = ({ candidate, production }: Pair) => ({ clean: candidate, disturbed: production })
        if (weighted.candidate.task !== 'regression')
          expectSame(agreement(disturbed(weighted)), agreement(disturbed(often)), 'agreement')
        expectSame(drop(disturbed(weighted)), drop(disturbed(often)), 'drop')
      }),
      { numRuns: 30 },
    )
  })
})

describe('where all weights are 3, intervals are as wide as without weights', () => {
  const width = (ends: { low: number; high: number } | null) => (ends ? ends.high - ends.low : undefined)
  const near = (one: number | undefined, other: number | undefined, what: string) => {
    expect(one === undefined, what).toBe(other === undefined)
    if (one !== undefined && other !== undefined) expect(one / other, what).toBeCloseTo(1, 0.8)
  }

  it.each(worlds.map((make) => [make.name, make] as const))('%s', (_, make) => {
    const rows = 300
    const pair: Pair = make(seeded(2), rows)
    const { groups } = bothOf({ make, seed: 2, weights: new Array<number>(rows).fill(1) })
    const weights = new Float64Array(rows).fill(3)
    const threefold = {
      candidate: { ...pair.candidate, weights },
      production: { ...pair.production, weights },
    }
    for (const [name, measure] of fairnessMeasures(pair.candidate.task)) {
      const asked = { measure, attribute: groups.weighted, least: 10 }
      const [one, other] = [pair, threefold].map((of) => {
        const change = fairnessChange(asked, { pair: of, sampling })
        return {
          figure: width(fairnessInterval(asked, of.candidate, sampling)),
          moved:
            'known' in change && change.known.kind === 'draws' ? spreadOf(change.known.sorted) : undefined,
        }
      })
      near(other?.figure, one?.figure, name)
      near(other?.moved, one?.moved, `change of ${name}`)
    }
    const [plain, weighted] = [pair, threefold].map(({ candidate, production }) => ({
      groups: groupFigures(candidate, { attribute: groups.weighted, least: 10 }),
      mean: predictionInterval('mean', candidate, sampling),
      rate: predictionInterval('positive_rate', candidate, sampling),
      agreement: agreementInterval({ clean: candidate, disturbed: production }),
      moved: agreementChange(
        {
          candidate: { clean: candidate, disturbed: production },
          production: { clean: production, disturbed: candidate },
        },
        sampling,
      ),
    }))
    for (const name of ['mean', 'rate', 'agreement'] as const)
      near(width(weighted?.[name] ?? null), width(plain?.[name] ?? null), name)
    expect(weighted && 'known' in weighted.moved).toBe(true)
    for (const [index, group] of (weighted?.groups ?? []).entries())
      for (const [name, { interval }] of group)
        near(width(interval), width(plain?.groups[index]?.get(name)?.interval ?? null), name)
  })

  function spreadOf(sorted: Float64Array): number {
    return (sorted.at(-1) as number) - (sorted[0] as number)
  }
})

describe('weak segments', () => {
  const rows = 800
  const { candidate } = numbersWorld(seeded(6), rows)
  // The model is off by 10 more where x is 1, and rows of that kind that are off still more weigh next to nothing.
  const x = Float64Array.from({ length: rows }, (_, row) => (row % 4 === 0 ? 1 : 0))
  const predicted = candidate.predicted.map(
    (value, row) => value + (x[row] === 1 ? (row % 8 === 0 ? 30 : 10) : 0),
  )
  const weights = Float64Array.from(x, (_, row) => (row % 8 === 0 ? 1e-9 : 1))
  const search = (of: Predictions) =>
    weakSegments(
      {
        features: { rows, columns: [{ kind: 'number', name: 'x', values: x }] },
        losses: lossesOf(of) ?? { metric: 'mae', values: new Float64Array() },
        halves: Uint8Array.from(x, (_, row) => (row >> 3) % 2),
      },
      { columns: ['x'], depth: 1, least: 20 },
    ).segments

  it('are told in weighted means', () => {
    const [plain] = search({ ...candidate, predicted })
    const [weighted] = search({ ...candidate, predicted, weights })
    expect(plain?.inside).toBeGreaterThan(18)
    expect(weighted?.rows).toBe(plain?.rows)
    expect(weighted?.inside).toBeGreaterThan(8)
    expect(weighted?.inside).toBeLessThan(13)
  })
})
