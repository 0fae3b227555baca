import type { GraphProto, ModelProto, NodeProto } from 'onnx-buf'
import { refusalOf } from './admit.ts'
import { type Classes, choosePositive, classesBehind, classesOfNode, type Positive } from './classes.ts'
import { type Signature, type Slot, tensorType } from './signature.ts'
import { someOf } from './text.ts'

/** Where a binary classifier's scores of the positive class and its labels are read. */
export interface OutputPlan {
  /** A tensor with a column for each class or one for the positive class; null where the model gives labels only. */
  scores: { name: string; column: number; width: number | undefined } | null
  /** null where the model gives scores only. */
  labels: { name: string; classes: Classes | undefined } | null
  positive: Positive
  /** ZipMap nodes to take out, so that the tensors before them become outputs. */
  zipMaps: readonly NodeProto[]
}

const floats = new Set(['float', 'double'])
const labelTypes = new Set(['int64', 'int32', 'string', 'bool'])

/** Decides how a binary classifier's outputs are read. Throws a UserError where that cannot be told for certain. */
export function planOutputs(of: {
  model: ModelProto
  signature: Signature
  positive: Positive
  file: string
}): OutputPlan {
  const graph = of.model.graph as GraphProto
  const { outputs } = of.signature
  const label = onlyOne(
    outputs.filter((slot) => labelTypes.has(tensorType(slot) ?? '')),
    { what: 'labels', usual: /label/i, file: of.file },
  )
  const labelClasses = label && classesOfLabel(graph, label, of.file)
  const shared = { positive: of.positive }

  const zipMap = onlyOne(zipMapsOf(graph, outputs), { what: 'probabilities', usual: /prob/i, file: of.file })
  if (zipMap) {
    const classes = classesOfNode(zipMap.node) ?? labelClasses
    const column = columnOf(classes, of)
    const labels = label ? { name: label.name, classes: classes ?? labelClasses } : null
    const name = zipMap.node.input[0] ?? ''
    return { ...shared, scores: { name, column, width: 2 }, labels, zipMaps: [zipMap.node] }
  }

  const tensors = outputs.filter((slot) => floats.has(tensorType(slot) ?? ''))
  const perClass = labelClasses && tensors.length > 1 ? columnOutput(tensors, labelClasses, of) : undefined
  const labels = label ? { name: label.name, classes: labelClasses } : null
  if (perClass)
    return { ...shared, scores: { name: perClass.name, column: 0, width: 1 }, labels, zipMaps: [] }

  const tensor = onlyOne(tensors, { what: 'scores', usual: /prob/i, file: of.file })
  if (tensor) {
    const classes = labelClasses ?? classesBehind(graph, tensor.name)
    const column = classes ? columnOf(classes, of) : 1
    return { ...shared, scores: { name: tensor.name, column, width: undefined }, labels, zipMaps: [] }
  }
  if (labels) {
    if (labels.classes) columnOf(labels.classes, of)
    return { ...shared, scores: null, labels, zipMaps: [] }
  }
  throw refusalOf(of.file)(
    `has no output that Pawl can read: ${someOf(outputs.map(({ name, type }) => `${name} is ${type}`))}`,
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

function columnOf(classes: Classes | undefined, of: { positive: Positive; file: string }): number {
  if (!classes) return 1
  const choice = choosePositive(classes, of.positive)
  if (choice.found) return choice.index
  throw refusalOf(of.file)(choice.reason, 'set data.target.positive to the class that the model predicts')
}

/** With `zipmap='columns'` skl2onnx gives one output per class, `i1` or `syes`. */
function columnOutput(
  tensors: readonly Slot[],
  classes: Classes,
  of: { positive: Positive; file: string },
): Slot | undefined {
  const prefix = classes.kind === 'text' ? 's' : 'i'
  const names = classes.labels.map((label) => `${prefix}${label}`)
  if (!names.every((name) => tensors.some((slot) => slot.name === name))) return undefined
  const wanted = names[columnOf(classes, of)]
  return tensors.find((slot) => slot.name === wanted)
}

function zipMapsOf(graph: GraphProto, outputs: readonly Slot[]): { name: string; node: NodeProto }[] {
  return graph.node.flatMap((node) => {
    const name = node.output[0] ?? ''
    const isOutput = outputs.some((slot) => slot.name === name)
    return node.opType === 'ZipMap' && node.domain === 'ai.onnx.ml' && isOutput ? [{ name, node }] : []
  })
}

/** The only entry, or the only one of the usual name; undefined for none; a UserError for several. */
function onlyOne<T extends { name: string }>(
  list: readonly T[],
  wanted: { what: string; usual: RegExp; file: string },
): T | undefined {
  if (list.length <= 1) return list[0]
  const usual = list.filter(({ name }) => wanted.usual.test(name))
  if (usual.length === 1) return usual[0]
  throw refusalOf(wanted.file)(
    `has several outputs that could be the ${wanted.what}: ${someOf(list.map(({ name }) => name))}`,
    `export one output of ${wanted.what}`,
  )
}
