import type { Truth } from '../../src/data/truth.ts'
import type { Scores } from '../../src/evaluation/tasks.ts'
import type { Random } from '../../src/stats/random.ts'
import { normals } from '../drift-pairs.ts'

/** Rows and what two models say of them. */
export interface World {
  truth: Truth
  candidate: Scores
  production: Scores
}

/** How much noise each model adds to what can be known; equal noise is equal worth. */
export interface Noise {
  candidate: number
  production: number
}

/** Rows whose probability is known, and two models that see it through noise of their own. */
export function binaryWorld(
  random: Random,
  rows: number,
  noise: Noise,
  { start = -1.3, weighted = false }: { start?: number; weighted?: boolean } = {},
): World {
  const logits = normals(random, rows, 0).map((value) => 1.4 * value + start)
  const seen = (size: number): Scores => {
    const blur = normals(random, rows, 0)
    return {
      task: 'binary-classification',
      score: logits.map((logit, row) => sigmoid(logit + size * (blur[row] as number))),
      labelsOnly: false,
    }
  }
  const y = Uint8Array.from(logits, (logit) => (random.uniform() < sigmoid(logit) ? 1 : 0))
  const models = { candidate: seen(noise.candidate), production: seen(noise.production) }
  if (!weighted) return { truth: { task: 'binary-classification', y }, ...models }
  // As surveys have them: half as many rows of equal weight would say as much.
  const weights = normals(random, rows, 0).map((value) => Math.exp(0.8 * value))
  return { truth: { task: 'binary-classification', y, weights }, ...models }
}

/** Several rows of each customer, about whom each model errs in its own way on all of their rows. */
export function groupedWorld(
  random: Random,
  { groups, each, isKnown }: { groups: number; each: number; isKnown: boolean },
): World {
  const rows = groups * each
  const of = Int32Array.from({ length: rows }, (_, row) => row % groups)
  const customers = normals(random, groups, 0)
  const own = normals(random, rows, 0)
  const logits = own.map((value, row) => 1.5 * (customers[of[row] as number] as number) + 0.5 * value - 1)
  const seen = (): Scores => {
    const blur = normals(random, groups, 0)
    const noise = normals(random, rows, 0)
    return {
      task: 'binary-classification',
      score: logits.map((logit, row) =>
        sigmoid(logit + (blur[of[row] as number] as number) + 0.3 * (noise[row] as number)),
      ),
      labelsOnly: false,
    }
  }
  const y = Uint8Array.from(logits, (logit) => (random.uniform() < sigmoid(logit) ? 1 : 0))
  return {
    truth: { task: 'binary-classification', y, ...(isKnown && { clusters: of }) },
    candidate: seen(),
    production: seen(),
  }
}

const classes = ['a', 'b', 'c', 'd']
/** So that the last class is rare. */
const starts = [0.8, 0.4, 0, -1.2]

export function multiclassWorld(random: Random, rows: number, noise: Noise): World {
  const width = classes.length
  const logits = normals(random, rows * width, 0).map((value, at) => value + (starts[at % width] as number))
  const seen = (size: number): Scores => {
    const blur = normals(random, rows * width, 0)
    const probabilities = softmax(
      logits.map((logit, at) => logit + size * (blur[at] as number)),
      width,
    )
    const labels = Int32Array.from({ length: rows }, (_, row) =>
      largest(probabilities.subarray(row * width, (row + 1) * width)),
    )
    return { task: 'multiclass-classification', labels, probabilities }
  }
  const truth = softmax(logits, width)
  const y = Int32Array.from({ length: rows }, (_, row) =>
    drawn(random, truth.subarray(row * width, (row + 1) * width)),
  )
  return {
    truth: { task: 'multiclass-classification', classes, y },
    candidate: seen(noise.candidate),
    production: seen(noise.production),
  }
}

export function regressionWorld(random: Random, rows: number, noise: Noise): World {
  const known = normals(random, rows, 10).map((value) => 3 * value)
  const left = normals(random, rows, 0)
  const y = known.map((value, row) => value + (left[row] as number))
  const seen = (size: number): Scores => {
    const blur = normals(random, rows, 0)
    return { task: 'regression', predicted: known.map((value, row) => value + size * (blur[row] as number)) }
  }
  return {
    truth: { task: 'regression', y },
    candidate: seen(noise.candidate),
    production: seen(noise.production),
  }
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

function softmax(logits: Float64Array, width: number): Float64Array {
  const shares = logits.map(Math.exp)
  for (let from = 0; from < shares.length; from += width) {
    const part = shares.subarray(from, from + width)
    const sum = part.reduce((total, value) => total + value, 0)
    for (let at = 0; at < width; at++) part[at] = (part[at] as number) / sum
  }
  return shares
}

function largest(values: Float64Array): number {
  let best = 0
  for (const [at, value] of values.entries()) if (value > (values[best] as number)) best = at
  return best
}

function drawn(random: Random, shares: Float64Array): number {
  let left = random.uniform()
  for (const [at, share] of shares.entries()) {
    left -= share
    if (left < 0) return at
  }
  return shares.length - 1
}
