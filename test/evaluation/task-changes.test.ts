import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/evaluation/comparison.ts'
import type { Interval } from '../../src/evaluation/interval.ts'
import type { Figure } from '../../src/evaluation/metrics.ts'
import * as multiclass from '../../src/evaluation/multiclass/multiclass.ts'
import type { MulticlassPair } from '../../src/evaluation/multiclass/predictions.ts'
import type { RegressionPair } from '../../src/evaluation/regression/predictions.ts'
import * as regression from '../../src/evaluation/regression/regression.ts'
import { changeOf, figureOf, intervalOf, onlyRows, type Pair } from '../../src/evaluation/tasks.ts'
import { endsOf, type Uncertainty } from '../../src/evaluation/uncertainty.ts'
import { metricsOf } from '../../src/project/metrics.ts'
import { aucDifference } from '../../src/stats/delong.ts'
import { areasOfClasses, pairwiseAreas } from '../../src/stats/pairwise-auc.ts'
import { seeded } from '../../src/stats/random.ts'
import { classesWorld, numbersWorld } from './worlds.ts'

const sampling = { seed: 1, draws: 200 }

function change(name: string, pair: Pair): Change {
  const figures: Record<keyof Pair, Figure> = {
    candidate: figureOf(name, pair.candidate),
    production: figureOf(name, pair.production),
  }
  return changeOf(name, { pair, figures, sampling })
}

function known(name: string, pair: Pair): Uncertainty {
  const found = change(name, pair)
  if ('undefined' in found) throw new Error(`${name}: ${found.undefined}`)
  return found.known
}

function reason(name: string, pair: Pair): string | undefined {
  const found = change(name, pair)
  return 'undefined' in found ? found.undefined : undefined
}

function shuffled<P extends Pair>({ candidate, production }: P): Pair {
  const random = seeded(8)
  const rows = Uint32Array.from(candidate.y.keys())
  for (let left = rows.length; left > 1; left--) {
    const at = random.below(left)
    const [one, other] = [rows[left - 1] as number, rows[at] as number]
    rows[left - 1] = other
    rows[at] = one
  }
  return { candidate: onlyRows(candidate, rows), production: onlyRows(production, rows) }
}

const swapped = ({ candidate, production }: Pair): Pair => ({ candidate: production, production: candidate })

const tasks = [
  {
    task: 'multiclass-classification',
    few: classesWorld(seeded(1), 160, { classes: 4 }) as Pair,
    many: classesWorld(seeded(2), 2_500, { classes: 4, skill: [1.2, 1] }) as Pair,
    without: ['top_5_accuracy'],
  },
  {
    task: 'regression',
    few: numbersWorld(seeded(3), 80) as Pair,
    many: numbersWorld(seeded(4), 2_500, [0.8, 1]) as Pair,
    without: ['max_error'],
  },
] as const

describe.each(tasks)('a change of $task', ({ task, few, many, without }) => {
  const names = [...metricsOf[task].keys()].filter((name) => !(without as readonly string[]).includes(name))

  describe.each([
    ['few rows', few],
    ['many rows', many],
  ])('on %s', (_, pair) => {
    it('is in the interval that holds it', () => {
      for (const name of names) {
        const found = known(name, pair)
        const { low, high } = endsOf(found, 0.95)
        expect(low, name).toBeLessThanOrEqual(found.estimate)
        expect(high, name).toBeGreaterThanOrEqual(found.estimate)
        expect(high - low, name).toBeGreaterThan(0)
      }
    })

    it('does not depend on the order of the rows', () => {
      const other = shuffled(pair)
      for (const name of names)
        expectSameEnds(endsOf(known(name, other), 0.9), endsOf(known(name, pair), 0.9))
    })

    it('turns round when the two models are swapped', () => {
      for (const name of names) {
        const { low, high } = endsOf(known(name, swapped(pair)), 0.9)
        expectSameEnds({ low: -high, high: -low }, endsOf(known(name, pair), 0.9))
      }
    })

    it('holds a single figure in its interval too, whatever the order of the rows', () => {
      const other = shuffled(pair).candidate
      for (const name of names) {
        const figure = figureOf(name, pair.candidate) as { value: number }
        const interval = intervalOf(name, pair.candidate, sampling) as Interval
        expect(interval.low, name).toBeLessThanOrEqual(figure.value)
        expect(interval.high, name).toBeGreaterThanOrEqual(figure.value)
        expectSameEnds(intervalOf(name, other, sampling) as Interval, interval)
      }
    })
  })

  it('is exactly nothing between two models that answer the same on every row', () => {
    const twin = { candidate: few.candidate, production: few.candidate }
    for (const name of names) expect(endsOf(known(name, twin), 0.95), name).toEqual({ low: 0, high: 0 })
  })

  it('has no interval on nine rows, and neither has a figure that is no share of rows', () => {
    const nine = Uint32Array.from({ length: 9 }, (_, row) => row)
    const pair = { candidate: onlyRows(few.candidate, nine), production: onlyRows(few.production, nine) }
    for (const name of names) {
      expect(reason(name, pair), name).toBeDefined()
      const interval = intervalOf(name, pair.candidate, sampling)
      if (interval !== null) expect(interval.method, name).toBe('Wilson, 9 rows')
    }
  })

  it('of models of other rows is a bug of the caller', () => {
    const pair = { candidate: few.candidate, production: many.production }
    expect(() => change(names[0] as string, pair)).toThrow('other rows')
  })
})

describe('several classes', () => {
  const pair = classesWorld(seeded(5), 200, { classes: 3 })
  const names = [...metricsOf['multiclass-classification'].keys()].filter(
    (name) => !['top_3_accuracy', 'top_5_accuracy'].includes(name),
  )

  it('by other names, in another order, have the same figures', () => {
    const renamed = relabelled(pair.candidate, [2, 0, 1])
    for (const name of names) {
      const { value } = multiclass.figureOf(name, pair.candidate) as { value: number }
      expect(multiclass.figureOf(name, renamed), name).toEqual({ value: expect.closeTo(value, 12) })
    }
  })

  it('by other names keep the intervals that come without draws', () => {
    const other = {
      candidate: relabelled(pair.candidate, [2, 0, 1]),
      production: relabelled(pair.production, [2, 0, 1]),
    }
    for (const name of pairwiseAreas.map((area) => `roc_auc_${area}`))
      expectSameEnds(endsOf(known(name, other), 0.9), endsOf(known(name, pair), 0.9))
  })

  it('that are two come to the paired DeLong of binary classification', () => {
    const { candidate, production } = classesWorld(seeded(6), 150, { classes: 2 })
    const score = ({ probabilities }: multiclass.MulticlassPredictions) =>
      (probabilities as Float64Array).filter((_, index) => index % 2 === 1)
    const y = Uint8Array.from(candidate.y)
    const delong = aucDifference({ y, a: score(production), b: score(candidate) })
    for (const area of pairwiseAreas) {
      const found = known(`roc_auc_${area}`, { candidate, production })
      expect(found.estimate).toBeCloseTo(delong?.difference as number, 12)
      expect(found.kind === 'normal' && found.error ** 2).toBeCloseTo(delong?.variance as number, 12)
    }
  })

  it('have the slopes by which an area grows when a row comes again', () => {
    const { y, probabilities } = classesWorld(seeded(7), 90, { classes: 3 }).candidate
    const scores = probabilities as Float64Array
    const times = 100
    const areas = areasOfClasses({ y, classes: 3, scores })
    const repeated = (extra: number) => {
      const rows = Array.from({ length: y.length * times }, (_, index) => index % y.length)
      for (let again = 0; again < times / 20; again++) rows.push(extra)
      return areasOfClasses({
        y: Int32Array.from(rows, (row) => y[row] as number),
        classes: 3,
        scores: Float64Array.from(rows.flatMap((row) => [...scores.subarray(3 * row, 3 * row + 3)])),
      })
    }
    for (const row of [0, 40, 80]) {
      const more = repeated(row)
      for (const area of pairwiseAreas) {
        const growth = (more[area].auc - areas[area].auc) * 20
        expect(growth, area).toBeCloseTo(areas[area].slopes[row] as number, 3)
      }
    }
  })

  it('that no model confuses do not promise that it never will', () => {
    const y = Int32Array.from({ length: 60 }, (_, row) => row % 3)
    const perfect = (sure: number): multiclass.MulticlassPredictions => ({
      task: 'multiclass-classification',
      classes: ['a', 'b', 'c'],
      y,
      labels: y,
      probabilities: Float64Array.from({ length: 180 }, (_, at) =>
        at % 3 === y[Math.floor(at / 3)] ? sure : (1 - sure) / 2,
      ),
    })
    const two: MulticlassPair = { candidate: perfect(0.9), production: perfect(0.8) }
    for (const name of names.filter((each) => !['log_loss', 'brier'].includes(each))) {
      const { low, high } = endsOf(known(name, two), 0.95)
      expect(high - low, name).toBeGreaterThan(0.01)
      const interval = multiclass.intervalOf(name, two.candidate, sampling)
      expect((interval?.high as number) - (interval?.low as number), name).toBeGreaterThan(0.005)
    }
    for (const name of ['log_loss', 'brier']) {
      expect(reason(name, two)).toMatch('every row changes by the same amount')
      expect(multiclass.intervalOf(name, two.candidate, sampling)).toBeNull()
    }
  })

  it('of which one is rare keep the intervals of means over rows, and lose those of means over classes', () => {
    const rows = Uint32Array.from(pair.candidate.y.keys())
    let left = 9
    const kept = rows.filter((row) => pair.candidate.y[row] !== 2 || left-- > 0)
    const thin = { candidate: onlyRows(pair.candidate, kept), production: onlyRows(pair.production, kept) }
    expect(reason('f1_macro', thin)).toBe('fewer than 10 rows of the rarest class')
    expect(reason('roc_auc_ovr', thin)).toBe('fewer than 10 rows of the rarest class')
    expect(multiclass.intervalOf('f1_macro', thin.candidate, sampling)).toBeNull()
    for (const name of ['accuracy', 'log_loss', 'top_2_accuracy']) {
      expect(reason(name, thin)).toBeUndefined()
      expect(multiclass.intervalOf(name, thin.candidate, sampling)).not.toBeNull()
    }
  })

  it('have as wide an interval by draws as by the law that replaces them where there are many cells', () => {
    const few = classesWorld(seeded(9), 1_500, { classes: 6 })
    const many = { candidate: widened(few.candidate, 20), production: widened(few.production, 20) }
    const [draws, law] = [known('f1_weighted', few), known('f1_weighted', many)]
    expect([draws.kind, law.kind]).toEqual(['draws', 'normal'])
    const width = (found: Uncertainty) => endsOf(found, 0.95).high - endsOf(found, 0.95).low
    expect(width(law) / width(draws)).toBeGreaterThan(0.9)
    expect(width(law) / width(draws)).toBeLessThan(1.1)
  })
})

describe('regression', () => {
  const pair = numbersWorld(seeded(10), 60)

  it('says of a maximum that it has no interval', () => {
    expect(reason('max_error', pair)).toBe('a maximum has no interval')
    expect(regression.intervalOf('max_error', pair.candidate, sampling)).toBeNull()
  })

  it('takes nothing from a shift that is the same on every row', () => {
    const { y, predicted } = pair.production
    const shifted: RegressionPair = {
      production: pair.production,
      candidate: { task: 'regression', y, predicted: predicted.map((value) => value + 0.1) },
    }
    expect(reason('bias', shifted)).toMatch('every row changes by the same amount')
    expect(reason('explained_variance', shifted)).toBeDefined()
    expect(reason('mae', shifted)).toBeUndefined()
  })

  it('has no interval of a mean where all rows have the same error, but has one of the median', () => {
    const y = Float64Array.from({ length: 30 }, (_, row) => row)
    const even = { task: 'regression', y, predicted: y.map((value) => value + 2) } as const
    expect(regression.intervalOf('mae', even, sampling)).toBeNull()
    expect(regression.intervalOf('medae', even, sampling)).toMatchObject({ low: 2, high: 2 })
  })

  it('agrees between draws and the normal law that replaces them for many rows', () => {
    const width = (rows: number, name: string) => {
      const found = known(name, numbersWorld(seeded(11), rows))
      return { kind: found.kind, wide: endsOf(found, 0.95).high - endsOf(found, 0.95).low }
    }
    for (const name of ['mae', 'rmse', 'r2', 'explained_variance', 'medae']) {
      const [few, many] = [width(1_990, name), width(2_010, name)]
      expect([few.kind, many.kind]).toEqual(['draws', 'normal'])
      expect(Math.abs(Math.log(few.wide / many.wide)), name).toBeLessThan(0.35)
    }
  })
})

function relabelled(
  predictions: multiclass.MulticlassPredictions,
  places: readonly number[],
): multiclass.MulticlassPredictions {
  const { classes, y, labels, probabilities = new Float64Array() } = predictions
  const moved = new Float64Array(probabilities.length)
  for (const [at, value] of probabilities.entries()) {
    const from = at % classes.length
    moved[at - from + (places[from] as number)] = value
  }
  return {
    task: 'multiclass-classification',
    classes: places.map((place) => `other ${place}`),
    y: y.map((actual) => places[actual] as number),
    labels: labels.map((label) => places[label] as number),
    probabilities: moved,
  }
}

/** The same rows with more classes, none of which has a row or a label. */
function widened(
  { y, labels }: multiclass.MulticlassPredictions,
  classes: number,
): multiclass.MulticlassPredictions {
  return {
    task: 'multiclass-classification',
    classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
    y,
    labels,
    probabilities: undefined,
  }
}

function expectSameEnds(found: { low: number; high: number }, wanted: { low: number; high: number }): void {
  expect(found.low).toBeCloseTo(wanted.low, 9)
  expect(found.high).toBeCloseTo(wanted.high, 9)
}
