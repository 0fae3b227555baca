import { create, toBinary } from '@bufbuild/protobuf'
import {
  AttributeProtoSchema,
  FunctionProtoSchema,
  AttributeProto_AttributeType as Kind,
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  SparseTensorProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
} from 'onnx-buf'
import { describe, expect, test } from 'vitest'
import { examine } from '../../src/model/examine.ts'
import { readOnnx } from '../../src/model/onnx.ts'
import { operatorText } from '../../src/model/operators.ts'
import { withoutZipMaps } from '../../src/model/rewrite.ts'
import { UserError } from '../../src/project/problem.ts'
import { floats, type Graph, listOfMaps, modelOf, node, Type, value } from '../fixtures/models/build.ts'

const graph: Graph = {
  input: [value('X', Type.FLOAT, ['n', 3])],
  output: [value('Y', Type.FLOAT, ['n', 1])],
  node: [node('MatMul', ['X', 'w'], ['z']), node('Sigmoid', ['z'], ['Y'])],
  initializer: [floats('w', [3, 1], [1, 2, 3])],
}

function look(bend: (model: ModelProto) => void = () => {}) {
  const model = modelOf(graph)
  bend(model)
  return examine(readOnnx(toBinary(ModelProtoSchema, model), 'm.onnx'), 'm.onnx')
}

describe('a model says', () => {
  test('its inputs, outputs, operator sets and operators', () => {
    expect(look()).toEqual({
      signature: {
        inputs: [{ name: 'X', type: 'tensor(float)', shape: ['n', 3] }],
        outputs: [{ name: 'Y', type: 'tensor(float)', shape: ['n', 1] }],
      },
      opsets: [
        { domain: 'ai.onnx', version: 17 },
        { domain: 'ai.onnx.ml', version: 3 },
      ],
      operators: [
        { domain: 'ai.onnx', name: 'MatMul', count: 1 },
        { domain: 'ai.onnx', name: 'Sigmoid', count: 1 },
      ],
    })
  })

  test('unknown sizes, unknown ranks and other types than tensors as such', () => {
    const { signature } = look((model) => {
      model.graph?.input.push(value('open', Type.INT64, [null, 2]), value('rankless', Type.STRING))
      model.graph?.output.push(listOfMaps('p', Type.INT64))
    })
    expect(signature.inputs.slice(1)).toEqual([
      { name: 'open', type: 'tensor(int64)', shape: ['?', 2] },
      { name: 'rankless', type: 'tensor(string)', shape: ['...'] },
    ])
    expect(signature.outputs[1]).toEqual({ name: 'p', type: 'seq(map(int64,tensor(float)))', shape: [] })
  })

  test('weights that old exporters list among the inputs are no inputs', () => {
    const { signature } = look((model) => model.graph?.input.push(value('w', Type.FLOAT, [3, 1])))
    expect(signature.inputs.map(({ name }) => name)).toEqual(['X'])
  })

  test('operators inside branches and loops', () => {
    const inner = { input: [], output: [value('t', Type.FLOAT)], node: [node('Tan', ['z'], ['t'])] }
    const { operators } = look((model) =>
      model.graph?.node.push(
        node('If', ['c'], ['t'], { then_branch: { graph: inner }, else_branch: { graph: inner } }),
      ),
    )
    expect(operators.map(({ name, count }) => `${count} ${name}`)).toEqual([
      '1 If',
      '1 MatMul',
      '1 Sigmoid',
      '2 Tan',
    ])
  })
})

describe('a model is refused', () => {
  const weight = (model: ModelProto) => {
    const found = model.graph?.initializer[0]
    if (!found) throw new Error('the graph has no weight')
    return found
  }
  const entry = create(StringStringEntryProtoSchema, { key: 'location', value: '../../secret' })
  const cases: [string, RegExp, (model: ModelProto) => void][] = [
    ['no graph', /holds no graph/, (model) => delete model.graph],
    ['no input', /has no input/, (model) => model.graph?.input.splice(0)],
    ['no output', /has no output/, (model) => model.graph?.output.splice(0)],
    ['external data', /another file/, (model) => weight(model).externalData.push(entry)],
    [
      'an external location without a path',
      /another file/,
      (model) => {
        weight(model).dataLocation = TensorProto_DataLocation.EXTERNAL
      },
    ],
    [
      'weights given twice',
      /gives the data of tensor w twice/,
      (model) => {
        weight(model).rawData = new Uint8Array(12)
      },
    ],
    [
      'weights given twice in a node inside a branch',
      /twice/,
      (model) => {
        const t = create(TensorProtoSchema, { floatData: [1], int64Data: [1n] })
        const constant = create(NodeProtoSchema, {
          opType: 'Constant',
          output: ['t'],
          attribute: [create(AttributeProtoSchema, { name: 'value', type: Kind.TENSOR, t })],
        })
        const inner = { input: [], output: [value('t', Type.FLOAT)], node: [constant] }
        model.graph?.node.push(node('If', ['c'], ['t'], { then_branch: { graph: inner } }))
      },
    ],
    [
      'operators of an unknown domain',
      /operators that onnxruntime does not have: evil\.corp\.Run/,
      (model) => model.graph?.node.push(node('evil.corp.Run', ['X'], ['q'])),
    ],
    [
      'operators of an unknown domain in a function',
      /evil\.corp\.Run/,
      (model) =>
        model.functions.push(
          create(FunctionProtoSchema, { name: 'f', domain: 'mine', node: [node('evil.corp.Run', [], [])] }),
        ),
    ],
    [
      'two weights of one name, of which the runtime takes the last',
      /two weights of the name w/,
      (model) =>
        model.graph?.initializer.push(create(TensorProtoSchema, { ...weight(model), floatData: [3, 2, 1] })),
    ],
    [
      'a dense and a sparse weight of one name',
      /two weights of the name w/,
      (model) =>
        model.graph?.sparseInitializer.push(create(SparseTensorProtoSchema, { values: weight(model) })),
    ],
    [
      'an attribute that is given twice',
      /attribute alpha of a Elu twice/,
      (model) => {
        const elu = node('Elu', ['X'], ['e'], { alpha: 1 })
        elu.attribute.push(create(AttributeProtoSchema, { name: 'alpha', type: Kind.FLOAT, f: 2 }))
        model.graph?.node.push(elu)
      },
    ],
    [
      "a function of its own in the place of ONNX's operator",
      /function of its own that is called MatMul/,
      (model) =>
        model.functions.push(create(FunctionProtoSchema, { name: 'MatMul', node: [node('Tan', [], [])] })),
    ],
    [
      'a tensor with fields that Pawl does not know',
      /fields in tensor w that Pawl does not know/,
      (model) => {
        weight(model).$unknown = [{ no: 900, wireType: 0, data: new Uint8Array([7]) }]
      },
    ],
    ['an input without a name', /name is empty/, (model) => model.graph?.input.push(value('', Type.FLOAT))],
  ]
  test.each(cases)('for %s', (_, message, bend) => {
    expect(() => look(bend)).toThrow(UserError)
    expect(() => look(bend)).toThrow(message)
  })

  test('for nesting beyond 100 levels', () => {
    let inner: Graph = { input: [], output: [], node: [node('Tan', ['z'], ['t'])] }
    for (let depth = 0; depth < 60; depth++)
      inner = { input: [], output: [], node: [node('If', ['c'], ['t'], { then_branch: { graph: inner } })] }
    expect(() => look((model) => model.graph?.node.push(...inner.node))).toThrow(/deeper than 100 levels/)
  })
})

test('functions of the model itself may have a domain of their own, and what they do is listed', () => {
  const { operators } = look((model) => {
    model.graph?.node.push(node('mine.f', ['X'], ['q']))
    model.functions.push(
      create(FunctionProtoSchema, { name: 'f', domain: 'mine', node: [node('Tan', [], [])] }),
    )
  })
  expect(operators.map(operatorText)).toEqual(['ai.onnx.MatMul', 'ai.onnx.Sigmoid', 'ai.onnx.Tan'])
})

test('a rewritten model keeps fields that Pawl does not know', () => {
  const model = modelOf({
    ...graph,
    output: [listOfMaps('p', Type.INT64)],
    node: [...graph.node, node('ai.onnx.ml.ZipMap', ['Y'], ['p'])],
  })
  model.$unknown = [{ no: 900, wireType: 0, data: new Uint8Array([7]) }]
  const zipMap = model.graph?.node.at(-1)
  const again = readOnnx(withoutZipMaps(model, zipMap ? [zipMap] : []), 'm.onnx')
  expect(again.$unknown).toEqual([{ no: 900, wireType: 0, data: new Uint8Array([7]) }])
  expect(again.graph?.output.map(({ name }) => name)).toEqual(['Y'])
  expect(again.graph?.initializer[0]?.floatData).toEqual([1, 2, 3])
})
