import { cellWeights, drawCells, drawWeights } from '../../stats/bootstrap.ts'
import { addTo, emptyMargins, type Margins, slopesOf } from '../../stats/margins.ts'
import { seeded } from '../../stats/random.ts'
import type { Resampled, Sampling } from '../resample.ts'
import type { MulticlassPredictions } from './predictions.ts'

/** Rows of one class that every model gives the same labels as each other row of the cell. */
interface Cell {
  actual: number
  /** The label of each model. */
  labels: readonly number[]
  /** Rows, and what is added to them. */
  weight: number
  /** What the rows weigh, row by row; undefined where each counts once. */
  weights?: number[]
}

/** Cells that share out a fixed number of rows. */
export interface Stratum {
  cells: readonly Cell[]
  rows: number
}

/**
 * The cells of one model, all classes together. Half a row more is right and half a row wrong in each class that has rows,
 * as two classes have it: without it, a class without a mistake would promise that none will come.
 */
export function cellsOf({ classes, y, labels, weights }: MulticlassPredictions): Stratum[] {
  const counted = countCells(y, [labels], weights)
  for (const actual of new Set(y)) {
    counted.add(actual, [actual], added)
    for (const other of others(classes, actual)) counted.add(actual, [other], added / (classes.length - 1))
  }
  return [{ cells: counted.cells(), rows: y.length }]
}

/**
 * The cells of two models on the same rows, each class by itself. Each class gets half a row that both models have right,
 * that only one or only the other has right, and that both have wrong with one label (Agresti and Min 2005).
 */
export function pairedCellsOf(first: MulticlassPredictions, second: MulticlassPredictions): Stratum[] {
  const { classes, y, weights } = first
  const counted = countCells(y, [first.labels, second.labels], weights)
  for (const actual of new Set(y)) {
    counted.add(actual, [actual, actual], added)
    const part = added / (classes.length - 1)
    for (const other of others(classes, actual))
      for (const labels of [
        [actual, other],
        [other, actual],
        [other, other],
      ])
        counted.add(actual, labels, part)
  }
  const cells = counted.cells()
  const actuals = [...new Set(y)].sort((p, q) => p - q)
  return actuals.map((actual) => ({
    cells: cells.filter((cell) => cell.actual === actual),
    rows: y.reduce((rows, other) => rows + (other === actual ? 1 : 0), 0),
  }))
}

const added = 0.5

/** With more cells a draw costs more than it tells, and the normal law that the draws tend to takes their place. */
const mostCells = 250

/** The bootstrap of a figure that follows from the margins of each model's confusion matrix. */
export function resampleCells({
  strata,
  classes,
  figure,
  range,
  sampling,
}: {
  strata: readonly Stratum[]
  classes: number
  /** The figure from the margins of each model; NaN where it has none. */
  figure(margins: readonly Margins[]): number
  range: { low: number; high: number }
  sampling: Sampling
}): Resampled {
  const cells = strata.flatMap((stratum) => stratum.cells)
  const stratified = strata.length > 1 ? ' stratified by class' : ''
  if (cells.length > mostCells) {
    const error = Math.sqrt(variance(strata, classes, figure))
    return { kind: 'normal', error, method: `normal law by the delta method${stratified}` }
  }
  const random = seeded(sampling.seed)
  const plans = strata.map((stratum) => ({
    weights: stratum.cells.map((cell) => cell.weight),
    total: stratum.rows,
    random,
    weighing: weighingOf(stratum),
  }))
  const drawn = cells.map(() => 0)
  const margins = (cells[0]?.labels ?? []).map(() => emptyMargins(classes))
  const values = new Float64Array(sampling.draws)
  let defined = 0
  for (let draw = 0; draw < sampling.draws; draw++) {
    let from = 0
    for (const plan of plans) {
      drawCells(plan, drawn, from)
      if (plan.weighing) drawWeights(plan.weighing, { drawn, from, random })
      from += plan.weights.length
    }
    fill(margins, cells, drawn)
    const value = figure(margins)
    if (Number.isFinite(value)) values[defined++] = value
  }
  return {
    kind: 'draws',
    sorted: values.slice(0, defined).sort(),
    undefinedDraws: sampling.draws - defined,
    range,
    method: `bootstrap${stratified}, ${sampling.draws} draws, half a row added for each way to be right or wrong`,
  }
}

/** Variance by the delta method, at the expected counts, so that it is above 0 where no row tells the models apart. */
function variance(
  strata: readonly Stratum[],
  classes: number,
  figure: (margins: readonly Margins[]) => number,
): number {
  const expected = strata.map((stratum) => {
    const { cells, rows } = stratum
    const total = cells.reduce((sum, cell) => sum + cell.weight, 0)
    return {
      cells,
      rows,
      counts: cells.map((cell) => (cell.weight * rows) / total),
      weighing: weighingOf(stratum),
    }
  })
  const cells = strata.flatMap((stratum) => stratum.cells)
  const margins = (cells[0]?.labels ?? []).map(() => emptyMargins(classes))
  fill(
    margins,
    cells,
    expected.flatMap(({ counts, weighing }) =>
      counts.map((count, index) => count * (weighing?.[index]?.mean ?? 1)),
    ),
  )
  const slopes = margins.map((own, model) =>
    slopesOf((moved) => figure(margins.map((other, index) => (index === model ? moved : other))), own),
  )
  let sum = 0
  for (const { cells, rows, counts, weighing } of expected) {
    let mean = 0
    let square = 0
    for (const [index, cell] of cells.entries()) {
      const slope = slopeOf(cell, slopes)
      const share = (counts[index] as number) / rows
      const of = weighing?.[index]
      if (of) {
        mean += share * slope * of.mean
        square += share * slope * slope * (of.mean ** 2 + of.deviation ** 2)
        continue
      }
      mean += share * slope
      square += share * slope * slope
    }
    sum += ((square - mean * mean) * rows * rows) / (rows - 1)
  }
  return sum
}

/** What the rows of each cell weigh; undefined where each counts once. */
function weighingOf({ cells }: Stratum) {
  if (cells.every(({ weights }) => weights === undefined)) return undefined
  return cellWeights(cells.map(({ weights = [] }) => Float64Array.from(weights)))
}

function slopeOf({ actual, labels }: Cell, slopes: readonly Margins[]): number {
  let slope = 0
  for (const [model, label] of labels.entries()) {
    const { actual: ofActual, given, right } = slopes[model] as Margins
    slope += (ofActual[actual] as number) + (given[label] as number)
    if (label === actual) slope += right[label] as number
  }
  return slope
}

function fill(margins: readonly Margins[], cells: readonly Cell[], counts: readonly number[]): void {
  for (const { actual, given, right } of margins) {
    actual.fill(0)
    given.fill(0)
    right.fill(0)
  }
  for (let index = 0; index < cells.length; index++) {
    const count = counts[index] as number
    if (count === 0) continue
    const { actual, labels } = cells[index] as Cell
    for (let model = 0; model < labels.length; model++)
      addTo(margins[model] as Margins, { actual, label: labels[model] as number }, count)
  }
}

/** Cells by what they are of, the fullest first: a draw that has no rows left is then soon done. */
function countCells(y: Int32Array, models: readonly Int32Array[], weights?: Float64Array) {
  const found = new Map<string, Cell>()
  const add = (actual: number, labels: readonly number[], rows: number): Cell => {
    const name = [actual, ...labels].join(' ')
    const known = found.get(name)
    if (known) {
      known.weight += rows
      return known
    }
    const cell = { actual, labels, weight: rows }
    found.set(name, cell)
    return cell
  }
  for (const [row, actual] of y.entries()) {
    const cell = add(
      actual,
      models.map((labels) => labels[row] as number),
      1,
    )
    if (!weights) continue
    cell.weights ??= []
    cell.weights.push(weights[row] as number)
  }
  return {
    add,
    cells: () =>
      [...found]
        .sort(([p, one], [q, other]) => other.weight - one.weight || (p < q ? -1 : 1))
        .map(([, cell]) => cell),
  }
}

function others(classes: readonly string[], actual: number): number[] {
  return [...classes.keys()].filter((index) => index !== actual)
}
