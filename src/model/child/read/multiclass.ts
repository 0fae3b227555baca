import { refusalOf } from '../../admit.ts'
import { type LabelBook, labelBook } from '../../label-book.ts'
import type { MulticlassPlan } from '../../outputs/multiclass.ts'
import { improbableRows, largestOf } from '../../probabilities.ts'
import type { Reader } from './reader.ts'
import { type BatchOutputs, floatsOf, labelsOf, labelTensorOf, rowsOf } from './tensor.ts'

/** Reads probabilities, in the order of the target's values, and labels; without labels the first largest probability decides. */
export function multiclassReader(plan: MulticlassPlan, file: string): Reader {
  const count = plan.asked.classes.length
  const { probabilities } = plan
  const named = plan.labels && { name: plan.labels.name, book: labelBook(plan.labels.known, file) }
  let improbable = false
  return {
    read(batch) {
      const values = probabilities
        ? readProbabilities(batch, { ...probabilities, count })
        : new Float64Array()
      improbable ||= improbableRows(values, count) > 0
      if (improbable && !named) throw noProbabilities(file)
      return { values, labels: named ? readLabels(batch, named) : largestOf(values, count) }
    },
    end: () => ({
      task: plan.task,
      // Margins and logits rank nothing across rows: beside labels they are left aside.
      probabilities: probabilities !== null && !improbable,
      places: named ? named.book.places(plan.asked) : plan.asked.classes.map((_, index) => index),
    }),
  }
}

function noProbabilities(file: string): Error {
  return refusalOf(file)(
    'gives scores that are no probabilities, since they do not sum to 1 in each row',
    'export the model with a softmax at its end, or its labels beside the scores',
  )
}

function readProbabilities(
  batch: BatchOutputs,
  { outputs, places, count }: NonNullable<MulticlassPlan['probabilities']> & { count: number },
): Float64Array<ArrayBuffer> {
  const values = new Float64Array(batch.rows * count)
  const [only] = outputs
  const single = outputs.length === 1
  const hint = `the model has ${places.length} classes`
  for (const [index, { name }] of (single && only ? [only] : outputs).entries()) {
    const { tensor, width } = rowsOf(batch, { name, widths: [single ? places.length : 1], hint })
    const data = floatsOf(tensor, { name, file: batch.file })
    for (let column = 0; column < width; column++) {
      const place = places[single ? column : index] as number
      for (let row = 0; row < batch.rows; row++)
        values[row * count + place] = data[row * width + column] as number
    }
  }
  return values
}

function readLabels(
  batch: BatchOutputs,
  { name, book }: { name: string; book: LabelBook },
): Int32Array<ArrayBuffer> {
  const tensor = labelTensorOf(batch, name)
  if (tensor.data instanceof Float32Array || tensor.data instanceof Float64Array)
    throw refusalOf(batch.file)(`output ${name} is ${tensor.type}, expected labels`)
  const given = labelsOf(tensor)
  const labels = new Int32Array(batch.rows)
  for (let row = 0; row < batch.rows; row++) labels[row] = book.code(given[row] as string | number)
  return labels
}
