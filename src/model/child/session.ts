import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelProto } from 'onnx-buf'
import { loadNative } from '../../natives/load.ts'
import { signatureOf } from '../examine.ts'
import { files, type ModelJob } from '../exchange.ts'
import { planInputs } from '../inputs.ts'
import { fetchesOf, planOutputs } from '../outputs.ts'
import { withoutZipMaps } from '../rewrite.ts'
import type { Piece } from './batches.ts'
import { feedsOf, type Matrices } from './feeds.ts'

export interface Asking {
  folder: string
  job: ModelJob
  model: ModelProto
  /** Says what is being done now, for the message should it never end. */
  phase(text: string): void
}

/** A model that can be loaded and run. Throws a UserError where it does not fit what is asked of it. */
export async function runnable({ folder, job, model, phase }: Asking) {
  const file = job.name
  const signature = signatureOf(model, file)
  const inputs = planInputs({ signature, features: job.columns, file })
  const outputs = planOutputs({ model, signature, asked: job.asked, file })
  const path = join(folder, files.model)
  if (outputs.zipMaps.length > 0) writeFileSync(path, withoutZipMaps(model, outputs.zipMaps))
  phase('loading onnxruntime')
  const ort = await loadNative('onnxruntime-node', { folder: job.runtime })
  const fetches = fetchesOf(outputs)
  return {
    inputs,
    outputs,
    runtime: ort.env.versions.node ?? ort.env.versions.common,
    async load() {
      phase('loading the model')
      const session = await ort.InferenceSession.create(path, {
        intraOpNumThreads: job.threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        logSeverityLevel: 3,
      })
      // Two of them: the next piece is prepared while the model still reads the one before.
      const memory: [Matrices, Matrices] = [new Map(), new Map()]
      let prepared = 0
      const prepare = (piece: Piece) =>
        feedsOf(
          inputs.feeds,
          { ...piece, rows: piece.fed },
          { Tensor: ort.Tensor, matrices: memory[prepared++ % 2] as Matrices },
        )
      return {
        /** The tensors of a piece, which last until the next but one is prepared. */
        prepare,
        start: (feeds: ReturnType<typeof prepare>) => session.run(feeds, fetches),
        run: (piece: Piece) => session.run(prepare(piece), fetches),
        release: () => session.release(),
      }
    },
  }
}
