import { type CrossFit, crossFolds } from './cross-fit.ts'
import { type Counts, once, type Weighed } from './weighed.ts'

/** Bins of equal width over the probabilities from 0 to 1. */
export const calibrationBins = 10

/** Bin b holds the probabilities from b / 10 to less than (b + 1) / 10, the last one also 1. What rounding put beside 0 or 1 is within. */
export function calibrationBin(probability: number): number {
  return Math.max(0, Math.min(Math.floor(probability * calibrationBins), calibrationBins - 1))
}

/**
 * Expected calibration error: over ten bins of equal width, the mean distance between the share of positive rows and the
 * mean probability, each bin by its rows (Naeini et al. 2015). It leans upwards on few rows. NaN without rows.
 */
export function weighedCalibrationError(y: Uint8Array, score: Float64Array): Weighed {
  const bins = new Uint8Array(score.length)
  for (let row = 0; row < bins.length; row++) bins[row] = calibrationBin(score[row] as number)
  const gaps = score.map((value, row) => (y[row] as number) - value)
  const sums = new Float64Array(calibrationBins)

  /** Fills in each bin's sum of label minus probability, and says of how many rows. */
  function fill(taken: Counts): number {
    sums.fill(0)
    let rows = 0
    for (let row = 0; row < bins.length; row++) {
      const times = taken[row] as number
      if (times === 0) continue
      const bin = bins[row] as number
      sums[bin] = (sums[bin] as number) + times * (gaps[row] as number)
      rows += times
    }
    return rows
  }

  function value(taken: Counts): number {
    const rows = fill(taken)
    let sum = 0
    for (const gap of sums) sum += Math.abs(gap)
    return sum / rows
  }

  /** Where a bin's gap is nearly 0 it can only widen: there the slopes say too much, which errs on the careful side. */
  function slopes(at: Counts = once(bins.length)): Float64Array {
    const error = value(at)
    const rows = fill(at)
    return gaps.map((gap, row) => (Math.sign(sums[bins[row] as number] as number) * gap - error) / rows)
  }

  return { value, slopes }
}

/** The same with the side that each bin errs to, for each fold of the rows, as the others say. NaN without rows. */
export function crossFittedCalibrationError(y: Uint8Array, score: Float64Array): CrossFit {
  const bins = Uint8Array.from(score, calibrationBin)
  return (folds, at) => {
    const all = new Float64Array(calibrationBins)
    const ofFolds = new Float64Array(calibrationBins * crossFolds)
    let rows = 0
    for (let row = 0; row < bins.length; row++) {
      const [bin, weight] = [bins[row] as number, at[row] as number]
      const place = (folds[row] as number) * calibrationBins + bin
      const gap = weight * ((y[row] as number) - (score[row] as number))
      all[bin] = (all[bin] as number) + gap
      ofFolds[place] = (ofFolds[place] as number) + gap
      rows += weight
    }
    let sum = 0
    for (const [place, own] of ofFolds.entries())
      sum += Math.sign((all[place % calibrationBins] as number) - own) * own
    return sum / rows
  }
}
