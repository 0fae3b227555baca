import { mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type PullAnswer, runPawl, statusAt } from '../../sandbox/demo/acts.ts'
import { branchOff, call } from '../../sandbox/demo/world.ts'
import type { Check } from '../../src/gates/check.ts'
import { git } from '../../src/git/git.ts'
import { checkOf, say } from './hand/acts.ts'
import type { JobResult } from './hand/job.ts'
import { reportOn, startRun, type Trigger, type WorkflowRun } from './hand/workflows.ts'
import { csvOf, customersOf, defaultModelYaml, modelYaml, onnxOf, trainProgram, writeFiles } from './small.ts'
import {
  answers,
  dispatchBy,
  folderOfFile,
  production,
  proposed,
  pushToMain,
  runningWorld,
  type Scene,
  scene,
} from './stage.ts'

/* Threats of docs/security.md that aim at the evidence: artifacts, models, gates and data in pull requests. */

const folder = folderOfFile()
const read = { contents: 'read' } as const
let running: Scene

beforeAll(async () => {
  running = await runningWorld(folder)
  return () => running.sandbox.close()
})

/** A job that runs branch code replaces an artifact of its run. */
async function replace(
  run: WorkflowRun,
  { name, files }: { name: string; files: Readonly<Record<string, string | Uint8Array>> },
): Promise<void> {
  const at = await mkdtemp(join(folder, 'rogue-'))
  await writeFiles(at, files)
  const done = await run.job('rogue', read, [
    { action: join(import.meta.dirname, 'rogue'), with: { name, folder: at } },
  ])
  if (!done.succeeded) throw new Error(done.log)
}

const output = (job: JobResult, name: string): string => job.outputs.get(name) ?? ''
const fileOf = (job: JobResult, path: string): Promise<Buffer> => readFile(join(job.temp, 'pawl', path))

describe('T8: an artifact that is swapped between two jobs', () => {
  const promoter = { contents: 'write', 'pull-requests': 'write', statuses: 'write' } as const

  it('is refused: model, run and report count only with the digests that the jobs gave as outputs', async () => {
    const world = await scene(running)
    await pushToMain(world, { 'models/churn/model.yaml': modelYaml('good') })
    const run = startRun(world, { workflow: 'pawl-retrain', trigger: dispatchBy(world, 'hopper') })
    const train = await run.job('train', read, [{ action: 'train', with: { model: 'churn' } }])
    const evaluate = () =>
      run.job('evaluate', read, [{ action: 'evaluate', with: { model: 'churn', run: output(train, 'run') } }])
    const evaluated = await evaluate()
    expect(evaluated.succeeded, evaluated.log).toBe(true)
    const promote = () =>
      run.job('promote', promoter, [
        {
          action: 'promote',
          with: { model: 'churn', run: output(train, 'run'), report: output(evaluated, 'report') },
        },
      ])

    const report = (await fileOf(evaluated, 'reports/churn/report.json')).toString()
    await replace(run, {
      name: 'pawl-report-churn',
      files: { 'report.json': report.replace('"verdict": "pass"', '"verdict": "warn"') },
    })
    const withReport = await promote()
    expect(withReport.succeeded).toBe(false)
    expect(withReport.log).toContain('report.json of pawl-report-churn is not the one')

    const honest = {
      'run.json': await fileOf(train, 'runs/churn/run.json'),
      'profile.json': await fileOf(train, 'runs/churn/profile.json'),
    }
    await replace(run, { name: 'pawl-run-churn', files: { ...honest, 'out/model.onnx': onnxOf('bad') } })
    for (const job of [evaluate, promote]) {
      const refused = await job()
      expect(refused.succeeded).toBe(false)
      expect(refused.log).toMatch(/is not the one|do not belong together/)
    }
    expect(await production(world)).toBe('1.0.0')
    expect(await call<unknown[]>(world, world.people.ada, 'GET /pulls?state=open')).toEqual([])
  })
})

describe('T9: a report that names something else', () => {
  const forged = (head: string, model = 'churn'): Check => ({
    schema: 'pawl/check@1',
    model,
    head,
    base: head,
    verdict: 'pass',
    reason: 'all is well',
    stage: 'validation',
    validation: [],
  })

  it('than the run’s own commit or artifact is refused, and no pull request is told anything', async () => {
    const world = await scene(running)
    const { ada, mallory } = world.people
    const victim = await proposed(world, {
      branch: 'victim',
      files: { 'models/churn/model.yaml': modelYaml('bad') },
    })
    const own = await proposed(world, {
      by: mallory,
      branch: 'attack',
      files: { 'models/churn/model.yaml': modelYaml('good') },
    })
    const lies: [string, Check][] = [
      ['pawl-check-churn', forged(victim.head.sha)],
      ['pawl-check-churn', forged(own.head.sha, 'fraud')],
    ]
    for (const [name, check] of lies) {
      const run = startRun(world, { workflow: 'pawl-check', trigger: pullTrigger(own, 'mallory') })
      await replace(run, { name, files: { 'check.json': JSON.stringify(check) } })
      run.complete('success')
      await reportOn(world, { run, actor: 'mallory' })
      for (const { head, number } of [victim, own]) {
        expect((await statusAt(world, { by: ada, sha: head.sha }))?.state).not.toBe('success')
        expect((await answers(world, number)).join('\n')).not.toContain('all is well')
      }
      expect(await answers(world, victim.number)).toEqual([])
    }
  })
})

function pullTrigger(pull: PullAnswer, actor: string): Trigger {
  return {
    name: 'pull_request',
    payload: { action: 'opened', number: pull.number, pull_request: pull },
    actor,
    sha: pull.head.sha,
    branch: pull.head.ref,
  }
}

describe('T13: what training leaves in place of a model', () => {
  it('a link is refused with a word about it, and nothing it leads to is read', async () => {
    const world = await scene(running)
    const pull = await proposed(world, {
      branch: 'link',
      files: { 'models/churn/train.mjs': trainProgram("symlinkSync('/etc/hostname', out)\nprocess.exit(0)") },
    })
    const { status } = await checkOf(world, { pull, by: world.people.ada, action: 'opened' })
    expect(status?.state).not.toBe('success')
    expect(await answers(world, pull.number)).toEqual([expect.stringContaining('link')])
  })

  it('a Git LFS pointer is refused, and the error says what it is', async () => {
    const world = await scene(running)
    const { ada } = world.people
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 4096\n`
    await branchOff(ada, 'pointer')
    await writeFiles(ada.folder, {
      'models/churn/good.onnx': pointer,
      'models/churn/model.yaml': modelYaml('good'),
    })
    await git(ada.folder, 'commit', '--quiet', '--all', '--message', 'Use LFS')
    const checked = await runPawl(world, {
      folder: ada.folder,
      args: ['check', '--base', 'origin/main', '--quiet'],
    })
    expect(checked.code).not.toBe(0)
    expect(checked.out).toMatch(/LFS/)
  })
})

describe('T15 and T16: gates and data that are changed together with the model', () => {
  it('the gates of the base judge, and the report says that they were changed', async () => {
    const world = await scene(running)
    const pull = await proposed(world, {
      branch: 'lower',
      files: {
        'models/churn/model.yaml': modelYaml('bad', {
          gates: '{ roc_auc: { min: 0.01 } }',
          data: defaultModelYaml.data?.replace('holdout: 50%', 'holdout: 1%') ?? '',
        }),
        'pawl.yaml': 'pawl: 1\napprovals: { required: 1, from: [ada], self: allow }\n',
      },
    })
    const { status } = await checkOf(world, { pull, by: world.people.ada, action: 'opened' })
    expect(status).toMatchObject({ state: 'failure', description: expect.stringContaining('roc_auc') })
    const [said = ''] = await answers(world, pull.number)
    expect(said).toContain('0.7')
    expect(said).toMatch(/gates|policy/)
    expect(said).toMatch(/changed|changes/)
    expect(said).toMatch(/held-out rows/)

    const { ada, grace } = world.people
    const sha = pull.head.sha
    const agreed = async () => (await statusAt(world, { by: ada, sha, context: 'pawl/policy' }))?.state
    expect(said).toContain(`/approve-policy ${sha.slice(0, 7)}`)
    expect(await agreed()).toBe('pending')
    // ada allows herself to approve by the change's pawl.yaml only.
    await say(world, { by: ada, on: pull.number, body: `/approve-policy ${sha}` })
    expect(await agreed()).toBe('pending')
    await say(world, { by: grace, on: pull.number, body: `/approve-policy ${sha}` })
    expect(await agreed()).toBe('success')
    expect((await answers(world, pull.number)).at(-1)).toContain('may change the policy of `churn`')
  })

  it('held-out rows that the change alters make the verdict inconclusive at best', async () => {
    const world = await scene(running)
    const rows = customersOf({ rows: 600 })
    const flattered = rows.map((row) => ({ ...row, churned: 0.5 * row.a - 0.25 * row.b + row.c > 0 }))
    const pull = await proposed(world, {
      branch: 'flatter',
      files: {
        'data/customers/customers.csv': csvOf(flattered),
        'models/churn/model.yaml': modelYaml('good'),
      },
    })
    const { status } = await checkOf(world, { pull, by: world.people.ada, action: 'opened' })
    expect(status).toMatchObject({ state: 'failure', description: expect.stringMatching(/held-out|altered/) })
  })
})
