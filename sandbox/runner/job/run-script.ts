import { randomUUID } from 'node:crypto'
import { access, constants, writeFile } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { type Scope, textOf } from '../expression/evaluate.ts'
import type { RunAction } from '../workflow/model.ts'
import { logEnv } from './announce.ts'
import { invoke } from './invoke.ts'
import type { Conclusion } from './state.ts'
import type { StepWork } from './step-work.ts'

/** How GitHub starts each shell; without a `shell` at all, bash runs without pipefail. */
const shells = new Map([
  ['', { line: 'bash -e {0}', ending: 'sh' }],
  ['bash', { line: 'bash --noprofile --norc -e -o pipefail {0}', ending: 'sh' }],
  ['sh', { line: 'sh -e {0}', ending: 'sh' }],
  ['python', { line: 'python {0}', ending: 'py' }],
])

/** Runs the script of a `run` step. */
export async function runScript(action: RunAction, work: StepWork): Promise<Conclusion> {
  const { job, frame, scope, env } = work
  const defaults = frame.composite ? undefined : job.defaults
  const script = textOf(action.script, scope)
  const shell = textIn(action.shell ?? defaults?.shell, scope)
  const folder = textIn(action.workingDirectory ?? defaults?.workingDirectory, scope)
  const { line, ending } = shells.get(shell) ?? { line: shell, ending: 'sh' }
  const file = join(job.folders.temp, `${randomUUID()}.${ending}`)
  await writeFile(file, script.endsWith('\n') ? script : `${script}\n`)
  const [command = '', ...args] = line.split(/\s+/).map((part) => part.replaceAll('{0}', file))
  job.log(`##[group]Run ${script.trim().split('\n')[0]}`)
  for (const text of script.trimEnd().split('\n')) job.log(text)
  job.log(`shell: ${line}`)
  logEnv(job, env)
  job.log('##[endgroup]')
  return invoke(job, {
    command: await programOf(command, work),
    args,
    cwd: resolve(job.folders.workspace, folder),
    env,
    github: work.github,
    outputs: work.outputs,
    state: new Map(),
    signal: work.signal,
  })
}

const textIn = (token: RunAction['shell'], scope: Scope): string => (token ? textOf(token, scope) : '')

/** Python is `python3` on machines on which nobody has set it up. */
async function programOf(command: string, { job, env }: StepWork): Promise<string> {
  if (command !== 'python') return command
  const path = [...job.path, env.get('PATH') ?? job.machineEnv.get('PATH') ?? '']
  for (const folder of path.join(delimiter).split(delimiter)) {
    const found = await access(join(folder, command), constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return command
  }
  return 'python3'
}
