import { describe, expect, test } from 'vitest'
import { predict } from '../../src/model/predict.ts'
import { bytesOf, floats, type Graph, integers, node, Type, value } from '../fixtures/models/build.ts'
import { answersOf } from './answers.ts'
import { compiledChild } from './child.ts'
import { fileOf, generous, numbers, table } from './table.ts'

const entry = compiledChild()
const constants = [floats('two', [1], [2]), integers('axis', [1], [1n])]
const double = node('Mul', ['X', 'two'], ['y'])
const column = value('y', Type.FLOAT, ['n', 1])

/** What a model of one float feature says of 1, -2.5 and 100, or why it says nothing. */
async function run({ output, nodes }: { output: Graph['output']; nodes: Graph['node'] }) {
  const bytes = bytesOf({
    input: [value('X', Type.FLOAT, ['n', 1])],
    output,
    node: nodes,
    initializer: constants,
  })
  const prediction = await predict({
    artifact: fileOf(bytes),
    name: 'm.onnx',
    features: table(numbers('a', 1, -2.5, 100)),
    asked: { task: 'regression' },
    limits: generous,
    entry,
  })
  return prediction.ok ? [...answersOf(prediction, 'regression').values] : prediction.message
}

describe.concurrent('a regression gives its values', () => {
  test('as one column', async () =>
    expect(await run({ output: [column], nodes: [double] })).toEqual([2, -5, 200]))

  test('as a list', async () => {
    const sum = node('Squeeze', ['y', 'axis'], ['list'])
    const list = value('list', Type.FLOAT, ['n'])
    expect(await run({ output: [list], nodes: [double, sum] })).toEqual([2, -5, 200])
  })

  test('as doubles', async () => {
    const cast = node('Cast', ['y'], ['d'], { to: BigInt(Type.DOUBLE) })
    const output = [value('d', Type.DOUBLE, ['n', 1])]
    expect(await run({ output, nodes: [double, cast] })).toEqual([2, -5, 200])
  })

  test('beside an embedding', async () => {
    const wide = node('Concat', ['X', 'y'], ['wide'], { axis: 1n })
    const output = [value('wide', Type.FLOAT, ['n', 2]), column]
    expect(await run({ output, nodes: [double, wide] })).toEqual([2, -5, 200])
  })

  test('beside another column, by the usual name', async () => {
    const spread = node('Identity', ['X'], ['spread'])
    const output = [value('spread', Type.FLOAT, ['n', 1]), column]
    expect(await run({ output, nodes: [double, spread] })).toEqual([2, -5, 200])
  })
})

describe.concurrent('what is no regression is refused', () => {
  test('two columns of which neither has the usual name', async () => {
    const nodes = [node('Identity', ['X'], ['one']), node('Neg', ['X'], ['other'])]
    const output = ['one', 'other'].map((name) => value(name, Type.FLOAT, ['n', 1]))
    expect(await run({ output, nodes })).toMatch(
      /several outputs that could be the predicted values: one, other/,
    )
  })
  test('two values for each row', async () => {
    const wide = node('Concat', ['X', 'X'], ['y'], { axis: 1n })
    expect(await run({ output: [value('y', Type.FLOAT, ['n', 2])], nodes: [wide] })).toMatch(
      /output y has 2 columns, expected 1 \(a regression gives one value for each row: export a model that is fit on the one target, .* or the column of it alone\)/,
    )
  })
  test('values that are not finite', async () => {
    const root = node('Sqrt', ['X'], ['y'])
    expect(await run({ output: [column], nodes: [root] })).toMatch(
      /gives a value that is not a number or not finite for 1 of 3 rows/,
    )
  })
})
