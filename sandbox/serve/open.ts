import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../../src/project/problem.ts'
import { type Sandbox, startSandbox } from '../github/sandbox.ts'
import { mustHave } from '../github/seed.ts'
import { type Runner, startRunner } from '../runner/runner.ts'
import { openWorkflowFiles } from '../runner/trigger/files.ts'
import { type Cast, castOf } from './cast.ts'
import { type Doing, doDeed } from './deeds.ts'
import { type PagesServer, servePages } from './pages-server.ts'
import { isServed, removeRecord, type Record as SandboxRecord, writeRecord } from './record.ts'
import { addRemote, bringIn, type LocalRepository } from './repository.ts'
import { noticePage, pageNow, type SiteOptions } from './site.ts'

export interface OpenOptions {
  local: LocalRepository
  /** Folder of Pawl itself: what workflows name as `pawl-dev/pawl` is taken from there. */
  pawl: string
  /** Of GitHub and of the pages; free ones where these are taken. */
  ports: { github: number; pages: number }
  remote: boolean
  onLine(line: string): void
}

/** A repository that is served. */
export interface Open {
  sandbox: Sandbox
  runner: Runner
  record: SandboxRecord
  cast: Cast
  /** Where the author pushes to. */
  address: string
  /** Whether the remote `sandbox` leads there. */
  hasRemote: boolean
  close(): Promise<void>
}

const reader = 'sandbox-pages'

/** Starts GitHub, runner and pages for a repository. */
export async function open(options: OpenOptions): Promise<Open> {
  const { local, pawl, ports } = options
  if (isServed(local.record)) throw new UserError(`a sandbox runs for ${local.root} already`)
  const folder = await mkdtemp(join(tmpdir(), 'pawl-sandbox-'))
  const closing: (() => Promise<unknown>)[] = [
    () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  ]
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end()
  }
  try {
    const sandbox = await startSandbox({
      folder: join(folder, 'github'),
      port: ports.github,
      unlimited: new Set([reader]),
    })
    closing.push(() => sandbox.close())
    const cast = castOf(local)
    await people(sandbox, local, cast)
    const repository = `${local.owner}/${local.name}`
    await bringIn(local, sandbox.gitFolder(repository))

    let lines = 0
    const runner = await startRunner(sandbox, {
      folder: join(folder, 'runner'),
      pawl: { folder: pawl },
      ...installed(local.root),
      onLine(line) {
        lines += 1
        options.onLine(line)
      },
    })
    closing.push(() => runner.close())

    const record = recordOf(sandbox, { repository, cast })
    const changes = () =>
      [lines, sandbox.events.length, sandbox.requests.filter(({ method }) => method !== 'GET').length].join(
        '-',
      )
    const pages = await pagesOf({ sandbox, runner, local, record, cast, changes }, ports.pages)
    closing.push(() => pages.close())
    record.pages = pages.url
    writeRecord(local.record, record)
    closing.push(async () => removeRecord(local.record))

    const author = record.people[0] as SandboxRecord['people'][number]
    const address = addressFor(sandbox, repository, author)
    const removeRemote = options.remote ? await addRemote(local.root, address) : undefined
    if (removeRemote) closing.push(removeRemote)
    return { sandbox, runner, record, cast, address, hasRemote: removeRemote !== undefined, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function people(sandbox: Sandbox, local: LocalRepository, { people, teams }: Cast): Promise<void> {
  const { owner, name, defaultBranch } = local
  for (const { login, email } of people) sandbox.addUser({ login, ...(email ? { email } : {}) })
  sandbox.addUser({ login: reader })
  if (!people.some(({ login }) => login.toLowerCase() === owner.toLowerCase()))
    sandbox.addOrganization({ login: owner })
  for (const { organization, slug, member } of teams) {
    sandbox.addOrganization({ login: organization })
    sandbox.addTeam({ organization, slug, members: [member] })
  }
  const collaborators = Object.fromEntries(people.map(({ login, role }) => [login, role]))
  await sandbox.addRepository({ owner, name, defaultBranch, collaborators })
  sandbox.protect(`${owner}/${name}`, defaultBranch, { statuses: ['pawl'] })
}

/** What the author has installed serves jobs whose lock file is the same; the others run `npm ci`. */
function installed(root: string) {
  const [modules, lock] = [join(root, 'node_modules'), join(root, 'package-lock.json')]
  return existsSync(modules) && existsSync(lock) ? { installed: { modules, lock } } : {}
}

function recordOf(sandbox: Sandbox, { repository, cast }: { repository: string; cast: Cast }): SandboxRecord {
  return {
    pid: process.pid,
    api: sandbox.apiUrl,
    pages: '',
    key: randomBytes(24).toString('hex'),
    repository,
    people: cast.people.map(({ login, parts }) => ({ login, parts, token: sandbox.personalToken(login) })),
  }
}

function addressFor(
  { apiUrl }: Sandbox,
  repository: string,
  { login, token }: { login: string; token: string },
): string {
  const url = new URL(`${apiUrl}/${repository}.git`)
  url.username = login
  url.password = token
  return url.href
}

interface PagesParts {
  sandbox: Sandbox
  runner: Runner
  local: LocalRepository
  record: SandboxRecord
  cast: Cast
  changes(): string
}

async function pagesOf(parts: PagesParts, port: number): Promise<PagesServer> {
  const { sandbox, runner, local, record, cast } = parts
  const { apiUrl } = sandbox
  const { owner, name: repo, defaultBranch } = local
  const { repository } = record
  const room = mustHave(sandbox.world, repository)
  const files = openWorkflowFiles()
  const site: SiteOptions = {
    source: { apiUrl, token: sandbox.personalToken(reader), owner, repo },
    summaryOf: (job) => room.jobs.get(job)?.summary ?? '',
    players: cast.people,
    defaultBranch,
    async workflows() {
      const found = await files.at(room, sandbox.head(repository, defaultBranch))
      return found.flatMap((file) => ('error' in file ? [] : [startsOf(file.path, file.workflow.on)]))
    },
  }
  const doing: Doing = {
    apiUrl,
    repository,
    people: cast.people,
    tokenOf: (login) => record.people.find((one) => one.login === login)?.token ?? '',
    schedule: (workflow) => runner.schedule({ repository, workflow }),
  }
  return servePages(
    {
      key: record.key,
      changes: parts.changes,
      page: (name) => pageNow(site, name),
      act: (deed, form) => doDeed(doing, deed, form),
      notice: (title, words) => noticePage(site.source, title, words),
      settled: () => runner.settled(),
    },
    port,
  )
}

function startsOf(path: string, on: object) {
  const file = path.split('/').at(-1) ?? ''
  return { file, scheduled: 'schedule' in on, dispatched: 'workflow_dispatch' in on }
}
