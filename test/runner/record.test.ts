import { afterAll, beforeAll, expect, test } from 'vitest'
import { conforms } from '../sandbox/conforms.ts'
import { openStage, type Played, type Stage, workflow } from './stage.ts'

let stage: Stage
let played: Played
beforeAll(async () => {
  stage = await openStage()
  played = await stage.play({
    '.github/workflows/w.yml': workflow(
      'push',
      `
      - {name: Say, run: 'echo hello; echo "::warning file=a.ts,line=2::careful"; echo "# Sum" >> "$GITHUB_STEP_SUMMARY"'}
      - {name: Fail, run: exit 2}
      - {name: Never, run: echo never}
      `,
    ),
  })
})
afterAll(() => stage.close())

/** Asks a route and holds the answer against GitHub's description. */
async function get<T>(path: string): Promise<T> {
  const body = await played.call<T>('ada', `GET ${path}`)
  expect(conforms('GET', `/repos/${played.fullName}${path}`, 200, body)).toEqual([])
  return body
}

test('the jobs of a run, with their steps', async () => {
  const { total_count, jobs } = await get<{
    total_count: number
    jobs: { id: number; steps: { name: string; conclusion: string }[] }[]
  }>(`/actions/runs/${played.run.id}/jobs`)
  expect(total_count).toBe(1)
  expect(jobs[0]).toMatchObject({
    name: 'a',
    conclusion: 'failure',
    workflow_name: 'w',
    head_sha: played.run.headSha,
    labels: ['ubuntu-latest'],
  })
  expect(jobs[0]?.steps.map(({ name, conclusion }) => `${name}: ${conclusion}`)).toEqual([
    'Set up job: success',
    'Say: success',
    'Fail: failure',
    'Never: skipped',
    'Complete job: success',
  ])
  await get(`/actions/jobs/${jobs[0]?.id}`)
})

test('the log of a job, with times, behind a redirect', async () => {
  const { id } = played.job()
  const response = await fetch(`${stage.sandbox.apiUrl}/repos/${played.fullName}/actions/jobs/${id}/logs`, {
    redirect: 'manual',
  })
  expect(response.status).toBe(302)
  const log = await (await fetch(response.headers.get('location') ?? '')).text()
  expect(log).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z hello$/m)
  const nothing = await fetch(`${stage.sandbox.apiUrl}/repos/${played.fullName}/actions/jobs/1/logs`)
  expect(nothing.status).toBe(404)
})

test('a job is a check of its commit, with its annotations', async () => {
  const { check_runs } = await get<{ check_runs: { id: number; name: string; conclusion: string }[] }>(
    `/commits/${played.run.headSha}/check-runs`,
  )
  expect(check_runs).toMatchObject([{ id: played.job().id, name: 'a', conclusion: 'failure' }])
  const annotations = await get<object[]>(`/check-runs/${played.job().id}/annotations`)
  expect(annotations).toMatchObject([
    { path: 'a.ts', start_line: 2, annotation_level: 'warning', message: 'careful' },
    { path: '.github', annotation_level: 'failure', message: 'Process completed with exit code 2.' },
  ])
  expect(played.job().summary).toBe('# Sum\n')
})

test('a run that is over can be neither cancelled nor approved', async () => {
  for (const [order, status] of [
    ['cancel', '409'],
    ['approve', '403'],
  ]) {
    await expect(played.call('ada', `POST /actions/runs/${played.run.id}/${order}`)).rejects.toThrow(
      `${status} `,
    )
  }
})

test('the check of a job counts for a protected branch', async () => {
  const scene = await stage.scene()
  await scene.push({
    '.github/workflows/w.yml': workflow('pull_request', '- run: test -e good.txt || exit 1\n').replace(
      'test -e good.txt',
      'test -n "$GITHUB_HEAD_REF" && test "$GITHUB_HEAD_REF" = good',
    ),
  })
  stage.sandbox.protect(scene.fullName, 'main', { statuses: ['a'] })
  for (const branch of ['good', 'bad']) await scene.push({ [`${branch}.txt`]: '1' }, { branch })
  const [good, bad] = [await scene.propose('good'), await scene.propose('bad')]
  await stage.runner.settled()
  await expect(scene.call('grace', `PUT /pulls/${bad}/merge`, {})).rejects.toThrow('405')
  await scene.call('grace', `PUT /pulls/${good}/merge`, {})
})
