import { refusalOf } from '../../admit.ts'
import type { Positive } from '../../answers.ts'
import { type Classes, choosePositive, isValue } from '../../classes.ts'
import type { BinaryPlan } from '../../outputs/binary.ts'
import { improbableRows } from '../../probabilities.ts'
import { oneLine } from '../../text.ts'
import type { Reader } from './reader.ts'
import { type BatchOutputs, floatsOf, labelsOf, labelTensorOf, rowsOf } from './tensor.ts'

/** Reads scores of the positive class and labels: 1 where the model itself calls a row positive. */
export function binaryReader(plan: BinaryPlan, file: string): Reader {
  let positives = 0
  let rows = 0
  return {
    read(batch) {
      const labels = plan.labels && readLabels(batch, { ...plan.labels, positive: plan.positive })
      rows += batch.rows
      if (labels && positives === 0 && labels.includes(1)) positives = 1
      const values = plan.scores ? readScores(batch, plan.scores) : Float64Array.from(labels ?? [])
      return labels ? { values, labels } : { values }
    },
    end() {
      refuseMeaninglessLabels({ plan, file, found: rows === 0 || positives > 0 })
      const from = plan.scores ? 'scores' : 'labels'
      return { task: plan.task, from, labels: plan.labels !== null }
    },
  }
}

function readScores(
  batch: BatchOutputs,
  scores: NonNullable<BinaryPlan['scores']>,
): Float64Array<ArrayBuffer> {
  const { name, column } = scores
  const widths = scores.width === undefined ? [1, 2] : [scores.width]
  const { tensor, width } = rowsOf(batch, { name, widths, hint: 'a binary model has two classes' })
  const data = floatsOf(tensor, { name, file: batch.file })
  if (width === 1 && scores.width === undefined && column === 0)
    throw refusalOf(batch.file)(
      `output ${oneLine(name, 80)} has one column, the score of the second class, and the positive one is the first`,
      'export a column for each class',
    )
  if (width === 2) refuseLogits(data, { name, file: batch.file })
  const values = new Float64Array(batch.rows)
  const offset = width === 1 ? 0 : column
  for (let row = 0; row < batch.rows; row++) values[row] = data[row * width + offset] as number
  return values
}

/** Of two logits neither is a score: what counts is their difference. Margins, which are opposite numbers, are scores. */
function refuseLogits(data: ArrayLike<number>, { name, file }: { name: string; file: string }): void {
  if (improbableRows(data, 2) === 0 || areMargins(data)) return
  throw refusalOf(file)(
    `output ${oneLine(name, 80)} has two columns which are neither probabilities nor opposite scores`,
    'export the model with a softmax at its end',
  )
}

function areMargins(data: ArrayLike<number>): boolean {
  for (let at = 0; at < data.length; at += 2) {
    const [a, b] = [data[at] as number, data[at + 1] as number]
    if (Math.abs(a + b) > 1e-3 * Math.max(1, Math.abs(a))) return false
  }
  return true
}

function readLabels(
  batch: BatchOutputs,
  of: { name: string; classes: Classes | undefined; positive: Positive },
): Uint8Array<ArrayBuffer> {
  const tensor = labelTensorOf(batch, of.name)
  const isOne = labelReader(tensor.type === 'string', of)
  const given = labelsOf(tensor)
  // Labels are few: each is asked about once.
  const known = new Map<string | number, number>()
  const answerOf = (label: string | number): number => {
    const answer = known.get(label) ?? (isOne(String(label)) ? 1 : 0)
    if (known.size < mostKnown) known.set(label, answer)
    return answer
  }
  const labels = new Uint8Array(batch.rows)
  if (given instanceof Float64Array) return fromNumbers(given, { labels, answerOf })
  for (let row = 0; row < batch.rows; row++) labels[row] = answerOf(given[row] as string | number)
  return labels
}

/** Mostly the label before was the same. */
function fromNumbers(
  given: Float64Array,
  to: { labels: Uint8Array<ArrayBuffer>; answerOf: (label: number) => number },
): Uint8Array<ArrayBuffer> {
  const { labels, answerOf } = to
  const [zero, one] = [answerOf(0), answerOf(1)]
  let last = Number.NaN
  let answer = 0
  for (let row = 0; row < labels.length; row++) {
    const label = given[row] as number
    if (label !== last) {
      answer = label === 0 ? zero : label === 1 ? one : answerOf(label)
      last = label
    }
    labels[row] = answer
  }
  return labels
}

/** A hostile model may give every row a label of its own. */
const mostKnown = 100

/** Tells whether a label is the positive class. */
function labelReader(
  isText: boolean,
  of: { classes: Classes | undefined; positive: Positive },
): (label: string) => boolean {
  const choice = of.classes && choosePositive(of.classes, of.positive)
  const known = choice?.found ? of.classes?.labels[choice.index] : undefined
  if (known !== undefined) return (label) => label === known
  return (label) => isValue(label, of.positive) || (!isText && Number(label) === 1 && of.positive !== false)
}

/** Without class labels in the graph, labels that are never the positive value may as well be of another kind. */
function refuseMeaninglessLabels({
  plan,
  file,
  found,
}: {
  plan: BinaryPlan
  file: string
  found: boolean
}): void {
  if (plan.scores || plan.labels?.classes || found) return
  throw refusalOf(file)(
    'gives labels only, and none of them is the positive value',
    'export the scores too, or set data.target.positive to the label that the model gives',
  )
}
