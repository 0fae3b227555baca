/** Rows may sum to one but for the rounding of halves. */
const tolerance = 0.01

/** In how many rows of `width` numbers these are no probabilities: negative, or not one in sum. Rows that hold no number do not count. */
export function improbableRows(values: ArrayLike<number>, width: number): number {
  let improbable = 0
  for (let start = 0; start < values.length; start += width) {
    let sum = 0
    let least = 0
    for (let at = start; at < start + width; at++) {
      const value = values[at] as number
      sum += value
      if (value < least) least = value
    }
    if (Math.abs(sum - 1) > tolerance || least < -tolerance) improbable++
  }
  return improbable
}

/** For each row the first of the largest numbers. */
export function largestOf(values: Float64Array, width: number): Int32Array<ArrayBuffer> {
  const labels = new Int32Array(values.length / width)
  for (let row = 0; row < labels.length; row++) {
    let best = 0
    for (let column = 1; column < width; column++)
      if ((values[row * width + column] as number) > (values[row * width + best] as number)) best = column
    labels[row] = best
  }
  return labels
}
