import { describe, expect, it } from 'vitest'
import { changeOf, figureOf, intervalOf, type Pair, type Predictions } from '../../src/evaluation/tasks.ts'
import { endsOf } from '../../src/evaluation/uncertainty.ts'
import { metricsOf } from '../../src/project/metrics.ts'
import { type Random, seeded } from '../../src/stats/random.ts'
import { classesWorld, numbersWorld, scoresWorld, weightsOf } from './worlds.ts'

const repeats = 100

/** In so many repeats a share of 0.95 is below this once in some thousands; weights cost a little more than that. */
const least = 0.87

/** A metric of each kind. */
const worlds = [
  {
    task: 'binary-classification',
    make: scoresWorld,
    rows: 400,
    names: ['accuracy', 'f1', 'roc_auc', 'average_precision', 'ks', 'log_loss', 'ece'],
  },
  {
    task: 'multiclass-classification',
    make: classesWorld,
    rows: 400,
    names: ['accuracy', 'f1_macro', 'roc_auc_ovr', 'brier', 'ece'],
  },
  { task: 'regression', make: numbersWorld, rows: 160, names: ['mae', 'rmse', 'medae', 'r2'] },
] as const

/** Weights that have to do with what is true of a row: without them, figures would be of another population. */
function weighted(make: (random: Random, rows: number) => Pair, random: Random, rows: number): Pair {
  const { candidate, production } = make(random, rows)
  const weights = weightsOf(random, rows).map(
    (weight, row) =>
      weight *
      (candidate.task === 'regression'
        ? 30 / (candidate.y[row] as number)
        : candidate.y[row] === 1
          ? 0.5
          : 1.5),
  )
  return { candidate: { ...candidate, weights }, production: { ...production, weights } }
}

describe.each(worlds)('95 % intervals of $task on $rows rows with weights', ({ make, rows, names }) => {
  const many: Predictions = weighted(make, seeded(1), 100_000).candidate
  const truths = new Map<string, ReturnType<typeof figureOf>>(
    names.map((name) => [name, figureOf(name, many)]),
  )
  const held = new Map<string, Record<'changes' | 'figures', number[]>>(
    names.map((name) => [name, { changes: [0, 0], figures: [0, 0] }]),
  )
  const random = seeded(2)
  for (let seed = 0; seed < repeats; seed++) {
    const pair = weighted(make, random, rows)
    const sampling = { seed, draws: 100 }
    for (const [name, counts] of held) {
      const figures = {
        candidate: figureOf(name, pair.candidate),
        production: figureOf(name, pair.production),
      }
      const change = changeOf(name, { pair, figures, sampling })
      if ('known' in change) add(counts.changes, endsOf(change.known, 0.95), 0)
      const interval = intervalOf(name, pair.candidate, sampling)
      const truth = truths.get(name)
      if (interval && truth && 'value' in truth) add(counts.figures, interval, truth.value)
    }
  }

  it('of the change between two models of equal worth hold 0', () => {
    for (const [name, { changes }] of held) expectHeld(name, changes)
  })

  it('of a figure hold what it is on very many rows', () => {
    for (const [name, { figures }] of held) expectHeld(name, figures)
  })
})

function add(counts: number[], { low, high }: { low: number; high: number }, truth: number): void {
  counts[0] = (counts[0] as number) + (low <= truth && truth <= high ? 1 : 0)
  counts[1] = (counts[1] as number) + 1
}

function expectHeld(name: string, [times = 0, of = 0]: number[]): void {
  expect(of, name).toBeGreaterThan(repeats * 0.9)
  expect(times / of, name).toBeGreaterThan(least)
}

const bothSides = [
  ['drawn', 600],
  ['by the normal law', 2_400],
] as const

describe.each(bothSides)('intervals that are %s', (_, rows) => {
  const sampling = { seed: 3, draws: 400 }
  const width = ({ low, high }: { low: number; high: number }) => high - low

  it.each(worlds)('of $task are as wide where all weights are 3 as without weights', ({ task, make }) => {
    const { candidate, production }: Pair = make(seeded(4), rows)
    const weights = new Float64Array(rows).fill(3)
    const plain = { candidate, production }
    const threefold = { candidate: { ...candidate, weights }, production: { ...production, weights } }
    for (const name of metricsOf[task].keys()) {
      const [known, weighted] = [plain, threefold].map((pair) => {
        const figures = {
          candidate: figureOf(name, pair.candidate),
          production: figureOf(name, pair.production),
        }
        const change = changeOf(name, { pair, figures, sampling })
        const ends = 'known' in change ? endsOf(change.known, 0.95) : undefined
        return { change: ends && width(ends), figure: widthOf(intervalOf(name, pair.candidate, sampling)) }
      })
      for (const of of ['change', 'figure'] as const) {
        const [one, other] = [known?.[of], weighted?.[of]]
        expect(one === undefined, `${of} of ${name}`).toBe(other === undefined)
        if (one === undefined || other === undefined) continue
        expect(other / one, `${of} of ${name}`).toBeGreaterThan(0.8)
        expect(other / one, `${of} of ${name}`).toBeLessThan(1.25)
      }
    }
  })

  function widthOf(interval: { low: number; high: number } | null): number | undefined {
    return interval ? width(interval) : undefined
  }
})
