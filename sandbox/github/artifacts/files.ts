import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { found, Refusal } from '../http/answer.ts'
import { authorize, callerOf, tokenOf } from '../http/caller.ts'
import { isSigned } from '../http/signed.ts'
import type { Room } from '../state/room.ts'
import type { Artifact } from '../state/things.ts'
import { roomOf, type World } from '../state/world.ts'

/** Files behind signed addresses: artifacts, taken in blocks as Azure's blob storage does, and given back. */
export async function serveSigned(world: World, request: Request): Promise<Response> {
  const url = new URL(request.url)
  const path = url.pathname.replace(/^\/signed\//, '')
  if (!isSigned(world, path, url.searchParams)) throw new Refusal(403, 'Signature not valid or expired')
  const [owner = '', name = '', kind, id = ''] = path.split('/')
  const room = found(roomOf(world, `${owner}/${name}`))
  if (kind === 'log') return giveLog(room, Number(id))
  const artifact = found(room.artifacts.get(Number(id)))
  if (request.method === 'GET' || request.method === 'HEAD') return give(room, artifact)
  if (request.method === 'PUT') return take(room, artifact, request)
  throw new Refusal(405, 'Method not allowed')
}

export const logFile = (room: Room, job: number): string => join(room.files, `${job}.log`)

async function giveLog(room: Room, job: number): Promise<Response> {
  const text = await readFile(logFile(room, job)).catch(() => undefined)
  return new Response(found(text), { headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

export const artifactFile = (room: Room, id: number): string => join(room.files, String(id))

async function give(room: Room, { id, name, mimeType }: Artifact): Promise<Response> {
  const bytes = await readFile(artifactFile(room, id))
  const file = mimeType === 'application/zip' ? `${name}.zip` : name
  return new Response(bytes, {
    headers: {
      'content-type': mimeType,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file)}`,
    },
  })
}

/** A whole blob, one block of it, or the list that puts its blocks in order. */
async function take(room: Room, { id }: Artifact, request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams
  const bytes = Buffer.from(await request.arrayBuffer())
  const block = (name: string) => join(room.files, `${id}.${Buffer.from(name).toString('base64url')}.block`)
  if (query.get('comp') === 'block') {
    await writeFile(block(query.get('blockid') ?? ''), bytes)
  } else if (query.get('comp') === 'blocklist') {
    const names = [...bytes.toString('utf8').matchAll(/<(?:Latest|Uncommitted)>([^<]+)</g)].map(
      ([, one]) => one ?? '',
    )
    const parts = await Promise.all(names.map((name) => readFile(block(name))))
    await writeFile(artifactFile(room, id), Buffer.concat(parts))
    await Promise.all(names.map((name) => rm(block(name))))
  } else {
    await writeFile(artifactFile(room, id), bytes)
  }
  return new Response(null, { status: 201, headers: { etag: `"${id}"` } })
}

/** The address of a release asset that a browser would open. */
export async function serveDownload(
  world: World,
  request: Request,
  { owner, repo, tag, name }: { owner: string; repo: string; tag: string; name: string },
): Promise<Response> {
  const room = found(roomOf(world, `${owner}/${repo}`))
  const caller = callerOf(world, tokenOf(request.headers.get('authorization')))
  authorize(room, caller, { role: 'read', scopes: ['contents:read'] })
  const release = found(room.releases.all().find((one) => one.tag === tag && !one.draft))
  const asset = found(room.assets.all().find((one) => one.release === release.id && one.name === name))
  room.assets.put({ ...asset, downloads: asset.downloads + 1 })
  const bytes = await readFile(join(room.files, String(asset.id)))
  return new Response(bytes, { headers: { 'content-type': asset.contentType } })
}
