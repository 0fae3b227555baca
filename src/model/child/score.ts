import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelProto } from 'onnx-buf'
import { loadNative } from '../../natives/load.ts'
import { signatureOf } from '../examine.ts'
import { files, type PredictJob, type Result } from '../exchange.ts'
import { type InputPlan, planInputs } from '../inputs.ts'
import { fetchesOf, planOutputs } from '../outputs.ts'
import { withoutZipMaps } from '../rewrite.ts'
import { batchesOf, piecesOf } from './batches.ts'
import { feedsOf, type Matrices } from './feeds.ts'
import type { Read } from './read/reader.ts'
import { readerOf } from './read.ts'

type Scored = Omit<Extract<Result, { kind: 'predicted' }>, 'operators' | 'signature'>

/** Runs a model over all rows and leaves its answers in files. Throws a UserError for a model's fault. */
export async function score(of: {
  folder: string
  job: PredictJob
  model: ModelProto
  /** Says what is being done now, for the message should it never end. */
  phase(text: string): void
}): Promise<Scored> {
  const { folder, job, model, phase } = of
  const file = job.name
  const signature = signatureOf(model, file)
  const inputs = planInputs({ signature, features: job.columns, file })
  const outputs = planOutputs({ model, signature, asked: job.asked, file })
  const path = join(folder, files.model)
  if (outputs.zipMaps.length > 0) writeFileSync(path, withoutZipMaps(model, outputs.zipMaps))

  phase('loading onnxruntime')
  const ort = await loadNative('onnxruntime-node', { folder: job.runtime })
  phase('loading the model')
  const session = await ort.InferenceSession.create(path, {
    intraOpNumThreads: job.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    logSeverityLevel: 3,
  })
  const fetches = fetchesOf(outputs)
  const reader = readerOf(outputs, file)
  const matrices: Matrices = new Map()
  const values = openSync(join(folder, files.values), 'wx', 0o600)
  const labels = openSync(join(folder, files.labels), 'wx', 0o600)
  const started = process.hrtime.bigint()
  try {
    for (const batch of batchesOf({
      path: join(folder, files.columns),
      rows: job.rows,
      columns: job.columns,
      size: blockSize(inputs, job),
    })) {
      phase(`scoring rows ${batch.start + 1} to ${batch.start + batch.rows}`)
      for (const { rows, ...piece } of piecesOf(batch, inputs.rows)) {
        const results = await session.run(
          feedsOf(inputs.feeds, { ...piece, rows: piece.fed }, { Tensor: ort.Tensor, matrices }),
          fetches,
        )
        const read = reader.read({ outputs: results, rows: piece.fed, file })
        append(values, read.values, rows / piece.fed)
        if (read.labels) append(labels, read.labels, rows / piece.fed)
      }
    }
  } finally {
    closeSync(values)
    closeSync(labels)
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  return {
    kind: 'predicted',
    left: reader.end(),
    unused: [...inputs.unused],
    seconds,
    runtime: ort.env.versions.node ?? ort.env.versions.common,
  }
}

/** Rows read at a time: whole pieces of them, where the model fixes how many rows it takes. */
function blockSize({ rows }: InputPlan, { batch }: PredictJob): number {
  return rows === undefined ? batch : Math.max(1, Math.floor(batch / rows)) * rows
}

/** Adds the first share of some values to a file. */
function append(
  file: number,
  { buffer, length, BYTES_PER_ELEMENT }: NonNullable<Read['values' | 'labels']>,
  share: number,
): void {
  writeFileSync(file, new Uint8Array(buffer, 0, Math.round(length * share) * BYTES_PER_ELEMENT))
}
