import type { Caller } from '../http/caller.ts'
import { person } from '../http/caller.ts'
import { showRepository } from '../shapes/repository.ts'
import { showUser } from '../shapes/user.ts'
import type { Room } from '../state/room.ts'
import type { Account, SandboxEvent } from '../state/things.ts'
import type { World } from '../state/world.ts'

/** Who did something, and with what kind of token. */
export interface Actor {
  account: Account
  by: SandboxEvent['by']
}

export function actorOf(caller: Caller): Actor {
  return { account: person(caller), by: caller.kind === 'workflow' ? 'GITHUB_TOKEN' : 'user' }
}

interface Happening {
  name: string
  action?: string
  actor: Actor
  payload: Readonly<Record<string, unknown>>
  runId?: number
}

/** Writes an event down and tells everybody who listens. */
export function raise(world: World, room: Room, { name, action, actor, payload, runId }: Happening): void {
  const event = world.events.put({
    id: world.nextId(),
    repository: room.fullName,
    name,
    ...(action === undefined ? {} : { action }),
    payload: {
      ...(action === undefined ? {} : { action }),
      ...payload,
      repository: showRepository(world, room),
      sender: showUser(world, actor.account),
    },
    actor: actor.account.login,
    by: actor.by,
    at: world.now(),
    ...(runId === undefined ? {} : { runId }),
  })
  for (const listener of world.listeners) listener(event)
}
