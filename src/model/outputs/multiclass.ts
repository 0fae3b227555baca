import type { GraphProto, NodeProto } from 'onnx-buf'
import { refusalOf } from '../admit.ts'
import type { AskedMulticlass } from '../answers.ts'
import { type Classes, classesBehind, placeClasses } from '../classes.ts'
import type { Slot } from '../examination.ts'
import { type ClassifierOutputs, classifierOutputs, columnOutputs, unreadable } from './classifier.ts'
import { type Outputs, ofWidth, onlyOne } from './slots.ts'

/** Where a classifier's probabilities and labels are read. */
export interface MulticlassPlan {
  task: 'multiclass-classification'
  asked: AskedMulticlass
  /** One output with a column for each of the model's classes, or one output for each; null where it gives labels only. */
  probabilities: {
    outputs: readonly { name: string }[]
    /** For each of the model's classes, in the order of its columns, the index of the target's value. */
    places: readonly number[]
  } | null
  /** null where the model gives probabilities only; `known` tells which label is which, undefined where the graph does not. */
  labels: { name: string; known: ReadonlyMap<string, number> | undefined } | null
  /** ZipMap nodes to take out, so that the tensors before them become outputs. */
  zipMaps: readonly NodeProto[]
}

type Of = Outputs<AskedMulticlass>

export function planMulticlass(of: Of): MulticlassPlan {
  const found = classifierOutputs(of)
  const { label, zipMap } = found
  const shared = { task: of.asked.task, asked: of.asked }
  const { outputs, classes, zipMaps } = zipMap
    ? { outputs: [{ name: zipMap.input }], classes: zipMap.classes, zipMaps: [zipMap.node] }
    : { ...probabilityOutputs(found, of), zipMaps: [] }
  const known =
    label?.classes ?? (label?.type === 'string' && classes?.kind === 'integer' ? undefined : classes)
  const labels = label ? { name: label.name, known: known && placesByLabel(known, of) } : null
  if (outputs.length > 0)
    return { ...shared, probabilities: { outputs, places: placesOfColumns(classes, of) }, labels, zipMaps }
  if (!labels) throw unreadable(of)
  return { ...shared, probabilities: null, labels, zipMaps }
}

/** The outputs of probabilities, and the classes of their columns where the graph tells them or there is but one order. */
function probabilityOutputs(
  { label, tensors }: ClassifierOutputs,
  of: Of,
): { outputs: readonly Slot[]; classes: Classes | undefined } {
  const perClass = label?.classes && tensors.length > 1 ? columnOutputs(tensors, label.classes) : undefined
  if (perClass) return { outputs: perClass, classes: label?.classes }
  const width = label?.classes?.labels.length ?? of.asked.classes.length
  const tensor = onlyOne(ofWidth(tensors, [width]), {
    what: 'probabilities',
    usual: /prob/i,
    file: of.file,
  })
  if (!tensor) return { outputs: [], classes: undefined }
  const inner = label?.classes ?? classesBehind(of.model.graph as GraphProto, tensor.name)
  const columns = tensor.shape.length === 2 ? tensor.shape[1] : undefined
  const fits = inner && (typeof columns !== 'number' || columns === inner.labels.length)
  return { outputs: [tensor], classes: fits ? inner : numbered(of.asked) }
}

/** What a network without class labels means by its columns, if anything: 0, 1, 2 and so on. */
function numbered({ classes }: AskedMulticlass): Classes {
  return { kind: 'integer', labels: classes.map((_, index) => String(index)) }
}

function placesOfColumns(classes: Classes | undefined, { asked, file }: Of): readonly number[] {
  const refuse = refusalOf(file)
  const placing = classes && placeClasses(classes, asked)
  if (placing?.found) return placing.indexes
  if (placing && classes.labels.some((label, index) => label !== String(index)))
    throw refuse(placing.reason, 'train on the values of the target, or list them in data.target.classes')
  throw refuse(
    'does not tell which of its columns of probabilities stands for which value of the target',
    'list data.target.classes in the order of the columns, or export the class labels',
  )
}

function placesByLabel(classes: Classes, of: Of): ReadonlyMap<string, number> {
  const places = placesOfColumns(classes, of)
  return new Map(classes.labels.map((label, index) => [label, places[index] as number]))
}
