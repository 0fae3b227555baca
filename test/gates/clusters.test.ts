import { describe, expect, it } from 'vitest'
import { readHoldout } from '../../src/data/holdout.ts'
import type { Truth } from '../../src/data/truth.ts'
import { type Scores, scoresOfRows, truthOfRows } from '../../src/evaluation/tasks.ts'
import type { Judging } from '../../src/gates/bench.ts'
import { judge } from '../../src/gates/judge.ts'
import type { GateResult } from '../../src/gates/report.ts'
import { metricsOf } from '../../src/project/metrics.ts'
import { clusterStretch, designEffect } from '../../src/stats/clusters.ts'
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
    truth: { ...truthOfRows(truth, rows), clusters: rows },
    candidate: scoresOfRows(candidate, rows),
    production: scoresOfRows(production, rows),
  }
}

function width({ interval }: GateResult): number {
  return interval ? interval.high - interval.low : Number.NaN
}

const random = seeded(6)
const binary = world(seeded(5), 400)
const classes = ['a', 'b', 'c']
const labels = Int32Array.from({ length: 400 }, () => random.below(3))
const target = Float64Array.from(labels, () => 1 + random.uniform())

function classified(right: number): Scores {
  const said = labels.map((label) => (random.uniform() < right ? label : random.below(3)))
  const probabilities = new Float64Array(3 * said.length)
  for (const [row, label] of said.entries()) {
    const share = 0.4 + 0.5 * random.uniform()
    for (let index = 0; index < 3; index++)
      probabilities[row * 3 + index] = index === label ? share : (1 - share) / 2
  }
  return { task: 'multiclass-classification', labels: said, probabilities }
}

function estimated(noise: number): Scores {
  return { task: 'regression', predicted: target.map((value) => value + noise * (random.uniform() - 0.4)) }
}

const worlds: Rows[] = [
  {
    truth: { task: 'binary-classification', y: binary.y },
    candidate: binary.candidate,
    production: binary.production,
  },
  {
    truth: { task: 'multiclass-classification', y: labels, classes },
    candidate: classified(0.6),
    production: classified(0.65),
  },
  { truth: { task: 'regression', y: target }, candidate: estimated(0.5), production: estimated(0.4) },
]

const comparable = worlds.flatMap((rows) =>
  [...metricsOf[rows.truth.task]]
    .filter(([name, direction]) => direction !== 'none' && !/^max_error$|^top_[35]/.test(name))
    .map(([name, direction]) => ({ name, task: rows.truth.task, direction, rows })),
)

describe('ten rows of one customer are not ten customers', () => {
  it.each(comparable)(
    'the change of $name in $task is as uncertain as with each row once',
    ({ name, direction, rows }) => {
      const gate = { [name]: direction === 'lower' ? { 'max-rise': 0.1 } : { 'max-drop': 0.1 } }
      const ratio = width(judgedOf(often(rows, 10), gate)) / width(judgedOf(rows, gate))
      expect(ratio).toBeGreaterThan(0.85)
      // The bins of an ECE are no smooth function of the rows.
      expect(ratio).toBeLessThan(name === 'ece' ? 1.5 : 1.15)
    },
  )

  it.each(comparable)('so is $name in $task itself', ({ name, rows }) => {
    const gate = { [name]: { min: 0 } }
    const ratio = width(judgedOf(often(rows, 10), gate)) / width(judgedOf(rows, gate))
    expect(ratio).toBeGreaterThan(0.85)
    expect(ratio).toBeLessThan(1.15)
  })

  it('so is a figure between groups, and one of the user’s own', () => {
    const [rows] = worlds as [Rows]
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
      expect(ten / once, JSON.stringify(gate)).toBeLessThan(1.15)
    }
  })

  it('a drop that they would only just allow is not allowed', () => {
    const [rows] = worlds as [Rows]
    const { change = 0, interval } = judgedOf(rows, { roc_auc: { 'max-drop': 0.5 } })
    const limit = Math.abs(Math.min(0, ((change ?? 0) + (interval?.low ?? 0)) / 2))
    expect(judgedOf(rows, { roc_auc: { 'max-drop': limit } }).verdict).toBe('inconclusive')
    expect(judgedOf(often(rows, 10), { roc_auc: { 'max-drop': limit } }).verdict).toBe('inconclusive')
    const { clusters: _, ...truth } = often(rows, 10).truth
    expect(judgedOf({ ...often(rows, 10), truth }, { roc_auc: { 'max-drop': limit } }).verdict).toBe('pass')
  })

  it('rows that each stand for themselves are judged as without clusters, to the last bit', () => {
    const [rows] = worlds as [Rows]
    const alone = {
      ...rows,
      truth: { ...rows.truth, clusters: Uint32Array.from({ length: 400 }, (_, at) => at) },
    }
    for (const gate of [{ roc_auc: { 'max-drop': 0.01 } }, { recall: { min: 0.1 } }])
      expect(judgedOf(alone, gate)).toEqual(judgedOf(rows, gate))
  })

  it('fewer than ten clusters with a row of the rarer class are too few to compare with', () => {
    const [rows] = worlds as [Rows]
    const { y } = rows.truth
    // Every positive row is of one of nine customers.
    const clusters = Uint32Array.from(y, (label, row) => (label === 1 ? row % 9 : row + 1000))
    const { verdict, reason } = judgedOf(
      { ...rows, truth: { ...rows.truth, clusters } },
      { roc_auc: { 'max-drop': 0.5 } },
    )
    expect(verdict).toBe('inconclusive')
    expect(reason).toBe('roc_auc: the rarer class has rows of 9 clusters only, and an interval needs 10')
  })
})

describe('customers with many visits, of whom some are judged worse than others', () => {
  const visitsOfEach = 20

  /** Each customer has a level of their own, and both models are wrong about it in ways of their own. */
  function visits(random: Random, customers: number): Rows {
    const length = customers * visitsOfEach
    const y = new Uint8Array(length)
    const clusters = new Uint32Array(length)
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

describe('the design effect', () => {
  const slopes = Float64Array.from({ length: 60 }, () => random.uniform() - 0.5)

  it('is 1 where each row is a cluster', () => {
    expect(designEffect(slopes, Uint32Array.from(slopes.keys()))).toBeCloseTo(1, 12)
  })

  it('is that of the sizes where no row moves the figure', () => {
    const clusters = Uint32Array.from(slopes, (_, row) => (row < 30 ? 0 : row))
    expect(designEffect(new Float64Array(60), clusters)).toBeCloseTo((30 * 30 + 30) / 60, 12)
  })

  it('never makes an interval narrower, and one cluster tells nothing', () => {
    const opposed = Float64Array.from({ length: 60 }, (_, row) => (row % 2 === 0 ? 1 : -1))
    const pairs = Uint32Array.from({ length: 60 }, (_, row) => Math.floor(row / 2))
    expect(designEffect(opposed, pairs)).toBeCloseTo(0, 12)
    expect(clusterStretch(opposed, pairs)).toBeGreaterThanOrEqual(1)
    expect(clusterStretch(slopes, new Uint32Array(60))).toBe(Number.POSITIVE_INFINITY)
  })

  // Quantiles of Student's t at 97.5 % over that of the normal law, from tables.
  it.each([
    [9, 2.2622],
    [29, 2.0452],
    [99, 1.9842],
  ])('with %i degrees of freedom reaches as far as Student’s t', (degrees, quantile) => {
    const clusters = Uint32Array.from({ length: degrees + 1 }, (_, row) => row)
    const alike = Float64Array.from(clusters, (row) => (row % 2 === 0 ? 1 : -1))
    expect(clusterStretch(alike, clusters) * 1.959964).toBeCloseTo(quantile, 2)
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
    ...Array.from({ length: 40 }, (_, row) => `r${row},c${row % 4},${row},${row % 3 === 0}`),
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
    for (const holdout of [await read('customer'), await read('id', 'customer')])
      expect(new Set(holdout.truth.clusters).size).toBeLessThanOrEqual(4)
  })

  it('none where rows are split by their key', async () => {
    expect((await read('id')).truth.clusters).toBeUndefined()
  })
})
