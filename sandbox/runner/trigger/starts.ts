import { commitAt } from '../../github/git/repository.ts'
import type { Room } from '../../github/state/room.ts'
import type { SandboxEvent } from '../../github/state/things.ts'
import type { World } from '../../github/state/world.ts'
import type { Workflow } from '../workflow/model.ts'
import type { WorkflowFiles } from './files.ts'
import { starts } from './filter.ts'
import { type Occasion, occasionOf } from './occasion.ts'
import type { Start } from './start.ts'

/** A file that can not be read. */
export interface Fault {
  path: string
  error: unknown
  occasion: Occasion
}

/** What comes of an event: workflows to start, and files that can not be read. */
export interface Consequences {
  starts: Start[]
  faults: Fault[]
  /** Why nothing was looked at. */
  none?: string
}

interface Asking {
  world: World
  room: Room
  files: WorkflowFiles
  /** How deep in a chain of `workflow_run` a run is. */
  depthOf(run: number): number
}

/** Finds what an event starts by the files of its commit. */
export async function startsOf(asking: Asking, event: SandboxEvent): Promise<Consequences> {
  const { world, room, files } = asking
  const nothing = (none: string): Consequences => ({ starts: [], faults: [], none })
  if (room.repository.forkOf !== null) return nothing('workflows of a fork are off')
  const standing = standingOf(event)
  if (standing === 'ignored') return nothing('done with a GITHUB_TOKEN')
  const depth = depthAfter(asking, event)
  if (depth > 3) return nothing('workflow_run starts no more than three levels of workflows')
  const occasion = await occasionOf(world, room, event)
  if ('none' in occasion) return nothing(occasion.none)
  if (await asksToSkip(room, event, occasion)) return nothing('the commit message asks to skip workflows')

  const result: Consequences = { starts: [], faults: [] }
  for (const file of await files.at(room, occasion.sha)) {
    if (occasion.path !== undefined && file.path !== occasion.path) continue
    if ('error' in file) {
      result.faults.push({ ...file, occasion })
      continue
    }
    const { workflow } = file
    if (!(await starts(workflow.on, event, occasion))) continue
    result.starts.push({
      repository: room.fullName,
      workflow,
      workflowSha: occasion.sha,
      event: { name: event.name, action: event.action, payload: payloadOf(event) },
      sha: occasion.sha,
      ref: occasion.ref,
      headRef: occasion.headRef,
      baseRef: occasion.baseRef,
      head: occasion.head,
      actor: event.actor,
      fromFork: event.name.startsWith('pull_request') && isFromFork(room, event.name, occasion),
      needsApproval: standing === 'waits',
      inputs: inputsOf(workflow, event),
      depth,
      runId: event.runId,
    })
  }
  return result
}

const isFromFork = (room: Room, name: string, { head }: Occasion): boolean =>
  name !== 'pull_request_target' && head.repository !== room.fullName

/** What a `GITHUB_TOKEN` does starts nothing, save dispatches; runs of its pull requests wait for a person. */
function standingOf({ by, name, action = '' }: SandboxEvent): 'counts' | 'waits' | 'ignored' {
  if (by !== 'GITHUB_TOKEN' || name === 'repository_dispatch' || name === 'workflow_dispatch') return 'counts'
  const proposes = name === 'pull_request' && ['opened', 'synchronize', 'reopened'].includes(action)
  return proposes ? 'waits' : 'ignored'
}

function depthAfter({ depthOf }: Asking, { name, payload }: SandboxEvent): number {
  if (name !== 'workflow_run') return 0
  const run = payload.workflow_run
  const id = typeof run === 'object' && run !== null && 'id' in run ? Number(run.id) : 0
  return depthOf(id) + 1
}

const skipping = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/i

async function asksToSkip(room: Room, { name }: SandboxEvent, { head }: Occasion): Promise<boolean> {
  if (name !== 'push' && name !== 'pull_request') return false
  const { message } = await commitAt(room.git, head.sha)
  return skipping.test(message) || /^skip-checks: *true$/im.test(message)
}

/** The event as workflows see it: inputs of a dispatch are texts there, and a schedule is nothing but its time. */
function payloadOf({ name, payload }: SandboxEvent): Readonly<Record<string, unknown>> {
  if (name === 'schedule') return { schedule: payload.schedule }
  if (name !== 'workflow_dispatch') return payload
  const inputs = Object.entries(payload.inputs ?? {}).map(([key, value]) => [key, String(value)])
  return { ...payload, inputs: Object.fromEntries(inputs) }
}

/** Inputs of a dispatch with the types that the workflow gives them. */
function inputsOf({ inputTypes }: Workflow, { name, payload }: SandboxEvent): Record<string, unknown> {
  if (name !== 'workflow_dispatch') return {}
  const given = new Map(Object.entries(payload.inputs ?? {}))
  return Object.fromEntries([...inputTypes].map(([key, type]) => [key, typed(type, given.get(key))]))
}

function typed(type: string, value: unknown): unknown {
  if (type === 'boolean') return value === true || value === 'true'
  if (type === 'number') return Number(value ?? 0)
  return value === undefined || value === null ? '' : String(value)
}
