import { spawn } from 'node:child_process'
import { actorOf } from './behaviour/events.ts'
import { protectionOf, whyLocked } from './behaviour/protection.ts'
import { refChanged } from './behaviour/refs.ts'
import { gitEnvironment } from './git/program.ts'
import { listRefs } from './git/repository.ts'
import { Refusal } from './http/answer.ts'
import { authorize, type Caller, callerOf, maySee, tokenOf } from './http/caller.ts'
import type { Room } from './state/room.ts'
import { roomOf, type World } from './state/world.ts'

/** Git over HTTP: `git http-backend` behind our own permissions, and what follows from a push. */

export interface GitPath {
  fullName: string
  /** `info/refs`, `git-upload-pack` or `git-receive-pack`. */
  service: string
}

/** Takes apart the path of a request by a git client; undefined for any other. */
export function gitPath(path: string): GitPath | undefined {
  const parts = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(path)
  const [, owner, name, service] = parts ?? []
  return owner && name && service ? { fullName: `${owner}/${name}`, service } : undefined
}

export async function serveGit(
  world: World,
  request: Request,
  { fullName, service }: GitPath,
): Promise<Response> {
  const url = new URL(request.url)
  const pushes = service === 'git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack'
  const token = tokenOf(request.headers.get('authorization'))
  let caller: Caller
  try {
    caller = callerOf(world, token)
  } catch {
    return challenge('Invalid username or token.')
  }
  const room = roomOf(world, fullName)
  const stranger = caller.kind === 'anonymous'
  if (stranger && (pushes || !room || !maySee(room, caller))) return challenge('Authentication required.')
  if (!room || !maySee(room, caller)) return text(404, 'Repository not found.')
  const denied = refusal(room, caller, pushes)
  if (denied) return denied

  const body = Buffer.from(await request.arrayBuffer())
  const backend = (env: NodeJS.ProcessEnv) => runBackend(room, request, { service, body, env })
  if (service !== 'git-receive-pack') return backend({})
  return room.alone(() => push(world, room, { caller, body, backend }))
}

const text = (status: number, message: string) => new Response(`${message}\n`, { status })

function challenge(message: string): Response {
  const headers = { 'www-authenticate': 'Basic realm="GitHub"' }
  return new Response(`${message}\n`, { status: 401, headers })
}

function refusal(room: Room, caller: Caller, pushes: boolean): Response | undefined {
  const read = { role: 'read', scopes: ['contents:read'] } as const
  const write = { role: 'write', scopes: ['contents:write'] } as const
  try {
    authorize(room, caller, pushes ? write : read)
    return undefined
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const who = caller.kind === 'anonymous' ? 'anonymous' : caller.account.login
    return text(403, `Permission to ${room.fullName}.git denied to ${who}.`)
  }
}

interface Push {
  caller: Caller
  body: Buffer
  backend: (env: NodeJS.ProcessEnv) => Promise<Response>
}

/** Lets a push happen under the rules of protected branches, then tells what has moved. */
async function push(world: World, room: Room, { caller, body, backend }: Push): Promise<Response> {
  const before = new Map((await listRefs(room.git, 'refs/')).map(({ name, sha }) => [name, sha]))
  const response = await backend(rules(room, caller, commandsOf(body)))
  const after = new Map((await listRefs(room.git, 'refs/')).map(({ name, sha }) => [name, sha]))
  const actor = actorOf(caller)
  for (const ref of new Set([...before.keys(), ...after.keys()])) {
    const [from, to] = [before.get(ref) ?? null, after.get(ref) ?? null]
    if (from === to || !/^refs\/(heads|tags)\//.test(ref)) continue
    await refChanged(world, room, { ref, before: from, after: to, actor })
  }
  return response
}

/** What the `pre-receive` hook needs to know. */
function rules(
  room: Room,
  caller: Caller,
  commands: readonly { ref: string; sha: string }[],
): NodeJS.ProcessEnv {
  const locked: string[] = []
  const unforced: string[] = []
  const lasting: string[] = []
  const reasons: string[] = []
  for (const { ref, sha } of commands) {
    const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
    const protection = branch === undefined ? undefined : protectionOf(room, branch)
    if (branch === undefined || !protection) continue
    const reason = whyLocked(room, branch, caller, sha)
    if (reason) {
      locked.push(ref)
      reasons.push(reason)
    }
    if (!protection.allowForcePushes) unforced.push(ref)
    if (!protection.allowDeletions) lasting.push(ref)
  }
  return {
    SANDBOX_LOCKED: locked.join(' '),
    SANDBOX_UNFORCED: unforced.join(' '),
    SANDBOX_LASTING: lasting.join(' '),
    SANDBOX_REASON: reasons.join(' '),
  }
}

/** Refs that a push wants to move: `<old> <new> <ref>` in packet lines, up to the first empty one. */
function commandsOf(body: Buffer): { ref: string; sha: string }[] {
  const commands: { ref: string; sha: string }[] = []
  let at = 0
  while (at + 4 <= body.length) {
    const length = Number.parseInt(body.toString('latin1', at, at + 4), 16)
    if (!(length > 4)) break
    const line = body.toString('utf8', at + 4, at + length)
    const [, sha, ref] = /^[0-9a-f]{40} ([0-9a-f]{40}) ([^\0\n]+)/.exec(line) ?? []
    if (sha && ref) commands.push({ ref, sha })
    at += length
  }
  return commands
}

interface Backend {
  service: string
  body: Buffer
  env: NodeJS.ProcessEnv
}

function runBackend(room: Room, request: Request, { service, body, env }: Backend): Promise<Response> {
  const header = (name: string) => request.headers.get(name) ?? undefined
  const child = spawn('git', ['http-backend'], {
    env: gitEnvironment({
      ...env,
      GIT_PROJECT_ROOT: room.git.path,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${service}`,
      QUERY_STRING: new URL(request.url).search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: header('content-type'),
      CONTENT_LENGTH: String(body.length),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_USER: 'sandbox',
    }),
  })
  return new Promise((resolve, reject) => {
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(fromCgi(Buffer.concat(out)))
      else
        reject(new Error(`git http-backend: ${Buffer.concat(err).toString('utf8') || `exit code ${code}`}`))
    })
    child.stdin.on('error', () => {})
    child.stdin.end(body)
  })
}

/** Headers, an empty line, content: what a CGI program writes. */
function fromCgi(output: Buffer): Response {
  const end = output.indexOf('\r\n\r\n')
  const headers = new Headers()
  let status = 200
  for (const line of output.toString('latin1', 0, end).split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+): *(.*)$/.exec(line) ?? []
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10)
    else if (name !== '') headers.set(name, value)
  }
  return new Response(output.subarray(end + 4), { status, headers })
}
