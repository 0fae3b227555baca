import { quantileOf } from '../stats/quantile.ts'
import type { Scores } from './tasks.ts'

/** How far an export is from the model that it was made from, row by row; or why that cannot be told. */
export type Parity =
  | {
      /** Not negative, one for each row. */
      distances: Float64Array
      /** The figure: the largest distance, or of labels alone the share of rows that differ. */
      value: number
      how: string
    }
  | { undefined: string }

/**
 * Holds what two models say of the same rows against each other. Of probabilities the largest absolute difference, over all
 * classes; of labels alone whether they are the same; of a regression the difference relative to the framework's own
 * prediction, or to the median size of all where that is larger, so that a prediction near 0 does not count for more than it is.
 */
export function parityOf({ exported, own }: { exported: Scores; own: Scores }): Parity {
  if (exported.task === 'binary-classification' && own.task === exported.task) {
    if (exported.labelsOnly !== own.labelsOnly) return oneHasLabelsOnly(own.labelsOnly)
    return distancesOf(exported.score, own.score, own.labelsOnly)
  }
  if (exported.task === 'regression' && own.task === exported.task)
    return relative(exported.predicted, own.predicted)
  if (exported.task === 'multiclass-classification' && own.task === exported.task)
    return ofClasses(exported, own)
  throw new Error(`an export of ${exported.task} cannot be held against a model of ${own.task}`)
}

const ofProbabilities = 'the largest difference of a probability'
const ofLabels = 'the share of rows with another label, as neither gives probabilities'
const ofValues =
  "the largest difference, relative to the framework's own prediction or to the median size of all"

function oneHasLabelsOnly(own: boolean): Parity {
  return {
    undefined: own
      ? 'model.onnx gives probabilities, and the program of the framework labels only'
      : 'model.onnx gives labels only, and the program of the framework probabilities',
  }
}

function distancesOf(exported: ArrayLike<number>, own: ArrayLike<number>, isLabels: boolean): Parity {
  if (exported.length !== own.length) return otherRows(exported.length, own.length)
  const distances = Float64Array.from({ length: own.length }, (_, row) =>
    Math.abs((exported[row] as number) - (own[row] as number)),
  )
  return isLabels ? share(distances) : largest(distances, ofProbabilities)
}

function relative(exported: Float64Array, own: Float64Array): Parity {
  if (exported.length !== own.length) return otherRows(exported.length, own.length)
  const sizes = own.map(Math.abs).sort()
  const scale = quantileOf(sizes, 0.5)
  const distances = own.map((value, row) => {
    const difference = Math.abs((exported[row] as number) - value)
    return difference === 0 ? 0 : difference / Math.max(Math.abs(value), scale)
  })
  if (distances.includes(Number.POSITIVE_INFINITY))
    return {
      undefined: 'the framework predicts 0 for most rows, so there is no scale to hold differences against',
    }
  return largest(distances, ofValues)
}

type Multiclass = Extract<Scores, { task: 'multiclass-classification' }>

/** A label that is another one counts for what the framework gives its own label more. */
function ofClasses(exported: Multiclass, own: Multiclass): Parity {
  const rows = own.labels.length
  if (exported.labels.length !== rows) return otherRows(exported.labels.length, rows)
  const [theirs, ours] = [exported.probabilities, own.probabilities]
  if ((theirs === undefined) !== (ours === undefined)) return oneHasLabelsOnly(ours === undefined)
  const differs = (row: number) => exported.labels[row] !== own.labels[row]
  if (!theirs || !ours) return share(Float64Array.from({ length: rows }, (_, row) => (differs(row) ? 1 : 0)))
  const width = ours.length / rows
  const distances = Float64Array.from({ length: rows }, (_, row) => {
    const at = row * width
    let most = differs(row)
      ? Math.abs(
          (ours[at + (own.labels[row] as number)] as number) -
            (ours[at + (exported.labels[row] as number)] as number),
        )
      : 0
    // A comparison would pass over NaN.
    for (let each = at; each < at + width; each++)
      most = Math.max(most, Math.abs((theirs[each] as number) - (ours[each] as number)))
    return most
  })
  return largest(distances, ofProbabilities)
}

function otherRows(exported: number, own: number): Parity {
  return { undefined: `model.onnx answered ${exported} rows, and the framework ${own}` }
}

function share(distances: Float64Array): Parity {
  const other = distances.reduce((sum, each) => sum + each, 0)
  return known({ distances, value: other / distances.length, how: ofLabels })
}

function largest(distances: Float64Array, how: string): Parity {
  let value = 0
  for (const distance of distances) if (distance > value) value = distance
  return known({ distances, value, how })
}

function known(parity: Exclude<Parity, { undefined: string }>): Parity {
  const lost = parity.distances.reduce((sum, each) => sum + (Number.isFinite(each) ? 0 : 1), 0)
  if (parity.distances.length === 0)
    return { undefined: 'there is no row to hold them against each other on' }
  return lost > 0
    ? { undefined: `no finite difference for ${lost} of ${parity.distances.length} rows` }
    : parity
}

/** How many rows are further apart than a limit allows. */
export function rowsBeyond({ distances }: { distances: Float64Array }, limit: number): number {
  return distances.reduce((sum, each) => sum + (each > limit ? 1 : 0), 0)
}
