import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { messageOf } from '../../../src/project/problem.ts'
import { parseKeyValues } from '../command-file.ts'
import { remark } from '../record.ts'
import { openOutput } from './output.ts'
import { runTask } from './process.ts'
import { type Conclusion, type JobState, timeUp } from './state.ts'

/** A program that a step runs: a script, or one part of an action. */
export interface Invocation {
  command: string
  args: readonly string[]
  cwd: string
  /** All variables of the step, from `env` at every level to inputs. */
  env: ReadonlyMap<string, string>
  /** `GITHUB_ACTION…`, which differ from step to step. */
  github: Readonly<Record<string, string>>
  outputs: Map<string, string>
  state: Map<string, string>
  signal: AbortSignal
}

/** GitHub takes so much of a summary from one step. */
const summaryLimit = 1024 * 1024

/** Runs a program with its command files and takes up what it wrote to them. */
export async function invoke(job: JobState, invocation: Invocation): Promise<Conclusion> {
  const { outputs, state, signal } = invocation
  const files = await openFiles(job.folders.temp)
  const onLine = openOutput({
    log: job.log,
    mask: (value) => job.masks.add(value),
    annotate: (one) =>
      job.record.annotate({
        ...one,
        message: job.masks.hide(one.message),
        title: one.title === null ? null : job.masks.hide(one.title),
      }),
    setOutput: (name, value) => void outputs.set(name, value),
    saveState: (name, value) => void state.set(name, value),
    debug: job.host.settings.vars.get('ACTIONS_STEP_DEBUG') === 'true',
  })
  let code: number
  try {
    code = await runTask({
      command: invocation.command,
      args: invocation.args,
      cwd: invocation.cwd,
      env: Object.fromEntries(processEnv(job, invocation, files)),
      onLine,
      signal,
      onStart: (group) => void job.groups.push(group),
    })
  } catch (error) {
    return fail(job, messageOf(error))
  }
  const taken = await takeFiles(job, files, { outputs, state })
  await rm(files.folder, { recursive: true })
  if (signal.aborted) return signal.reason === timeUp ? 'failure' : 'cancelled'
  if (code !== 0) return fail(job, `Process completed with exit code ${code}.`)
  return taken
}

/** Says why a step failed, in its log and as an annotation. */
export function fail(job: JobState, message: string): 'failure' {
  const shown = job.masks.hide(message)
  job.log(`##[error]${shown}`)
  job.record.annotate(remark('failure', shown))
  return 'failure'
}

interface Files {
  folder: string
  output: string
  state: string
  env: string
  path: string
  summary: string
}

async function openFiles(temp: string): Promise<Files> {
  const folder = join(temp, '_runner_file_commands', randomUUID())
  await mkdir(folder, { recursive: true })
  const files = {
    output: join(folder, 'set_output'),
    state: join(folder, 'save_state'),
    env: join(folder, 'set_env'),
    path: join(folder, 'add_path'),
    summary: join(folder, 'step_summary'),
  }
  for (const file of Object.values(files)) await writeFile(file, '')
  return { folder, ...files }
}

/** Later ones win: nothing that a workflow sets can stand in for what GitHub and the runner say. */
function processEnv(job: JobState, { env, github }: Invocation, files: Files): Map<string, string> {
  const all = new Map([...job.machineEnv, ...env, ...job.runnerEnv, ...Object.entries(github)])
  all.set('GITHUB_OUTPUT', files.output)
  all.set('GITHUB_STATE', files.state)
  all.set('GITHUB_ENV', files.env)
  all.set('GITHUB_PATH', files.path)
  all.set('GITHUB_STEP_SUMMARY', files.summary)
  all.set('PATH', [...job.shims, ...job.path, all.get('PATH') ?? ''].join(delimiter))
  return all
}

async function takeFiles(
  job: JobState,
  files: Files,
  { outputs, state }: Pick<Invocation, 'outputs' | 'state'>,
): Promise<Conclusion> {
  const text = (file: string) => readFile(file, 'utf8')
  try {
    for (const [name, value] of parseKeyValues(await text(files.output))) outputs.set(name, value)
    for (const [name, value] of parseKeyValues(await text(files.state))) state.set(name, value)
    for (const [name, value] of parseKeyValues(await text(files.env))) {
      if (name.toUpperCase() === 'NODE_OPTIONS') {
        throw new Error("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.")
      }
      job.env.set(name, value)
    }
  } catch (error) {
    return fail(job, `Unable to process file command successfully. ${messageOf(error)}`)
  }
  const added = (await text(files.path)).split(/\r?\n/).filter(Boolean)
  job.path.unshift(...added.reverse())
  const summary = await text(files.summary)
  if (Buffer.byteLength(summary) > summaryLimit) {
    return fail(job, '$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k')
  }
  if (summary !== '') job.record.summarize(job.masks.hide(summary))
  return 'success'
}
