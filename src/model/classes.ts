import type { GraphProto, NodeProto, TensorProto } from 'onnx-buf'
import { oneLine, someOf } from './text.ts'

/** A model's class labels in the order of its score columns. */
export interface Classes {
  kind: 'integer' | 'text'
  labels: readonly string[]
}

/** The value of the target that is called positive, as `model.yaml` gives it. */
export type Positive = string | number | boolean

/** Which of some labels is the positive class, or why that cannot be told. */
export type Choice = { found: true; index: number } | { found: false; reason: string }

const labelAttributes = ['classlabels_strings', 'classlabels_int64s', 'classlabels_ints']
/** Operators that pick labels out of a constant list, as voting and calibrated classifiers are exported. */
const pickers = new Set(['ArrayFeatureExtractor', 'Gather'])

/** The class labels that a node carries (classifiers and ZipMap of ai.onnx.ml), if any. */
export function classesOfNode(node: NodeProto): Classes | undefined {
  for (const name of labelAttributes) {
    const attribute = node.attribute.find((entry) => entry.name === name)
    if (attribute?.strings.length) return { kind: 'text', labels: attribute.strings.map(textOf) }
    if (attribute?.ints.length) return { kind: 'integer', labels: attribute.ints.map(String) }
  }
  return undefined
}

/** The class labels nearest upstream of a tensor: those of a classifier, or the constant list that labels are picked from. */
export function classesBehind(graph: GraphProto, tensor: string): Classes | undefined {
  const makers = new Map(graph.node.flatMap((node) => node.output.map((name) => [name, node] as const)))
  const constants = new Map(graph.initializer.map((entry) => [entry.name, entry] as const))
  const seen = new Set<NodeProto>()
  let front = [tensor]
  while (front.length > 0) {
    const nodes = front.flatMap((name) => makers.get(name) ?? []).filter((node) => !seen.has(node))
    for (const node of nodes) {
      seen.add(node)
      const classes = classesOfNode(node) ?? pickedLabels(node, { constants, makers })
      if (classes) return classes
    }
    front = nodes.flatMap(({ input }) => input)
  }
  return undefined
}

function pickedLabels(
  node: NodeProto,
  graph: { constants: ReadonlyMap<string, TensorProto>; makers: ReadonlyMap<string, NodeProto> },
): Classes | undefined {
  if (!pickers.has(node.opType)) return undefined
  const name = node.input[0] ?? ''
  const list =
    graph.constants.get(name) ?? graph.makers.get(name)?.attribute.find(({ t }) => t !== undefined)?.t
  if (!list) return undefined
  if (list.stringData.length > 0) return { kind: 'text', labels: list.stringData.map(textOf) }
  const numbers = integersOf(list)
  return numbers.length > 0 ? { kind: 'integer', labels: numbers.map(String) } : undefined
}

function integersOf({ int64Data, int32Data, rawData, dataType }: TensorProto): (bigint | number)[] {
  if (int64Data.length > 0) return int64Data
  if (int32Data.length > 0) return int32Data
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength)
  const size = dataType === 7 ? 8 : dataType === 6 ? 4 : 0
  if (size === 0 || rawData.length > 8_192) return []
  return Array.from({ length: Math.floor(rawData.length / size) }, (_, i) =>
    size === 8 ? view.getBigInt64(i * 8, true) : view.getInt32(i * 4, true),
  )
}

/**
 * Finds the positive class among a binary model's labels: by its text; else, where the labels are 0 and 1, it is 1,
 * as training programs encode "is it the positive value". Where that could be read both ways it is not guessed.
 */
export function choosePositive(classes: Classes, positive: Positive): Choice {
  const { labels } = classes
  if (labels.length !== 2)
    return {
      found: false,
      reason: `the model has ${labels.length} classes (${someOf(labels)}), a binary model has two`,
    }
  const matching = labels.flatMap((label, index) => (isPositive(label, positive) ? [index] : []))
  if (matching.length === 1) return { found: true, index: matching[0] as number }
  const one = labels.indexOf('1')
  if (matching.length === 0 && one >= 0 && labels.includes('0')) {
    if (positive !== false) return { found: true, index: one }
    return {
      found: false,
      reason:
        'the labels 0 and 1 do not tell which of them stands for `positive: false`; train with text labels',
    }
  }
  return {
    found: false,
    reason: `the model's classes are ${someOf(labels)}, so it does not tell which is the positive value ${oneLine(String(positive), 80)}`,
  }
}

/** Whether a label is the positive value: the same text, the same number, or the same truth value in any case. */
export function isPositive(label: string, positive: Positive): boolean {
  if (label === String(positive)) return true
  if (typeof positive === 'boolean') return label.toLowerCase() === String(positive)
  return typeof positive === 'number' && label.trim() !== '' && Number(label) === positive
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
