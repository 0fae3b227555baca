import { describe, expect, it } from 'vitest'
import { readHoldout } from '../../src/data/holdout.ts'
import type { Truth } from '../../src/data/truth.ts'
import { type Scores, scoresOfRows, truthOfRows } from '../../src/evaluation/tasks.ts'
import type { Judging } from '../../src/gates/bench.ts'
import { judge } from '../../src/gates/judge.ts'
import type { GateResult } from '../../src/gates/report.ts'
import { type Random, seeded } from '../../src/stats/random.ts'
import { opened, repository } from '../data/repository.ts'
import { rule, scores, world } from './world.ts'

interface Rows {
  truth: Truth
  candidate: Scores
  production: Scores
}

function judgedOf(
  { truth, candidate, production }: Rows,
  gate: Record<string, Record<string, unknown>>,
  more: Partial<Judging> = {},
): GateResult {
  const gates = Object.fromEntries(Object.entries(gate).map(([name, one]) => [name, [rule(one)]]))
  const [result] = judge({
    model: { task: truth.task, gates, evaluate: { threshold: 0.5 } },
    truth,
    candidate,
    production: { kind: 'scored', scores: production },
    evidence: 'interval',
    seed: 42,
    draws: 1_000,
    ...more,
  })
  if (!result) throw new Error('no result')
  return result
}

/** Every row as many times, all of them of one cluster. */
function often({ truth, candidate, production }: Rows, times: number): Rows {
  const rows = Uint32Array.from({ length: truth.y.length * times }, (_, at) => Math.floor(at / times))
  return {
    truth: { ...truthOfRows(truth, rows), clusters: Int32Array.from(rows) },
    candidate: scoresOfRows(candidate, rows),
    production: scoresOfRows(production, rows),
  }
}

function width({ interval }: GateResult): number {
  return interval ? interval.high - interval.low : Number.NaN
}

const binary = world(seeded(5), 400)
const rows: Rows = {
  truth: { task: 'binary-classification', y: binary.y },
  candidate: binary.candidate,
  production: binary.production,
}

describe('ten rows of one customer are not ten customers', () => {
  it('neither for a figure between groups nor for one of the user’s own', () => {
    const attribute = (times: number) => ({
      name: 'sex',
      groups: ['f', 'm'].map((name, at) => ({
        name,
        rows: Uint32Array.from({ length: 400 * times }, (_, row) => row).filter(
          (row) => Math.floor(row / times) % 2 === at,
        ),
      })),
    })
    const values = (of: Scores) =>
      of.task === 'binary-classification' ? of.score.map((score) => 50 * score) : new Float64Array()
    const widths = (gate: Record<string, Record<string, unknown>>) =>
      [1, 10].map((times) => {
        const given = often(rows, times)
        return width(
          judgedOf(given, gate, {
            attributes: [attribute(times)],
            custom: new Map([
              [
                'profit',
                {
                  kind: 'rows',
                  of: 'mean',
                  candidate: values(given.candidate),
                  production: values(given.production),
                },
              ],
            ]),
            model: {
              task: 'binary-classification',
              gates: Object.fromEntries(Object.entries(gate).map(([name, one]) => [name, [rule(one)]])),
              evaluate: { threshold: 0.5, protected: ['sex'] },
              metrics: { profit: { sql: 'target', of: 'mean', better: 'higher' } },
            },
          }),
        )
      }) as [number, number]
    for (const gate of [
      { 'fairness.demographic_parity_difference': { 'max-rise': 0.5 } },
      { 'fairness.demographic_parity_difference': { max: 0.9 } },
      { profit: { 'max-drop': 10 } },
      { profit: { min: 0 } },
    ]) {
      const [once, ten] = widths(gate)
      expect(ten / once, JSON.stringify(gate)).toBeGreaterThan(0.85)
      expect(ten / once, JSON.stringify(gate)).toBeLessThan(1.3)
    }
  })

  it('a drop that they would only just allow is not allowed', () => {
    const { change = 0, interval } = judgedOf(rows, { roc_auc: { 'max-drop': 0.5 } })
    const limit = Math.abs(Math.min(0, ((change ?? 0) + (interval?.low ?? 0)) / 2))
    expect(judgedOf(rows, { roc_auc: { 'max-drop': limit } }).verdict).toBe('inconclusive')
    expect(judgedOf(often(rows, 10), { roc_auc: { 'max-drop': limit } }).verdict).toBe('inconclusive')
    const { clusters: _, ...truth } = often(rows, 10).truth
    expect(judgedOf({ ...often(rows, 10), truth }, { roc_auc: { 'max-drop': limit } }).verdict).toBe('pass')
  })

  it('rows that each stand for themselves are judged as without clusters, to the last bit', () => {
    const alone = {
      ...rows,
      truth: { ...rows.truth, clusters: Int32Array.from({ length: 400 }, (_, at) => at) },
    }
    for (const gate of [{ roc_auc: { 'max-drop': 0.01 } }, { recall: { min: 0.1 } }])
      expect(judgedOf(alone, gate)).toEqual(judgedOf(rows, gate))
  })

  it('fewer than ten groups with a row of the rarer class are too few to compare with', () => {
    const { y } = rows.truth
    // Every positive row is of one of nine customers.
    const clusters = Int32Array.from(y, (label, row) => (label === 1 ? row % 9 : row + 1000))
    const { verdict, reason } = judgedOf(
      { ...rows, truth: { ...rows.truth, clusters } },
      { roc_auc: { 'max-drop': 0.5 } },
    )
    expect(verdict).toBe('inconclusive')
    expect(reason).toBe('roc_auc: the rarer class has rows of 9 groups only, and an interval needs 10')
  })
})

describe('customers with many visits, of whom some are judged worse than others', () => {
  const visitsOfEach = 20

  /** Each customer has a level of their own, and both models are wrong about it in ways of their own. */
  function visits(random: Random, customers: number): Rows {
    const length = customers * visitsOfEach
    const y = new Uint8Array(length)
    const clusters = new Int32Array(length)
    const [one, other] = [new Float64Array(length), new Float64Array(length)]
    const gaussian = () => {
      let sum = -6
      for (let at = 0; at < 12; at++) sum += random.uniform()
      return sum
    }
    for (let customer = 0; customer < customers; customer++) {
      const [level, first, second] = [1.4 * gaussian(), 1.5 * gaussian(), 1.5 * gaussian()]
      for (let visit = 0; visit < visitsOfEach; visit++) {
        const row = customer * visitsOfEach + visit
        const logit = level + 0.3 * gaussian()
        clusters[row] = customer
        y[row] = random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0
        one[row] = 1 / (1 + Math.exp(-(logit + first)))
        other[row] = 1 / (1 + Math.exp(-(logit + second)))
      }
    }
    return {
      truth: { task: 'binary-classification', y, clusters },
      candidate: scores(one),
      production: scores(other),
    }
  }

  it.each([
    ['roc_auc', 'max-drop'],
    ['log_loss', 'max-rise'],
    ['accuracy', 'max-drop'],
  ])('of models that are equally good, %s misses no change in 4 to 17 of 100 at 90 %%', (metric, limit) => {
    const runs = 150
    let [missed, withoutClusters] = [0, 0]
    for (let run = 0; run < runs; run++) {
      const rows = visits(seeded(1000 + run), 60)
      const misses = (given: Rows) => {
        const { bounds } = judgedOf(given, { [metric]: { [limit]: 0.001 } }, { draws: 200 })
        return bounds !== undefined && (bounds.low > 0 || bounds.high < 0)
      }
      if (misses(rows)) missed++
      const { clusters: _, ...truth } = rows.truth
      if (misses({ ...rows, truth })) withoutClusters++
    }
    expect(missed / runs).toBeGreaterThan(0.04)
    expect(missed / runs).toBeLessThan(0.17)
    expect(withoutClusters / runs).toBeGreaterThan(0.25)
  })
})

describe('which rows belong together', () => {
  const columns = {
    id: { type: 'string' },
    customer: { type: 'string' },
    a: { type: 'number' },
    left: { type: 'boolean' },
  } as const
  const text = [
    'id,customer,a,left',
    ...Array.from({ length: 80 }, (_, row) => `r${row},c${row % 20},${row},${row % 3 === 0}`),
  ].join('\n')
  const read = (by: string, group?: string) =>
    opened(repository({ 'a.csv': text }, { key: ['id'], columns }), (database, open) =>
      readHoldout(database, open, {
        selection: {
          features: ['a'],
          target: { column: 'left', positive: true },
          split: { by, holdout: 0.9, salt: 'pawl' },
        },
        objective: { task: 'binary-classification', column: 'left', positive: true },
        splits: [{ by, holdout: 0.9, salt: 'pawl' }],
        group,
      }),
    )

  it('those of one value that they are split by, or of one group', async () => {
    for (const holdout of [await read('customer'), await read('id', 'customer')]) {
      const { size } = new Set(holdout.truth.clusters)
      expect([size >= 10, size <= 20]).toEqual([true, true])
    }
  })

  it('none where rows are split by their key', async () => {
    expect((await read('id')).truth.clusters).toBeUndefined()
  })
})
