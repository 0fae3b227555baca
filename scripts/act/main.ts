/**
 * Runs the template's pawl-retrain and pawl-check in nektos/act, against the sandbox GitHub: a second opinion on the
 * workflow files by a runner that is not ours. `scripts/act.sh` installs what it needs and calls it.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { copyNodeTemplate } from '../../sandbox/demo/template.ts'
import { startSandbox } from '../../sandbox/github/sandbox.ts'
import { git } from '../../src/git/git.ts'
import { workflowFiles } from '../pin.ts'
import { type ActRun, type ActWorld, runAct } from './act.ts'

const pawl = resolve(import.meta.dirname, '../..')
const { PAWL_ACT: act, PAWL_NODE_24: node, PAWL_PYTHON: python } = process.env
if (!act || !node) throw new Error('start this with scripts/act.sh')

const repository = 'acme/customers'
const scratch = mkdtempSync(join(tmpdir(), 'pawl-act-'))
const sandbox = await startSandbox({ folder: join(scratch, 'github') })

/** act 0.2.89 does not load a workflow with a key that it does not know. */
const unknownToAct = /^\s+(queue|cache-mode): .*\n/gm

async function startRepository(): Promise<string> {
  sandbox.addUser({ login: 'ada', email: 'ada@example.com' })
  sandbox.addOrganization({ login: 'acme' })
  await sandbox.addRepository({
    owner: 'acme',
    name: 'customers',
    defaultBranch: 'main',
    collaborators: { ada: 'admin' },
  })
  const folder = join(scratch, 'customers')
  await copyNodeTemplate({ pawl, into: folder })
  for (const path of workflowFiles(folder))
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(unknownToAct, ''))
  const remote = new URL(`${sandbox.apiUrl}/${repository}.git`)
  remote.username = 'ada'
  remote.password = sandbox.personalToken('ada')
  await git(folder, 'init', '--quiet', '--initial-branch', 'main')
  await git(folder, 'config', 'user.name', 'ada')
  await git(folder, 'config', 'user.email', 'ada@example.com')
  await git(folder, 'remote', 'add', 'origin', remote.href)
  return folder
}

async function push(folder: string, branch: string): Promise<string> {
  await git(folder, 'add', '--all')
  await git(folder, 'commit', '--quiet', '--message', branch)
  await git(folder, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)
  return (await git(folder, 'rev-parse', 'HEAD')).trim()
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${sandbox.apiUrl}/repos/${repository}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.personalToken('ada')}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`)
  return (await response.json()) as T
}

/** Pawl as a release holds it; the packages with native code are linked, because act copies the folder for every step. */
function release(): string {
  const folder = join(scratch, 'pawl')
  mkdirSync(folder)
  symlinkSync(join(pawl, 'node_modules'), join(folder, 'node_modules'))
  for (const part of ['action.yml', 'actions', 'dist'])
    cpSync(join(pawl, part), join(folder, part), { recursive: true })
  return folder
}

/** Every action that the workflows use, by the commit that they use it at. */
function localActions(folder: string): Map<string, string> {
  const stands = release()
  const local = new Map<string, string>()
  for (const path of workflowFiles(folder))
    for (const [, owner, name, sha] of readFileSync(path, 'utf8').matchAll(
      /uses: ([\w-]+)\/([\w-]+)(?:\/[\w/-]+)?@([0-9a-f]{40})/g,
    ))
      local.set(
        `${owner}/${name}@${sha}`,
        owner === 'actions' ? join(import.meta.dirname, 'stand-ins', String(name)) : stands,
      )
  return local
}

function mustBe(what: string, { jobs, log }: ActRun, wanted: readonly string[]): void {
  const sorted = [...jobs].sort()
  if (JSON.stringify(sorted) !== JSON.stringify([...wanted].sort()))
    throw new Error(`${log}\n\n${what}: the jobs ended with ${sorted.join(', ')}, not ${wanted.join(', ')}`)
  console.log(`act: ${what}: ${sorted.join(', ')}`)
}

async function artifactsOf(runId: number): Promise<string[]> {
  const listed = await call<{ artifacts: { name: string }[] }>('GET', `/actions/runs/${runId}/artifacts`)
  return listed.artifacts.map(({ name }) => name).sort()
}

async function play(): Promise<void> {
  const folder = await startRepository()
  const world: ActWorld = {
    ...{ sandbox, repository, folder, scratch, act: act as string, node: node as string, python },
    local: localActions(folder),
  }
  const about = { repository: { default_branch: 'main', full_name: repository } }

  const first = await push(folder, 'main')
  const retrained = await runAct(world, {
    name: 'push',
    workflow: 'pawl-retrain',
    payload: { ...about, ref: 'refs/heads/main', before: '0'.repeat(40), after: first },
    sha: first,
    ref: 'refs/heads/main',
    actor: 'ada',
  })
  const all = ['decide', 'train', 'evaluate', 'promote'].map((job) => `${job}: success`)
  mustBe('pawl-retrain on a push', retrained, all)
  const pulls = await call<{ number: number; head: { ref: string; sha: string } }[]>('GET', '/pulls')
  if (pulls[0]?.head.ref !== 'pawl/promote/churn/1.0.0') throw new Error('no promotion was opened')
  const { statuses } = await call<{ statuses: { context: string; state: string }[] }>(
    'GET',
    `/commits/${pulls[0].head.sha}/status`,
  )
  if (statuses.find(({ context }) => context === 'pawl')?.state !== 'pending')
    throw new Error('the promotion does not wait for an approval')

  const model = join(folder, 'models/churn/model.yaml')
  writeFileSync(model, readFileSync(model, 'utf8').replace('trees: 60', 'trees: 50'))
  const changed = await push(folder, 'fewer-trees')
  const checked = await check(world, { about, base: first, head: changed, branch: 'fewer-trees' })
  mustBe('pawl-check on a pull request', checked, ['plan: success', 'check: success'])
  const left = await artifactsOf(checked.runId)
  if (left.join() !== 'pawl-check,pawl-check-churn,pawl-page-churn')
    throw new Error(`the check left ${left.join(', ')}`)

  await git(folder, 'switch', '--quiet', '--create', 'python', first)
  if (python) {
    cpSync(join(pawl, 'template'), folder, {
      recursive: true,
      filter: (path) => !/node_modules|\.github|__pycache__/.test(path),
    })
    const added = await push(folder, 'python')
    const trained = await check(world, { about, base: first, head: added, branch: 'python' })
    // requirements.txt is no model's own, so both are checked.
    mustBe('pawl-check on a pull request that adds a Python model', trained, [
      'plan: success',
      'check: success',
      'check: success',
    ])
    if (!/\d trees, validation loss/.test(trained.log))
      throw new Error(`${trained.log}\n\nPython did not train`)
  } else
    console.log(
      'skipped: act with a Python model (PAWL_PYTHON names no Python with template/requirements.txt)',
    )

  await git(folder, 'switch', '--quiet', '--create', 'words', first)
  writeFileSync(join(folder, 'README.md'), 'Another text.\n')
  const words = await push(folder, 'words')
  const idle = await check(world, { about, base: first, head: words, branch: 'words' })
  mustBe('pawl-check on a pull request that touches no model', idle, ['plan: success'])
  if ((await artifactsOf(idle.runId)).join() !== 'pawl-check') throw new Error('the plan is not left')
}

async function check(
  world: ActWorld,
  of: { about: Record<string, unknown>; base: string; head: string; branch: string },
): Promise<ActRun> {
  const pull = await call<Record<string, unknown> & { number: number }>('POST', '/pulls', {
    title: of.branch,
    head: of.branch,
    base: 'main',
  })
  return runAct(world, {
    name: 'pull_request',
    workflow: 'pawl-check',
    payload: { ...of.about, action: 'opened', number: pull.number, pull_request: pull },
    sha: of.head,
    ref: `refs/pull/${pull.number}/merge`,
    actor: 'ada',
  })
}

try {
  const { stdout } = await promisify(execFile)(act, ['--version'])
  console.log(stdout.trim())
  await play()
} finally {
  await sandbox.close()
  if (!process.env.PAWL_KEEP) rmSync(scratch, { recursive: true, force: true })
}
