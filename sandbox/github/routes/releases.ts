import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { actorOf, raise } from '../behaviour/events.ts'
import { refChanged } from '../behaviour/refs.ts'
import { validRef } from '../git/names.ts'
import { readRef, resolveCommit } from '../git/repository.ts'
import { moveRefs } from '../git/write.ts'
import { created, found, invalid, noContent, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { atLeast, person, roleOf } from '../http/caller.ts'
import { page } from '../http/pages.ts'
import { showAsset, showRelease } from '../shapes/release.ts'
import type { Asset, Release } from '../state/things.ts'

const reads = { role: 'read', scopes: ['contents:read'] } as const
const writes = { role: 'write', scopes: ['contents:write'] } as const
const base = '/repos/{owner}/{repo}/releases'

export const releases = {
  [`GET ${base}`]: { needs: reads, handle: listReleases },
  [`POST ${base}`]: { needs: writes, handle: createRelease },
  [`GET ${base}/latest`]: { needs: reads, handle: latest },
  [`GET ${base}/tags/{tag}`]: { needs: reads, handle: byTag },
  [`GET ${base}/{release_id}`]: { needs: reads, handle: getRelease },
  [`PATCH ${base}/{release_id}`]: { needs: writes, handle: updateRelease },
  [`DELETE ${base}/{release_id}`]: { needs: writes, handle: deleteRelease },
  [`GET ${base}/{release_id}/assets`]: { needs: reads, handle: listAssets },
  [`POST ${base}/{release_id}/assets`]: { needs: writes, handle: uploadAsset },
  [`GET ${base}/assets/{asset_id}`]: { needs: reads, handle: getAsset },
  [`DELETE ${base}/assets/{asset_id}`]: { needs: writes, handle: deleteAsset },
} as const satisfies Endpoints

/** Drafts are seen by those who can write. */
function visible({ room, caller }: RoomCall): Release[] {
  const mayWrite =
    caller.kind === 'workflow' ||
    (caller.kind === 'user' && atLeast(roleOf(room, caller.account.login), 'write'))
  return room.releases.all().filter(({ draft }) => mayWrite || !draft)
}

function listReleases(call: RoomCall) {
  const { world, room, url } = call
  return page({ url, items: visible(call).reverse(), show: (release) => showRelease(world, room, release) })
}

const releaseHere = (call: RoomCall): Release =>
  found(visible(call).find(({ id }) => id === Number(call.param('release_id'))))

function getRelease(call: RoomCall) {
  return ok(showRelease(call.world, call.room, releaseHere(call)))
}

function latest(call: RoomCall) {
  const full = visible(call).filter(({ draft, prerelease }) => !draft && !prerelease)
  return ok(showRelease(call.world, call.room, found(full.at(-1))))
}

function byTag(call: RoomCall) {
  const release = visible(call).find(({ tag, draft }) => tag === call.param('tag') && !draft)
  return ok(showRelease(call.world, call.room, found(release)))
}

const changeBody = z.object({
  tag_name: z.string().optional(),
  target_commitish: z.string().optional(),
  name: z.string().nullable().optional(),
  body: z.string().nullable().optional(),
  draft: z.boolean().optional(),
  prerelease: z.boolean().optional(),
})
const createBody = changeBody.extend({ tag_name: z.string() })

async function createRelease(call: RoomCall) {
  const { world, room, caller } = call
  const body = await call.body(createBody)
  const now = world.now()
  const release: Release = {
    id: world.nextId(),
    tag: body.tag_name,
    target: body.target_commitish ?? room.repository.defaultBranch,
    name: body.name ?? null,
    body: body.body ?? null,
    draft: body.draft ?? false,
    prerelease: body.prerelease ?? false,
    author: person(caller).login,
    createdAt: now,
    publishedAt: body.draft ? null : now,
  }
  refuseTaken(call, release)
  if (!release.draft) await publish(call, release)
  room.releases.put(release)
  return created(showRelease(world, room, release))
}

function refuseTaken({ room }: RoomCall, release: Release): void {
  if (!validRef(`refs/tags/${release.tag}`)) {
    throw invalid({
      resource: 'Release',
      code: 'custom',
      field: 'tag_name',
      message: 'tag_name is not a valid tag',
    })
  }
  const taken = room.releases
    .all()
    .some(({ id, tag, draft }) => id !== release.id && tag === release.tag && !draft)
  if (taken && !release.draft)
    throw invalid({ resource: 'Release', code: 'already_exists', field: 'tag_name' })
}

/** A published release has a tag: one that is not there yet is put on the target. */
async function publish({ world, room, caller }: RoomCall, release: Release): Promise<void> {
  const actor = actorOf(caller)
  const ref = `refs/tags/${release.tag}`
  if (!(await readRef(room.git, ref))) {
    const sha = await resolveCommit(room.git, release.target)
    if (!sha) throw invalid({ resource: 'Release', code: 'invalid', field: 'target_commitish' })
    if (await moveRefs(room.git, [{ ref, from: null, to: sha }])) {
      await refChanged(world, room, { ref, before: null, after: sha, actor })
    }
  }
  const payload = { release: showRelease(world, room, release) }
  raise(world, room, { name: 'release', action: 'published', actor, payload })
}

async function updateRelease(call: RoomCall) {
  const { world, room } = call
  const before = releaseHere(call)
  const body = await call.body(changeBody)
  const draft = body.draft ?? before.draft
  const release: Release = {
    ...before,
    tag: body.tag_name ?? before.tag,
    target: body.target_commitish ?? before.target,
    name: body.name === undefined ? before.name : body.name,
    body: body.body === undefined ? before.body : body.body,
    draft,
    prerelease: body.prerelease ?? before.prerelease,
    publishedAt: draft ? null : (before.publishedAt ?? world.now()),
  }
  refuseTaken(call, release)
  if (before.draft && !draft) await publish(call, release)
  room.releases.put(release)
  return ok(showRelease(world, room, release))
}

const fileOf = ({ room }: RoomCall, { id }: Asset): string => join(room.files, String(id))

async function deleteRelease(call: RoomCall) {
  const { id } = releaseHere(call)
  for (const asset of call.room.assets.all()) if (asset.release === id) await dropAsset(call, asset)
  call.room.releases.remove(id)
  return noContent
}

function listAssets(call: RoomCall) {
  const { world, room, url } = call
  const { id } = releaseHere(call)
  const items = room.assets.all().filter(({ release }) => release === id)
  return page({ url, items, show: (asset) => showAsset(world, room, asset) })
}

async function uploadAsset(call: RoomCall) {
  const { world, room, caller, query, headers } = call
  const { id: release } = releaseHere(call)
  const name = query('name')
  if (!name) throw new Refusal(400, 'Bad Content-Length or missing name')
  const taken = room.assets.all().some((asset) => asset.release === release && asset.name === name)
  if (taken) throw invalid({ resource: 'ReleaseAsset', code: 'already_exists', field: 'name' })
  const bytes = await call.bytes()
  if (bytes.length === 0) throw invalid({ resource: 'ReleaseAsset', code: 'custom', field: 'size' })
  const asset: Asset = {
    id: world.nextId(),
    release,
    name,
    label: query('label') ?? null,
    contentType: headers.get('content-type') ?? 'application/octet-stream',
    size: bytes.length,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    uploader: person(caller).login,
    downloads: 0,
    createdAt: world.now(),
  }
  await writeFile(fileOf(call, asset), bytes)
  room.assets.put(asset)
  return created(showAsset(world, room, asset))
}

function assetHere(call: RoomCall): Asset {
  const asset = found(call.room.assets.get(Number(call.param('asset_id'))))
  return found(visible(call).some(({ id }) => id === asset.release) ? asset : undefined)
}

/** The asset's description, or its bytes for who asks for `application/octet-stream`. */
async function getAsset(call: RoomCall) {
  const { world, room, headers } = call
  const asset = assetHere(call)
  if (headers.get('accept') !== 'application/octet-stream') return ok(showAsset(world, room, asset))
  room.assets.put({ ...asset, downloads: asset.downloads + 1 })
  const bytes = await readFile(fileOf(call, asset))
  return { status: 200, bytes, headers: { 'content-type': asset.contentType } }
}

async function dropAsset(call: RoomCall, asset: Asset): Promise<void> {
  call.room.assets.remove(asset.id)
  await rm(fileOf(call, asset), { force: true })
}

async function deleteAsset(call: RoomCall) {
  await dropAsset(call, assetHere(call))
  return noContent
}
