import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelProto } from 'onnx-buf'
import { nativeModule } from '../../natives/find.ts'
import { signatureOf } from '../examine.ts'
import { files } from '../exchange.ts'
import { planInputs } from '../inputs.ts'
import type { ModelJob } from '../job.ts'
import { fetchesOf, planOutputs } from '../outputs.ts'
import { withoutZipMaps } from '../rewrite.ts'
import type { Piece } from './batches.ts'
import { feedsOf } from './feeds.ts'
import type { Loading } from './running.ts'

export interface Asking {
  folder: string
  job: ModelJob
  model: ModelProto
  /** Says what is being done now, for the message should it never end. */
  phase(text: string): void
}

/** How a model is loaded, fed and read. Throws a UserError where it does not fit what is asked of it. */
export function planOf({ folder, job, model }: Asking) {
  const file = job.name
  const signature = signatureOf(model, file)
  const inputs = planInputs({ signature, features: job.columns, file })
  const outputs = planOutputs({ model, signature, asked: job.asked, file })
  const path = join(folder, files.model)
  if (outputs.zipMaps.length > 0) writeFileSync(path, withoutZipMaps(model, outputs.zipMaps))
  const loading: Loading = {
    model: path,
    runtime: nativeModule('onnxruntime-node', job.runtime),
    threads: job.threads,
    fetches: fetchesOf(outputs),
  }
  return {
    inputs,
    outputs,
    loading,
    feedsOf: (piece: Piece) => feedsOf(inputs.feeds, { ...piece, rows: piece.fed }),
  }
}
