import { TensorProto_DataType as Type, type TypeProto, type ValueInfoProto } from 'onnx-buf'
import { refusalOf } from './admit.ts'
import type { Signature, Slot } from './examination.ts'
import { oneLine } from './text.ts'

/** The signature of a model that a program predicts with: it is handed columns, and tells nothing of its answers. */
export function columnsSignature(features: readonly string[]): Signature {
  return { inputs: features.map((name) => ({ name, type: 'column', shape: [] })), outputs: [] }
}

/** ONNX's own names of element types, as in `tensor(float)`. */
const typeNames = new Map<number, string>([
  [Type.FLOAT, 'float'],
  [Type.DOUBLE, 'double'],
  [Type.FLOAT16, 'float16'],
  [Type.BFLOAT16, 'bfloat16'],
  [Type.INT8, 'int8'],
  [Type.INT16, 'int16'],
  [Type.INT32, 'int32'],
  [Type.INT64, 'int64'],
  [Type.UINT8, 'uint8'],
  [Type.UINT16, 'uint16'],
  [Type.UINT32, 'uint32'],
  [Type.UINT64, 'uint64'],
  [Type.BOOL, 'bool'],
  [Type.STRING, 'string'],
])

const longestName = 500

/** Name, type and shape of one input or output. A dimension of no fixed size is its name, or `?`; an unknown rank is `['...']`. */
export function slotOf(value: ValueInfoProto, file: string): Slot {
  const refuse = refusalOf(file)
  if (value.name === '' || value.name.length > longestName)
    throw refuse(`has an input or output whose name is empty or longer than ${longestName} characters`)
  if (!value.type)
    throw refuse(`does not say what type ${oneLine(value.name, 80)} has`, 'export the model again')
  return { name: value.name, type: typeText(value.type), shape: shapeOf(value.type) }
}

/** The element type of a dense tensor (`float`), undefined for everything else. */
export function tensorType(slot: Slot): string | undefined {
  return /^tensor\((\w+)\)$/.exec(slot.type)?.[1]
}

function typeText({ value }: TypeProto): string {
  switch (value.case) {
    case 'tensorType':
      return `tensor(${elementName(value.value.elemType)})`
    case 'sparseTensorType':
      return `sparse_tensor(${elementName(value.value.elemType)})`
    case 'sequenceType':
      return `seq(${value.value.elemType ? typeText(value.value.elemType) : '?'})`
    case 'mapType':
      return `map(${elementName(value.value.keyType)},${value.value.valueType ? typeText(value.value.valueType) : '?'})`
    case 'optionalType':
      return `optional(${value.value.elemType ? typeText(value.value.elemType) : '?'})`
    default:
      return '?'
  }
}

function elementName(type: number): string {
  return typeNames.get(type) ?? `type-${type}`
}

function shapeOf({ value }: TypeProto): (number | string)[] {
  if (value.case !== 'tensorType') return []
  const { shape } = value.value
  if (!shape) return ['...']
  return shape.dim.map(({ value: size }) => {
    if (size.case === 'dimParam' && size.value !== '') return oneLine(size.value, 80)
    const known = size.case === 'dimValue' && size.value >= 0n && size.value <= Number.MAX_SAFE_INTEGER
    return known ? Number(size.value) : '?'
  })
}
