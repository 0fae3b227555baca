import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { report } from '../../src/commands/report.ts'
import type { Context } from '../../src/frame/context.ts'
import type { Check } from '../../src/gates/check.ts'
import { silent } from '../../src/project/log.ts'
import { MemoryForge } from '../promotion/memory-forge.ts'
import { check as checkOf } from '../report/fixtures.ts'

let work: string
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'pawl-report-'))
})
afterEach(() => rm(work, { recursive: true }))

/** Artifacts of the check, as files by artifact and name. */
type Left = Record<string, Record<string, unknown>>

interface Run {
  head: string
  event?: string
  conclusion?: string
  from?: string
}

function world() {
  const forge = new MemoryForge({ 'pawl.yaml': '{}', 'models/churn/train.ts': '1' })
  const port = forge.port()

  async function tell(
    { head, event = 'pull_request', conclusion = 'success', from = 'acme/models' }: Run,
    left: Left,
  ) {
    const context: Context = {
      root: work,
      work,
      log: silent,
      style: { color: false },
      event: {
        name: 'workflow_run',
        payload: {
          action: 'completed',
          workflow_run: {
            id: 7,
            event,
            head_sha: head,
            head_repository: { full_name: from },
            conclusion,
            html_url: 'https://github.example/runs/7',
          },
          repository: { default_branch: 'main' },
        },
        actor: 'ada',
        sha: null,
        repository: 'acme/models',
        runId: 8,
        url: null,
      },
      clock: () => new Date(),
      download: async () => undefined,
      secrets: [],
      forge: async () => port,
      artifacts: {
        upload: async () => {},
        async download({ prefix, runId }) {
          expect(runId).toBe(7)
          const folders = new Map<string, string>()
          for (const [name, files] of Object.entries(left).filter(([one]) => one.startsWith(prefix))) {
            const folder = join(work, 'downloads', String(folders.size))
            for (const [file, content] of Object.entries(files)) {
              const path = join(folder, file)
              await mkdir(dirname(path), { recursive: true })
              await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
            }
            folders.set(name, folder)
          }
          return folders
        },
      },
    }
    return report.run(context, {})
  }
  return { forge, tell }
}

const base = 'b'.repeat(40)
const planned = (head: string, ...models: string[]) => ({
  'pawl-check': { 'plan.json': { schema: 'pawl/plan@1', head, base, models } },
})
const checked = (head: string, change: Partial<Check> = {}) => {
  const one = checkOf({ head, ...change })
  return { [`pawl-check-${one.model}`]: { 'check.json': one } }
}

/** A pull request with one changed file. */
function open({ forge }: ReturnType<typeof world>, path = 'models/churn/train.ts', branch = 'better') {
  const head = forge.push(branch, { [path]: '2' })
  return { head, number: forge.openPull(branch, 'ada') }
}

const said = ({ forge }: ReturnType<typeof world>, number: number) =>
  forge.notes.get(number)?.map(({ body }) => body)
const status = ({ forge }: ReturnType<typeof world>, of = 'pawl') =>
  forge.statuses.findLast(({ context }) => context === of)

describe('report', () => {
  it('posts one comment and one status, and updates the comment in place', async () => {
    const w = world()
    const { head, number } = open(w)
    const left = { ...planned(head, 'churn'), ...checked(head) }
    expect(await w.tell({ head }, left)).toMatchObject({ outputs: { posted: true, pull: number } })
    await w.tell(
      { head },
      { ...planned(head, 'churn'), ...checked(head, { verdict: 'fail', reason: 'worse' }) },
    )
    expect(said(w, number)).toHaveLength(1)
    expect(said(w, number)?.[0]).toContain('worse')
    const states = (wanted: string) =>
      w.forge.statuses.flatMap(({ context, state }) => (context === wanted ? [state] : []))
    expect(states('pawl')).toEqual(['success', 'failure'])
    expect(states('pawl/policy')).toEqual(['success', 'success'])
  })

  it('is green at once when the plan says that no model is touched', async () => {
    const w = world()
    const { head } = open(w, 'README.md')
    await w.tell({ head }, planned(head))
    expect(status(w)).toMatchObject({ sha: head, state: 'success' })
  })

  it('does not count where another branch is the base, whose policy may be another one', async () => {
    const w = world()
    w.forge.push('anything-goes', { 'notes.txt': '1' })
    const head = w.forge.push('better', { 'models/churn/train.ts': '2' })
    const number = w.forge.openPull('better', 'ada', 'anything-goes')
    await w.tell({ head }, { ...planned(head, 'churn'), ...checked(head) })
    expect(said(w, number)).toHaveLength(1)
    expect(status(w)).toMatchObject({
      state: 'pending',
      description: 'Checked against anything-goes; only a check against main counts.',
    })
    expect(status(w, 'pawl/policy')).toMatchObject({ state: 'pending' })
  })

  it('is not green when the check left nothing, or not all that it had planned', async () => {
    const w = world()
    const { head, number } = open(w)
    await w.tell({ head }, {})
    expect(status(w)).toMatchObject({
      state: 'error',
      description: 'The check left nothing to read; run it again.',
    })
    await w.tell({ head }, { ...planned(head, 'churn', 'fraud'), ...checked(head) })
    expect(status(w)).toMatchObject({ state: 'error' })
    expect(status(w)?.description).toContain('fraud')
    expect(said(w, number)?.[0]).toContain('Error')
  })

  it('leaves the status of a promotion to its approval, though no model is touched', async () => {
    const w = world()
    const { head, number } = open(w, 'registry/churn/stages.json', 'pawl/promote/churn/1.0.0')
    expect(await w.tell({ head }, planned(head))).toMatchObject({ outputs: { posted: false } })
    expect(w.forge.statuses).toEqual([])
    expect(said(w, number)).toBeUndefined()
  })

  it('is red for a change of the registry by hand', async () => {
    const w = world()
    const { head, number } = open(w, 'registry/churn/stages.json')
    expect(await w.tell({ head }, planned(head))).toMatchObject({ outputs: { verdict: 'fail' } })
    expect(status(w)).toMatchObject({ state: 'failure' })
    expect(said(w, number)?.[0]).toContain('registry/')
  })

  it('is red for a fork that offers the very commit of a promotion', async () => {
    const w = world()
    const head = w.forge.push('pawl/promote/churn/1.0.0', { 'registry/churn/stages.json': '{}' })
    const number = w.forge.openPull('pawl/promote/churn/1.0.0', 'mallory')
    w.forge.pullOf(number).repository = 'mallory/models'
    await w.tell({ head, from: 'mallory/models' }, planned(head))
    expect(status(w)).toMatchObject({ state: 'failure' })
    Object.assign(w.forge.pullOf(number), { state: 'closed' })
    w.forge.statuses.length = 0
    await w.tell({ head, from: 'mallory/models' }, planned(head))
    expect(w.forge.statuses).toEqual([])
  })

  it('says nothing about a head that has moved on', async () => {
    const w = world()
    const { head, number } = open(w)
    w.forge.push('better', { 'models/churn/train.ts': '3' })
    expect(await w.tell({ head }, { ...planned(head, 'churn'), ...checked(head) })).toMatchObject({
      outputs: { posted: false },
    })
    expect(w.forge.statuses).toEqual([])
    expect(said(w, number)).toBeUndefined()
  })

  it('sets the status of a merge group, which has no pull request of its own', async () => {
    const w = world()
    const head = w.forge.push('gh-readonly-queue/main/pr-1', { 'models/churn/train.ts': '2' })
    await w.tell({ head, event: 'merge_group' }, { ...planned(head, 'churn'), ...checked(head) })
    expect(status(w)).toMatchObject({ sha: head, state: 'success' })
    expect(status(w, 'pawl/policy')).toMatchObject({ sha: head, state: 'success' })
    await w.tell({ head, event: 'merge_group', conclusion: 'cancelled' }, {})
    expect(status(w)).toMatchObject({ sha: head, state: 'error' })
  })

  it('believes no run of another event, whatever its name', async () => {
    const w = world()
    const { head } = open(w)
    await w.tell({ head, event: 'push' }, { ...planned(head, 'churn'), ...checked(head) })
    expect(w.forge.statuses).toEqual([])
  })

  it('says that a check waits for somebody to let it run', async () => {
    const w = world()
    const { head, number } = open(w)
    await w.tell({ head, conclusion: 'action_required' }, {})
    expect(status(w)).toMatchObject({ state: 'pending' })
    expect(said(w, number)).toBeUndefined()
  })

  it.each([
    [
      'a second file',
      (head: string) => ({ 'pawl-check-churn': { 'check.json': checkOf({ head }), 'more.json': '{}' } }),
    ],
    ['another file', () => ({ 'pawl-check-churn': { 'chekc.json': '{}' } })],
    ['too large a file', () => ({ 'pawl-check-churn': { 'check.json': ' '.repeat(2 ** 21 + 1) } })],
    [
      'a file that fits no schema',
      () => ({ 'pawl-check-churn': { 'check.json': '{"schema":"pawl/check@1"}' } }),
    ],
    ['another commit', () => checked('c'.repeat(40))],
    ['another name', (head: string) => ({ 'pawl-check-fraud': { 'check.json': checkOf({ head }) } })],
    ['a plan of another commit', () => planned('c'.repeat(40), 'churn')],
    ['a model with a path for a name', (head: string) => planned(head, '../churn')],
  ])('refuses %s in what the check left, and sets nothing', async (_, left: (head: string) => Left) => {
    const w = world()
    const { head, number } = open(w)
    await expect(w.tell({ head }, { ...planned(head, 'churn'), ...left(head) })).rejects.toThrow()
    expect(w.forge.statuses).toEqual([])
    expect(said(w, number)).toBeUndefined()
  })

  it('says in the first line that a change edits how it is checked', async () => {
    const w = world()
    const { head, number } = open(w, '.github/workflows/pawl-check.yml')
    await w.tell({ head }, planned(head))
    expect(said(w, number)?.[0]?.split('\n')[1]).toContain('advice only')
  })
})
