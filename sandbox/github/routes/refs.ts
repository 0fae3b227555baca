import { z } from 'zod'
import { actorOf } from '../behaviour/events.ts'
import { protectionOf, whyLocked } from '../behaviour/protection.ts'
import { refChanged } from '../behaviour/refs.ts'
import { isAncestor } from '../git/history.ts'
import { isSha, validRef } from '../git/names.ts'
import { listRefs, objectInfo, type Ref, readRef } from '../git/repository.ts'
import { moveRefs } from '../git/write.ts'
import { created, found, noContent, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { page } from '../http/pages.ts'
import { repositoryUrl } from '../shapes/repository.ts'
import { nodeId } from '../shapes/user.ts'

const reads = { role: 'read', scopes: ['contents:read'] } as const
const writes = { role: 'write', scopes: ['contents:write'] } as const

export const refs = {
  'POST /repos/{owner}/{repo}/git/refs': { needs: writes, handle: createRef },
  'GET /repos/{owner}/{repo}/git/ref/{ref}': { needs: reads, handle: getRef },
  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': { needs: reads, handle: matchingRefs },
  'PATCH /repos/{owner}/{repo}/git/refs/{ref}': { needs: writes, handle: updateRef },
  'DELETE /repos/{owner}/{repo}/git/refs/{ref}': { needs: writes, handle: deleteRef },
} satisfies Endpoints

function showRef({ world, room }: RoomCall, { name, sha, type }: Ref) {
  const url = repositoryUrl(world, room)
  return {
    ref: name,
    node_id: nodeId('Ref', `${room.repository.id}:${name}`),
    url: `${url}/git/${name}`,
    object: { type, sha, url: `${url}/git/${type}s/${sha}` },
  }
}

async function getRef(call: RoomCall) {
  const name = `refs/${call.param('ref')}`
  const object = found(validRef(name) ? await readRef(call.room.git, name) : undefined)
  return ok(showRef(call, { name, ...object }))
}

async function matchingRefs(call: RoomCall) {
  const items = await listRefs(call.room.git, `refs/${call.param('ref')}`)
  return page({ url: call.url, items, show: (ref) => showRef(call, ref) })
}

const createBody = z.object({ ref: z.string(), sha: z.string() })

async function createRef(call: RoomCall) {
  const { world, room, caller } = call
  const { ref, sha } = await call.body(createBody)
  if (!/^refs\/[^/]+\/./.test(ref) || !validRef(ref)) {
    throw new Refusal(422, "Reference name must start with 'refs' and contain at least two slashes.")
  }
  refuseHidden(ref)
  const object = await objectFor(call, ref, sha)
  if (await readRef(room.git, ref)) throw new Refusal(422, 'Reference already exists')
  refuseLocked(call, ref, sha)
  // Somebody may have made it, or one that it would be a folder of, since we looked.
  if (!(await moveRefs(room.git, [{ ref, from: null, to: sha }]))) {
    throw new Refusal(
      422,
      (await readRef(room.git, ref)) ? 'Reference already exists' : 'Reference update failed',
    )
  }
  await refChanged(world, room, { ref, before: null, after: sha, actor: actorOf(caller) })
  return created(showRef(call, { name: ref, ...object }))
}

/** The object that a ref shall point to; a branch takes commits only. */
async function objectFor({ room }: RoomCall, ref: string, sha: string) {
  const object = isSha(sha) ? await objectInfo(room.git, sha) : undefined
  if (!object) throw new Refusal(422, 'Object does not exist')
  if (ref.startsWith('refs/heads/') && object.type !== 'commit')
    throw new Refusal(422, 'Object is not a commit')
  return object
}

function refuseHidden(ref: string): void {
  if (ref.startsWith('refs/pull/')) throw new Refusal(422, 'Reference cannot be updated')
}

function refuseLocked({ room, caller }: RoomCall, ref: string, sha?: string): void {
  const branch = branchOf(ref)
  const reason = branch === undefined ? undefined : whyLocked(room, branch, caller, sha)
  if (reason) throw new Refusal(422, reason)
}

const branchOf = (ref: string): string | undefined =>
  ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined

const updateBody = z.object({ sha: z.string(), force: z.boolean().default(false) })

async function updateRef(call: RoomCall) {
  const { world, room, caller } = call
  const ref = `refs/${call.param('ref')}`
  const { sha, force } = await call.body(updateBody)
  refuseHidden(ref)
  const current = validRef(ref) ? await readRef(room.git, ref) : undefined
  if (!current) throw new Refusal(422, 'Reference does not exist')
  const object = await objectFor(call, ref, sha)
  refuseLocked(call, ref, sha)
  const forward = await isAncestor(room.git, current.sha, sha)
  const branch = branchOf(ref)
  const keeps = branch !== undefined && protectionOf(room, branch)?.allowForcePushes === false
  if (!forward && force && keeps) throw new Refusal(422, 'Cannot force-push to this branch')
  if (!forward && !force) throw new Refusal(422, 'Update is not a fast forward')
  // Only from where it was when we judged: who comes between us wins, and we are told.
  if (!(await moveRefs(room.git, [{ ref, from: current.sha, to: sha }]))) {
    throw new Refusal(422, 'Update is not a fast forward')
  }
  if (current.sha !== sha) {
    await refChanged(world, room, { ref, before: current.sha, after: sha, actor: actorOf(caller) })
  }
  return ok(showRef(call, { name: ref, ...object }))
}

async function deleteRef(call: RoomCall) {
  const { world, room, caller } = call
  const ref = `refs/${call.param('ref')}`
  refuseHidden(ref)
  const current = validRef(ref) ? await readRef(room.git, ref) : undefined
  if (!current) throw new Refusal(422, 'Reference does not exist')
  const branch = branchOf(ref)
  if (branch === room.repository.defaultBranch) throw new Refusal(422, 'Cannot delete the default branch')
  if (branch !== undefined && protectionOf(room, branch)?.allowDeletions === false) {
    throw new Refusal(422, 'Cannot delete this branch')
  }
  if (!(await moveRefs(room.git, [{ ref, from: current.sha, to: null }]))) {
    throw new Refusal(409, 'Reference cannot be updated')
  }
  await refChanged(world, room, { ref, before: current.sha, after: null, actor: actorOf(caller) })
  return noContent
}
