import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Log } from '../project/log.ts'
import { UserError } from '../project/problem.ts'
import type { Model } from '../project/schema/model.ts'
import { type Artifacts, readArtifacts } from './artifacts.ts'
import { trainingEnvironment } from './environment.ts'
import { type ProcessResult, runCommand } from './process.ts'
import { copyRepository } from './working-copy.ts'

export interface TrainingOptions {
  root: string
  model: Model
  /** The training rows, as a file. */
  trainFile: string
  /** Repository paths of the dataset's files, which the working copy lacks. */
  hidden: readonly string[]
  /** An empty folder that becomes PAWL_OUT. */
  out: string
  params: Readonly<Record<string, unknown>>
  seed: number
  /** In milliseconds. */
  timeout: number
  log: Log
  secrets: readonly string[]
}

export type Training =
  | ({ trained: true; seconds: number } & Artifacts)
  | { trained: false; cause: 'exit' | 'timeout' | 'artifact'; message: string; seconds: number }

/**
 * Runs a model's training command in a working copy without the dataset's files and an environment without any token.
 * What the command does wrong is an answer; what the repository has wrong is a `UserError`.
 */
export async function trainModel(options: TrainingOptions): Promise<Training> {
  const { model, out, timeout } = options
  const place = await mkdtemp(join(dirname(out), 'training-'))
  try {
    const [copy, home, temp, params] = [
      join(place, 'repository'),
      join(place, 'home'),
      join(place, 'temp'),
      join(place, 'params.json'),
    ]
    for (const folder of [copy, home, temp]) await mkdir(folder)
    await copyRepository({
      root: options.root,
      into: copy,
      hidden: model.train.data === 'files' ? [] : options.hidden,
    })
    await writeFile(params, JSON.stringify(options.params))
    const result = await runCommand({
      command: model.train.run,
      folder: copy,
      environment: trainingEnvironment({
        model: model.model,
        rows: options.trainFile,
        params,
        out,
        seed: options.seed,
        home,
        temp,
        id: randomUUID(),
      }),
      timeout,
      log: options.log,
      secrets: options.secrets,
    })
    return await outcome(result, { out, timeout })
  } finally {
    await rm(place, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function outcome(
  result: ProcessResult,
  { out, timeout }: { out: string; timeout: number },
): Promise<Training> {
  const { how, code, signal, tail, seconds } = result
  const failed = (cause: 'exit' | 'timeout' | 'artifact', message: string): Training => ({
    trained: false,
    cause,
    message,
    seconds,
  })
  if (how === 'timeout') return failed('timeout', `it took longer than ${timeout / 1000} s and was ended`)
  if (code !== 0)
    return failed(
      'exit',
      `it ended with ${code === null ? `the signal ${signal}` : `exit code ${code}`}${tail === '' ? '' : `\n${tail}`}`,
    )
  try {
    return { trained: true, seconds, ...(await readArtifacts(out)) }
  } catch (error) {
    if (error instanceof UserError) return failed('artifact', error.message)
    throw error
  }
}
