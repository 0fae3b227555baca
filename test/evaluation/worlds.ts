import type { MulticlassPair, MulticlassPredictions } from '../../src/evaluation/multiclass/predictions.ts'
import type { RegressionPair, RegressionPredictions } from '../../src/evaluation/regression/predictions.ts'
import type { Predictions } from '../../src/evaluation/tasks.ts'
import type { Random } from '../../src/stats/random.ts'

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
}

/** Rows of several classes, the shares of which fall by half, and two models that see through the same fog. */
export function classesWorld(
  random: Random,
  rows: number,
  { classes = 3, skill = [1, 1] }: { classes?: number; skill?: readonly [number, number] } = {},
): MulticlassPair {
  const y = Int32Array.from({ length: rows }, () => {
    const place = random.uniform()
    let left = 1
    for (let index = 0; index < classes - 1; index++) {
      left -= ((1 - 0.6) / (1 - 0.6 ** classes)) * 0.6 ** index
      if (place >= left) return index
    }
    return classes - 1
  })
  const fog = Float64Array.from({ length: rows * classes }, () => normal(random))
  const seenBy = (own: number): MulticlassPredictions => {
    const probabilities = new Float64Array(rows * classes)
    const labels = Int32Array.from(y, (actual, row) => {
      const odds = Array.from({ length: classes }, (_, index) =>
        Math.exp(
          (index === actual ? 1.5 * own : 0) +
            (fog[row * classes + index] as number) * 0.8 +
            normal(random) * 0.6,
        ),
      )
      const sum = odds.reduce((total, value) => total + value, 0)
      probabilities.set(
        odds.map((value) => value / sum),
        row * classes,
      )
      return odds.indexOf(Math.max(...odds))
    })
    return {
      task: 'multiclass-classification',
      classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
      y,
      labels,
      probabilities,
    }
  }
  return { candidate: seenBy(skill[0]), production: seenBy(skill[1]) }
}

/** Rows with a number to predict, above 0 and skew, and two models with errors that have much in common. */
export function numbersWorld(
  random: Random,
  rows: number,
  noise: readonly [number, number] = [1, 1],
): RegressionPair {
  const y = Float64Array.from({ length: rows }, () => 20 + Math.exp(1 + 0.7 * normal(random)))
  const common = y.map(() => normal(random))
  const seenBy = (own: number): RegressionPredictions => ({
    task: 'regression',
    y,
    predicted: y.map((target, row) => target + 0.3 + (common[row] as number) + own * normal(random)),
  })
  return { candidate: seenBy(noise[0]), production: seenBy(noise[1]) }
}

/** Rows of two classes with probabilities that two models give them. */
export function scoresWorld(
  random: Random,
  rows: number,
  skill: readonly [number, number] = [1, 1],
): Record<'candidate' | 'production', Extract<Predictions, { task: 'binary-classification' }>> {
  const y = Uint8Array.from({ length: rows }, () => (random.uniform() < 0.4 ? 1 : 0))
  const fog = Float64Array.from({ length: rows }, () => normal(random))
  const seenBy = (own: number) => ({
    task: 'binary-classification' as const,
    y,
    score: Float64Array.from(y, (label, row) => {
      const odds = own * (2 * label - 1) + (fog[row] as number) + 0.6 * normal(random)
      return 1 / (1 + Math.exp(-odds))
    }),
    threshold: 0.5,
    labelsOnly: false,
  })
  return { candidate: seenBy(skill[0]), production: seenBy(skill[1]) }
}

/** Weights as surveys have them, most near 1 and some large: half as many rows of equal weight would say as much. */
export function weightsOf(random: Random, rows: number): Float64Array {
  return Float64Array.from({ length: rows }, () => Math.exp(0.8 * normal(random)))
}
