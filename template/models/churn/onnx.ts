import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import {
  type AttributeProtoSchema,
  AttributeProto_AttributeType as Kind,
  ModelProtoSchema,
  type NodeProtoSchema,
  TensorProto_DataType as Type,
  type ValueInfoProtoSchema,
} from 'onnx-buf'
import type { Boosted, Node } from './boost.ts'

/** A column as the model takes it: a number (null counts as `missing`), or a text that stands for its place in `values`. */
export type Column =
  | { name: string; kind: 'number'; missing: number }
  | { name: string; kind: 'text'; values: readonly string[] }

/**
 * The model as an ONNX file with one input per column and two outputs: `label` (`false` or `true`) and `probabilities`
 * (a column for each). See https://onnx.ai/onnx/operators for the four operators used.
 */
export function onnxModel(columns: readonly Column[], model: Boosted): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      producerName: 'churn/train.ts',
      opsetImport: [
        { domain: '', version: 17n },
        { domain: 'ai.onnx.ml', version: 3n },
      ],
      graph: {
        name: 'churn',
        input: columns.map(({ name, kind }) => tensor(name, kind === 'text' ? Type.STRING : Type.FLOAT, [1])),
        output: [tensor('label', Type.STRING, []), tensor('probabilities', Type.FLOAT, [2])],
        node: [...columns.map(prepared), joined(columns), forest(model)],
      },
    }),
  )
}

function prepared(column: Column): MessageInitShape<typeof NodeProtoSchema> {
  const wires = { input: [column.name], output: [`${column.name}.ready`], domain: 'ai.onnx.ml' }
  if (column.kind === 'number')
    return {
      ...wires,
      opType: 'Imputer',
      attribute: [
        floats('imputed_value_floats', [column.missing]),
        float('replaced_value_float', Number.NaN),
      ],
    }
  return {
    ...wires,
    opType: 'LabelEncoder',
    attribute: [
      texts('keys_strings', column.values),
      floats('values_floats', [...column.values.keys()]),
      float('default_float', -1),
    ],
  }
}

function joined(columns: readonly Column[]): MessageInitShape<typeof NodeProtoSchema> {
  const input = columns.map(({ name }) => `${name}.ready`)
  return { opType: 'Concat', input, output: ['features'], attribute: [integer('axis', 1)] }
}

/** All trees as one node: it wants every property of every tree's nodes as a list of its own. */
function forest({ start, trees }: Boosted): MessageInitShape<typeof NodeProtoSchema> {
  const nodes = trees.flatMap((tree, treeId) => tree.map((node, nodeId) => ({ treeId, nodeId, node })))
  const leaves = nodes.flatMap(({ treeId, nodeId, node }) =>
    'value' in node ? [{ treeId, nodeId, value: node.value }] : [],
  )
  const each = (of: (node: Exclude<Node, { value: number }>) => number) =>
    nodes.map(({ node }) => ('value' in node ? 0 : of(node)))
  return {
    opType: 'TreeEnsembleClassifier',
    domain: 'ai.onnx.ml',
    input: ['features'],
    output: ['label', 'probabilities'],
    attribute: [
      texts('classlabels_strings', ['false', 'true']),
      text('post_transform', 'LOGISTIC'),
      floats('base_values', [start]),
      integers(
        'nodes_treeids',
        nodes.map(({ treeId }) => treeId),
      ),
      integers(
        'nodes_nodeids',
        nodes.map(({ nodeId }) => nodeId),
      ),
      texts(
        'nodes_modes',
        nodes.map(({ node }) => ('value' in node ? 'LEAF' : 'BRANCH_LT')),
      ),
      integers(
        'nodes_featureids',
        each(({ column }) => column),
      ),
      floats(
        'nodes_values',
        each(({ below }) => below),
      ),
      integers(
        'nodes_truenodeids',
        each(({ yes }) => yes),
      ),
      integers(
        'nodes_falsenodeids',
        each(({ no }) => no),
      ),
      integers(
        'class_treeids',
        leaves.map(({ treeId }) => treeId),
      ),
      integers(
        'class_nodeids',
        leaves.map(({ nodeId }) => nodeId),
      ),
      integers(
        'class_ids',
        leaves.map(() => 0),
      ),
      floats(
        'class_weights',
        leaves.map(({ value }) => value),
      ),
    ],
  }
}

/** A table of any number of rows; `columns` is empty for a plain list. */
function tensor(
  name: string,
  elemType: Type,
  columns: number[],
): MessageInitShape<typeof ValueInfoProtoSchema> {
  const rows = { value: { case: 'dimParam' as const, value: 'rows' } }
  const fixed = columns.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } }))
  return {
    name,
    type: { value: { case: 'tensorType', value: { elemType, shape: { dim: [rows, ...fixed] } } } },
  }
}

type Attribute = MessageInitShape<typeof AttributeProtoSchema>

function float(name: string, f: number): Attribute {
  return { name, type: Kind.FLOAT, f }
}
function floats(name: string, list: readonly number[]): Attribute {
  return { name, type: Kind.FLOATS, floats: [...list] }
}
function integer(name: string, i: number): Attribute {
  return { name, type: Kind.INT, i: BigInt(i) }
}
function integers(name: string, list: readonly number[]): Attribute {
  return { name, type: Kind.INTS, ints: list.map(BigInt) }
}
function text(name: string, value: string): Attribute {
  return { name, type: Kind.STRING, s: new TextEncoder().encode(value) }
}
function texts(name: string, list: readonly string[]): Attribute {
  return { name, type: Kind.STRINGS, strings: list.map((value) => new TextEncoder().encode(value)) }
}
