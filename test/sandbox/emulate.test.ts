import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator } from 'emulate'
import { beforeAll, describe, expect, it } from 'vitest'
import { startSandbox } from '../../sandbox/github/sandbox.ts'
import { type Call, calls } from './emulate-calls.ts'
import { differences } from './emulate-differences.ts'

/* A second opinion on the sandbox: emulate is another GitHub of somebody else's making, told the same story. */

type Login = 'ada' | 'grace'

/** One of the two, with what its answers gave so far. */
interface Server {
  url: string
  tokens: Readonly<Record<Login, string>>
  kept: Map<string, string>
}

/** Status, and the fields that are compared. */
type Outcome = { status: number } & Record<string, unknown>

const here = '/repos/acme/models'
const people: readonly Login[] = ['ada', 'grace']
const addressOf = (login: string) => `${login}@example.com`
const outcomes = new Map<string, { sandbox: Outcome; emulate: Outcome }>()

beforeAll(async () => {
  const [sandbox, emulate] = await Promise.all([openSandbox(), openEmulate()])
  for (const call of calls) {
    const [first, second] = await Promise.all([send(sandbox, call), send(emulate, call)])
    outcomes.set(call.does, { sandbox: first, emulate: second })
  }
  return () => Promise.all([sandbox.close(), emulate.close()])
})

describe('the sandbox and emulate agree when somebody', () => {
  const alike = calls.filter(({ does }) => !Object.hasOwn(differences, does))
  it.each(alike.map(({ does }) => does))('%s', (does) => {
    const { sandbox, emulate } = outcomes.get(does) ?? {}
    expect(sandbox).toEqual(emulate)
  })
})

describe('they differ, and the sandbox does as GitHub does, when somebody', () => {
  it.each(Object.entries(differences))('%s', (does, { emulate: told }) => {
    const { sandbox, emulate } = outcomes.get(does) ?? {}
    expect(emulate).toMatchObject(told)
    expect(sandbox).not.toMatchObject(told)
  })
})

async function openSandbox(): Promise<Server & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-emulate-'))
  const sandbox = await startSandbox({ folder })
  for (const login of people) sandbox.addUser({ login, email: addressOf(login) })
  sandbox.addOrganization({ login: 'acme' })
  const collaborators = { ada: 'admin', grace: 'write' } as const
  await sandbox.addRepository({ owner: 'acme', name: 'models', collaborators })
  const tokens = { ada: sandbox.personalToken('ada'), grace: sandbox.personalToken('grace') }
  const server = { url: sandbox.apiUrl, tokens, kept: new Map<string, string>() }
  const readme = { message: 'Initial commit', content: Buffer.from('# models\n').toString('base64') }
  await send(server, { does: '', send: 'PUT /contents/README.md', body: readme })
  return {
    ...server,
    async close() {
      await sandbox.close()
      rmSync(folder, { recursive: true })
    },
  }
}

async function openEmulate(): Promise<Server & { close(): Promise<void> }> {
  const tokens = Object.fromEntries(people.map((login) => [login, { login, scopes: ['repo'] }]))
  const github = {
    users: people.map((login) => ({ login, email: addressOf(login) })),
    orgs: [{ login: 'acme', members: [{ login: 'ada', role: 'admin' as const }] }],
    repos: [{ owner: 'acme', name: 'models', auto_init: true }],
  }
  const emulator = await createEmulator({ service: 'github', port: 0, seed: { tokens, github } })
  const server = {
    url: emulator.url,
    tokens: { ada: 'ada', grace: 'grace' },
    kept: new Map<string, string>(),
  }
  await send(server, { does: '', send: 'PUT /collaborators/grace', body: { permission: 'push' } })
  return { ...server, close: () => emulator.close() }
}

async function send({ url, tokens, kept }: Server, call: Call): Promise<Outcome> {
  const { as = 'ada', body, look = [], keep = {} } = call
  const [method = '', path = ''] = call.send.split(' ')
  const fill = (text: string) =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => kept.get(name) ?? 'unknown')
  const token = as === 'mistaken' ? 'ghp_mistaken' : as === 'nobody' ? undefined : tokens[as]
  const response = await fetch(url + fill(path.startsWith('//') ? path.slice(1) : here + path), {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: fill(JSON.stringify(body)) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== ''
  const answer: unknown = isJson ? JSON.parse(text) : text
  for (const [name, field] of Object.entries(keep)) kept.set(name, String(at(answer, field)))
  // Fields of a refusal are compared only where it is the message that is looked at.
  const wanted = response.ok ? look : look.filter((field) => field === 'message')
  const fields = wanted.map((field): [string, unknown] => [field, named(at(answer, field), kept)])
  return { ...Object.fromEntries(fields), status: response.status }
}

/** A field by its path; `[]` goes through a list. */
function at(value: unknown, path: string): unknown {
  if (path === '') return value
  const [name = '', ...more] = path.split('.')
  const rest = more.join('.')
  if (name.endsWith('[]')) {
    const list = at(value, name.slice(0, -2))
    return Array.isArray(list) ? list.map((one) => at(one, rest)) : list
  }
  return typeof value === 'object' && value !== null ? at(Reflect.get(value, name), rest) : undefined
}

/** Commits differ by their times, so each is named by what it was kept as. */
function named(value: unknown, kept: ReadonlyMap<string, string>): unknown {
  const names = new Map([...kept].map(([name, sha]) => [sha, `{${name}}`]))
  const text = JSON.stringify(value ?? null).replaceAll(/[0-9a-f]{40}/g, (sha) => names.get(sha) ?? sha)
  return JSON.parse(text) as unknown
}
