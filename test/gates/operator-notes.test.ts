import { expect, it } from 'vitest'
import { operatorNotes } from '../../src/gates/operator-notes.ts'

const operator = (name: string, domain = 'ai.onnx') => ({ domain, name, count: 1 })
const production = { operators: [operator('MatMul'), operator('Scaler', 'ai.onnx.ml')], called: 'production' }

it('names the operators that a candidate adds and those it does without', () =>
  expect(operatorNotes({ candidate: [operator('MatMul'), operator('Tan')], rival: production })).toEqual([
    'The candidate is made of other operators than production: it adds ai.onnx.Tan, and it does without ai.onnx.ml.Scaler.',
  ]))

it('names those that choose what is run, with or without another model', () =>
  expect(operatorNotes({ candidate: [operator('If'), operator('Loop')], rival: undefined })).toEqual([
    'The candidate chooses by ai.onnx.If, ai.onnx.Loop what it runs, so the held-out rows may not show all that it does.',
  ]))

it('says nothing where nothing differs, or one of the two is no graph', () => {
  expect(operatorNotes({ candidate: production.operators, rival: production })).toEqual([])
  expect(operatorNotes({ candidate: [], rival: production })).toEqual([])
  expect(operatorNotes({ candidate: [operator('Tan')], rival: { ...production, operators: [] } })).toEqual([])
})

it('names ten of many', () => {
  const many = Array.from({ length: 12 }, (_, index) => operator(`Op${index}`))
  expect(operatorNotes({ candidate: many, rival: { ...production, operators: many.slice(11) } })[0]).toMatch(
    /Op9 and 1 more\.$/,
  )
})
