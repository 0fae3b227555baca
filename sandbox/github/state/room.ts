import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Change } from '../git/history.ts'
import { type GitRepository, openGitRepository } from '../git/repository.ts'
import { openShelf, type Shelf, writeJson } from './shelf.ts'
import type * as things from './things.ts'

/** What a pull request changes. */
export interface PullDiff {
  /** Oldest first. */
  commits: readonly string[]
  changes: readonly Change[]
}

/** Tree and test commit of a merge, or that there is a conflict. */
export type TestMerge = { conflict: false; tree: string; sha: string } | { conflict: true }

/** One repository with everything in it. */
export interface Room {
  readonly repository: things.Repository
  readonly fullName: string
  git: GitRepository
  issues: Shelf<things.Issue>
  comments: Shelf<things.Comment>
  reactions: Shelf<things.Reaction>
  reviews: Shelf<things.Review>
  labels: Shelf<things.Label>
  statuses: Shelf<things.Status>
  checks: Shelf<things.CheckRun>
  workflows: Shelf<things.Workflow>
  runs: Shelf<things.Run>
  jobs: Shelf<things.Job>
  artifacts: Shelf<things.Artifact>
  releases: Shelf<things.Release>
  assets: Shelf<things.Asset>
  /** Bytes of artifacts and release assets by id, logs of jobs as `<id>.log`. */
  files: string
  /** Test merges by `<base> <head>`; a promise while one is worked out. */
  testMerges: Map<string, Promise<TestMerge>>
  diffs: Map<string, Promise<PullDiff>>
  change(change: Partial<things.Repository>): void
  /** Runs changes of one repository one after the other. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

/** Opens the room of a repository whose record is given, or lies in the folder already. */
export async function openRoom(
  folder: string,
  { record, cloneOf }: { record: things.Repository; cloneOf?: string },
): Promise<Room> {
  const state = join(folder, record.owner, record.name)
  const files = join(state, 'files')
  mkdirSync(files, { recursive: true })
  const file = join(state, 'repository.json')
  let repository = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as things.Repository) : record
  writeJson(file, repository)
  const shelf = <T extends { id: number }>(name: string): Shelf<T> =>
    openShelf<T>(join(state, name), ({ id }) => id)
  let last: Promise<unknown> = Promise.resolve()

  return {
    get repository() {
      return repository
    },
    fullName: `${record.owner}/${record.name}`,
    git: await openGitRepository(join(folder, record.owner, `${record.name}.git`), {
      defaultBranch: repository.defaultBranch,
      ...(cloneOf ? { from: cloneOf } : {}),
    }),
    issues: openShelf<things.Issue>(join(state, 'issues'), ({ number }) => number),
    comments: shelf('comments'),
    reactions: shelf('reactions'),
    reviews: shelf('reviews'),
    labels: shelf('labels'),
    statuses: shelf('statuses'),
    checks: shelf('checks'),
    workflows: shelf('workflows'),
    runs: shelf('runs'),
    jobs: shelf('jobs'),
    artifacts: shelf('artifacts'),
    releases: shelf('releases'),
    assets: shelf('assets'),
    files,
    testMerges: new Map(),
    diffs: new Map(),
    change(change) {
      repository = { ...repository, ...change }
      writeJson(file, repository)
    },
    alone(work) {
      const mine = last.then(work, work)
      last = mine.catch(() => {})
      return mine
    },
  }
}
