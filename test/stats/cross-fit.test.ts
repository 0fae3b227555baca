import { describe, expect, it } from 'vitest'
import {
  calibrationBin,
  crossFittedCalibrationError,
  weighedCalibrationError,
} from '../../src/stats/calibration-error.ts'
import { crossFitted, crossFolds } from '../../src/stats/cross-fit.ts'
import { type Random, seeded } from '../../src/stats/random.ts'
import { crossFittedSeparation, weighedSeparation } from '../../src/stats/separation.ts'
import { once } from '../../src/stats/weighed.ts'

function world(random: Random, rows: number) {
  const score = Float64Array.from({ length: rows }, () => Math.round(40 * random.uniform()) / 40)
  return {
    y: Uint8Array.from(score, (value) => (random.uniform() < value ? 1 : 0)),
    score,
    at: Float64Array.from({ length: rows }, () => Math.exp(random.uniform())),
    folds: Uint8Array.from({ length: rows }, () => random.below(crossFolds)),
  }
}

/** One fold after the other, all thresholds tried. */
function separationByHand({ y, score, at, folds }: ReturnType<typeof world>): number {
  const gap = (rows: readonly number[], from: number, of: readonly number[]) => {
    const sum = (label: number, some: readonly number[]) =>
      some.filter((row) => y[row] === label).reduce((all, row) => all + (at[row] as number), 0)
    const above = rows.filter((row) => (score[row] as number) >= from)
    return sum(1, above) / sum(1, of) - sum(0, above) / sum(0, of)
  }
  const all = [...y.keys()]
  let sum = 0
  for (let fold = 0; fold < crossFolds; fold++) {
    const others = all.filter((row) => folds[row] !== fold)
    const cuts = [...new Set(others.map((row) => score[row] as number))].sort((p, q) => q - p)
    let [best, widest] = [2, 0]
    for (const cut of cuts) {
      const here = gap(others, cut, others)
      if (here > widest) [best, widest] = [cut, here]
    }
    sum += gap(
      all.filter((row) => folds[row] === fold),
      best,
      all,
    )
  }
  return sum
}

function calibrationByHand({ y, score, at, folds }: ReturnType<typeof world>): number {
  const all = [...y.keys()]
  const gap = (rows: readonly number[]) =>
    rows.reduce((sum, row) => sum + (at[row] as number) * ((y[row] as number) - (score[row] as number)), 0)
  let sum = 0
  for (let fold = 0; fold < crossFolds; fold++)
    for (let bin = 0; bin < 10; bin++) {
      const rows = all.filter((row) => calibrationBin(score[row] as number) === bin)
      const others = rows.filter((row) => folds[row] !== fold)
      if (others.length > 0) sum += Math.sign(gap(others)) * gap(rows.filter((row) => folds[row] === fold))
    }
  return sum / at.reduce((total, weight) => total + weight, 0)
}

describe('a figure whose choice is made on other rows', () => {
  it('is what folds by hand come to', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const drawn = world(seeded(seed), 120)
      const { y, score, at, folds } = drawn
      expect(crossFittedSeparation(y, score)(folds, at)).toBeCloseTo(separationByHand(drawn), 9)
      expect(crossFittedCalibrationError(y, score)(folds, at)).toBeCloseTo(calibrationByHand(drawn), 9)
    }
  })

  it('lies below the truth in the mean where the figure lies above it', () => {
    const sums = { ks: [0, 0], ece: [0, 0] }
    for (let seed = 1; seed <= 200; seed++) {
      const { y, score } = world(seeded(seed), 150)
      const how = { rows: Uint32Array.from(y.keys()), at: once(y.length), seed }
      for (const [name, whole, fit] of [
        ['ks', weighedSeparation(y, score), crossFittedSeparation(y, score)],
        ['ece', weighedCalibrationError(y, score), crossFittedCalibrationError(y, score)],
      ] as const) {
        sums[name][0] = (sums[name][0] as number) + whole.value(once(y.length)) / 200
        sums[name][1] = (sums[name][1] as number) + crossFitted(fit, how) / 200
      }
    }
    // A positive row scores at most s with s², a negative one with 2 s - s²: furthest apart by one half.
    expect(sums.ks[0]).toBeGreaterThan(0.51)
    expect(sums.ks[1]).toBeLessThan(0.51)
    // Labels are drawn from the scores.
    expect(sums.ece[0]).toBeGreaterThan(0.05)
    expect(Math.abs(sums.ece[1] as number)).toBeLessThan(0.01)
  })
})
