import { refusalOf } from '../../admit.ts'
import { fromHalves } from '../../float16.ts'
import { oneLine } from '../../text.ts'
import type { PlainTensor, Tensors } from '../running.ts'

/** One batch's outputs, and how many rows went in. */
export interface BatchOutputs {
  outputs: Tensors
  rows: number
  file: string
}

/** An output with its number of columns. Throws a UserError unless it has a row for each row fed. */
export function rowsOf(
  { outputs, rows, file }: BatchOutputs,
  { name, widths, hint }: { name: string; widths: readonly number[]; hint?: string },
): { tensor: PlainTensor; width: number } {
  const refuse = refusalOf(file)
  const called = oneLine(name, 80)
  const tensor = outputs[name]
  if (!tensor) throw refuse(`gave no output ${called}`)
  const [found = 1, width = 1] = tensor.dims
  // A model that takes one row at a time may answer with a single value.
  if (tensor.dims.length > 2 || (tensor.dims.length === 0 && rows !== 1))
    throw refuse(`output ${called} has shape [${tensor.dims.join(', ')}], expected one row per row of input`)
  if (found !== rows)
    throw refuse(
      `output ${called} has ${found} rows for ${rows} rows of input`,
      'a model must answer each row once, in order',
    )
  if (!widths.includes(width))
    throw refuse(`output ${called} has ${width} columns, expected ${widths.join(' or ')}`, hint)
  return { tensor, width }
}

/** A tensor of labels, one for each row: below each other, or side by side as skl2onnx writes those of a discriminant analysis. */
export function labelTensorOf(batch: BatchOutputs, name: string): PlainTensor {
  const tensor = batch.outputs[name]
  const [height, width] = tensor?.dims ?? []
  if (tensor?.dims.length === 2 && height === 1 && width === batch.rows) return tensor
  return rowsOf(batch, { name, widths: [1] }).tensor
}

/** A tensor's numbers, halves as what they stand for. Throws a UserError unless they are floats. */
export function floatsOf(
  tensor: PlainTensor,
  { name, file }: { name: string; file: string },
): Float32Array | Float64Array {
  const { data } = tensor
  if (data instanceof Float32Array || data instanceof Float64Array) return data
  if (tensor.type === 'float16' && ArrayBuffer.isView(data))
    return fromHalves(new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2))
  throw refusalOf(file)(`output ${oneLine(name, 80)} is ${tensor.type}, expected floats`)
}

/** A tensor's labels, integers as numbers. */
export function labelsOf({ data }: PlainTensor): ArrayLike<string | number> {
  if (!(data instanceof BigInt64Array)) return data as ArrayLike<string | number>
  // Twenty times as fast as by way of bigints: low word, high word.
  const words = new Int32Array(data.buffer, data.byteOffset, data.length * 2)
  const labels = new Float64Array(data.length)
  for (let row = 0; row < labels.length; row++)
    labels[row] = (words[2 * row + 1] as number) * 2 ** 32 + ((words[2 * row] as number) >>> 0)
  return labels
}
