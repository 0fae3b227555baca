import type { GraphProto, NodeProto } from 'onnx-buf'
import { refusalOf } from '../admit.ts'
import type { AskedBinary, Positive } from '../answers.ts'
import { type Classes, choosePositive, classesBehind } from '../classes.ts'
import { classifierOutputs, columnOutputs, unreadable } from './classifier.ts'
import { type Outputs, ofWidth, onlyOne } from './slots.ts'

/** Where a binary classifier's scores of the positive class and its labels are read. */
export interface BinaryPlan {
  task: 'binary-classification'
  /** A tensor with a column for each class or one for the positive class; null where the model gives labels only. */
  scores: { name: string; column: number; width: number | undefined } | null
  /** null where the model gives scores only. */
  labels: { name: string; classes: Classes | undefined } | null
  positive: Positive
  /** ZipMap nodes to take out, so that the tensors before them become outputs. */
  zipMaps: readonly NodeProto[]
}

type Of = Outputs<AskedBinary>

export function planBinary(of: Of): BinaryPlan {
  const { label, zipMap, tensors } = classifierOutputs(of)
  const shared = { task: of.asked.task, positive: of.asked.positive, zipMaps: [] }
  if (zipMap) {
    const column = columnOf(zipMap.classes, of)
    const labels = label ? { name: label.name, classes: zipMap.classes } : null
    return { ...shared, scores: { name: zipMap.input, column, width: 2 }, labels, zipMaps: [zipMap.node] }
  }

  const labels = label ? { name: label.name, classes: label.classes } : null
  const perClass = label?.classes && tensors.length > 1 ? columnOutputs(tensors, label.classes) : undefined
  const own = perClass?.[columnOf(label?.classes, of)]
  if (own) return { ...shared, scores: { name: own.name, column: 0, width: 1 }, labels }

  const tensor = onlyOne(ofWidth(tensors, [1, 2]), { what: 'scores', usual: /prob/i, file: of.file })
  if (tensor) {
    const classes = label?.classes ?? classesBehind(of.model.graph as GraphProto, tensor.name)
    const column = columnOf(classes, of)
    return { ...shared, scores: { name: tensor.name, column, width: undefined }, labels }
  }
  if (!labels) throw unreadable(of)
  columnOf(labels.classes, of)
  return { ...shared, scores: null, labels }
}

function columnOf(classes: Classes | undefined, { asked, file }: Of): number {
  if (!classes) return 1
  const choice = choosePositive(classes, asked.positive)
  if (choice.found) return choice.index
  throw refusalOf(file)(choice.reason, 'set data.target.positive to the class that the model predicts')
}
