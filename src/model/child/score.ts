import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { files } from '../exchange.ts'
import type { InputPlan } from '../inputs.ts'
import type { PredictJob, Result } from '../job.ts'
import { batchesOf, type Piece, piecesOf } from './batches.ts'
import { type Asking, planOf } from './plan.ts'
import type { Read, Reader } from './read/reader.ts'
import { readerOf } from './read.ts'
import { type Loading, memoryOf, type Tensors } from './running.ts'
import { type Model, modelHere } from './threaded.ts'

type Scored = Omit<Extract<Result, { kind: 'predicted' }>, 'operators' | 'signature'>

/** Runs a model over all rows and leaves its answers in files. Throws a UserError for a model's fault. */
export async function score(
  of: Omit<Asking, 'job'> & { job: PredictJob; loadApart: ((loading: Loading) => Model) | undefined },
): Promise<Scored> {
  const { folder, job, phase, loadApart } = of
  const { inputs, outputs, loading, feedsOf } = planOf(of)
  const reader = readerOf(outputs, job.name)
  const size = blockSize(inputs, job)
  function* fed(): Generator<Fed> {
    const path = join(folder, files.columns)
    for (const batch of batchesOf({ path, rows: job.rows, columns: job.columns, size }))
      for (const piece of piecesOf(batch, inputs.rows)) yield { piece, feeds: feedsOf(piece) }
  }
  phase('loading the model')
  const model = loadApart && isWorthAThread(inputs) ? loadApart(loading) : modelHere(loading)
  const answers = openAnswers(folder, { reader, file: job.name })
  try {
    const seconds = await run(model, { fed: fed(), take: answers.take, phase })
    const runtime = await model.version
    return { kind: 'predicted', left: reader.end(), unused: [...inputs.unused], seconds, runtime }
  } finally {
    answers.close()
  }
}

/** Rows that go one by one, and texts, cost more to hand to a thread than it saves. */
function isWorthAThread({ rows, feeds }: InputPlan): boolean {
  return rows === undefined && feeds.every(({ type }) => type !== 'string')
}

/** Some rows as they are fed to the model. */
interface Fed {
  piece: Piece
  feeds: Tensors
}

/**
 * Runs the model over everything that is fed. While it is at work on some rows, or is being loaded, the next are prepared and
 * the answers to those before are taken. Gives the seconds from when it is loaded to the last answer.
 */
async function run(
  model: Model,
  { fed, take, phase }: { fed: Iterable<Fed>; take: Take } & Pick<Asking, 'phase'>,
): Promise<number> {
  const ready: { piece: Piece; outputs: Promise<Tensors>; bytes: number }[] = []
  const loaded = model.version.then(() => process.hrtime.bigint())
  // Whoever waits for it is told; a fault in between must not end the process first.
  loaded.catch(() => undefined)
  let bytes = 0
  const takeFirst = async () => {
    const first = ready.shift()
    if (!first) return
    const { piece, outputs } = first
    await loaded
    phase(`scoring rows ${piece.start + 1} to ${piece.start + piece.rows}`)
    take(piece, await outputs)
    bytes -= first.bytes
  }
  for (const { piece, feeds } of fed) {
    const size = memoryOf(feeds).reduce((sum, { byteLength }) => sum + byteLength, 0)
    while (ready.length > 0 && bytes + size > model.ahead) await takeFirst()
    const outputs = model.run(feeds)
    outputs.catch(() => undefined)
    ready.push({ piece, outputs, bytes: size })
    bytes += size
  }
  while (ready.length > 0) await takeFirst()
  const started = await loaded
  return Number(process.hrtime.bigint() - started) / 1e9
}

type Take = (piece: Piece, outputs: Tensors) => void

/** The files of answers, to which those of each piece are added. */
function openAnswers(
  folder: string,
  { reader, file }: { reader: Reader; file: string },
): { take: Take; close(): void } {
  const values = openSync(join(folder, files.values), 'wx', 0o600)
  const labels = openSync(join(folder, files.labels), 'wx', 0o600)
  return {
    take({ rows, fed }, outputs) {
      const read = reader.read({ outputs, rows: fed, file })
      append(values, read.values, rows / fed)
      if (read.labels) append(labels, read.labels, rows / fed)
    },
    close() {
      closeSync(values)
      closeSync(labels)
    },
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
