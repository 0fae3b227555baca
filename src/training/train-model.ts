import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Log } from '../project/log.ts'
import { messageOf, UserError } from '../project/problem.ts'
import { artifactOf, type Model } from '../project/schema/model.ts'
import { type Artifacts, NoModel, takeArtifacts } from './artifacts.ts'
import { trainingEnvironment } from './environment.ts'
import { takePredictions } from './given-predictions.ts'
import { type ProcessResult, runCommand } from './process.ts'
import { copyRepository } from './working-copy.ts'

export interface TrainingOptions {
  root: string
  /** Its `train.data` is the base branch's word on whether training sees the dataset's files. */
  model: Model
  /** The training rows, as a file. */
  trainFile: string
  /** Repository paths of the dataset's files, which the working copy lacks. */
  hidden: readonly string[]
  /** The folder that receives what training leaves, made anew. */
  out: string
  params: Readonly<Record<string, unknown>>
  seed: number
  /** In milliseconds. */
  timeout: number
  log: Log
  secrets: readonly string[]
  /** Milliseconds that processes have to end by themselves after the time-out. */
  grace?: number
}

export type Training =
  | ({ trained: true; seconds: number; tail: string } & Artifacts)
  | {
      trained: false
      cause: 'exit' | 'timeout' | 'no-model' | 'spawn' | 'artifact'
      message: string
      seconds: number
    }

const defaultGrace = 5_000

/**
 * Runs a model's training command in a working copy without the dataset's files and an environment without any token.
 * What the command does wrong is an answer; what the repository has wrong is a `UserError`.
 */
export async function trainModel(options: TrainingOptions): Promise<Training> {
  const { model, timeout, log } = options
  const { run } = model.train
  if (run === undefined) return taken(options)
  const place = await realpath(await mkdtemp(join(dirname(options.out), 'training-')))
  // Not in the run's folder: programs put Unix sockets here, whose paths end at 107 bytes.
  const temp = await realpath(await mkdtemp(join(tmpdir(), 'pawl-')))
  const inside = (name: string): string => join(place, name)
  try {
    for (const name of ['repository', 'home', 'out']) await mkdir(inside(name))
    const hidden = model.train.data === 'files' ? [] : options.hidden
    await copyRepository({ root: options.root, into: inside('repository'), hidden })
    await writeFile(inside('params.json'), JSON.stringify(options.params))
    const result = await runCommand({
      command: run,
      folder: inside('repository'),
      place,
      environment: trainingEnvironment({
        model: model.model,
        rows: resolve(options.trainFile),
        params: inside('params.json'),
        out: inside('out'),
        seed: options.seed,
        home: inside('home'),
        temp,
        id: randomUUID(),
      }),
      timeout,
      grace: options.grace ?? defaultGrace,
      log,
      secrets: options.secrets,
    })
    return await outcome(result, {
      from: inside('out'),
      into: options.out,
      timeout,
      model: artifactOf(model),
    })
  } finally {
    for (const folder of [place, temp])
      await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) =>
        log.warn(`what training left behind could not be removed: ${messageOf(error)}`),
      )
  }
}

/** Without a command there is nothing to run: the repository holds the predictions. */
async function taken({ root, model, out }: TrainingOptions): Promise<Training> {
  try {
    return { trained: true, seconds: 0, tail: '', ...(await takePredictions({ root, model, into: out })) }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { trained: false, cause: 'artifact', message: error.message, seconds: 0 }
  }
}

async function outcome(
  result: ProcessResult,
  { from, into, timeout, model }: { from: string; into: string; timeout: number; model: string },
): Promise<Training> {
  const { tail, seconds } = result
  const failed = (cause: (Training & { trained: false })['cause'], message: string): Training => ({
    trained: false,
    cause,
    message,
    seconds,
  })
  if (result.how === 'spawn') return failed('spawn', `it could not be started: ${result.message}`)
  if (result.how === 'timeout')
    return failed('timeout', `it took longer than ${timeout / 1000} s and was ended`)
  const { code, signal } = result
  if (code !== 0)
    return failed(
      'exit',
      `it ended with ${code === null ? `the signal ${signal}` : `exit code ${code}`}${tail === '' ? '' : `\n${tail}`}`,
    )
  try {
    // Training can find this folder, so what lies there is not ours.
    await rm(into, { recursive: true, force: true })
    await mkdir(into)
    return { trained: true, seconds, tail, ...(await takeArtifacts({ from, into, model })) }
  } catch (error) {
    if (error instanceof NoModel) return failed('no-model', error.message)
    if (error instanceof UserError) return failed('artifact', error.message)
    throw error
  }
}
