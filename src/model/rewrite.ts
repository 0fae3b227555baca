import { create, toBinary } from '@bufbuild/protobuf'
import {
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  TensorProto_DataType,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf'

/**
 * The model's bytes without some ZipMap nodes: what went into each becomes an output in its place. onnxruntime-node
 * cannot hand a ZipMap's list of maps over (microsoft/onnxruntime#8007). Everything else stays, unknown fields too.
 */
export function withoutZipMaps(model: ModelProto, zipMaps: readonly NodeProto[]): Uint8Array {
  const graph = model.graph
  if (!graph) throw new Error('the model was not read by readOnnx')
  const before = new Map(zipMaps.map((node) => [node.output[0], node.input[0] ?? '']))
  const kept = graph.output.filter(({ name }) => !before.has(name))
  const known = new Set(kept.map(({ name }) => name))
  const added = [...new Set(before.values())].filter((name) => !known.has(name)).map(floatOutput)
  const node = graph.node.filter((entry) => !zipMaps.includes(entry))
  return toBinary(ModelProtoSchema, { ...model, graph: { ...graph, node, output: [...kept, ...added] } })
}

/** ZipMap takes nothing but `tensor(float)`. */
function floatOutput(name: string) {
  const tensor = create(TypeProto_TensorSchema, { elemType: TensorProto_DataType.FLOAT })
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  })
}
