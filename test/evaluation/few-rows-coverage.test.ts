import { describe, expect, it } from 'vitest'
import { figureOf, intervalOf, type Predictions } from '../../src/evaluation/tasks.ts'
import { type Random, seeded } from '../../src/stats/random.ts'
import { weightsOf } from './worlds.ts'

const repeats = 150

/** In so many repeats a share of 0.95 is below this once in some thousands. */
const least = 0.88

const names = ['roc_auc', 'average_precision', 'ks', 'ece', 'log_loss', 'brier']

/** Rows whose probability is known but for some noise. */
function world(random: Random, rows: number, { start, weighted }: { start: number; weighted: boolean }) {
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
  const share = (odds: number) => 1 / (1 + Math.exp(-odds))
  const odds = Float64Array.from({ length: rows }, () => 1.4 * normal() + start)
  return {
    task: 'binary-classification',
    y: Uint8Array.from(odds, (value) => (random.uniform() < share(value) ? 1 : 0)),
    score: odds.map((value) => share(value + 0.6 * normal())),
    threshold: 0.5,
    labelsOnly: false,
    ...(weighted && { weights: weightsOf(random, rows) }),
  } satisfies Predictions
}

describe.each([
  { what: '100 rows', rows: 100, start: -1.3, weighted: false },
  { what: '250 rows with weights', rows: 250, start: -1.3, weighted: true },
  { what: '1,400 rows of which 2 % are positive', rows: 1400, start: -5.2, weighted: false },
])('95 % intervals of $what', ({ rows, ...how }) => {
  it('hold what a figure is on very many rows', { timeout: 60_000 }, () => {
    const many = world(seeded(1), 300_000, how)
    const truths = new Map(names.map((name) => [name, figureOf(name, many)]))
    const held = new Map(names.map((name) => [name, [0, 0] as [number, number]]))
    const random = seeded(2)
    for (let seed = 0; seed < repeats; seed++) {
      const few = world(random, rows, how)
      for (const [name, counts] of held) {
        const truth = truths.get(name)
        const interval = intervalOf(name, few, { seed, draws: 100 })
        if (!interval || !truth || !('value' in truth)) continue
        counts[1]++
        if (interval.low <= truth.value && truth.value <= interval.high) counts[0]++
      }
    }
    for (const [name, [times, of]] of held) {
      expect(of, name).toBeGreaterThan(repeats * 0.9)
      expect(times / of, name).toBeGreaterThan(least)
    }
  })
})
