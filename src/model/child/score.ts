import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ModelProto } from 'onnx-buf'
import { loadNative } from '../../natives/load.ts'
import { refusalOf } from '../admit.ts'
import { signatureOf } from '../examine.ts'
import { files, type PredictJob, type Result } from '../exchange.ts'
import { type InputPlan, planInputs } from '../inputs.ts'
import { type OutputPlan, planOutputs } from '../outputs.ts'
import { withoutZipMaps } from '../rewrite.ts'
import { batchesOf } from './batches.ts'
import { feedsOf } from './feeds.ts'
import { type Answers, readBatch } from './read.ts'

/** Runs a model over all rows and leaves scores and labels in files. Throws a UserError for a model's fault. */
export async function score(of: {
  folder: string
  job: PredictJob
  model: ModelProto
  /** Says what is being done now, for the message should it never end. */
  phase(text: string): void
}): Promise<Result> {
  const { folder, job, model, phase } = of
  const file = job.name
  const signature = signatureOf(model, file)
  const inputs = planInputs({ signature, features: job.columns, file })
  const outputs = planOutputs({ model, signature, positive: job.positive, file })
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
  const answers = emptyAnswers(job.rows, outputs)
  const fetches = [outputs.scores?.name, outputs.labels?.name].filter((name) => name !== undefined)
  const started = process.hrtime.bigint()
  const size = batchSize(inputs, job)
  for (const batch of batchesOf({
    path: join(folder, files.columns),
    rows: job.rows,
    columns: job.columns,
    size,
  })) {
    phase(`scoring rows ${batch.start + 1} to ${batch.start + batch.rows}`)
    const results = await session.run(feedsOf(inputs.feeds, batch, ort.Tensor), fetches)
    readBatch(results, { plan: outputs, start: batch.start, rows: batch.rows, answers, file })
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  refuseMeaninglessLabels({ outputs, answers, job })
  phase('writing the scores')
  write(folder, answers)
  return {
    kind: 'predicted',
    from: outputs.scores ? 'scores' : 'labels',
    labels: answers.labels !== undefined,
    unused: [...inputs.unused],
    seconds,
    runtime: ort.env.versions.node ?? ort.env.versions.common,
  }
}

function emptyAnswers(rows: number, { labels }: OutputPlan): Answers {
  return { scores: new Float64Array(rows), labels: labels ? new Uint8Array(rows) : undefined }
}

/** Without class labels in the graph, labels that are never the positive value may as well be of another kind. */
function refuseMeaninglessLabels(of: { outputs: OutputPlan; answers: Answers; job: PredictJob }): void {
  const { scores, labels } = of.outputs
  if (scores || labels?.classes || of.job.rows === 0 || of.answers.scores.includes(1)) return
  throw refusalOf(of.job.name)(
    'gives labels only, and none of them is the positive value',
    'export the scores too, or set data.target.positive to the label that the model gives',
  )
}

function batchSize({ rows }: InputPlan, job: PredictJob): number {
  if (rows === undefined) return job.batch
  if (job.rows % rows === 0) return rows
  throw refusalOf(job.name)(
    `takes exactly ${rows} rows at a time, and ${job.rows} rows are no multiple of that`,
    'export it with a dynamic first dimension',
  )
}

function write(folder: string, { scores, labels }: Answers): void {
  writeFileSync(join(folder, files.scores), new Uint8Array(scores.buffer), { mode: 0o600 })
  if (labels) writeFileSync(join(folder, files.labels), labels, { mode: 0o600 })
}
