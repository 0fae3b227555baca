import { type Counts, once, totalOf, type Weighed } from './weighed.ts'

/** What is true of some rows and what a model says of them. */
export interface Fitted {
  y: Float64Array
  predicted: Float64Array
}

/** The root of the mean squared error. */
export function weighedRootMeanSquare({ y, predicted }: Fitted): Weighed {
  const squares = y.map((target, row) => ((predicted[row] as number) - target) ** 2)

  function value(taken: Counts): number {
    let [rows, sum] = [0, 0]
    for (let row = 0; row < squares.length; row++) {
      const times = taken[row] as number
      rows += times
      sum += times * (squares[row] as number)
    }
    return Math.sqrt(sum / rows)
  }

  function slopes(at?: Float64Array): Float64Array {
    const root = value(at ?? once(y.length))
    const rows = at ? totalOf(at) : y.length
    if (root === 0) return new Float64Array(y.length)
    return squares.map((square) => (square - root * root) / (2 * root * rows))
  }

  return { value, slopes }
}

/**
 * One minus the share of the target's variance that the errors leave. `explained`: of the errors around their mean, so
 * that a bias costs nothing (scikit-learn's explained_variance_score); otherwise around 0 (r2_score). NaN where the target
 * is constant.
 */
export function weighedDetermination({ y, predicted }: Fitted, explained: boolean): Weighed {
  const middle = meanOf(y)
  const targets = y.map((target) => target - middle)
  const errors = y.map((target, row) => (predicted[row] as number) - target)

  function parts(taken: Counts) {
    let [rows, sum, squares, off, offSquares] = [0, 0, 0, 0, 0]
    for (let row = 0; row < targets.length; row++) {
      const times = taken[row] as number
      if (times === 0) continue
      const [target, error] = [targets[row] as number, errors[row] as number]
      rows += times
      sum += times * target
      squares += times * target * target
      off += times * error
      offSquares += times * error * error
    }
    const bias = explained ? off / rows : 0
    const mean = sum / rows
    return { bias, mean, left: offSquares / rows - bias * bias, all: squares / rows - mean * mean }
  }

  /** In one pass, unless a mean so large against the spread would cost digits. */
  function value(taken: Counts): number {
    const { left, all, bias, mean } = parts(taken)
    if (constantIn(targets, taken)) return Number.NaN
    const lost = left < 1e-6 * bias * bias || all < 1e-6 * mean * mean
    if (!lost) return 1 - left / all
    return 1 - spread(errors, taken, bias) / spread(targets, taken, mean)
  }

  function slopes(at?: Float64Array): Float64Array {
    const { bias, left, all, mean } = parts(at ?? once(y.length))
    const rows = at ? totalOf(at) : y.length
    // Without weights the targets are around their mean already.
    const centre = at ? mean : 0
    return errors.map(
      (error, row) =>
        -((error - bias) ** 2 - (left / all) * ((targets[row] as number) - centre) ** 2) / (all * rows),
    )
  }

  return { value, slopes }
}

function constantIn(values: Float64Array, taken: Counts): boolean {
  let first: number | undefined
  for (let row = 0; row < values.length; row++) {
    if (taken[row] === 0) continue
    if (first === undefined) first = values[row] as number
    else if (values[row] !== first) return false
  }
  return true
}

function spread(values: Float64Array, taken: Counts, mean: number): number {
  let sum = 0
  let rows = 0
  for (let row = 0; row < values.length; row++) {
    const times = taken[row] as number
    sum += times * ((values[row] as number) - mean) ** 2
    rows += times
  }
  return sum / rows
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
