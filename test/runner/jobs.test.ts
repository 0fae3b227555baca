import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { look, openStage, type Played, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ jobs: 6 })
})
afterAll(() => stage.close())

const w = '.github/workflows/w.yml'
const play = (jobs: string, head = '') => stage.play({ [w]: `name: w\non: push\n${head}jobs:\n${jobs}` })
const conclusions = ({ run }: Played) =>
  Object.fromEntries(run.jobs.map(({ name, conclusion }) => [name, conclusion]))

const ok = 'runs-on: ubuntu-latest, steps: [{run: "true"}]'
const bad = 'runs-on: ubuntu-latest, steps: [{run: "false"}]'

describe('a job that needs others', () => {
  test('waits for them and gets their results and outputs', async () => {
    const played = await play(`
  last:
    needs: [first]
    runs-on: ubuntu-latest
    steps: [{run: 'echo "\${{ needs.first.result }} \${{ needs.first.outputs.word }} \${{ toJSON(needs.none) }}"'}]
  first:
    runs-on: ubuntu-latest
    outputs: {word: "\${{ steps.a.outputs.word }}!"}
    steps: [{id: a, run: echo word=hello >> "$GITHUB_OUTPUT"}]
`)
    expect(await played.said('last')).toEqual(['success hello! null'])
  })

  test('runs by what became of all before it, near and far', async () => {
    const played = await play(`
  bad: {${bad}}
  plain: {needs: bad, ${ok}}
  far: {needs: plain, ${ok}}
  on-failure: {needs: plain, if: failure(), ${ok}}
  always: {needs: plain, if: always(), ${ok}}
  behind-always: {needs: always, ${ok}}
  not-cancelled: {needs: bad, if: '!cancelled()', ${ok}}
  by-result: {needs: bad, if: "always() && needs.bad.result == 'success'", ${ok}}
`)
    expect(played.run.conclusion).toBe('failure')
    expect(conclusions(played)).toEqual({
      bad: 'failure',
      plain: 'skipped',
      far: 'skipped',
      'on-failure': 'success',
      always: 'success',
      // The failure of a job further back counts too, though all it names itself went well.
      'behind-always': 'skipped',
      'not-cancelled': 'success',
      'by-result': 'skipped',
    })
  })

  test('goes on after a failure that continue-on-error forgives, and the run is green', async () => {
    const played = await play(`
  bad: {continue-on-error: true, ${bad}}
  next: {needs: bad, runs-on: ubuntu-latest, steps: [{run: "echo \${{ needs.bad.result }}"}]}
`)
    expect(played.run.conclusion).toBe('success')
    expect(conclusions(played)).toEqual({ bad: 'failure', next: 'success' })
    expect(await played.said('next')).toEqual(['success'])
  })

  test('a run of which every job is skipped is skipped', async () => {
    const played = await play(`  a: {if: "github.ref == 'no'", ${ok}}\n`)
    expect([played.run.conclusion, conclusions(played)]).toEqual(['skipped', { a: 'skipped' }])
  })
})

describe('a matrix', () => {
  test('of another job’s output runs a job for each value, with their names, and their outputs together', async () => {
    const played = await play(`
  plan:
    runs-on: ubuntu-latest
    outputs: {models: "\${{ steps.a.outputs.models }}"}
    steps: [{id: a, run: 'echo "models=[\\"churn\\",\\"income\\"]" >> "$GITHUB_OUTPUT"'}]
  train:
    needs: plan
    strategy: {matrix: {model: "\${{ fromJSON(needs.plan.outputs.models) }}", include: [{model: churn, depth: 3}]}}
    runs-on: ubuntu-latest
    outputs: {churn: "\${{ steps.a.outputs.churn }}", income: "\${{ steps.a.outputs.income }}"}
    steps:
      - {id: a, run: 'echo "\${{ matrix.model }}=\${{ strategy.job-index }}/\${{ strategy.job-total }} \${{ matrix.depth }}" >> "$GITHUB_OUTPUT"'}
  after: {needs: train, runs-on: ubuntu-latest, steps: [{run: 'echo "\${{ needs.train.outputs.churn }}; \${{ needs.train.outputs.income }}"'}]}
`)
    expect(Object.keys(conclusions(played))).toEqual(['plan', 'train (churn, 3)', 'train (income)', 'after'])
    expect(await played.said('after')).toEqual(['0/2 3; 1/2 '])
  })

  test('that is empty fails its job, unless the job’s if looks first', async () => {
    const played = await play(`
  none: {strategy: {matrix: {m: "\${{ fromJSON('[]') }}"}}, ${ok}}
  guarded: {if: "'[]' != '[]'", strategy: {matrix: {m: "\${{ fromJSON('[]') }}"}}, ${ok}}
`)
    expect(conclusions(played)).toEqual({ none: 'failure', guarded: 'skipped' })
    expect(played.job('none').annotations[0]?.message).toContain(
      "Matrix vector 'm' does not contain any values",
    )
  })

  test('is cancelled by its first failure, unless fail-fast is false', async () => {
    const strategy = (more: string) =>
      `strategy: {${more}matrix: {n: [1, 2]}}, runs-on: ubuntu-latest, steps: [{run: '[ \${{ matrix.n }} = 2 ] && sleep 0.6 || exit 1'}]`
    const played = await play(`  fast: {${strategy('')}}\n  slow: {${strategy('fail-fast: false, ')}}\n`)
    expect(conclusions(played)).toEqual({
      'fast (1)': 'failure',
      'fast (2)': 'cancelled',
      'slow (1)': 'failure',
      'slow (2)': 'success',
    })
  })

  test('runs no more at a time than max-parallel', async () => {
    const played = await play(`
  a:
    strategy: {max-parallel: 1, matrix: {n: [1, 2, 3]}}
    runs-on: ubuntu-latest
    steps: [{run: 'mkdir "$RUNNER_TOOL_CACHE/lock" && sleep 0.1 && rmdir "$RUNNER_TOOL_CACHE/lock"'}]
`)
    expect(played.run.conclusion).toBe('success')
  })
})

test('jobs that need nothing of each other run side by side', async () => {
  // Each waits for what the other one does.
  const wait = 'for n in $(seq 100); do [ -e "$RUNNER_TOOL_CACHE/$OTHER" ] && exit 0; sleep 0.1; done; exit 1'
  const job = (own: string, other: string) =>
    `{env: {OTHER: ${other}}, runs-on: ubuntu-latest, steps: [{run: 'touch "$RUNNER_TOOL_CACHE/${own}"; ${wait}'}]}`
  const played = await play(`  a: ${job('side-a', 'side-b')}\n  b: ${job('side-b', 'side-a')}\n`)
  expect(played.run.conclusion).toBe('success')
})

describe('a concurrency group', () => {
  const slow = `
jobs:
  a: {runs-on: ubuntu-latest, steps: [{run: sleep 0.3}]}
`
  async function three(concurrency: string): Promise<(string | null)[]> {
    const scene = await stage.scene()
    await scene.push({ [w]: `on: push\nconcurrency: ${concurrency}${slow}` })
    await scene.push({ 'a.txt': '1' })
    await scene.push({ 'a.txt': '2' })
    await stage.runner.settled()
    return stage.runner.runs.filter((run) => run.repository === scene.fullName).map((run) => run.conclusion)
  }
  test('lets one run and one wait; the newest takes the place of the one that waits', async () => {
    expect(await three('{group: g}')).toEqual(['success', 'cancelled', 'success'])
  })
  test('with cancel-in-progress ends what runs', async () => {
    expect(await three(`{group: "\${{ github.ref }}", cancel-in-progress: true}`)).toEqual([
      'cancelled',
      'cancelled',
      'success',
    ])
  })
  test('with queue: max lets all run, one after the other', async () => {
    expect(await three('{group: g, queue: max}')).toEqual(['success', 'success', 'success'])
  })
  test('holds for jobs too, through all runs of a repository, whatever the case of its name', async () => {
    const lock = `'mkdir "$RUNNER_TOOL_CACHE/busy" && sleep 0.1 && rmdir "$RUNNER_TOOL_CACHE/busy"'`
    const job = (group: string) =>
      `{concurrency: {group: ${group}, queue: max}, runs-on: ubuntu-latest, steps: [{run: ${lock}}]}`
    const played = await play(`  a: ${job('write')}\n  b: ${job('WRITE')}\n  c: ${job('Write')}\n`)
    expect(conclusions(played)).toEqual({ a: 'success', b: 'success', c: 'success' })
  })
  test('that a job shares with its own run would wait for ever and is cancelled', async () => {
    const played = await play(`  a: {concurrency: g, ${ok}}\n`, 'concurrency: g\n')
    expect(conclusions(played)).toEqual({ a: 'cancelled' })
    expect(played.job().annotations[0]?.message).toContain(
      "a deadlock for concurrency group 'g' was detected",
    )
  })
})

test('a cancelled run ends its steps, runs what is for always or cancelled, and skips the rest', async () => {
  const scene = await stage.scene()
  await scene.push({
    [w]: `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: touch "$RUNNER_TOOL_CACHE/cancel-me"; sleep 60
      - {run: echo plain}
      - {if: failure(), run: echo failure}
      - {if: cancelled(), run: echo cancelled}
      - {if: always(), run: 'echo "always \${{ job.status }}"'}
  b: {needs: a, ${ok}}
  c: {needs: a, if: always(), ${ok}}
`,
  })
  const { existsSync } = await import('node:fs')
  while (!existsSync(`${stage.folder}/runner/tool-cache/cancel-me`))
    await new Promise((next) => setTimeout(next, 20))
  const { id } = stage.runner.runs.at(-1) ?? { id: 0 }
  await scene.call('ada', `POST /actions/runs/${id}/cancel`)
  await stage.runner.settled()
  const run = stage.runner.runs.find((one) => one.id === id)
  if (!run) throw new Error('no run')
  expect(run.conclusion).toBe('cancelled')
  expect(Object.fromEntries(run.jobs.map((job) => [job.name, job.conclusion]))).toEqual({
    a: 'cancelled',
    b: 'cancelled',
    c: 'success',
  })
  expect(await look(stage.runner, run).said('a')).toEqual(['cancelled', 'always cancelled'])
})
