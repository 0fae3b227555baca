/**
 * What a confusion matrix of several classes comes to in all figures here: for each class its rows, how often it was given
 * as the label, and how often that was right. Counts need not be whole.
 */
export interface Margins {
  actual: Float64Array
  given: Float64Array
  right: Float64Array
}

export function emptyMargins(classes: number): Margins {
  return {
    actual: new Float64Array(classes),
    given: new Float64Array(classes),
    right: new Float64Array(classes),
  }
}

/** Adds rows of one class that were given one label. */
export function addTo(margins: Margins, cell: { actual: number; label: number }, rows: number): void {
  const { actual, given, right } = margins
  actual[cell.actual] = (actual[cell.actual] as number) + rows
  given[cell.label] = (given[cell.label] as number) + rows
  if (cell.actual === cell.label) right[cell.label] = (right[cell.label] as number) + rows
}

/** For each number in the margins, how fast a figure grows with it: central differences, good to about eight digits. */
export function slopesOf(figure: (margins: Margins) => number, margins: Margins): Margins {
  const copy = {
    actual: margins.actual.slice(),
    given: margins.given.slice(),
    right: margins.right.slice(),
  }
  const side = (name: keyof Margins) =>
    copy[name].map((count, index) => {
      const step = 1e-4 * (1 + count)
      const at = (value: number) => {
        copy[name][index] = value
        return figure(copy)
      }
      const slope = (at(count + step) - at(count - step)) / (2 * step)
      copy[name][index] = count
      return slope
    })
  return { actual: side('actual'), given: side('given'), right: side('right') }
}

export function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}

/** How a figure of each class becomes one: the mean over classes, or weighted by their rows. */
export type Average = 'macro' | 'weighted'

export type Rate = 'precision' | 'recall' | 'f1'

/** A rate that has no denominator counts as 0 in the average, as in scikit-learn with all classes as labels. */
export function averaged(rate: Rate, average: Average, { actual, given, right }: Margins): number {
  let total = 0
  for (let index = 0; index < actual.length; index++) {
    const rows = actual[index] as number
    const named = given[index] as number
    const [part, whole] = {
      precision: [1, named] as const,
      recall: [1, rows] as const,
      f1: [2, rows + named] as const,
    }[rate]
    const value = whole === 0 ? 0 : (part * (right[index] as number)) / whole
    total += average === 'macro' ? value : value * rows
  }
  return total / (average === 'macro' ? actual.length : sum(actual))
}

/** Mean recall of the classes that have rows. */
export function balancedAccuracy({ actual, right }: Margins): number {
  let total = 0
  let classes = 0
  for (let index = 0; index < actual.length; index++) {
    const rows = actual[index] as number
    if (rows === 0) continue
    total += (right[index] as number) / rows
    classes++
  }
  return total / classes
}

/** Matthews' correlation for several classes (Gorodkin 2004). NaN where either side is constant. */
export function matthews({ actual, given, right }: Margins): number {
  const rows = sum(actual)
  const agreed = sum(right) * rows - products(actual, given)
  const spread = Math.sqrt(rows * rows - products(given, given))
  return agreed / (spread * Math.sqrt(rows * rows - products(actual, actual)))
}

/** Cohen (1960): agreement beyond what the shares of the classes alone would give. NaN where both are constant. */
export function kappa({ actual, given, right }: Margins): number {
  const rows = sum(actual)
  const chance = products(actual, given)
  return (sum(right) * rows - chance) / (rows * rows - chance)
}

function products(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let index = 0; index < a.length; index++) total += (a[index] as number) * (b[index] as number)
  return total
}
