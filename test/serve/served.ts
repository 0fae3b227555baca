import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { runPawl } from '../../sandbox/demo/acts.ts'
import { git } from '../../src/git/git.ts'
import { modelYaml, smallProject, writeFiles } from '../scenarios/small.ts'

const pawl = resolve(import.meta.dirname, '../..')

const Started = z.object({
  api: z.string(),
  pages: z.string(),
  repository: z.string(),
  people: z.array(z.object({ login: z.string(), parts: z.array(z.string()), token: z.string() })),
})

/** A user's repository with the template's workflows, and `pawl sandbox` that runs in it. */
export interface Served {
  folder: string
  started: z.infer<typeof Started>
  /** `pawl sandbox …` in a second terminal. */
  command(...words: string[]): Promise<{ code: number; out: string; err: string }>
  /** Changes the model on a new branch and pushes it. */
  push(branch: string, variant: 'good' | 'bad'): Promise<string>
  /** Calls GitHub as somebody. */
  call(who: string, route: string, body?: object): Promise<unknown>
  /** Presses Ctrl+C; gives the exit code. */
  end(): Promise<number | null>
  /** Processes that work below the sandbox's folder. */
  leftOver(): string[]
  remove(): void
}

/** Starts it as a user would, from the bundle. */
export async function serveSmall(): Promise<Served> {
  const place = mkdtempSync(join(tmpdir(), 'ps-'))
  const folder = join(place, 'models')
  await smallProject(folder, { approvers: ['grace', 'acme/leads'] })
  cpSync(join(pawl, 'template/.github'), join(folder, '.github'), { recursive: true })
  await git(folder, 'init', '--quiet', '--initial-branch', 'main')
  await git(folder, 'config', 'user.name', 'Ada')
  await git(folder, 'config', 'user.email', 'ada@example.org')
  await git(folder, 'add', '--all')
  await git(folder, 'commit', '--quiet', '--message', 'Start')

  const cli = join(pawl, 'dist/cli/index.js')
  const env = { ...process.env, TMPDIR: place }
  const args = [cli, '--json', 'sandbox', 'start', '--port', '0', '--pages-port', '0']
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const started = Started.parse(JSON.parse(await firstLine(child)))
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  const call = async (who: string, route: string, body?: object): Promise<unknown> => {
    const token = started.people.find(({ login, parts }) => login === who || parts.includes(who))?.token
    const [method = '', path = ''] = route.split(' ')
    const answer = await fetch(`${started.api}/repos/${started.repository}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  return {
    folder,
    started,
    call,
    command: (...words) => runPawl({ pawl }, { folder, args: ['sandbox', ...words] }),
    async push(branch, variant) {
      await git(folder, 'switch', '--quiet', '--create', branch, 'main')
      await writeFiles(folder, { 'models/churn/model.yaml': modelYaml(variant) })
      await git(folder, 'commit', '--quiet', '--all', '--message', `Try ${variant}`)
      await git(folder, 'push', '--quiet', 'sandbox', branch)
      return (await git(folder, 'rev-parse', 'HEAD')).trim()
    },
    async end() {
      child.kill('SIGINT')
      return ended
    },
    leftOver: () => processesIn(place),
    remove() {
      child.kill('SIGKILL')
      rmSync(place, { recursive: true, force: true })
    },
  }
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of stdout ?? []) {
    text += String(chunk)
    if (text.includes('\n')) return text
  }
  throw new Error(`the sandbox ended before it had started: ${text}`)
}

/** Working folders of processes below a folder; nothing where there is no /proc. */
function processesIn(folder: string): string[] {
  if (!existsSync('/proc')) return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`)
      } catch {
        return []
      }
    })
    .filter((cwd) => cwd.startsWith(folder))
}
