import { describe, expect, test } from 'vitest'
import { type Positive, type PredictOptions, predict } from '../../src/model/predict.ts'
import {
  bytesOf,
  floats,
  type Graph,
  integers,
  listOfMaps,
  node,
  Type,
  value,
} from '../fixtures/models/build.ts'
import { answersOf } from './answers.ts'
import { compiledChild } from './child.ts'
import { fileOf, generous, numbers, table } from './table.ts'

const entry = compiledChild()

/** One feature: where it is 0, 1 or 2, the model's first, second or third class gets the largest probability. */
const features = table(numbers('a', 2, 0, 1, 1))
const scores = [0.1, 0.2, 0.7, 0.6, 0.3, 0.1, 0.2, 0.5, 0.3, 0.2, 0.5, 0.3]
const X = value('X', Type.FLOAT, ['n', 1])
const intent = value('label', Type.INT64, ['n'])
const text = value('label', Type.STRING, ['n'])
const probabilities = value('probabilities', Type.FLOAT, ['n', 3])

/** Looks each row's probabilities up, in a table with a row per value of the feature. */
const lookUp: Pick<Graph, 'node' | 'initializer'> = {
  node: [
    node('Cast', ['X'], ['index'], { to: 7n }),
    node('Reshape', ['index', 'flat'], ['at']),
    node('Gather', ['table', 'at'], ['probabilities']),
  ],
  initializer: [
    floats('table', [3, 3], [0.6, 0.3, 0.1, 0.2, 0.5, 0.3, 0.1, 0.2, 0.7]),
    integers('flat', [1], [-1n]),
  ],
}

/** Adds nodes behind the table. */
function model(output: Graph['output'], ...more: Graph['node']): Uint8Array {
  return bytesOf({
    input: [X],
    output,
    node: [...lookUp.node, ...more],
    initializer: lookUp.initializer ?? [],
  })
}

/** A classifier of ai.onnx.ml as XGBoost and scikit-learn are exported: label and probabilities with classes. */
function classifier(classes: string[] | bigint[]) {
  return node('ai.onnx.ml.LinearClassifier', ['probabilities'], ['label', 'own'], {
    coefficients: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    intercepts: [0, 0, 0],
    [typeof classes[0] === 'bigint' ? 'classlabels_ints' : 'classlabels_strings']: classes,
    post_transform: 'NONE',
    multi_class: 0n,
  })
}
const own = value('own', Type.FLOAT, ['n', 3])
const argMax = node('ArgMax', ['probabilities'], ['label'], { axis: 1n, keepdims: 0n })

async function run(
  bytes: Uint8Array,
  asked: { classes: Positive[]; encoded?: boolean },
  more: Partial<PredictOptions> = {},
) {
  const { classes, encoded = false } = asked
  const prediction = await predict({
    artifact: fileOf(bytes),
    name: 'm.onnx',
    features,
    asked: { task: 'multiclass-classification', classes, encoded },
    limits: generous,
    entry,
    ...more,
  })
  if (!prediction.ok) return { refused: prediction.message }
  const answers = answersOf(prediction, 'multiclass-classification')
  return {
    labels: [...answers.labels].map((label) => classes[label]),
    probabilities: answers.probabilities && [...answers.probabilities].map((p) => Math.round(p * 1e6) / 1e6),
  }
}

describe.concurrent('many classes are read', () => {
  test('from labels and a tensor, in the order of the target', async () => {
    const answered = await run(model([text, own], classifier(['b', 'c', 'a'])), { classes: ['a', 'b', 'c'] })
    expect(answered.labels).toEqual(['a', 'b', 'c', 'c'])
    expect(answered.probabilities?.slice(0, 3)).toEqual([0.7, 0.1, 0.2])
  })

  test('batch by batch', async () => {
    const answered = await run(
      model([text, own], classifier(['a', 'b', 'c'])),
      { classes: ['a', 'b', 'c'] },
      { batch: 3 },
    )
    expect(answered).toEqual({ labels: ['c', 'a', 'b', 'b'], probabilities: scores })
  })

  test('from before a ZipMap', async () => {
    const zipMap = node('ai.onnx.ml.ZipMap', ['own'], ['p'], { classlabels_int64s: [3n, 5n, 7n] })
    const bytes = model([intent, listOfMaps('p', Type.INT64)], classifier([3n, 5n, 7n]), zipMap)
    expect(await run(bytes, { classes: [3, 5, 7] })).toEqual({ labels: [7, 3, 5, 5], probabilities: scores })
  })

  test("from one output for each class (zipmap='columns')", async () => {
    const split = node('Split', ['own'], ['sx', 'sy', 'sz'], { axis: 1n })
    const outputs = ['sx', 'sy', 'sz'].map((name) => value(name, Type.FLOAT, ['n', 1]))
    const bytes = model([text, ...outputs], classifier(['x', 'y', 'z']), split)
    expect(await run(bytes, { classes: ['x', 'y', 'z'] })).toEqual({
      labels: ['z', 'x', 'y', 'y'],
      probabilities: scores,
    })
  })

  test.each<[string, Positive[]]>([
    ['texts', ['u', 'v', 'w']],
    ['numbers', [10, 20, 30]],
  ])('from labels alone, %s', async (kind, classes) => {
    const labels = kind === 'texts' ? ['u', 'v', 'w'] : [10n, 20n, 30n]
    const bytes = model([kind === 'texts' ? text : intent], classifier(labels as string[]))
    expect(await run(bytes, { classes })).toEqual({
      labels: [classes[2], classes[0], classes[1], classes[1]],
      probabilities: undefined,
    })
  })

  test('from probabilities alone: the first largest is the label', async () => {
    const tie = { node: [node('Identity', ['X'], ['Y'])] }
    const bytes = bytesOf({
      input: [value('X', Type.FLOAT, ['n', 3])],
      output: [value('Y', Type.FLOAT, ['n', 3])],
      ...tie,
    })
    const three = table(numbers('a', 0.4, 0.2), numbers('b', 0.4, 0.4), numbers('c', 0.2, 0.4))
    const answered = await run(bytes, { classes: [0, 1, 2] }, { features: three })
    expect(answered.labels).toEqual([0, 1])
  })

  test('with a class that the model does not know, at probability 0', async () => {
    const answered = await run(model([text, own], classifier(['a', 'b', 'c'])), {
      classes: ['a', 'b', 'z', 'c'],
    })
    expect(answered.labels).toEqual(['c', 'a', 'b', 'b'])
    expect(answered.probabilities?.slice(0, 4)).toEqual([0.1, 0.2, 0, 0.7])
  })

  test('beside outputs of another kind', async () => {
    const wide = node('Concat', ['probabilities', 'probabilities'], ['embedding'], { axis: 1n })
    const bytes = model(
      [text, value('embedding', Type.FLOAT, ['n', 6]), own],
      classifier(['a', 'b', 'c']),
      wide,
    )
    expect((await run(bytes, { classes: ['a', 'b', 'c'] })).probabilities).toEqual(scores)
  })
})

describe.concurrent('scores that are no probabilities', () => {
  const twice = node('Add', ['own', 'own'], ['logits'])
  const logits = value('logits', Type.FLOAT, ['n', 3])
  const classes = ['a', 'b', 'c']

  test('are left aside where there are labels', async () =>
    expect(await run(model([text, logits], classifier(classes), twice), { classes })).toEqual({
      labels: ['c', 'a', 'b', 'b'],
      probabilities: undefined,
    }))

  test('are refused where there are none', async () => {
    const bytes = model([logits], classifier(classes), twice)
    expect((await run(bytes, { classes })).refused).toMatch(/no probabilities, since they do not sum to 1/)
  })
})

describe.concurrent('integer labels stand for', () => {
  const classes = ['low', 'middle', 'high']
  const network = model([probabilities, intent], argMax)

  test('places in the list of classes, where there is one', async () => {
    const answered = { labels: ['high', 'low', 'middle', 'middle'], probabilities: scores }
    expect(await run(network, { classes, encoded: true })).toEqual(answered)
    expect(await run(model([intent, own], classifier([0n, 1n, 2n])), { classes, encoded: true })).toEqual(
      answered,
    )
    expect((await run(model([intent], argMax), { classes, encoded: true })).labels).toEqual(answered.labels)
  })

  test('values, where all of them are values', async () => {
    const asked = { classes: [2, 1, 0], encoded: true }
    const answered = await run(model([intent, own], classifier([0n, 1n, 2n])), asked)
    expect(answered.labels).toEqual([2, 0, 1, 1])
    expect(answered.probabilities?.slice(0, 3)).toEqual([0.7, 0.2, 0.1])
  })

  test('values 0, 1, 2 without any list', async () =>
    expect((await run(network, { classes: [0, 1, 2] })).labels).toEqual([2, 0, 1, 1]))

  test('nothing, where both could be meant', async () => {
    const few = table(numbers('a', 1, 2, 2))
    const { refused } = await run(
      model([intent], argMax),
      { classes: [1, 2, 3], encoded: true },
      { features: few },
    )
    expect(refused).toMatch(/labels 1, 2, which may be values of the target or places/)
  })
})

describe.concurrent('what cannot be told is refused', () => {
  test('columns in an order that nothing tells', async () => {
    const { refused } = await run(model([probabilities, intent], argMax), { classes: ['a', 'b', 'c'] })
    expect(refused).toMatch(/does not tell which of its columns .*list data.target.classes in the order/)
  })
  test('a class that is no value of the target', async () => {
    const { refused } = await run(model([text, own], classifier(['a', 'b', 'c'])), { classes: ['a', 'b'] })
    expect(refused).toMatch(/classes c are none of the target: the target's values are a, b/)
  })
  test('a label that is no value of the target', async () => {
    const { refused } = await run(model([intent], argMax), { classes: [0, 1] })
    expect(refused).toMatch(/classes 2 are none of the target/)
  })
  test('two classes for one value', async () => {
    const { refused } = await run(model([text, own], classifier(['True', 'true', 'false'])), {
      classes: [false, true],
    })
    expect(refused).toMatch(/two of the model's classes stand for one value/)
  })
  test('another number of columns than classes', async () => {
    const narrow = node('Slice', ['probabilities', 'zero', 'two', 'axis'], ['p'])
    const bytes = bytesOf({
      input: [X],
      output: [value('p', Type.FLOAT, ['n', 'k'])],
      node: [...lookUp.node, narrow],
      initializer: [
        ...(lookUp.initializer ?? []),
        integers('zero', [1], [0n]),
        integers('two', [1], [2n]),
        integers('axis', [1], [1n]),
      ],
    })
    expect((await run(bytes, { classes: [0, 1, 2] })).refused).toMatch(/output p has 2 columns, expected 3/)
  })
  test('probabilities that are not finite, by rows', async () => {
    const zero = node('Sub', ['own', 'own'], ['zero'])
    const nan = node('Div', ['zero', 'zero'], ['p'])
    const bytes = model([text, value('p', Type.FLOAT, ['n', 3])], classifier(['a', 'b', 'c']), zero, nan)
    expect((await run(bytes, { classes: ['a', 'b', 'c'] })).refused).toMatch(
      /gives a probability that is not a number or not finite for 4 of 4 rows/,
    )
  })
})
