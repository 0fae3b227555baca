import { z } from 'zod'
import { signatureOf } from '../behaviour/signatures.ts'
import { isSha, validPath } from '../git/names.ts'
import type { Signature } from '../git/objects.ts'
import { objectInfo, readCommit, readObject, readTree, resolveCommit } from '../git/repository.ts'
import {
  BadTreeChange,
  editTree,
  type TreeChange,
  writeBlob,
  writeCommit,
  writeObjects,
} from '../git/write.ts'
import { created, found, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { person } from '../http/caller.ts'
import { showGitCommit } from '../shapes/commit.ts'
import { repositoryUrl } from '../shapes/repository.ts'
import { nodeId } from '../shapes/user.ts'

const reads = { role: 'read', scopes: ['contents:read'] } as const
const writes = { role: 'write', scopes: ['contents:write'] } as const

export const gitData = {
  'POST /repos/{owner}/{repo}/git/blobs': { needs: writes, handle: createBlob },
  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}': { needs: reads, handle: getBlob },
  'POST /repos/{owner}/{repo}/git/trees': { needs: writes, handle: createTree },
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': { needs: reads, handle: getTree },
  'POST /repos/{owner}/{repo}/git/commits': { needs: writes, handle: createCommit },
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}': { needs: reads, handle: getCommit },
} satisfies Endpoints

/** What GitHub was measured to take by its API; more goes through `git push`. */
const blobLimit = 40 * 1024 * 1024
/** What `GET` of a blob gives at most. */
const readLimit = 100 * 1024 * 1024

const blobBody = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') })

async function createBlob(call: RoomCall) {
  const { world, room } = call
  const { content, encoding } = await call.body(blobBody)
  const bytes = decode(content, encoding)
  if (bytes.length > blobLimit) throw new Refusal(422, 'Sorry, your input was too large to process.')
  const sha = await writeBlob(room.git, bytes)
  return created({ sha, url: `${repositoryUrl(world, room)}/git/blobs/${sha}` })
}

/** Decodes file content; 422 for what is not base64. */
export function decode(content: string, encoding: 'utf-8' | 'base64'): Buffer {
  if (encoding === 'utf-8') return Buffer.from(content)
  const text = content.replace(/\s/g, '')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Refusal(422, 'content is not valid Base64')
  return Buffer.from(text, 'base64')
}

async function getBlob({ world, room, param, headers }: RoomCall) {
  const blob = await readObject(room.git, param('file_sha'))
  if (blob?.type !== 'blob') throw new Refusal(404, 'Not Found')
  if (blob.content.length > readLimit) throw new Refusal(403, 'This API returns blobs up to 100 MB in size.')
  if (wantsRaw(headers)) return { status: 200, bytes: blob.content, headers: rawHeaders }
  return ok({
    sha: blob.sha,
    node_id: nodeId('Blob', blob.sha),
    size: blob.content.length,
    url: `${repositoryUrl(world, room)}/git/blobs/${blob.sha}`,
    content: blob.content.toString('base64'),
    encoding: 'base64',
  })
}

export const rawHeaders = { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' }
export const wantsRaw = (headers: Headers): boolean => /\.raw\b/.test(headers.get('accept') ?? '')

const entryBody = z.object({
  path: z.string(),
  mode: z.enum(['100644', '100755', '040000', '160000', '120000']),
  type: z.enum(['blob', 'tree', 'commit']).optional(),
  sha: z.string().nullable().optional(),
  content: z.string().optional(),
})

const treeBody = z.object({ tree: z.array(entryBody), base_tree: z.string().optional() })

async function createTree(call: RoomCall) {
  const { room } = call
  const { tree, base_tree } = await call.body(treeBody)
  const base = base_tree === undefined ? undefined : await treeOf(call, base_tree)
  if (base_tree !== undefined && !base) throw new Refusal(404, 'Not Found')
  const changes = new Map<string, TreeChange>()
  for (const entry of tree) {
    if (!validPath(entry.path)) throw new Refusal(422, 'tree.path contains a malformed path component')
    changes.set(entry.path, await changeOf(call, entry))
  }
  try {
    const { sha, objects } = await editTree(room.git, base, changes)
    await writeObjects(room.git, objects)
    return created(await showTree(call, sha))
  } catch (error) {
    if (error instanceof BadTreeChange) throw new Refusal(422, 'GitRPC::BadObjectState')
    throw error
  }
}

async function changeOf({ room }: RoomCall, entry: z.infer<typeof entryBody>): Promise<TreeChange> {
  if (entry.content !== undefined) {
    return { mode: entry.mode, content: Buffer.from(entry.content) }
  }
  if (entry.sha === null) return null
  if (entry.sha === undefined) throw new Refusal(422, 'Must supply either tree.sha or tree.content')
  const object = entry.mode === '160000' ? undefined : await objectInfo(room.git, entry.sha)
  const wanted = entry.mode === '040000' ? 'tree' : 'blob'
  if (entry.mode !== '160000' && object?.type !== wanted) {
    throw new Refusal(422, `tree.sha ${entry.sha} is not a valid ${wanted}`)
  }
  return { mode: entry.mode, sha: entry.sha }
}

/** A tree by its own id, or by a commit, branch or tag that has it. */
async function treeOf({ room }: RoomCall, name: string): Promise<string | undefined> {
  if (isSha(name) && (await readTree(room.git, name))) return name
  const commit = await resolveCommit(room.git, name)
  return commit ? (await readCommit(room.git, commit))?.tree : undefined
}

async function getTree(call: RoomCall) {
  const sha = found(await treeOf(call, call.param('tree_sha')))
  return ok(await showTree(call, sha, call.query('recursive') !== undefined))
}

async function showTree({ world, room }: RoomCall, sha: string, recursive = false) {
  const url = repositoryUrl(world, room)
  const shown: Record<string, unknown>[] = []
  async function add(tree: string, prefix: string) {
    for (const { name, mode, type, sha: id } of (await readTree(room.git, tree)) ?? []) {
      const path = prefix + name
      if (type === 'commit') {
        shown.push({ path, mode, type, sha: id })
        continue
      }
      const size = type === 'blob' ? (await objectInfo(room.git, id))?.size : undefined
      const address = `${url}/git/${type}s/${id}`
      shown.push({ path, mode, type, sha: id, ...(size === undefined ? {} : { size }), url: address })
      if (type === 'tree' && recursive) await add(id, `${path}/`)
    }
  }
  await add(sha, '')
  return { sha, url: `${url}/git/trees/${sha}`, tree: shown, truncated: false }
}

export const signatureBody = z.object({
  name: z.string(),
  email: z.string(),
  date: z.iso.datetime({ offset: true }).optional(),
})

const commitBody = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: signatureBody.optional(),
  committer: signatureBody.optional(),
})

async function createCommit(call: RoomCall) {
  const { world, room, caller } = call
  const body = await call.body(commitBody)
  if (body.message.includes('\0')) throw new Refusal(422, 'message contains a NUL byte')
  if (!(await readTree(room.git, body.tree))) throw new Refusal(422, 'Tree SHA does not exist')
  for (const parent of body.parents) {
    if (!(await readCommit(room.git, parent))) {
      throw new Refusal(422, 'Parent SHA does not exist or is not a commit object')
    }
  }
  const now = world.now()
  const self = signatureOf(world, person(caller).login, now)
  const author = body.author ? signature(body.author, now) : self
  const committer = body.committer ? signature(body.committer, now) : author
  const { tree, parents, message } = body
  const sha = await writeCommit(room.git, { tree, parents, message, author, committer })
  return created(showGitCommit(world, room, found(await readCommit(room.git, sha))))
}

/** A person of a request's body, with the time of the request where none is given. */
export function signature(body: z.infer<typeof signatureBody>, now: string): Signature {
  const date = body.date ? new Date(body.date).toISOString().replace(/\.\d+Z$/, 'Z') : now
  return { name: body.name, email: body.email, date }
}

async function getCommit({ world, room, param }: RoomCall) {
  return ok(showGitCommit(world, room, found(await readCommit(room.git, param('commit_sha')))))
}
