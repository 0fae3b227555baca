import { expect, test } from 'vitest'
import { controlFlowOf, operatorChanges, operatorText, refusedOperators } from '../../src/model/operators.ts'

const operator = (domain: string, name: string, count = 1) => ({ domain, name, count })
const scaler = operator('ai.onnx.ml', 'Scaler')
const add = operator('ai.onnx', 'Add')
const loop = operator('ai.onnx', 'Loop')

test('a domain allows its own operators and not those of a domain whose name begins with it', () => {
  expect(refusedOperators([add, scaler], ['ai.onnx'])).toEqual([scaler])
  expect(refusedOperators([add, scaler], ['ai.onnx', 'ai.onnx.ml'])).toEqual([])
  expect(refusedOperators([add, loop], ['ai.onnx.Add'])).toEqual([loop])
})

test('operators that come and go are told apart from those that are used more often', () => {
  const { added, removed } = operatorChanges([add, loop], [operator('ai.onnx', 'Add', 9), scaler])
  expect([added, removed].map((list) => list.map(operatorText))).toEqual([
    ['ai.onnx.Loop'],
    ['ai.onnx.ml.Scaler'],
  ])
})

test('operators that choose what is run are control flow, in the domain of ONNX only', () => {
  expect(controlFlowOf([add, loop, operator('mine', 'If')])).toEqual([loop])
})
