import type { Operator } from './examination.ts'

/** Operators that run others in turns or by choice: what a model does with one row may then differ from what it does with another. */
const controlFlow = new Set(['ai.onnx.If', 'ai.onnx.Loop', 'ai.onnx.Scan'])

/** `ai.onnx.ml.Scaler`. */
export function operatorText({ domain, name }: Operator): string {
  return `${domain}.${name}`
}

/** Operators that none of the entries allows: an entry is a domain (`ai.onnx.ml`) or one operator of it (`ai.onnx.ml.Scaler`). */
export function refusedOperators(operators: readonly Operator[], allow: readonly string[]): Operator[] {
  const allowed = new Set(allow)
  return operators.filter((operator) => !allowed.has(operator.domain) && !allowed.has(operatorText(operator)))
}

export function controlFlowOf(operators: readonly Operator[]): Operator[] {
  return operators.filter((operator) => controlFlow.has(operatorText(operator)))
}

export interface OperatorChanges {
  /** Operators that only the one model uses. */
  added: readonly Operator[]
  /** Operators that only the other, the one before, uses. */
  removed: readonly Operator[]
}

/** How the kinds of operators of a model differ from those of the one before. How often each is used does not count. */
export function operatorChanges(now: readonly Operator[], before: readonly Operator[]): OperatorChanges {
  return { added: without(now, before), removed: without(before, now) }
}

function without(operators: readonly Operator[], others: readonly Operator[]): Operator[] {
  const known = new Set(others.map(operatorText))
  return operators.filter((operator) => !known.has(operatorText(operator)))
}
