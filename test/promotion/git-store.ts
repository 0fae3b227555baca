import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { git } from '../../src/git/git.ts'

export type Files = ReadonlyMap<string, Uint8Array>

export interface StoredCommit {
  sha: string
  parents: readonly string[]
  message: string
  files: Files
  author: { login: string | null; email: string }
  committer: { login: string | null; email: string }
}

/** Git objects in memory with the ids that git gives them, so that they can be written out as a real repository. */
export class GitStore {
  readonly commits = new Map<string, StoredCommit>()
  private readonly objects = new Map<string, Buffer>()
  private clock = Date.parse('2026-01-01T00:00:00Z') / 1000

  blob(content: Uint8Array): string {
    return this.put('blob', Buffer.from(content))
  }

  commit(of: Omit<StoredCommit, 'sha'>): StoredCommit {
    this.clock += 60
    const person = ({ login, email }: StoredCommit['author']) =>
      `${login ?? 'Somebody'} <${email}> ${this.clock} +0000`
    const text = [
      `tree ${this.tree(of.files, '')}`,
      ...of.parents.map((parent) => `parent ${parent}`),
      `author ${person(of.author)}`,
      `committer ${person(of.committer)}`,
      '',
      of.message,
    ].join('\n')
    const sha = this.put('commit', Buffer.from(text))
    const stored = { ...of, sha }
    this.commits.set(sha, stored)
    return stored
  }

  get(sha: string): StoredCommit {
    const commit = this.commits.get(sha)
    if (commit === undefined) throw new Error(`no commit ${sha}`)
    return commit
  }

  /** A commit and all that it descends from, parents first. */
  history(sha: string): StoredCommit[] {
    const seen = new Map<string, StoredCommit>()
    const visit = (at: string) => {
      if (seen.has(at)) return
      const commit = this.get(at)
      for (const parent of commit.parents) visit(parent)
      seen.set(at, commit)
    }
    visit(sha)
    return [...seen.values()]
  }

  /** Writes everything into a new repository with the given branch checked out. */
  async writeOut(folder: string, { branch, sha }: { branch: string; sha: string }): Promise<void> {
    await git(folder, 'init', '-q', '-b', branch)
    for (const [id, bytes] of this.objects) {
      const path = join(folder, '.git/objects', id.slice(0, 2))
      await mkdir(path, { recursive: true })
      await writeFile(join(path, id.slice(2)), deflateSync(bytes))
    }
    await git(folder, 'update-ref', `refs/heads/${branch}`, sha)
    await git(folder, 'reset', '-q', '--hard')
  }

  private tree(files: Files, folder: string): string {
    const entries = new Map<string, { mode: string; id: string }>()
    for (const [path, content] of files) {
      if (!path.startsWith(folder)) continue
      const [name = '', rest] = path.slice(folder.length).split('/')
      if (entries.has(name)) continue
      entries.set(
        name,
        rest === undefined
          ? { mode: '100644', id: this.blob(content) }
          : { mode: '40000', id: this.tree(files, `${folder}${name}/`) },
      )
    }
    const key = (name: string, mode: string) => Buffer.from(mode === '40000' ? `${name}/` : name)
    const sorted = [...entries].sort(([a, x], [b, y]) => Buffer.compare(key(a, x.mode), key(b, y.mode)))
    const parts = sorted.map(([name, { mode, id }]) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
    )
    return this.put('tree', Buffer.concat(parts))
  }

  private put(kind: string, content: Buffer): string {
    const bytes = Buffer.concat([Buffer.from(`${kind} ${content.length}\0`), content])
    const id = createHash('sha1').update(bytes).digest('hex')
    this.objects.set(id, bytes)
    return id
  }
}
