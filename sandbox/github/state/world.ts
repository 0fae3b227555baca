import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openRoom, type Room } from './room.ts'
import { openShelf, type Shelf, writeJson } from './shelf.ts'
import type { Account, Repository, SandboxEvent, Team, Token } from './things.ts'

/** What a person asks of a run. */
export interface RunOrder {
  run: number
  order: 'approve' | 'cancel'
}

/** All that the sandbox knows. */
export interface World {
  folder: string
  /** Key for addresses that are good without a token. */
  secret: string
  urls: { api: string; server: string }
  accounts: Shelf<Account>
  teams: Shelf<Team>
  tokens: Shelf<Token>
  events: Shelf<SandboxEvent>
  listeners: Set<(event: SandboxEvent) => void>
  /** Those who carry out what people ask of a run: the runner, when there is one. */
  orders: Set<(order: RunOrder) => void>
  rooms: Map<string, Room>
  repositories: string
  nextId(): number
  /** The time, as GitHub writes it. */
  now(): string
  clock: () => Date
}

/** Loads what lies in a folder, or starts with nothing. */
export async function openWorld({ folder, clock }: { folder: string; clock: () => Date }): Promise<World> {
  const repositories = join(folder, 'repositories')
  mkdirSync(repositories, { recursive: true })
  const counter = join(folder, 'counter.json')
  let last = existsSync(counter) ? (JSON.parse(readFileSync(counter, 'utf8')) as { last: number }).last : 1000
  const shelf = <T extends { id: number }>(name: string): Shelf<T> =>
    openShelf<T>(join(folder, name), ({ id }) => id)

  const world: World = {
    folder,
    secret: randomBytes(32).toString('hex'),
    urls: { api: '', server: '' },
    accounts: shelf('accounts'),
    teams: shelf('teams'),
    tokens: shelf('tokens'),
    events: shelf('events'),
    listeners: new Set(),
    orders: new Set(),
    rooms: new Map(),
    repositories,
    nextId() {
      last += 1
      writeJson(counter, { last })
      return last
    },
    now: () =>
      clock()
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
    clock,
  }
  for (const record of savedRepositories(repositories)) {
    world.rooms.set(roomKey(`${record.owner}/${record.name}`), await openRoom(repositories, { record }))
  }
  for (const account of builtIn) {
    if (!world.accounts.get(account.id)) world.accounts.put({ ...account, createdAt: world.now() })
  }
  return world
}

function savedRepositories(folder: string): Repository[] {
  const files = readdirSync(folder).flatMap((owner) =>
    readdirSync(join(folder, owner)).map((name) => join(folder, owner, name, 'repository.json')),
  )
  return files.filter(existsSync).map((file) => JSON.parse(readFileSync(file, 'utf8')) as Repository)
}

/** Accounts that are there on GitHub too: who merges by button, and whose token a workflow holds. */
const builtIn = [
  { id: 19864447, login: 'web-flow', type: 'User', email: 'noreply@github.com' },
  {
    id: 41898282,
    login: 'github-actions[bot]',
    type: 'Bot',
    email: '41898282+github-actions[bot]@users.noreply.github.com',
  },
] as const

/** GitHub's names do not care about case. */
export const roomKey = (fullName: string): string => fullName.toLowerCase()

export function roomOf(world: World, fullName: string): Room | undefined {
  return world.rooms.get(roomKey(fullName))
}

export function accountOf(world: World, login: string): Account | undefined {
  const name = login.toLowerCase()
  return world.accounts.all().find((account) => account.login.toLowerCase() === name)
}

/** An account that must be there, since its name comes from our own records. */
export function account(world: World, login: string): Account {
  const one = accountOf(world, login)
  if (!one) throw new Error(`no account ${login}`)
  return one
}

/** Who writes under an address, if anybody known does. */
export function accountByEmail(world: World, email: string): Account | undefined {
  const address = email.toLowerCase()
  const login = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(address)?.[1]
  return (
    world.accounts.all().find((account) => account.email.toLowerCase() === address) ??
    (login ? accountOf(world, login) : undefined)
  )
}
