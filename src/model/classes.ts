import type { GraphProto, NodeProto, TensorProto } from 'onnx-buf'
import type { AskedMulticlass, Positive } from './answers.ts'
import { oneLine, someOf } from './text.ts'

/** A model's class labels in the order of its score columns. */
export interface Classes {
  kind: 'integer' | 'text'
  labels: readonly string[]
}

/** Which of some labels is the positive class, or why that cannot be told. */
export type Choice = { found: true; index: number } | { found: false; reason: string }

/** Which of the target's values a model's labels stand for, or why that cannot be told. */
export type Placing = { found: true; indexes: readonly number[] } | { found: false; reason: string }

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
  const matching = labels.flatMap((label, index) => (isValue(label, positive) ? [index] : []))
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

/**
 * For each of a model's labels the index of the value of the target that it stands for: the value itself, or, for
 * integers of a model whose classes are listed, the place in that list. Labels that are values all of them are never
 * read as places. A model may know fewer classes than the target has, never others.
 */
export function placeClasses({ kind, labels }: Classes, asked: AskedMulticlass): Placing {
  const byValue = labels.map((label) => asked.classes.findIndex((value) => isValue(label, value)))
  const byPlace = kind === 'integer' && asked.encoded ? labels.map(Number) : undefined
  const indexes = byValue.includes(-1) && byPlace ? byPlace : byValue
  const strangers = labels.filter((_, at) => !((indexes[at] ?? -1) in asked.classes))
  const known = `the target's values are ${someOf(asked.classes.map(String))}`
  if (strangers.length > 0)
    return {
      found: false,
      reason: `the model's classes ${someOf(strangers)} are none of the target: ${known}`,
    }
  if (new Set(indexes).size < indexes.length)
    return { found: false, reason: `two of the model's classes stand for one value of the target: ${known}` }
  return { found: true, indexes }
}

/** Whether a label is a value of the target: the same text, the same number, or the same truth value in any case. */
export function isValue(label: string, value: Positive): boolean {
  if (label === String(value)) return true
  if (typeof value === 'boolean') return label.toLowerCase() === String(value)
  return typeof value === 'number' && label.trim() !== '' && Number(label) === value
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
