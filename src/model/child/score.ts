import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { files, type PredictJob, type Result } from '../exchange.ts'
import type { InputPlan } from '../inputs.ts'
import { batchesOf, piecesOf } from './batches.ts'
import type { Read } from './read/reader.ts'
import { readerOf } from './read.ts'
import { type Asking, runnable } from './session.ts'

type Scored = Omit<Extract<Result, { kind: 'predicted' }>, 'operators' | 'signature'>

/** Runs a model over all rows and leaves its answers in files. Throws a UserError for a model's fault. */
export async function score(of: Omit<Asking, 'job'> & { job: PredictJob }): Promise<Scored> {
  const { folder, job, phase } = of
  const file = job.name
  const { load, inputs, outputs, runtime } = await runnable(of)
  const session = await load()
  const reader = readerOf(outputs, file)
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
      for (const piece of piecesOf(batch, inputs.rows)) {
        const { rows } = piece
        const results = await session.run(piece)
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
    runtime,
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
