import { messageOf } from '../../../src/project/problem.ts'
import { standIns } from '../stand-ins/index.ts'
import type { StandInStep } from '../stand-ins/stand-in.ts'
import type { UseAction } from '../workflow/model.ts'
import { logRun } from './announce.ts'
import { inputsOf } from './inputs.ts'
import { fail } from './invoke.ts'
import { runTask } from './process.ts'
import { type Conclusion, timeUp } from './state.ts'
import type { StepWork } from './step-work.ts'

/** Runs one of the actions that the sandbox brings itself, in the runner's own process. */
export async function runStandIn(name: string, use: UseAction, work: StepWork): Promise<Conclusion> {
  const standIn = standIns.get(name)
  if (!standIn) throw new Error(`no stand-in ${name}`)
  const { job } = work
  const declared = [...standIn.inputs].map(
    ([name, value]) => [name, { default: value, deprecation: undefined }] as const,
  )
  const inputs = inputsOf({ job, declared: new Map(declared), given: use.with, scope: work.scope, file: '' })
  logRun(work, use.uses, inputs)
  const step = stepOf(work, inputs)
  const { post } = standIn
  if (post) {
    job.posts.push({
      name: `Post ${work.name}`,
      condition: standIn.postIf ?? 'always()',
      run: () => carryOut(work, () => post({ ...step, signal: job.kill })),
    })
  }
  return carryOut(work, () => standIn.main(step))
}

async function carryOut({ job, signal }: StepWork, deed: () => Promise<void>): Promise<Conclusion> {
  try {
    await deed()
    return 'success'
  } catch (error) {
    if (signal.aborted) return signal.reason === timeUp ? 'failure' : 'cancelled'
    return fail(job, messageOf(error))
  }
}

function stepOf(work: StepWork, inputs: ReadonlyMap<string, string>): StandInStep {
  const { job, outputs, env, signal } = work
  const input = (name: string) => (inputs.get(name) ?? '').trim()
  return {
    job,
    input,
    flag: (name) => input(name).toLowerCase() === 'true',
    lines: (name) =>
      input(name)
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    outputs,
    state: new Map(),
    signal,
    log: job.log,
    async run(command, args, options = {}) {
      const lines: string[] = []
      const code = await runTask({
        command,
        args,
        cwd: options.cwd ?? job.folders.workspace,
        env: Object.fromEntries([...job.machineEnv, ...env, ...job.runnerEnv, ...(options.env ?? [])]),
        onLine(line) {
          lines.push(line)
          if (!options.quiet) job.log(line)
        },
        signal: options.signal ?? signal,
        onStart: (group) => void job.groups.push(group),
      })
      return { code, lines }
    },
  }
}
