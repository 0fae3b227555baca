import { beforeAll, describe, expect, it } from 'vitest'
import { call } from '../../sandbox/demo/world.ts'
import { mustHave } from '../../sandbox/github/seed.ts'
import { csvOf, customersOf, modelYaml, onnxOf } from '../scenarios/small.ts'
import { lackingFiles, type Taken } from './lacking.ts'
import { comment, openStory, pawl, propose, pushToMain, type Story } from './stage.ts'

const { taken } = lackingFiles(`${pawl}/template`)
/** What the jobs said that lack something, by `<job>-without-<permission>`. */
const logs = new Map<string, string>()

/** Everything that makes a job of the template use each of its permissions. */
async function useThemAll(here: Story): Promise<void> {
  const { files } = lackingFiles(here.people.ada.folder)
  const february = customersOf({ seed: 8, shift: 2, from: 1000 }).map((one) => ({ ...one, a: one.a - 2 }))
  await pushToMain(here, {
    files: {
      ...files,
      'data/customers/february.csv': csvOf(february),
      'models/churn/model.yaml': modelYaml('also'),
      'models/churn/also.onnx': onnxOf('also'),
    },
    message: 'Take permissions away [skip ci]',
  })
  const { repository, runner } = here
  for (const permission of ['contents', 'issues'])
    runner.schedule({ repository, workflow: `drift-without-${permission}` })
  await runner.dispatch({ repository, workflow: 'pawl-retrain', login: 'hopper' })
  const stage = { model: 'churn', version: '1.1.0', stage: 'production' }
  await call(here, here.people.ada, 'POST /dispatches', {
    event_type: 'pawl-stage-changed',
    client_payload: stage,
  })
  await propose(here, { branch: 'change', files: { 'models/churn/model.yaml': modelYaml('near') } })
  await runner.settled()

  const { number } = await call<{ number: number }>(here, here.people.ada, 'POST /issues', {
    title: 'Too many offers',
  })
  const rollback = (permission: string) => `/rollback churn because without ${permission}`
  const promote = '/promote churn 1.0.0 because without pull-requests'
  for (const body of [rollback('statuses'), rollback('contents'), promote])
    await comment(here, { by: 'grace', on: number, body })
  await comment(here, { by: 'grace', on: number, body: '/help without issues' })
  await runner.settled()
  await comment(here, { by: 'grace', on: number, body: '/rollback churn because nobody answers' })
  letTimePass(here)
  runner.schedule({ repository, workflow: 'pawl-reconcile' })
  await runner.settled()
}

/** Commands that are new are left to their own workflow. */
function letTimePass({ sandbox, repository }: Story): void {
  const { comments } = mustHave(sandbox.world, repository)
  const before = new Date(Date.now() - 20 * 60_000).toISOString()
  for (const one of comments.all()) comments.put({ ...one, createdAt: before, updatedAt: before })
}

beforeAll(async () => {
  const here = await openStory('second')
  // What is public can be read without any permission.
  mustHave(here.sandbox.world, here.repository).change({ private: true })
  await useThemAll(here)
  for (const job of here.runner.runs.flatMap(({ jobs }) => jobs)) {
    const [name] = /\w+-without-[\w-]+/.exec(job.name) ?? []
    if (name && job.conclusion !== 'skipped' && !logs.has(name))
      logs.set(name, `${job.conclusion}\n${await here.runner.log(job)}`)
  }
  await here.close()
}, 600_000)

describe('the template grants nothing for show: a job without', () => {
  it.each(taken.map((one) => [`${one.permission}: ${one.level}`, one.job, one] as const))(
    '%s in %s fails, and says what it lacks',
    (_, __, one) => {
      const log = logs.get(`${one.job}-without-${one.permission}`) ?? 'never ran'
      const [conclusion] = log.split('\n')
      expect(conclusion).toBe('failure')
      expect(errorsIn(log)).toMatch(wordsFor(one))
      expect(log).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m)
    },
  )
})

const errorsIn = (log: string): string =>
  log
    .split('\n')
    .filter((line) => /##\[(error|warning)\]|^remote: /.test(line))
    .join('\n')

/** The first that misses the permission says so: GitHub of a call, checkout of the contents, Pawl of all else. */
function wordsFor({ job, permission, level, checksOut }: Taken): RegExp {
  if (job.startsWith('candidate'))
    return new RegExp(`requesting '${permission}: ${level}', but is only allowed`)
  if (checksOut) return /remote: Permission to acme\/customers\.git denied[\s\S]*The process 'git' failed/
  if (permission === 'actions') return /give the job the permission actions: read/
  return new RegExp(`it takes [^)]*\\b${permission}: (read|write)`)
}
