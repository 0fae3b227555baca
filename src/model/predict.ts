import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nativeFolder } from '../natives/load.ts'
import { formatProblem, messageOf, UserError } from '../project/problem.ts'
import { admit } from './admit.ts'
import type { Asked } from './answers.ts'
import { answersIn } from './answers-in.ts'
import { childEntry } from './child-entry.ts'
import { predictByCommand } from './command.ts'
import { files, type Job, type Result, writeColumns } from './exchange.ts'
import { resultIn } from './inspect.ts'
import { runIsolated } from './isolated.ts'
import { largestModel } from './limits.ts'
import type { Prediction, PredictOptions } from './prediction.ts'
import { oneLine } from './text.ts'

export type { Answers, Asked, Positive } from './answers.ts'

export type { PredictCommand, Prediction, PredictOptions } from './prediction.ts'

const defaultBatch = 16_384

/**
 * Scores rows with a model in a child process of its own, which is killed beyond its limits. A model's fault, however
 * bad, is an answer and never an exception; exceptions are Pawl's own faults.
 */
export async function predict(options: PredictOptions): Promise<Prediction> {
  if (options.command) return predictByCommand(options, options.command)
  const { artifact, name = artifact, features, limits, entry = childEntry() } = options
  const found = await runtimeOf(options)
  if ('missing' in found) return { ok: false, cause: 'runtime', message: found.missing }
  const folder = await mkdtemp(join(tmpdir(), 'pawl-predict-'))
  try {
    await admit({ path: artifact, name, into: join(folder, files.model), maxBytes: largestModel })
    const job: Job = {
      kind: 'predict',
      name,
      rows: features.rows,
      columns: await writeColumns(folder, features),
      asked: options.asked,
      ...(options.allow === undefined ? {} : { allow: [...options.allow] }),
      threads: options.threads ?? 1,
      batch: options.batch ?? defaultBatch,
      ...(found.folder === undefined ? {} : { runtime: found.folder }),
    }
    await writeFile(join(folder, files.job), JSON.stringify(job), { mode: 0o600 })
    const ended = await runIsolated({ entry, folder, limits, log: options.log })
    if (ended.how !== 'done')
      return {
        ok: false,
        cause: ended.how,
        message: formatProblem({ place: { file: name }, message: ended.message }),
      }
    return await predictionIn(folder, { rows: features.rows, name, asked: options.asked })
  } catch (error) {
    if (error instanceof UserError) return { ok: false, cause: 'model', message: messageOf(error) }
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Has onnxruntime in place before the child starts, which has neither the registry's address nor the time to fetch it. */
async function runtimeOf({
  runtime = () => nativeFolder('onnxruntime-node'),
}: PredictOptions): Promise<{ folder: string | undefined } | { missing: string }> {
  try {
    return { folder: await runtime() }
  } catch (error) {
    return { missing: `onnxruntime is not there: ${oneLine(messageOf(error))}` }
  }
}

async function predictionIn(
  folder: string,
  of: { rows: number; name: string; asked: Asked },
): Promise<Prediction> {
  const fault = (cause: 'output' | 'model' | 'memory', message: string, hint?: string): Prediction => ({
    ok: false,
    cause,
    message: formatProblem({ place: { file: of.name }, message, ...(hint === undefined ? {} : { hint }) }),
  })
  const result: Result | undefined = await resultIn(folder)
  if (!result || result.kind === 'inspected') return fault('output', 'left no answer that can be read')
  if (result.kind === 'refused') return fault(result.cause, result.message, result.hint)
  const answers = await answersIn(folder, { ...of, left: result.left })
  if ('lacks' in answers) return fault('output', answers.lacks)
  if ('bad' in answers)
    return fault(
      'model',
      `gives a ${answers.what} that is not a number or not finite for ${answers.bad} of ${of.rows} rows`,
      'look for divisions by zero, overflows, and missing values that the model was not trained on',
    )
  const { operators, signature, unused, seconds, runtime } = result
  return { ok: true, answers, operators, signature, unused, seconds, runtime }
}
