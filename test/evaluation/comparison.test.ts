import { describe, expect, it } from 'vitest'
import { figureOf } from '../../src/evaluation/binary.ts'
import { changeOf } from '../../src/evaluation/comparison.ts'
import { type Figures, figuresOf } from '../../src/evaluation/figures.ts'
import { intervalOf } from '../../src/evaluation/interval.ts'
import type { Predictions } from '../../src/evaluation/predictions.ts'
import { chanceWithin, endsOf, type Uncertainty } from '../../src/evaluation/uncertainty.ts'
import { metricsOf } from '../../src/project/metrics.ts'
import { seeded } from '../../src/stats/random.ts'
import { world } from '../gates/world.ts'

const metricNames = [...metricsOf['binary-classification'].keys()]
const evaluateBinary = (predictions: Predictions): Figures =>
  figuresOf({ task: 'binary-classification', ...predictions })

const sampling = { seed: 1, draws: 1000 }

function pairOf(rows: number, seed: number, noise: [number, number] = [0.3, 0.3]) {
  const { y, candidate, production } = world(seeded(seed), rows, { noise })
  const pair = {
    candidate: { ...candidate, y, threshold: 0.5 },
    production: { ...production, y, threshold: 0.5 },
  }
  return { pair, change: (name: string) => known(name, pair) }
}

function known(name: string, pair: { candidate: Predictions; production: Predictions }): Uncertainty {
  const figures = { candidate: figureOf(name, pair.candidate), production: figureOf(name, pair.production) }
  const change = changeOf(name, { pair, figures, sampling })
  if ('undefined' in change) throw new Error(change.undefined)
  return change.known
}

describe('the uncertainty of a change', () => {
  it('comes by DeLong for roc_auc and by the paired bootstrap for the others, and says so', () => {
    const { change } = pairOf(300, 1)
    const counts = 'bootstrap stratified by class, 1000 draws, half a row added to each cell'
    const rows = 'bootstrap stratified by class, 1000 draws'
    expect(metricNames.map((name) => [name, change(name).method])).toEqual([
      ['accuracy', counts],
      ['balanced_accuracy', counts],
      ['precision', counts],
      ['recall', counts],
      ['specificity', counts],
      ['f1', counts],
      ['precision_weighted', counts],
      ['recall_weighted', counts],
      ['f1_weighted', counts],
      ['fbeta_0.5', counts],
      ['fbeta_2', counts],
      ['matthews_corrcoef', counts],
      ['cohen_kappa', counts],
      ['roc_auc', 'paired DeLong'],
      ['average_precision', rows],
      ['ks', `${rows} and their mirror images`],
      ['log_loss', rows],
      ['brier', rows],
      ['ece', 'bootstrap, 1000 draws and their mirror images'],
    ])
  })

  it('holds the estimate at every level, and wider levels hold narrower ones', () => {
    const { change } = pairOf(120, 2)
    for (const name of metricNames) {
      const uncertain = change(name)
      const [narrow, wide] = [endsOf(uncertain, 0.9), endsOf(uncertain, 0.95)]
      expect(narrow.low).toBeLessThanOrEqual(uncertain.estimate)
      expect(narrow.high).toBeGreaterThanOrEqual(uncertain.estimate)
      expect(wide.low).toBeLessThanOrEqual(narrow.low)
      expect(wide.high).toBeGreaterThanOrEqual(narrow.high)
    }
  })

  it('has a p-value below 0.05 exactly where the better one-sided bound is beyond the limit', () => {
    const { change } = pairOf(400, 3, [0.2, 0.9])
    for (const name of metricNames) {
      const uncertain = change(name)
      const { low, high } = endsOf(uncertain, 0.9)
      for (let step = -20; step <= 20; step++) {
        const limit = uncertain.estimate + ((high - low) * step) / 21
        expect(chanceWithin(uncertain, limit, 'higher') < 0.05, `${name} ${step}`).toBe(high < limit - 1e-12)
        expect(chanceWithin(uncertain, limit, 'lower') < 0.05, `${name} ${step}`).toBe(low > limit + 1e-12)
      }
    }
  })

  it('agrees between the resampled mean and the normal law that replaces it for many rows', () => {
    const few = pairOf(9_900, 4, [0.2, 0.5]).change('log_loss')
    const many = pairOf(10_100, 4, [0.2, 0.5]).change('log_loss')
    expect([few.kind, many.kind]).toEqual(['draws', 'normal'])
    const width = (uncertain: Uncertainty) => endsOf(uncertain, 0.95).high - endsOf(uncertain, 0.95).low
    expect(width(few) / width(many)).toBeGreaterThan(0.9)
    expect(width(few) / width(many)).toBeLessThan(1.1)
  })

  it('of the same scores is nothing, unless the two read them at different thresholds', () => {
    const { pair } = pairOf(300, 6)
    const twin = { candidate: pair.candidate, production: pair.candidate }
    expect(endsOf(known('accuracy', twin), 0.95)).toEqual({ low: 0, high: 0 })
    const stricter = { ...twin, candidate: { ...pair.candidate, threshold: 0.9 } }
    const { low, high } = endsOf(known('accuracy', stricter), 0.95)
    expect(high - low).toBeGreaterThan(0.02)
  })

  it('counts draws without a figure against both ends', () => {
    const uncertain: Uncertainty = {
      estimate: 0,
      method: 'test',
      kind: 'draws',
      sorted: Float64Array.from({ length: 90 }, () => 0),
      undefinedDraws: 10,
      range: { low: -1, high: 1 },
    }
    expect(endsOf(uncertain, 0.9)).toEqual({ low: -1, high: 1 })
    expect(endsOf(uncertain, 0.5)).toEqual({ low: 0, high: 0 })
    expect(chanceWithin(uncertain, 0.5, 'higher')).toBeGreaterThan(0.1)
  })

  it('of models without a wrong pair shrinks with the rows, though no row tells them apart', () => {
    const reach = (rows: number) => {
      const y = Uint8Array.from({ length: rows }, (_, i) => i % 2)
      const score = (step: number) =>
        Float64Array.from(y, (label, i) => label + ((i * step) % rows) / (2 * rows))
      const labelled = { y, threshold: 0.5, labelsOnly: false }
      const pair = {
        candidate: { ...labelled, score: score(3) },
        production: { ...labelled, score: score(7) },
      }
      return endsOf(known('roc_auc', pair), 0.9).high
    }
    expect(reach(40)).toBeCloseTo(1 - 0.05 ** (1 / 20), 12)
    expect(reach(2000)).toBeLessThan(0.004)
  })
})

describe('the interval of one model’s figure', () => {
  it('is there for every metric that has a value, around that value', () => {
    const { pair } = pairOf(300, 5)
    const { metrics } = evaluateBinary(pair.candidate)
    for (const name of metricNames) {
      const interval = intervalOf(name, pair.candidate, sampling)
      const figure = metrics[name]
      expect(
        figure &&
          'value' in figure &&
          interval &&
          interval.low < figure.value &&
          figure.value < interval.high,
      ).toBe(true)
    }
  })

  it('is null for a figure that is undefined, and for a resampled one on a handful of rows', () => {
    const few = {
      y: Uint8Array.of(0, 1, 1),
      score: Float64Array.of(0.1, 0.2, 0.3),
      threshold: 0.5,
      labelsOnly: false,
    }
    expect(intervalOf('precision', few, sampling)).toBeNull()
    expect(intervalOf('f1', few, sampling)).toBeNull()
    expect(intervalOf('log_loss', few, sampling)).toBeNull()
    expect(intervalOf('accuracy', few, sampling)).not.toBeNull()
  })

  it('of a perfect ranking does not claim certainty', () => {
    const y = Uint8Array.of(0, 0, 0, 1, 1, 1)
    const interval = intervalOf(
      'roc_auc',
      { y, score: Float64Array.from(y), threshold: 0.5, labelsOnly: false },
      sampling,
    )
    expect(interval?.high).toBe(1)
    expect(interval?.low).toBeLessThan(0.4)
  })
})

describe('the interval of a figure that is no mean', () => {
  const noise: [number, number] = [0.3, 1.2]
  const trueWorld = pairOf(200_000, 8, noise).pair.candidate

  it.each([
    ['average_precision', 0.9],
    ['ks', 0.88],
    ['ece', 0.88],
  ])('of %s holds the true figure in most of 150 samples of 400 rows', (name, least) => {
    const truth = figureOf(name, trueWorld)
    let held = 0
    for (let seed = 0; seed < 150; seed++) {
      const { candidate } = pairOf(400, 1000 + seed, noise).pair
      const interval = intervalOf(name, candidate, { seed, draws: 300 })
      if (interval && 'value' in truth && interval.low <= truth.value && truth.value <= interval.high) held++
    }
    expect(held / 150).toBeGreaterThan(least)
  })

  it.each(['average_precision', 'ks', 'ece'])(
    'of the change of %s is as wide by the normal law of many rows as by resampling few',
    (name) => {
      const width = (rows: number) => {
        const { low, high } = endsOf(pairOf(rows, 4, [0.2, 1.2]).change(name), 0.95)
        return high - low
      }
      expect(width(1_990) / width(2_010)).toBeGreaterThan(0.75)
      expect(width(1_990) / width(2_010)).toBeLessThan(1.33)
    },
  )

  it('turns round when the models are swapped, whatever the order of the rows', () => {
    const { pair } = pairOf(150, 9)
    const turned = (predictions: Predictions) => ({
      ...predictions,
      y: predictions.y.toReversed(),
      score: predictions.score.toReversed(),
    })
    const swapped = { candidate: turned(pair.production), production: turned(pair.candidate) }
    for (const name of ['average_precision', 'ks']) {
      const [one, other] = [endsOf(known(name, pair), 0.9), endsOf(known(name, swapped), 0.9)]
      expect(other.low).toBeCloseTo(-one.high, 2)
      expect(other.high).toBeCloseTo(-one.low, 2)
    }
  })
})
