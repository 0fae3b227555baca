import { rm } from 'node:fs/promises'
import { messageOf } from '../../../src/project/problem.ts'
import { holds, numberOf, textsOf } from '../expression/evaluate.ts'
import { remark } from '../record.ts'
import { readAction } from '../workflow/action-file.ts'
import type { StepDefinition } from '../workflow/model.ts'
import { postScope, stepScope } from './contexts.ts'
import { warn } from './inputs.ts'
import { fail } from './invoke.ts'
import { endGroup } from './process.ts'
import { type JobOrder, type ReadyJob, setUp } from './set-up.ts'
import type { Conclusion, Frame, JobState } from './state.ts'
import { runSteps, workOf } from './steps.ts'
import { prepare, sourceOf } from './use-action.ts'

export interface JobEnd {
  conclusion: Conclusion
  outputs: ReadonlyMap<string, string>
}

/** GitHub's limit on a job without one of its own, in minutes; what still runs after a cancellation gets five. */
const limits = { job: 360, afterCancel: 5 }

/** Runs one job from its folders to its outputs. */
export async function runJob(order: Omit<JobOrder, 'kill'>): Promise<JobEnd> {
  const { host, record, definition } = order
  const { minute } = host.settings
  const minutes = numberOf(definition.timeout, order.scope) ?? limits.job
  const late = new AbortController()
  const killing = new AbortController()
  const cancel = AbortSignal.any([order.cancel, late.signal])
  const kill = AbortSignal.any([host.closing, killing.signal])
  const timers = [
    setTimeout(() => late.abort('timeout-minutes of the job'), Math.min(minutes * minute, 2 ** 31 - 1)),
  ]
  cancel.addEventListener('abort', () => {
    timers.push(setTimeout(() => killing.abort(), limits.afterCancel * minute))
  })

  record.update({ status: 'in_progress', startedAt: host.world.now() })
  let ready: ReadyJob | undefined
  let lost = false
  host.working.set(record.job.id, () => {
    lost = true
    killing.abort()
    for (const group of ready?.job.groups ?? []) endGroup(group, 'SIGKILL')
  })
  try {
    const first = record.beginStep('Set up job')
    try {
      ready = await setUp({ ...order, cancel, kill })
      record.endStep(first, (await prepareActions(ready.job, order)) ? 'success' : 'failure')
    } catch (error) {
      record.endStep(first, 'failure')
      return failed(order, ready, error)
    }
    const { job } = ready
    const outputs = job.failed ? new Map<string, string>() : await work(job, order)
    if (late.signal.aborted) {
      fail(job, `The job has exceeded the maximum execution time of ${minutes} minutes.`)
    }
    if (lost) {
      fail(job, 'The hosted runner lost communication with the server.')
      return { conclusion: 'failure', outputs: new Map() }
    }
    const conclusion = cancel.aborted ? 'cancelled' : job.failed ? 'failure' : 'success'
    return { conclusion, outputs }
  } finally {
    host.working.delete(record.job.id)
    for (const timer of timers) clearTimeout(timer)
    if (ready) await tidy(ready)
  }
}

/** A job whose environment could not be made; the reason is its annotation. */
function failed(
  { record, host }: Pick<JobOrder, 'record' | 'host'>,
  ready: ReadyJob | undefined,
  error: unknown,
): JobEnd {
  const message = messageOf(error)
  if (ready) fail(ready.job, message)
  else {
    record.log(`##[error]${message}`)
    host.onLine(`${record.job.name} | ##[error]${message}`)
    record.annotate(remark('failure', message))
  }
  return { conclusion: 'failure', outputs: new Map() }
}

/** Finds every action before the first step, those within composite actions too, and runs what they want done first. */
async function prepareActions(job: JobState, { definition }: Pick<JobOrder, 'definition'>): Promise<boolean> {
  await findAll(job, definition.steps)
  const frame: Frame = { file: job.workflow.path, steps: new Map(), failed: false }
  for (const step of definition.steps) {
    if (step.does.kind !== 'uses' || step.does.uses.startsWith('./')) continue
    const work = workOf(job, frame, { step, outputs: new Map() })
    const conclusion = await prepare({ ...work, signal: AbortSignal.any([job.cancel, job.kill]) }, step.does)
    if (conclusion === 'failure') job.failed = true
  }
  return !job.failed
}

async function findAll(job: JobState, steps: readonly StepDefinition[]): Promise<void> {
  for (const { does } of steps) {
    if (does.kind !== 'uses' || does.uses.startsWith('./') || job.sources.has(does.uses)) continue
    const source = await sourceOf(job, does.uses)
    job.sources.set(does.uses, source)
    job.log(`Download action repository '${does.uses}'${source.note ? `: ${source.note}` : ''}`)
    if (source.kind !== 'folder') continue
    const action = await readAction(source.folder)
    if (!action) throw new Error(`Can't find 'action.yml' or 'action.yaml' for ${does.uses}`)
    if (action.runs.kind === 'composite') await findAll(job, action.runs.steps)
  }
}

async function work(
  job: JobState,
  { definition }: Pick<JobOrder, 'definition'>,
): Promise<Map<string, string>> {
  const frame: Frame = { file: job.workflow.path, steps: new Map(), failed: job.failed }
  await runSteps(job, frame, definition.steps)
  await runPosts(job)
  try {
    return outputsOf(job, frame, definition.outputs)
  } catch (error) {
    job.failed = true
    fail(job, messageOf(error))
    return new Map()
  }
}

/** The last that came in is the first that goes. */
async function runPosts(job: JobState): Promise<void> {
  for (const post of job.posts.reverse()) {
    if (job.kill.aborted) return
    if (!holds(post.condition, postScope(job, job.workflow.path))) continue
    const number = job.record.beginStep(post.name)
    job.log(`##[group]${post.name}`)
    job.log('##[endgroup]')
    const conclusion = await post.run()
    if (conclusion === 'failure') job.failed = true
    job.record.endStep(number, conclusion)
  }
}

/** A value that holds a secret does not leave its job. */
function outputsOf(
  job: JobState,
  frame: Frame,
  token: JobOrder['definition']['outputs'],
): Map<string, string> {
  const outputs = textsOf(token, stepScope(job, frame, job.env))
  for (const [name, value] of outputs) {
    if (!job.masks.isIn(value)) continue
    warn(job, `Skip output '${name}' since it may contain secret.`)
    outputs.delete(name)
  }
  return outputs
}

async function tidy({ job, folder, end }: ReadyJob): Promise<void> {
  const { world } = job.host
  const number = job.record.beginStep('Complete job')
  for (const group of job.groups) endGroup(group, 'SIGKILL')
  end()
  const token = world.tokens.all().find(({ value }) => value === job.token)
  if (token) world.tokens.remove(token.id)
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  job.record.endStep(number, 'success')
}
