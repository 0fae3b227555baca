import type { NodeProto } from 'onnx-buf'
import type { Asked } from '../answers.ts'
import { tensorType } from '../signature.ts'
import { unreadable } from './classifier.ts'
import { floats, type Outputs, ofWidth, onlyOne } from './slots.ts'

/** Where a regression's values are read. */
export interface RegressionPlan {
  task: 'regression'
  values: { name: string }
  zipMaps: readonly NodeProto[]
}

export function planRegression(of: Outputs<Extract<Asked, { task: 'regression' }>>): RegressionPlan {
  const tensors = of.signature.outputs.filter((slot) => floats.has(tensorType(slot) ?? ''))
  const values = onlyOne(ofWidth(tensors, [1]), {
    what: 'predicted values',
    usual: /^(variable|output|value|target|y)s?$|predict|y_?(hat|pred)/i,
    file: of.file,
  })
  if (!values) throw unreadable(of)
  return { task: of.asked.task, values: { name: values.name }, zipMaps: [] }
}
