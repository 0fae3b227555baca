import type { GraphProto, NodeProto } from 'onnx-buf'
import { refusalOf } from '../admit.ts'
import { type Classes, classesBehind, classesOfNode } from '../classes.ts'
import type { Slot } from '../examination.ts'
import { tensorType } from '../signature.ts'
import { someOf } from '../text.ts'
import { floats, type Outputs, onlyOne } from './slots.ts'

/** What the outputs of a classifier are, whatever it is asked for. */
export interface ClassifierOutputs {
  label: { name: string; type: string; classes: Classes | undefined } | undefined
  /** A list of maps from label to probability, and the node that makes it. */
  zipMap: { input: string; classes: Classes | undefined; node: NodeProto } | undefined
  /** Dense outputs of floats. */
  tensors: readonly Slot[]
}

const labelTypes = new Set(['int64', 'int32', 'string', 'bool'])

/** Finds labels, ZipMap and tensors of floats. Throws a UserError where it cannot be told which output is the label. */
export function classifierOutputs({ model, signature, file }: Omit<Outputs, 'asked'>): ClassifierOutputs {
  const graph = model.graph as GraphProto
  const { outputs } = signature
  const slot = onlyOne(
    outputs.filter((slot) => labelTypes.has(tensorType(slot) ?? '')),
    { what: 'labels', usual: /label/i, file },
  )
  const classes = slot && classesOfLabel(graph, slot, file)
  const zipMap = onlyOne(zipMapsOf(graph, outputs), { what: 'probabilities', usual: /prob/i, file })
  return {
    label: slot && { name: slot.name, type: tensorType(slot) ?? '', classes },
    zipMap: zipMap && {
      input: zipMap.node.input[0] ?? '',
      classes: classesOfNode(zipMap.node) ?? classes,
      node: zipMap.node,
    },
    tensors: outputs.filter((slot) => floats.has(tensorType(slot) ?? '')),
  }
}

/** With `zipmap='columns'` skl2onnx gives one output per class, `i1` or `syes`: these, in the order of the classes. */
export function columnOutputs(tensors: readonly Slot[], { kind, labels }: Classes): Slot[] | undefined {
  const prefix = kind === 'text' ? 's' : 'i'
  const found = labels.map((label) => tensors.find(({ name }) => name === `${prefix}${label}`))
  return found.every((slot) => slot !== undefined) ? found : undefined
}

/** Nothing of a classifier's outputs can be read. */
export function unreadable({ signature, file }: Pick<Outputs, 'signature' | 'file'>): Error {
  return refusalOf(file)(
    `has no output that Pawl can read: ${someOf(signature.outputs.map(({ name, type }) => `${name} is ${type}`))}`,
    'export scores as a float tensor, such as with zipmap=False',
  )
}

/** Labels of a text output must be texts: inner numbers of an ensemble say nothing of their meaning. */
function classesOfLabel(graph: GraphProto, label: Slot, file: string): Classes | undefined {
  const classes = classesBehind(graph, label.name)
  const text = tensorType(label) === 'string'
  if (classes && text !== (classes.kind === 'text'))
    throw refusalOf(file)(
      `labels ${someOf([label.name])} are ${text ? 'texts' : 'numbers'}, the classes behind them are not`,
      'export the classifier without a step after its labels',
    )
  return classes
}

function zipMapsOf(graph: GraphProto, outputs: readonly Slot[]): { name: string; node: NodeProto }[] {
  return graph.node.flatMap((node) => {
    const name = node.output[0] ?? ''
    const isOutput = outputs.some((slot) => slot.name === name)
    return node.opType === 'ZipMap' && node.domain === 'ai.onnx.ml' && isOutput ? [{ name, node }] : []
  })
}
