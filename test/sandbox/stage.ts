import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import {
  type NewRepository,
  type Permissions,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../sandbox/github/sandbox.ts'
import { conforms } from './conforms.ts'

/** An answer of the sandbox. The body is read through `pick` or compared with `toMatchObject`. */
export interface Answer {
  status: number
  headers: Headers
  body: unknown
  bytes: Buffer
}

export interface Client {
  token: string | undefined
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  post(path: string, body?: unknown): Promise<Answer>
  put(path: string, body?: unknown): Promise<Answer>
  patch(path: string, body?: unknown): Promise<Answer>
  delete(path: string, body?: unknown): Promise<Answer>
}

/** A repository on the stage, with one commit on `main`. */
export interface Scene {
  /** `/repos/acme/<name>`, where its routes begin. */
  at: string
  name: string
  fullName: string
}

export interface Stage {
  sandbox: Sandbox
  folder: string
  /** ada administers, mia maintains, grace and wes write, tom triages, rae reads, sam is a stranger. */
  as(login: string): Client
  withToken(token: string | undefined): Client
  nobody: Client
  scene(options?: Partial<NewRepository>): Promise<Scene>
  /** A job of a workflow, with the permissions it was given. */
  job(scene: Scene, permissions: Permissions): Client
  close(): Promise<void>
}

export const cast = {
  ada: 'admin',
  mia: 'maintain',
  grace: 'write',
  wes: 'write',
  tom: 'triage',
  rae: 'read',
} as const

/** Opens a sandbox in a folder of its own, in which every answer is held against GitHub's description. */
export async function openStage(options: Partial<SandboxOptions> = {}): Promise<Stage> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'pawl-sandbox-'))
  const sandbox = await startSandbox({ ...options, folder })
  sandbox.addOrganization({ login: 'acme' })
  for (const login of [...Object.keys(cast), 'sam']) sandbox.addUser({ login })
  const tokens = new Map<string, string>()
  let scenes = 0

  const withToken = (token: string | undefined) => clientOf(sandbox.apiUrl, token)
  function as(login: string): Client {
    const token = tokens.get(login) ?? sandbox.personalToken(login)
    tokens.set(login, token)
    return withToken(token)
  }
  return {
    sandbox,
    folder,
    as,
    withToken,
    nobody: withToken(undefined),
    async scene(wanted = {}) {
      scenes += 1
      const name = `models-${scenes}`
      await sandbox.addRepository({ owner: 'acme', name, collaborators: cast, ...wanted })
      const scene = { at: `/repos/acme/${name}`, name, fullName: `acme/${name}` }
      await write(as('ada'), scene, { path: 'README.md', text: 'hello\n' })
      return scene
    },
    job: (scene, permissions) =>
      withToken(sandbox.workflowToken({ repository: scene.fullName, permissions, runId: 1 })),
    async close() {
      await sandbox.close()
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function clientOf(apiUrl: string, token: string | undefined): Client {
  async function send(method: string, path: string, { body, headers = {} }: Sent = {}): Promise<Answer> {
    const raw = body instanceof Uint8Array
    const response = await fetch(apiUrl + path, {
      method,
      redirect: 'manual',
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { body: raw ? Buffer.from(body) : JSON.stringify(body) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    const answer = { status: response.status, headers: response.headers, bytes, body: undefined as unknown }
    if (isJson) answer.body = JSON.parse(bytes.toString('utf8'))
    if (response.status === 500) throw new Error(bytes.toString('utf8'))
    if (response.status !== 501 && (isJson || bytes.length === 0)) {
      // GitHub's description has alternatives of which a plain error fits two.
      const violations = conforms(method, path, response.status, answer.body).filter(
        (one) => !(response.status >= 400 && one.includes('"passingSchemas":[0,1]')),
      )
      if (violations.length > 0) throw new Error(violations.slice(0, 10).join('\n'))
    }
    return answer
  }
  return {
    token,
    get: (path, headers) => send('GET', path, headers ? { headers } : {}),
    post: (path, body) => send('POST', path, { body }),
    put: (path, body) => send('PUT', path, { body }),
    patch: (path, body) => send('PATCH', path, { body }),
    delete: (path, body) => send('DELETE', path, { body }),
  }
}

interface Sent {
  body?: unknown
  headers?: Record<string, string>
}

/** Reads one value out of a body, such as `pick(answer, 'object', 'sha')`. */
export function pick(answer: Answer, ...path: (string | number)[]): string {
  return String(value(answer, ...path))
}

export function value(answer: Answer, ...path: (string | number)[]): unknown {
  let current: unknown = answer.body
  for (const key of path) {
    if (typeof current !== 'object' || current === null)
      throw new Error(`no ${path.join('.')} in ${answer.bytes}`)
    current = Reflect.get(current, key)
  }
  return current
}

export const list = (answer: Answer, ...path: string[]): unknown[] =>
  z.array(z.unknown()).parse(value(answer, ...path))

interface File {
  path: string
  text: string
  branch?: string
  sha?: string
}

/** One file, one commit; gives the commit's id. */
export async function write(
  client: Client,
  { at }: Scene,
  { path, text, branch, sha }: File,
): Promise<string> {
  const answer = await client.put(`${at}/contents/${path}`, {
    message: `write ${path}`,
    content: Buffer.from(text).toString('base64'),
    ...(branch === undefined ? {} : { branch }),
    ...(sha === undefined ? {} : { sha }),
  })
  if (answer.status > 201) throw new Error(answer.bytes.toString('utf8'))
  return pick(answer, 'commit', 'sha')
}

/** Head of a branch. */
export async function head(client: Client, { at }: Scene, branch = 'main'): Promise<string> {
  return pick(await client.get(`${at}/git/ref/heads/${branch}`), 'object', 'sha')
}

/** A branch off `main` with one new file; gives its head. */
export async function branch(
  client: Client,
  scene: Scene,
  name: string,
  text = `${name}\n`,
): Promise<string> {
  const sha = await head(client, scene)
  await client.post(`${scene.at}/git/refs`, { ref: `refs/heads/${name}`, sha })
  return write(client, scene, { path: `${name.replaceAll('/', '-')}.txt`, text, branch: name })
}

/** A branch with one new file, and the pull request for it. */
export async function propose(
  client: Client,
  scene: Scene,
  name = 'topic',
): Promise<{ number: number; sha: string; at: string }> {
  const sha = await branch(client, scene, name)
  const answer = await client.post(`${scene.at}/pulls`, { title: `Add ${name}`, head: name, base: 'main' })
  const number = Number(pick(answer, 'number'))
  return { number, sha, at: `${scene.at}/pulls/${number}` }
}

/** What an answer says went wrong. */
export const message = (answer: Answer): string => {
  const errors = z.object({ message: z.string(), errors: z.array(z.unknown()).optional() }).parse(answer.body)
  const details = (errors.errors ?? []).map((error) => JSON.stringify(error))
  return [errors.message, ...details].join(' ')
}
