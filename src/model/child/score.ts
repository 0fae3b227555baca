import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { files, type PredictJob, type Result } from '../exchange.ts'
import type { InputPlan } from '../inputs.ts'
import { batchesOf, type Piece, piecesOf } from './batches.ts'
import type { Read } from './read/reader.ts'
import { readerOf } from './read.ts'
import { type Asking, runnable } from './session.ts'

type Results = Parameters<ReturnType<typeof readerOf>['read']>[0]['outputs']

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
  function* pieces(): Generator<Piece> {
    const size = blockSize(inputs, job)
    const path = join(folder, files.columns)
    for (const batch of batchesOf({ path, rows: job.rows, columns: job.columns, size }))
      yield* piecesOf(batch, inputs.rows)
  }
  const started = process.hrtime.bigint()
  const take = ({ piece, results }: { piece: Piece; results: Results }) => {
    const read = reader.read({ outputs: results, rows: piece.fed, file })
    append(values, read.values, piece.rows / piece.fed)
    if (read.labels) append(labels, read.labels, piece.rows / piece.fed)
  }
  try {
    let running: Promise<{ piece: Piece; results: Results }> | undefined
    for (const piece of pieces()) {
      // While the model is at work on one piece, the next is prepared and the one before is read.
      const feeds = session.prepare(piece)
      const before = await running
      phase(`scoring rows ${piece.start + 1} to ${piece.start + piece.rows}`)
      running = session.start(feeds).then((results) => ({ piece, results }))
      // Whoever waits for it is told; a fault in between must not end the process first.
      running.catch(() => undefined)
      if (before) take(before)
    }
    const last = await running
    if (last) take(last)
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
