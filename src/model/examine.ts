import type { Message } from '@bufbuild/protobuf'
import {
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  TensorProto_DataLocation,
} from 'onnx-buf'
import { refusalOf } from './admit.ts'
import type { Examination, Operator, Signature } from './examination.ts'
import { knownDomains, messagesIn } from './onnx.ts'
import { slotOf } from './signature.ts'
import { oneLine, someOf } from './text.ts'

const mostSlots = 10_000
const mostOperators = 1_000

/**
 * Looks a model over without running it. Throws a UserError for data outside the file, weights that are given twice
 * (a reader and the runtime could see different ones), operators of unknown domains or disguised by functions, and graphs
 * without inputs or outputs.
 */
export function examine(model: ModelProto, file: string): Examination {
  refuseHiddenData(model, file)
  refuseTwoMeanings(model, file)
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

/**
 * A name that is given twice means one thing to a reader and another to the runtime, which takes the last weight of a name;
 * so does a function that has the name of an operator.
 */
function refuseTwoMeanings(model: ModelProto, file: string): void {
  const refuse = refusalOf(file)
  for (const message of messagesIn(model)) {
    if (isGraph(message)) {
      const twice = repeated([
        ...message.initializer.map(({ name }) => name),
        ...message.sparseInitializer.map(({ values }) => values?.name ?? ''),
      ])
      if (twice !== undefined)
        throw refuse(
          `has two weights of the name ${oneLine(twice, 80)}, so that readers may see different ones`,
          'export the model again',
        )
    }
    if (isNode(message)) {
      const twice = repeated(message.attribute.map(({ name }) => name))
      if (twice !== undefined)
        throw refuse(
          `gives attribute ${oneLine(twice, 80)} of a ${oneLine(message.opType, 80)} twice`,
          'export the model again',
        )
    }
  }
  const disguised = model.functions.find(({ domain }) => knownDomains.has(domain))
  if (disguised)
    throw refuse(
      `brings a function of its own that is called ${oneLine(disguised.name, 80)} in the domain of ONNX's operators`,
      'give functions a domain of their own',
    )
}

function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name).size)
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

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

function operatorsOf(model: ModelProto, file: string): Operator[] {
  const refuse = refusalOf(file)
  const local = new Set(model.functions.map(({ domain, name }) => `${domain}\n${name}`))
  const operators = new Map<string, Operator>()
  const foreign = new Set<string>()
  for (const message of messagesIn(model)) {
    if (!isNode(message)) continue
    const { domain, opType } = message
    const key = `${domain}\n${opType}`
    if (local.has(key)) continue
    if (!knownDomains.has(domain)) foreign.add(`${domain}.${opType}`)
    const operator = { domain: oneLine(domain || 'ai.onnx', 100), name: oneLine(opType, 100) }
    const called = `${operator.domain}.${operator.name}`
    operators.set(called, { ...operator, count: (operators.get(called)?.count ?? 0) + 1 })
    if (operators.size > mostOperators) throw refuse(`has more than ${mostOperators} kinds of operators`)
  }
  if (foreign.size > 0)
    throw refuse(
      `needs operators that onnxruntime does not have: ${someOf([...foreign])}`,
      'use operators of ai.onnx, ai.onnx.ml or com.microsoft',
    )
  return [...operators.values()].sort((a, b) => byDomain(a, b) || byName(a, b))
}

function isTensor(message: Message): message is TensorProto {
  return message.$typeName === 'onnx.TensorProto'
}

function isGraph(message: Message): message is GraphProto {
  return message.$typeName === 'onnx.GraphProto'
}

function isNode(message: Message): message is NodeProto {
  return message.$typeName === 'onnx.NodeProto'
}
