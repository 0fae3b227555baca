import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nativeFolder } from '../natives/load.ts'
import { formatProblem, messageOf, UserError } from '../project/problem.ts'
import { admit } from './admit.ts'
import { childEntry } from './child-entry.ts'
import { files, writeColumns } from './exchange.ts'
import { runIsolated } from './isolated.ts'
import type { Job, ModelJob } from './job.ts'
import { largestModel } from './limits.ts'
import type { Prediction, PredictOptions } from './prediction.ts'
import { oneLine } from './text.ts'

/** Why a model did not do what it was asked to. */
export type Fault = Extract<Prediction, { ok: false }>

/**
 * Does one job with an ONNX model in a child process of its own, in a private folder that is removed afterwards. A model's
 * fault is an answer; exceptions are Pawl's own faults.
 */
export async function runJob<T>(
  options: Omit<PredictOptions, 'command' | 'batch'>,
  {
    job,
    read,
    heard,
  }: {
    job(shared: ModelJob): Job
    read(folder: string): Promise<T | Fault>
    heard?: (phase: string) => void
  },
): Promise<T | Fault> {
  const { artifact, name = artifact, features, limits, entry = childEntry() } = options
  const found = await runtimeOf(options)
  if ('missing' in found) return { ok: false, cause: 'runtime', message: found.missing }
  const folder = await mkdtemp(join(tmpdir(), 'pawl-predict-'))
  try {
    await admit({ path: artifact, name, into: join(folder, files.model), maxBytes: largestModel })
    const asked = job({
      name,
      rows: features.rows,
      columns: await writeColumns(folder, features),
      asked: options.asked,
      ...(options.allow === undefined ? {} : { allow: [...options.allow] }),
      threads: options.threads ?? 1,
      ...(found.folder === undefined ? {} : { runtime: found.folder }),
    })
    await writeFile(join(folder, files.job), JSON.stringify(asked), { mode: 0o600 })
    const ended = await runIsolated({ entry, folder, limits, log: options.log, heard })
    if (ended.how !== 'done')
      return {
        ok: false,
        cause: ended.how,
        message: formatProblem({ place: { file: name }, message: ended.message }),
      }
    return await read(folder)
  } catch (error) {
    if (error instanceof UserError) return { ok: false, cause: 'model', message: messageOf(error) }
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What a child's answer lacks or what the child refused, as a fault with the model's name. */
export function faultOf(
  name: string,
  { cause, message, hint }: { cause: Fault['cause']; message: string; hint?: string | undefined },
): Fault {
  return {
    ok: false,
    cause,
    message: formatProblem({ place: { file: name }, message, ...(hint === undefined ? {} : { hint }) }),
  }
}

/** Has onnxruntime in place before the child starts, which has neither the registry's address nor the time to fetch it. */
async function runtimeOf({
  runtime = () => nativeFolder('onnxruntime-node'),
}: Pick<PredictOptions, 'runtime'>): Promise<{ folder: string | undefined } | { missing: string }> {
  try {
    return { folder: await runtime() }
  } catch (error) {
    return { missing: `onnxruntime is not there: ${oneLine(messageOf(error))}` }
  }
}
