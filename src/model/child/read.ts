import type { Tensor } from 'onnxruntime-node'
import { refusalOf } from '../admit.ts'
import { type Classes, choosePositive, isPositive, type Positive } from '../classes.ts'
import type { OutputPlan } from '../outputs.ts'
import { oneLine } from '../text.ts'

/**
 * Scores and labels of all rows. A label is 1 where the model itself calls a row positive; where it gives labels only,
 * they are the scores.
 */
export interface Answers {
  scores: Float64Array
  labels: Uint8Array | undefined
}

/** Puts one batch's outputs in their place. Throws a UserError where they are not what the plan was promised. */
export function readBatch(
  outputs: Readonly<Record<string, Tensor>>,
  to: { plan: OutputPlan; start: number; rows: number; answers: Answers; file: string },
): void {
  const { plan, start, rows, answers, file } = to
  if (plan.scores) readScores(outputOf(outputs, plan.scores.name, file), { ...to, ...plan.scores })
  if (!plan.labels || !answers.labels) return
  const labels = outputOf(outputs, plan.labels.name, file)
  checkRows(labels, { rows, name: plan.labels.name, file, widths: [1] })
  const isOne = labelReader(labels, { classes: plan.labels.classes, positive: plan.positive, file })
  for (let row = 0; row < rows; row++) {
    const label = isOne(row) ? 1 : 0
    answers.labels[start + row] = label
    if (!plan.scores) answers.scores[start + row] = label
  }
}

function readScores(
  tensor: Tensor,
  to: {
    name: string
    column: number
    width: number | undefined
    start: number
    rows: number
    answers: Answers
    file: string
  },
): void {
  const refuse = refusalOf(to.file)
  const width = checkRows(tensor, { ...to, widths: to.width === undefined ? [1, 2] : [to.width] })
  const { data } = tensor
  if (!(data instanceof Float32Array || data instanceof Float64Array))
    throw refuse(`output ${oneLine(to.name, 80)} is ${tensor.type}, expected floats`)
  if (width === 1 && to.width === undefined && to.column === 0)
    throw refuse(
      `output ${oneLine(to.name, 80)} has one column, the score of the second class, and the positive one is the first`,
      'export a column for each class',
    )
  const column = width === 1 ? 0 : to.column
  for (let row = 0; row < to.rows; row++)
    to.answers.scores[to.start + row] = data[row * width + column] as number
}

function outputOf(outputs: Readonly<Record<string, Tensor>>, name: string, file: string): Tensor {
  const tensor = outputs[name]
  if (!tensor) throw refusalOf(file)(`gave no output ${oneLine(name, 80)}`)
  return tensor
}

/** Checks that a tensor has a row for each row fed, and gives its number of columns. */
function checkRows(
  tensor: Tensor,
  expected: { rows: number; name: string; file: string; widths: readonly number[] },
): number {
  const refuse = refusalOf(expected.file)
  const name = oneLine(expected.name, 80)
  const [rows = 0, width = 1] = tensor.dims
  if (tensor.dims.length < 1 || tensor.dims.length > 2)
    throw refuse(`output ${name} has shape [${tensor.dims.join(', ')}], expected one row per row of input`)
  if (rows !== expected.rows)
    throw refuse(
      `output ${name} has ${rows} rows for ${expected.rows} rows of input`,
      'a model must answer each row once, in order',
    )
  if (!expected.widths.includes(width))
    throw refuse(
      `output ${name} has ${width} columns, expected ${expected.widths.join(' or ')}`,
      'a binary model has two classes',
    )
  return width
}

/** Tells for a row whether the label is the positive class. */
function labelReader(
  tensor: Tensor,
  of: { classes: Classes | undefined; positive: Positive; file: string },
): (row: number) => boolean {
  const { data } = tensor
  const choice = of.classes && choosePositive(of.classes, of.positive)
  const known = choice?.found ? of.classes?.labels[choice.index] : undefined
  if (known !== undefined) return (row) => String(data[row]) === known
  const isText = tensor.type === 'string'
  return (row) => {
    const label = String(data[row])
    return isPositive(label, of.positive) || (!isText && Number(label) === 1 && of.positive !== false)
  }
}
