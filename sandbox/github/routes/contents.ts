import { z } from 'zod'
import { actorOf } from '../behaviour/events.ts'
import { whyLocked } from '../behaviour/protection.ts'
import { refChanged } from '../behaviour/refs.ts'
import { signatureOf } from '../behaviour/signatures.ts'
import { validPath, validRef } from '../git/names.ts'
import { formatCommit } from '../git/objects.ts'
import { objectId } from '../git/pack.ts'
import {
  branchHead,
  commitAt,
  entryAt,
  objectInfo,
  readObject,
  readTree,
  resolveCommit,
} from '../git/repository.ts'
import { editTree, moveRefs, type TreeChange, writeObjects } from '../git/write.ts'
import { type Answer, found, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { person } from '../http/caller.ts'
import { showGitCommit } from '../shapes/commit.ts'
import { htmlUrl, repositoryUrl } from '../shapes/repository.ts'
import { decode, rawHeaders, signature, signatureBody, wantsRaw } from './git-data.ts'

const writes = { role: 'write', scopes: ['contents:write'] } as const

export const contents = {
  'GET /repos/{owner}/{repo}/contents/{path}': {
    needs: { role: 'read', scopes: ['contents:read'] },
    handle: getContents,
  },
  'PUT /repos/{owner}/{repo}/contents/{path}': { needs: writes, handle: putFile },
  'DELETE /repos/{owner}/{repo}/contents/{path}': { needs: writes, handle: deleteFile },
} satisfies Endpoints

/** Bigger files come without content, and beyond the second limit not at all. */
const jsonLimit = 1024 * 1024
const rawLimit = 100 * 1024 * 1024

const pathOf = ({ param }: RoomCall) => param('path').replace(/^\/+|\/+$/g, '')

async function getContents(call: RoomCall): Promise<Answer> {
  const { room, headers } = call
  const ref = call.query('ref') ?? room.repository.defaultBranch
  const sha = await resolveCommit(room.git, ref)
  if (!sha) throw new Refusal(404, `No commit found for the ref ${ref}`)
  const path = pathOf(call)
  const { tree } = await commitAt(room.git, sha)
  const entry = found(await entryAt(room.git, tree, path))
  if (entry.type === 'tree') {
    const inside = (await readTree(room.git, entry.sha)) ?? []
    const below = path === '' ? '' : `${path}/`
    const shown = inside.map(async (one) => {
      const size = one.type === 'blob' ? ((await objectInfo(room.git, one.sha))?.size ?? 0) : 0
      return showEntry(call, { path: below + one.name, type: one.type, sha: one.sha, size, ref })
    })
    return ok(await Promise.all(shown))
  }
  const blob = entry.type === 'blob' ? await readObject(room.git, entry.sha) : undefined
  const content = blob?.content ?? Buffer.alloc(0)
  if (content.length > rawLimit) throw new Refusal(403, 'This API returns blobs up to 100 MB in size.')
  if (wantsRaw(headers)) return { status: 200, bytes: content, headers: rawHeaders }
  const small = content.length <= jsonLimit
  return ok({
    ...showEntry(call, { path, type: entry.type, sha: entry.sha, size: content.length, ref }),
    content: small ? content.toString('base64').replace(/(.{60})/g, '$1\n') : '',
    encoding: small ? 'base64' : 'none',
  })
}

interface Entry {
  path: string
  type: 'blob' | 'tree' | 'commit'
  sha: string
  size: number
  ref: string
}

function showEntry({ world, room }: RoomCall, { path, type, sha, size, ref }: Entry) {
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  const url = `${repositoryUrl(world, room)}/contents/${encoded}?ref=${encodeURIComponent(ref)}`
  const git = `${repositoryUrl(world, room)}/git/${type === 'tree' ? 'trees' : 'blobs'}/${sha}`
  const html = `${htmlUrl(world, room)}/${type === 'tree' ? 'tree' : 'blob'}/${ref}/${encoded}`
  const kinds = { blob: 'file', tree: 'dir', commit: 'submodule' } as const
  return {
    name: path.split('/').at(-1) ?? '',
    path,
    sha,
    size,
    url,
    html_url: html,
    git_url: git,
    download_url: type === 'blob' ? `${htmlUrl(world, room)}/raw/${ref}/${encoded}` : null,
    type: kinds[type],
    _links: { self: url, git, html },
  }
}

const changeBody = z.object({
  message: z.string(),
  branch: z.string().optional(),
  sha: z.string().optional(),
  author: signatureBody.optional(),
  committer: signatureBody.optional(),
})
const putBody = changeBody.extend({ content: z.string() })

async function putFile(call: RoomCall): Promise<Answer> {
  const body = await call.body(putBody)
  const bytes = decode(body.content, 'base64')
  const { commit, existed, branch } = await changeFile(call, {
    body,
    change: { mode: '100644', content: bytes },
  })
  const sha = objectId({ type: 'blob', content: bytes })
  const content = showEntry(call, { path: pathOf(call), type: 'blob', sha, size: bytes.length, ref: branch })
  return { status: existed ? 200 : 201, body: { content, commit } }
}

async function deleteFile(call: RoomCall): Promise<Answer> {
  // The body of a DELETE may come as a query, since some clients can not send one.
  const query = Object.fromEntries(call.url.searchParams)
  const body = 'message' in query ? changeBody.parse(query) : await call.body(changeBody)
  if (body.sha === undefined) throw new Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
  const { commit } = await changeFile(call, { body, change: null })
  return ok({ content: null, commit })
}

interface FileChange {
  body: z.infer<typeof changeBody>
  change: TreeChange
}

/** One file, one commit, on top of a branch; 409 when the file or the branch is not what the caller has seen. */
async function changeFile(call: RoomCall, { body, change }: FileChange) {
  const { world, room, caller } = call
  const branch = body.branch ?? room.repository.defaultBranch
  const ref = `refs/heads/${branch}`
  const path = pathOf(call)
  if (!validPath(path)) throw new Refusal(422, 'path contains a malformed path component')
  const head = validRef(ref) ? await branchHead(room.git, branch) : undefined
  const isFirst = branch === room.repository.defaultBranch && !head
  if (!head && !isFirst) throw new Refusal(404, `Branch ${branch} not found`)
  const tree = head ? (await commitAt(room.git, head)).tree : undefined
  const existing = tree ? await entryAt(room.git, tree, path) : undefined
  if (!existing && change === null) throw new Refusal(404, 'Not Found')
  if (existing && body.sha === undefined)
    throw new Refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
  if (body.sha !== undefined && existing?.sha !== body.sha) {
    throw new Refusal(409, `${path} does not match ${body.sha}`)
  }
  const reason = whyLocked(room, branch, caller)
  const verb = change === null ? 'delete' : existing ? 'update' : 'create'
  if (reason) throw new Refusal(409, `Could not ${verb} file: ${reason}`)

  const now = world.now()
  const self = signatureOf(world, person(caller).login, now)
  const committer = body.committer ? signature(body.committer, now) : self
  const edited = await editTree(room.git, tree, new Map([[path, change]]))
  const made = {
    type: 'commit',
    content: formatCommit({
      tree: edited.sha,
      parents: head ? [head] : [],
      author: body.author ? signature(body.author, now) : committer,
      committer,
      message: body.message,
    }),
  } as const
  await writeObjects(room.git, [...edited.objects, made])
  const sha = objectId(made)
  if (!(await moveRefs(room.git, [{ ref, from: head ?? null, to: sha }]))) {
    const now = await branchHead(room.git, branch)
    throw new Refusal(409, `${branch} is at ${now} but expected ${head}`)
  }
  await refChanged(world, room, { ref, before: head ?? null, after: sha, actor: actorOf(caller) })
  const commit = showGitCommit(world, room, await commitAt(room.git, sha))
  return { commit, existed: existing !== undefined, branch }
}
