import { describe, expect, test } from 'vitest'
import type { Positive } from '../../src/model/answers.ts'
import { choosePositive } from '../../src/model/classes.ts'
import { signatureOf } from '../../src/model/examine.ts'
import { planBinary } from '../../src/model/outputs/binary.ts'
import { listOfMaps, logistic, modelOf, node, strings, Type, value } from '../fixtures/models/build.ts'

const file = 'm.onnx'
type Values = ReturnType<typeof value>[]

function plan(
  output: Values,
  nodes: ReturnType<typeof node>[],
  positive: Positive,
  initializer = [strings('names', ['no', 'yes'])],
) {
  const model = modelOf({ input: [value('X', Type.FLOAT, ['n', 1])], output, node: nodes, initializer })
  const asked = { task: 'binary-classification', positive } as const
  return planBinary({ model, signature: signatureOf(model, file), asked, file })
}
const classifier = (classes: string[] | bigint[]) =>
  logistic({ input: 'X', weights: [1], intercept: 0, classes })
const label = value('label', Type.STRING, ['n'])
const number = value('label', Type.INT64, ['n'])
const probabilities = value('probabilities', Type.FLOAT, ['n', 2])

describe('the positive class', () => {
  test.each<[string[], Positive, number]>([
    [['No', 'Yes'], 'Yes', 1],
    [['No', 'Yes'], 'No', 0],
    [['False', 'True'], true, 1],
    [['False', 'True'], false, 0],
    [['1', '2'], 2, 1],
    [['0.0', '1.0'], 1, 1],
    [['0', '1'], 0, 0],
    [['0', '1'], 'Yes', 1],
    [['0', '1'], true, 1],
    [['1', '0'], true, 0],
  ])('of %j is found for %j', (labels, positive, index) =>
    expect(choosePositive({ kind: 'text', labels }, positive)).toEqual({ found: true, index }),
  )
  test.each<[string[], Positive, RegExp]>([
    [['0', '1'], false, /do not tell which of them/],
    [['a', 'b'], 'c', /classes are a, b/],
    [['-1', '1'], 'Yes', /classes are -1, 1/],
    [['a', 'b', 'c'], 'a', /has 3 classes/],
    [['TRUE', 'true'], true, /does not tell which/],
  ])('of %j is not guessed for %j', (labels, positive, reason) => {
    const choice = choosePositive({ kind: 'text', labels }, positive)
    expect(choice).toEqual({ found: false, reason: expect.stringMatching(reason) })
  })
})

describe('scores are read', () => {
  test('from the column of the positive class', () => {
    const { scores, labels } = plan([label, probabilities], [classifier(['no', 'yes'])], 'no')
    expect(scores).toEqual({ name: 'probabilities', column: 0, width: undefined })
    expect(labels?.name).toBe('label')
  })

  test('from before a ZipMap', () => {
    const nodes = [
      classifier([0n, 1n]),
      node('ai.onnx.ml.ZipMap', ['probabilities'], ['p'], { classlabels_int64s: [0n, 1n] }),
    ]
    const { scores, zipMaps } = plan([number, listOfMaps('p', Type.INT64)], nodes, 'Yes')
    expect(scores).toEqual({ name: 'probabilities', column: 1, width: 2 })
    expect(zipMaps).toHaveLength(1)
  })

  test("from the positive class's own output (zipmap='columns')", () => {
    const outputs = ['sno', 'syes'].map((name) => value(name, Type.FLOAT, ['n']))
    const { scores } = plan([label, ...outputs], [classifier(['no', 'yes'])], 'no')
    expect(scores).toEqual({ name: 'sno', column: 0, width: 1 })
  })

  test('in the order of the labels that an ensemble picks from, not of its inner numbers', () => {
    const nodes = [
      logistic({ input: 'X', weights: [1], intercept: 0, classes: [0n, 1n], label: 'inner' }),
      node('ai.onnx.ml.ArrayFeatureExtractor', ['names', 'inner'], ['picked']),
      node('Reshape', ['picked', 'shape'], ['label']),
    ]
    expect(plan([label, probabilities], nodes, 'no').scores?.column).toBe(0)
    expect(plan([label, probabilities], nodes, 'yes').scores?.column).toBe(1)
  })

  test('from the second column where a network has no class labels', () => {
    const { scores, labels } = plan(
      [value('out', Type.FLOAT, ['n', 2])],
      [node('Softmax', ['X'], ['out'])],
      'yes',
    )
    expect(scores).toEqual({ name: 'out', column: 1, width: undefined })
    expect(labels).toBeNull()
  })

  test('not at all where there are labels only', () =>
    expect(plan([number], [classifier([0n, 1n])], 1)).toMatchObject({
      scores: null,
      labels: { name: 'label' },
    }))
})

describe('outputs that cannot be read for certain are refused', () => {
  test('several tensors of floats', () => {
    const outputs = ['one', 'two'].map((name) => value(name, Type.FLOAT, ['n', 2]))
    expect(() => plan(outputs, [classifier([0n, 1n])], 1)).toThrow(
      /several outputs that could be the scores: one, two/,
    )
  })
  test('none at all', () =>
    expect(() => plan([listOfMaps('p', Type.INT64)], [classifier([0n, 1n])], 1)).toThrow(
      /no output that Pawl can read/,
    ))
  test('texts over inner numbers', () => {
    const nodes = [
      logistic({ input: 'X', weights: [1], intercept: 0, classes: [0n, 1n], label: 'inner' }),
      node('ai.onnx.ml.LabelEncoder', ['inner'], ['label'], {
        keys_int64s: [0n, 1n],
        values_strings: ['yes', 'no'],
      }),
    ]
    expect(() => plan([label, probabilities], nodes, 'yes')).toThrow(/labels label are texts/)
  })
  test('three classes', () =>
    expect(() => plan([label, probabilities], [classifier(['a', 'b', 'c'])], 'a')).toThrow(/has 3 classes/))
})
