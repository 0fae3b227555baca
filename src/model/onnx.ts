import { fromBinary, type Message } from '@bufbuild/protobuf'
import { type ModelProto, ModelProtoSchema } from 'onnx-buf'
import { refusalOf } from './admit.ts'

/** Domains whose operators onnxruntime brings along; skl2onnx uses `com.microsoft` for text and distances. */
export const knownDomains: ReadonlySet<string> = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft'])

const deepest = 100

/** Reads an ONNX model; unknown fields are kept and nesting is capped. Throws a UserError that says how to mend it. */
export function readOnnx(bytes: Uint8Array, name: string): ModelProto {
  const refuse = refusalOf(name)
  if (bytes.length === 0) throw refuse('is empty', 'write the model to the file before training ends')
  if (isLfsPointer(bytes))
    throw refuse(
      'is a Git LFS pointer, not the model itself',
      'check out with `lfs: true`, or run git lfs pull',
    )
  let model: ModelProto
  try {
    model = fromBinary(ModelProtoSchema, bytes, { recursionLimit: deepest })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw refuse(
      /recursion depth/.test(why)
        ? `is nested deeper than ${deepest} levels`
        : 'is not a whole ONNX file: it is truncated, or in another format',
      'export the model to ONNX again',
    )
  }
  if (!model.graph)
    throw refuse('holds no graph, so it is not an ONNX model', 'export the model to ONNX again')
  return model
}

function isLfsPointer(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 64))
  return (
    start.startsWith('version https://git-lfs.github.com/') || start.startsWith('version https://hawser.')
  )
}

/** Every message inside a message, itself first: nodes, tensors and graphs at any depth. Iterative, so depth costs no stack. */
export function* messagesIn(root: Message): Generator<Message> {
  const open: Message[] = [root]
  for (let message = open.pop(); message; message = open.pop()) {
    yield message
    for (const value of Object.values(message)) {
      if (isMessage(value)) open.push(value)
      else if (isChoice(value)) open.push(value.value)
      else if (Array.isArray(value) && isMessage(value[0]))
        for (const entry of value) if (isMessage(entry)) open.push(entry)
    }
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && '$typeName' in value
}

/** A protobuf oneof that holds a message. */
function isChoice(value: unknown): value is { case: string; value: Message } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'case' in value &&
    'value' in value &&
    isMessage(value.value)
  )
}
