import { mustHave } from '../../sandbox/github/seed.ts'
import type { Room } from '../../sandbox/github/state/room.ts'
import type { Issue } from '../../sandbox/github/state/things.ts'
import type { Runner } from '../../sandbox/runner/runner.ts'
import { git } from '../../src/git/git.ts'
import type { Scene } from '../scenarios/stage.ts'

const stateBranch = 'pawl/state'

/** Everything that a story has brought about, in words. What was there when it began is left out. */
export interface Outcome {
  /** `pawl-check on pull_request: success (Which models: success, Check churn: success)`, in their order. */
  runs: string[]
  /** Pull requests and issues that are new or were spoken on: how they stand, then who said what in the first line. */
  threads: Record<string, string[]>
  /** The newest status of every context on every commit: `#2: pawl success, No model …`. */
  statuses: string[]
  /** What is in which stage on the default branch, and all versions of it. */
  registry: Record<string, string>
  /** How many new records of each kind lie on `pawl/state`. */
  state: Record<string, number>
  /** Branches that are new. */
  branches: string[]
}

export interface Beginning {
  /** Everything with a higher number is new. */
  id: number
  records: ReadonlySet<string>
  branches: ReadonlySet<string>
}

export async function beginningOf({ sandbox, repository }: Scene): Promise<Beginning> {
  const room = mustHave(sandbox.world, repository)
  const [records, branches] = await Promise.all([recordsIn(room), branchesOf(room)])
  return { id: sandbox.world.nextId(), records: new Set(records), branches: new Set(branches.keys()) }
}

/** What has become of a world since the story began. */
export async function outcomeOf(
  { sandbox, repository, runner }: Scene & { runner: Runner },
  beginning: Beginning,
): Promise<Outcome> {
  const room = mustHave(sandbox.world, repository)
  const [records, branches, registry] = await Promise.all([
    recordsIn(room),
    branchesOf(room),
    registryOf(room),
  ])
  const isNew = ({ id }: { id: number }) => id > beginning.id
  const state: Record<string, number> = {}
  for (const path of records.filter((one) => !beginning.records.has(one))) {
    const kind = path.split('/')[0] ?? ''
    state[kind] = (state[kind] ?? 0) + 1
  }
  return {
    runs: runner.runs.filter(isNew).map(({ workflowName, event, status, conclusion, jobs }) => {
      const each = jobs.map((job) => `${job.name}: ${job.conclusion ?? job.status}`)
      return `${workflowName} on ${event}: ${conclusion ?? status} (${each.join(', ')})`
    }),
    threads: threadsOf(room, isNew),
    statuses: statusesOf(room, isNew, branches),
    registry,
    state,
    branches: [...branches.keys()].filter((name) => !beginning.branches.has(name)),
  }
}

function threadsOf(room: Room, isNew: (thing: { id: number }) => boolean): Outcome['threads'] {
  const comments = room.comments.all().filter(isNew)
  const found = room.issues
    .all()
    .filter((issue) => isNew(issue) || comments.some((comment) => comment.issue === issue.number))
    .map((issue): [string, string[]] => [
      `#${issue.number} ${issue.title}`,
      [
        standing(issue),
        ...comments
          .filter((comment) => comment.issue === issue.number)
          .map(({ author, body }) => `${author}: ${firstLine(body)}`),
      ],
    ])
  return Object.fromEntries(found)
}

function standing({ state, pull, author }: Issue): string {
  const kind = pull ? (pull.draft ? 'draft' : 'pull request') : 'issue'
  return pull?.merged ? `${kind} of ${author}, merged by ${pull.merged.by}` : `${kind} of ${author}, ${state}`
}

/** What a reader sees first: markers are hidden. */
function firstLine(body: string): string {
  const line = body.split('\n').find((text) => text.trim() !== '' && !text.startsWith('<!--')) ?? ''
  return plain(line)
}

/** Commits and numbers of runs differ from one telling to the next. */
function plain(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{7,40}\b/g, '<sha>').replaceAll(/http:\S+?(?=\)|\s|$)/g, '<url>')
}

function statusesOf(
  room: Room,
  isNew: (thing: { id: number }) => boolean,
  branches: ReadonlyMap<string, string>,
): string[] {
  const newest = new Map<string, string>()
  for (const { sha, context, state, description } of room.statuses.all().filter(isNew))
    newest.set(`${nameOf(room, sha, branches)}: ${context}`, `${state}, ${plain(description ?? '')}`)
  return [...newest].map(([key, text]) => `${key} ${text}`).sort()
}

/** The pull request whose head a commit is, else the branch that it is the head of. */
function nameOf(room: Room, sha: string, branches: ReadonlyMap<string, string>): string {
  const pull = room.issues.all().find((issue) => issue.pull?.head.sha === sha)
  if (pull) return `#${pull.number}`
  return [...branches].find(([, head]) => head === sha)?.[0] ?? 'a commit that nothing points to'
}

async function branchesOf({ git: { path } }: Room): Promise<Map<string, string>> {
  const out = await git(path, 'for-each-ref', '--format=%(refname:lstrip=2) %(objectname)', 'refs/heads')
  return new Map(lines(out).map((line) => line.split(' ') as [string, string]))
}

async function recordsIn(room: Room): Promise<string[]> {
  const branches = await branchesOf(room)
  if (!branches.has(stateBranch)) return []
  return lines(await git(room.git.path, 'ls-tree', '-r', '--name-only', stateBranch))
}

async function registryOf({ git: { path } }: Room): Promise<Outcome['registry']> {
  const files = lines(await git(path, 'ls-tree', '-r', '--name-only', 'main', 'registry/'))
  const found: Record<string, string> = {}
  for (const file of files.filter((one) => one.endsWith('/stages.json'))) {
    const folder = file.replace(/stages\.json$/, '')
    const { stages } = JSON.parse(await git(path, 'show', `main:${file}`)) as {
      stages: Record<string, string>
    }
    const versions = files.flatMap((one) =>
      one.startsWith(folder) && one.endsWith('/version.json') ? [one.slice(folder.length).split('/')[0]] : [],
    )
    const now = Object.entries(stages).map(([stage, version]) => `${stage} ${version}`)
    found[folder.split('/')[1] ?? ''] = `${now.join(', ')}; has ${versions.join(', ')}`
  }
  return found
}

const lines = (text: string): string[] => text.split('\n').filter(Boolean)
