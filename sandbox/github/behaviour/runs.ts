import type { Room } from '../state/room.ts'
import type { Run, Workflow } from '../state/things.ts'
import type { World } from '../state/world.ts'

/** The workflow of a file, put on record when it is first met. */
export function workflowAt(
  world: World,
  room: Room,
  { path, name }: { path: string; name: string },
): Workflow {
  const known = room.workflows.all().find((workflow) => workflow.path === path)
  if (known?.name === name) return known
  return room.workflows.put({
    id: known?.id ?? world.nextId(),
    path,
    name,
    createdAt: known?.createdAt ?? world.now(),
  })
}

interface NewRun {
  workflow: Workflow
  event: string
  headSha: string
  headBranch: string
  headRepository: string
  actor: string
  inputs?: Readonly<Record<string, unknown>>
}

export function startRun(world: World, room: Room, { workflow, inputs = {}, ...run }: NewRun): Run {
  const earlier = room.runs.all().filter((one) => one.workflow === workflow.id).length
  const now = world.now()
  return room.runs.put({
    id: world.nextId(),
    workflow: workflow.id,
    number: earlier + 1,
    status: 'queued',
    conclusion: null,
    createdAt: now,
    updatedAt: now,
    inputs,
    ...run,
  })
}
