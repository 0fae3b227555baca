import type { Message } from '@bufbuild/protobuf'
import { type ModelProto, type NodeProto, type TensorProto, TensorProto_DataLocation } from 'onnx-buf'
import { z } from 'zod'
import { refusalOf } from './admit.ts'
import { knownDomains, messagesIn } from './onnx.ts'
import { Signature, slotOf } from './signature.ts'
import { oneLine, someOf } from './text.ts'

/** What a model says about itself. */
export const Examination = z.strictObject({
  signature: Signature,
  opsets: z.array(z.strictObject({ domain: z.string(), version: z.int() })),
  /** Every kind of operator at any depth, sorted; those of other domains than ONNX's own carry it: `ai.onnx.ml.Scaler`. */
  operators: z.array(z.string()),
})
export type Examination = z.infer<typeof Examination>

const mostSlots = 10_000
const mostOperators = 1_000

/**
 * Looks a model over without running it. Throws a UserError for data outside the file, weights that are given twice
 * (a reader and the runtime could see different ones), operators of unknown domains, and graphs without inputs or outputs.
 */
export function examine(model: ModelProto, file: string): Examination {
  refuseHiddenData(model, file)
  return { signature: signatureOf(model, file), opsets: opsetsOf(model), operators: operatorsOf(model, file) }
}

/** Inputs that must be given, in order (old exporters list weights among the inputs), and outputs. */
export function signatureOf(model: ModelProto, file: string): Signature {
  const refuse = refusalOf(file)
  const graph = model.graph
  if (!graph) throw new Error('the model was not read by readOnnx')
  const weights = new Set([
    ...graph.initializer.map(({ name }) => name),
    ...graph.sparseInitializer.map(({ values }) => values?.name ?? ''),
  ])
  const inputs = graph.input.filter(({ name }) => !weights.has(name))
  if (inputs.length === 0) throw refuse('has no input', 'export the model with its features as inputs')
  if (graph.output.length === 0)
    throw refuse('has no output', 'export the model with its scores as an output')
  if (inputs.length > mostSlots || graph.output.length > mostSlots)
    throw refuse(`has more than ${mostSlots} inputs or outputs`, 'take the features as one tensor')
  return {
    inputs: inputs.map((value) => slotOf(value, file)),
    outputs: graph.output.map((value) => slotOf(value, file)),
  }
}

function refuseHiddenData(model: ModelProto, file: string): void {
  const refuse = refusalOf(file)
  for (const message of messagesIn(model)) {
    if (!isTensor(message)) continue
    const name = oneLine(message.name, 80) || 'without a name'
    if (message.dataLocation === TensorProto_DataLocation.EXTERNAL || message.externalData.length > 0)
      throw refuse(
        `keeps the data of tensor ${name} in another file`,
        'export with everything in one file, such as save_as_external_data=False',
      )
    if (payloads(message) > 1)
      throw refuse(
        `gives the data of tensor ${name} twice, so that readers may see different weights`,
        'write either raw_data or the typed field, not both',
      )
    if (message.$unknown?.length)
      throw refuse(
        `has fields in tensor ${name} that Pawl does not know`,
        'export for an older version of ONNX',
      )
  }
}

function payloads(tensor: TensorProto): number {
  const { rawData, floatData, int32Data, stringData, int64Data, doubleData, uint64Data } = tensor
  return [rawData, floatData, int32Data, stringData, int64Data, doubleData, uint64Data].filter(
    (data) => data.length > 0,
  ).length
}

function opsetsOf(model: ModelProto): Examination['opsets'] {
  const versions = new Map(
    model.opsetImport.map(({ domain, version }) => [oneLine(domain || 'ai.onnx', 100), Number(version)]),
  )
  return [...versions].map(([domain, version]) => ({ domain, version })).sort(byDomain)
}

function byDomain(a: { domain: string }, b: { domain: string }): number {
  return a.domain < b.domain ? -1 : a.domain > b.domain ? 1 : 0
}

function operatorsOf(model: ModelProto, file: string): string[] {
  const refuse = refusalOf(file)
  const local = new Set(model.functions.map(({ domain, name }) => `${domain}\n${name}`))
  const operators = new Set<string>()
  const foreign = new Set<string>()
  for (const message of messagesIn(model)) {
    if (!isNode(message)) continue
    const { domain, opType } = message
    if (!knownDomains.has(domain) && !local.has(`${domain}\n${opType}`)) foreign.add(`${domain}.${opType}`)
    operators.add(oneLine(domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`, 100))
    if (operators.size > mostOperators) throw refuse(`has more than ${mostOperators} kinds of operators`)
  }
  if (foreign.size > 0)
    throw refuse(
      `needs operators that onnxruntime does not have: ${someOf([...foreign])}`,
      'use operators of ai.onnx, ai.onnx.ml or com.microsoft',
    )
  return [...operators].sort()
}

function isTensor(message: Message): message is TensorProto {
  return message.$typeName === 'onnx.TensorProto'
}

function isNode(message: Message): message is NodeProto {
  return message.$typeName === 'onnx.NodeProto'
}
