import { createRequire } from 'node:module'
import type { Tensor } from 'onnxruntime-node'

/** A tensor as plain data, which a thread can be handed. */
export type PlainTensor = Pick<Tensor, 'type' | 'data' | 'dims'>

/** Tensors by the names of a model's inputs or outputs. */
export type Tensors = Readonly<Record<string, PlainTensor>>

/** What there is to load: the model's file, onnxruntime's own, and the outputs that are wanted. */
export interface Loading {
  model: string
  runtime: string
  threads: number
  fetches: readonly string[]
}

/** A model that is loaded. */
export interface Running {
  /** onnxruntime's version. */
  version: string
  run(feeds: Tensors): Promise<Tensors>
  release(): Promise<void>
}

/** onnxruntime, from its own file. */
export function runtimeAt(path: string): typeof import('onnxruntime-node') {
  return createRequire(import.meta.url)(path) as typeof import('onnxruntime-node')
}

/** Loads a model, and onnxruntime where it is not loaded yet. Throws what onnxruntime says where it cannot. */
export async function load({ model, runtime, threads, fetches }: Loading): Promise<Running> {
  const { InferenceSession, Tensor, env } = runtimeAt(runtime)
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  })
  const tensorOf = ({ type, data, dims }: PlainTensor): Tensor => new Tensor(type, data, dims)
  return {
    version: env.versions.node ?? env.versions.common,
    run: (feeds) =>
      session.run(
        Object.fromEntries(Object.entries(feeds).map(([name, tensor]) => [name, tensorOf(tensor)])),
        fetches,
      ),
    release: () => session.release(),
  }
}

/** The memory of tensors that a thread can be given instead of a copy: that of numbers. */
export function memoryOf(tensors: Tensors): ArrayBuffer[] {
  const buffers = Object.values(tensors).flatMap(({ data }) =>
    ArrayBuffer.isView(data) && data.buffer instanceof ArrayBuffer ? [data.buffer] : [],
  )
  return [...new Set(buffers)]
}
