import { join, resolve } from 'node:path'
import type { ActionSource } from '../actions/source.ts'
import { holds } from '../expression/evaluate.ts'
import { type ActionFile, readAction } from '../workflow/action-file.ts'
import type { UseAction } from '../workflow/model.ts'
import { logRun } from './announce.ts'
import { runComposite } from './composite.ts'
import { postScope } from './contexts.ts'
import { inputsOf } from './inputs.ts'
import { type NodeAction, runPart } from './js-action.ts'
import { runStandIn } from './stand-in.ts'
import type { Conclusion, JobState } from './state.ts'
import type { StepWork } from './step-work.ts'

/** Runs the action of a `uses` step. */
export async function useAction(use: UseAction, work: StepWork): Promise<Conclusion> {
  const { job } = work
  const source = await sourceOf(job, use.uses)
  const github = {
    ...work.github,
    ...(source.repository
      ? { GITHUB_ACTION_REPOSITORY: source.repository, GITHUB_ACTION_REF: source.ref }
      : {}),
  }
  if (source.kind === 'stand-in') return runStandIn(source.name, use, { ...work, github })
  const action = await mustRead(source.folder)
  const inputs = inputsFor(action, use, work)
  logRun(work, use.uses, inputs)
  const { runs } = action
  if (runs.kind === 'composite') {
    const path = { GITHUB_ACTION_PATH: action.folder }
    return runComposite({ ...work, github: { ...github, ...path } }, { ...action, runs }, inputs)
  }
  const earlier = job.prepared.get(work.step)
  const state = earlier ?? new Map<string, string>()
  const node = { action, runs, inputs, env: work.env, github, outputs: work.outputs, state }
  const isLocal = use.uses.startsWith('./')
  if (runs.pre !== undefined && !earlier && !isLocal && holds(runs.preIf, work.scope)) {
    const before = await runPart(job, { ...node, signal: work.signal }, 'pre')
    if (before !== 'success') return before
  }
  if (runs.post !== undefined) leavePost(work, node)
  return runPart(job, { ...node, signal: work.signal }, 'main')
}

function inputsFor(action: ActionFile, use: UseAction, { job, scope }: StepWork): Map<string, string> {
  return inputsOf({ job, declared: action.inputs, given: use.with, scope, file: action.file })
}

function leavePost({ job, name }: StepWork, node: Omit<NodeAction, 'signal'>): void {
  job.posts.push({
    name: `Post ${name}`,
    condition: node.runs.postIf,
    run: () => runPart(job, { ...node, signal: job.kill }, 'post'),
  })
}

/** Runs what an action wants done before the job's first step; its main part gets the state. */
export async function prepare(work: StepWork, use: UseAction): Promise<Conclusion | undefined> {
  const { job } = work
  const source = await sourceOf(job, use.uses)
  if (source.kind === 'stand-in') return undefined
  const action = await mustRead(source.folder)
  const { runs } = action
  if (runs.kind !== 'node' || runs.pre === undefined) return undefined
  if (!holds(runs.preIf, postScope(job, action.file))) return undefined
  const inputs = inputsFor(action, use, work)
  const state = new Map<string, string>()
  job.prepared.set(work.step, state)
  const github = {
    ...work.github,
    GITHUB_ACTION_REPOSITORY: source.repository,
    GITHUB_ACTION_REF: source.ref,
  }
  const { env, outputs, signal } = work
  return runPart(job, { action, runs, inputs, env, github, outputs, state, signal }, 'pre')
}

async function mustRead(folder: string): Promise<ActionFile> {
  const action = await readAction(folder)
  if (action) return action
  throw new Error(
    `Can't find 'action.yml' or 'action.yaml' under '${folder}'. Did you forget to run actions/checkout before running your local action?`,
  )
}

/** Where an action is: below the workspace, in the workflow's own repository at its commit, or in another repository. */
export async function sourceOf(job: JobState, uses: string): Promise<ActionSource> {
  if (uses.startsWith('./')) {
    return { kind: 'folder', folder: resolve(job.folders.workspace, uses), repository: '', ref: '' }
  }
  if (uses.startsWith('$/')) {
    const { room, sha: ref } = job.source
    const folder = await job.host.actions.export(room, ref)
    return { kind: 'folder', folder: join(folder, uses.slice(2)), repository: room.fullName, ref }
  }
  const known = job.sources.get(uses) ?? (await job.host.actions.find(uses, job.start.repository))
  job.sources.set(uses, known)
  return known
}
