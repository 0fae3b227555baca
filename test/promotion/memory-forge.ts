import type {
  ChangedFile,
  Comment,
  Commit,
  Forge,
  Issue,
  Permission,
  Person,
  Pull,
  StatusState,
} from '../../src/forge/forge.ts'
import { type Files, GitStore, type StoredCommit } from './git-store.ts'

export interface MemoryPull {
  number: number
  title: string
  body: string
  state: 'open' | 'closed'
  merged: boolean
  draft: boolean
  author: Person
  branch: string
  base: string
  repository: string
  mergedBy: string | null
  mergeCommit: string | null
  /** Head at the time of closing, for branches that are gone. */
  lastHead: string
}

const bot: Person = { login: 'github-actions[bot]', type: 'Bot' }

/**
 * A forge in memory with the behaviour that promotions rest on: commits by compare-and-swap, pull requests that follow
 * their branch, merges that refuse conflicts and heads that moved. `before` and `after` see every call and may throw or
 * change things in between.
 */
export class MemoryForge {
  readonly store = new GitStore()
  readonly branches = new Map<string, string>()
  readonly pulls: MemoryPull[] = []
  readonly permissions = new Map<string, Permission>()
  readonly teams = new Map<string, string[]>()
  readonly statuses: { sha: string; context: string; state: StatusState; description: string }[] = []
  readonly dispatches: { event: string; payload: Record<string, unknown> }[] = []
  readonly notes = new Map<number, Comment[]>()
  readonly signs: { id: number; by: string; reaction: string }[] = []
  readonly calls: string[] = []
  merges = { merge: true, squash: true, rebase: true }
  before: (call: string, nth: number) => void | Promise<void> = () => {}
  after: (call: string, nth: number) => void | Promise<void> = () => {}
  private numbers = 0
  private ids = 0
  private clock = Date.parse('2026-02-01T00:00:00Z')

  constructor(files: Record<string, string>, author = 'ada') {
    const content = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))
    this.branches.set('main', this.newCommit({ files: content, parents: [], author, message: 'Start' }).sha)
  }

  now(): string {
    this.clock += 1000
    return new Date(this.clock).toISOString()
  }

  /** Somebody pushes files to a branch. */
  push(
    branch: string,
    files: Record<string, string | null>,
    by: { author?: string | null; email?: string; message?: string; parents?: string[] } = {},
  ): string {
    const { author = 'ada', email = `${author}@example.com`, message = 'Change', parents = [] } = by
    const head = this.branches.get(branch) ?? this.head('main')
    const next = new Map(this.store.get(head).files)
    for (const [path, text] of Object.entries(files)) {
      if (text === null) next.delete(path)
      else next.set(path, Buffer.from(text))
    }
    const commit = this.newCommit({ files: next, parents: [head, ...parents], author, email, message })
    this.branches.set(branch, commit.sha)
    return commit.sha
  }

  head(branch: string): string {
    const sha = this.branches.get(branch)
    if (sha === undefined) throw new Error(`no branch ${branch}`)
    return sha
  }

  text(path: string, branch = 'main'): string | undefined {
    const content = this.store.get(this.head(branch)).files.get(path)
    return content === undefined ? undefined : Buffer.from(content).toString()
  }

  openPull(branch: string, author: string, base = 'main'): number {
    const pull: MemoryPull = {
      number: ++this.numbers,
      title: 'Change',
      body: '',
      state: 'open',
      merged: false,
      draft: false,
      author: author === bot.login ? bot : { login: author, type: 'User' },
      branch,
      base,
      repository: 'acme/models',
      mergedBy: null,
      mergeCommit: null,
      lastHead: this.head(branch),
    }
    this.pulls.push(pull)
    return pull.number
  }

  /** GitHub's merge button, pressed by a person. */
  press(number: number, by: string): string {
    const pull = this.pullOf(number)
    const message = { title: `Merge pull request #${number}`, message: '' }
    const sha = this.mergeFiles(pull, { by: { login: by, type: 'User' }, method: 'merge', ...message })
    if (sha === undefined) throw new Error('conflict')
    return sha
  }

  say(number: number, author: string, body: string, type: Person['type'] = 'User'): Comment {
    const at = this.now()
    const id = ++this.ids
    const comment = {
      id,
      body,
      author: { login: author, type },
      createdAt: at,
      updatedAt: at,
      url: `https://github.example/comment/${id}`,
    }
    this.notes.set(number, [...(this.notes.get(number) ?? []), comment])
    return comment
  }

  edit(id: number, body: string): void {
    const comment = [...this.notes.values()].flat().find((one) => one.id === id)
    if (comment) Object.assign(comment, { body, updatedAt: this.now() })
  }

  erase(id: number): void {
    for (const [number, list] of this.notes)
      this.notes.set(
        number,
        list.filter((one) => one.id !== id),
      )
  }

  pullOf(number: number): MemoryPull {
    const pull = this.pulls.find((one) => one.number === number)
    if (pull === undefined) throw new Error(`no pull request ${number}`)
    return pull
  }

  /** The port, with every call seen by `before` and `after`. */
  port(): Forge {
    const forge = this.plainPort()
    return new Proxy(forge, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>
        // A promise of a port asks whether it has `then`.
        if (method === undefined) return undefined
        return async (...args: unknown[]) => {
          const call = String(name)
          const nth = this.calls.push(call) - 1
          await this.before(call, nth)
          const result = await method(...args)
          await this.after(call, nth)
          return result
        }
      },
    })
  }

  private newCommit(of: {
    files: Files
    parents: readonly string[]
    author: string | null
    email?: string
    message: string
    committer?: string | null
  }): StoredCommit {
    const author = { login: of.author, email: of.email ?? `${of.author}@example.com` }
    const committer =
      of.committer === undefined ? author : { login: of.committer, email: `${of.committer}@example.com` }
    return this.store.commit({ ...of, author, committer })
  }

  private toPull(pull: MemoryPull): Pull {
    if (pull.state === 'open') pull.lastHead = this.branches.get(pull.branch) ?? pull.lastHead
    return {
      ...pull,
      head: { sha: pull.lastHead, branch: pull.branch, repository: pull.repository },
      base: { sha: this.branches.get(pull.base) ?? '', branch: pull.base },
      mergeable: true,
      url: `https://github.example/pull/${pull.number}`,
    }
  }

  private between(base: string | null, head: string): StoredCommit[] {
    const known = new Set(base === null ? [] : this.store.history(base).map(({ sha }) => sha))
    return this.store.history(head).filter(({ sha }) => !known.has(sha))
  }

  private mergeBase(a: string, b: string): StoredCommit {
    const ours = new Set(this.store.history(a).map(({ sha }) => sha))
    const common = this.store.history(b).findLast(({ sha }) => ours.has(sha))
    if (common === undefined) throw new Error('no common ancestor')
    return common
  }

  private changed(pull: MemoryPull): ChangedFile[] {
    const head = this.store.get(this.toPull(pull).head.sha)
    const from = this.mergeBase(this.head(pull.base), head.sha).files
    const paths = [...new Set([...from.keys(), ...head.files.keys()])].sort()
    return paths.flatMap((path): ChangedFile[] => {
      const [was, is] = [from.get(path), head.files.get(path)]
      if (was !== undefined && is !== undefined && Buffer.compare(was, is) === 0) return []
      const status = was === undefined ? 'added' : is === undefined ? 'removed' : 'modified'
      return [{ path, status, blob: this.store.blob(is ?? new Uint8Array()) }]
    })
  }

  private mergeFiles(
    pull: MemoryPull,
    of: { by: Person; method: 'merge' | 'squash'; title: string; message: string },
  ): string | undefined {
    const head = this.store.get(this.toPull(pull).head.sha)
    const base = this.store.get(this.head(pull.base))
    const from = this.mergeBase(base.sha, head.sha).files
    const merged = new Map(base.files)
    const equal = (a: Uint8Array | undefined, b: Uint8Array | undefined) =>
      a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0)
    for (const path of new Set([...from.keys(), ...head.files.keys()])) {
      const [was, theirs, ours] = [from.get(path), head.files.get(path), base.files.get(path)]
      if (equal(was, theirs) || equal(ours, theirs)) continue
      if (!equal(was, ours)) return undefined
      if (theirs === undefined) merged.delete(path)
      else merged.set(path, theirs)
    }
    const commit = this.newCommit({
      files: merged,
      parents: of.method === 'merge' ? [base.sha, head.sha] : [base.sha],
      author: of.by.login,
      committer: 'web-flow',
      message: `${of.title}\n\n${of.message}\n`,
    })
    this.branches.set(pull.base, commit.sha)
    Object.assign(pull, {
      state: 'closed',
      merged: true,
      mergedBy: of.by.login,
      mergeCommit: commit.sha,
      lastHead: head.sha,
    })
    return commit.sha
  }

  private plainPort(): Forge {
    const commitOf = ({ sha, message, parents, author, committer }: StoredCommit): Commit => {
      const person = (login: string | null): Person | null =>
        login === null ? null : { login, type: login.endsWith('[bot]') ? 'Bot' : 'User' }
      return {
        sha,
        message,
        parents,
        author: person(author.login),
        committer: person(committer.login),
        authorEmail: author.email,
      }
    }
    const isKnown = (ref: string) => this.branches.has(ref) || /^[0-9a-f]{40}$/.test(ref)
    const resolve = (ref: string) => this.store.get(this.branches.get(ref) ?? ref)
    const issueOf = (number: number): Issue => {
      const pull = this.pulls.find((one) => one.number === number)
      const author = pull?.author ?? { login: 'ada', type: 'User' as const }
      const { title, body, state } = pull ?? { title: 'Talk', body: '', state: 'open' as const }
      return { number, title, body, state, author, labels: [], isPull: pull !== undefined, url: `#${number}` }
    }
    const notHere = async (): Promise<never> => {
      throw new Error('not needed here')
    }
    return {
      me: async () => bot,
      repository: async () => ({
        owner: 'acme',
        name: 'models',
        defaultBranch: 'main',
        private: false,
        merges: this.merges,
      }),
      permission: async (login) => this.permissions.get(login.toLowerCase()) ?? 'read',
      teamMembers: async (team) => {
        const members = this.teams.get(team)
        if (members === undefined) throw new Error(`404: no team ${team}`)
        return members
      },
      branchHead: async (branch) => this.branches.get(branch),
      file: async (path, ref) => (isKnown(ref) ? resolve(ref).files.get(path) : undefined),
      tree: async (folder, ref) =>
        [...(isKnown(ref) ? resolve(ref).files : [])]
          .filter(([path]) => folder === '' || path.startsWith(`${folder}/`))
          .map(([path, content]) => ({ path, blob: this.store.blob(content) })),
      commitsBetween: async (base, head) => this.between(base, head).map(commitOf),
      pullsOfCommits: async (shas) =>
        this.pulls
          .filter(
            (pull) =>
              pull.merged &&
              (shas.includes(pull.mergeCommit ?? '') ||
                this.between(this.store.get(pull.mergeCommit ?? '').parents[0] ?? null, pull.lastHead).some(
                  (commit) => shas.includes(commit.sha),
                )),
          )
          .map((pull) => this.toPull(pull)),
      commit: async ({ branch, expected, onto, parents, message, files }) => {
        const next = new Map(onto === null ? [] : this.store.get(onto).files)
        for (const { path, content } of files) {
          if (content === null) next.delete(path)
          else next.set(path, Buffer.from(content))
        }
        const { sha } = this.newCommit({ files: next, parents, message, author: bot.login })
        await Promise.resolve()
        const now = this.branches.get(branch) ?? null
        if (now !== expected) return { moved: true }
        this.branches.set(branch, sha)
        return { moved: false, sha }
      },
      deleteBranch: async (branch) => {
        for (const pull of this.pulls.filter((one) => one.branch === branch && one.state === 'open'))
          Object.assign(pull, { lastHead: this.branches.get(branch) ?? pull.lastHead, state: 'closed' })
        this.branches.delete(branch)
      },
      pull: async (number) => this.toPull(this.pullOf(number)),
      pullsByHead: async (head) =>
        this.pulls
          .filter((pull) => pull.state === 'open')
          .map((pull) => this.toPull(pull))
          .filter((pull) =>
            'branch' in head ? pull.head.branch === head.branch : pull.head.sha === head.sha,
          ),
      pulls: async ({ state }) =>
        this.pulls.filter((pull) => pull.state === state).map((pull) => this.toPull(pull)),
      pullFiles: async (number) => this.changed(this.pullOf(number)),
      createPull: async ({ title, body, head, base }) => {
        if (this.pulls.some((one) => one.branch === head && one.state === 'open'))
          throw new Error('422: a pull request already exists')
        const number = this.openPull(head, bot.login, base)
        Object.assign(this.pullOf(number), { title, body })
        return this.toPull(this.pullOf(number))
      },
      updatePull: async (number, change) => {
        const pull = this.pullOf(number)
        if (change.state === 'closed') pull.lastHead = this.branches.get(pull.branch) ?? pull.lastHead
        Object.assign(pull, change)
      },
      merge: async (number, { sha, method, title, message }) => {
        const pull = this.pullOf(number)
        if (this.toPull(pull).head.sha !== sha)
          return { merged: false, cause: 'head-moved', message: 'Head branch was modified' }
        const refused = {
          merged: false,
          cause: 'not-mergeable',
          message: 'Pull Request is not mergeable',
        } as const
        if (pull.state !== 'open') return refused
        const commit = this.mergeFiles(pull, { by: bot, method, title, message })
        return commit === undefined ? refused : { merged: true, sha: commit, found: false }
      },
      issue: async (number) => issueOf(number),
      issues: notHere,
      createIssue: notHere,
      updateIssue: notHere,
      comment: async (id) => [...this.notes.values()].flat().find((one) => one.id === id),
      comments: async (number) => (this.notes.get(number) ?? []).map((one) => ({ ...one })),
      commentsSince: async (since) =>
        [...this.notes].flatMap(([issue, list]) =>
          list.filter((one) => one.updatedAt >= since).map((one) => ({ ...one, issue })),
        ),
      createComment: async (number, body) => this.say(number, bot.login, body, 'Bot'),
      updateComment: async (id, body) => this.edit(id, body),
      deleteComment: async (id) => this.erase(id),
      react: async (id, reaction) => {
        this.signs.push({ id, by: bot.login, reaction })
      },
      reactions: async (id) => this.signs.filter((one) => one.id === id),
      setStatus: async (sha, { state, context, description }) => {
        this.statuses.push({ sha, context, state, description })
      },
      storeAsset: async ({ release, name }) => ({ location: `https://assets.example/${release}/${name}` }),
      asset: async () => undefined,
      dispatch: async (event, payload) => {
        this.dispatches.push({ event, payload })
      },
    }
  }
}
