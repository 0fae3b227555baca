import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Files, look, openStage, type Played, type Stage, workflow } from './stage.ts'

/* What the template's workflows count on and no other test of the runner looks at. */

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const w = '.github/workflows/w.yml'
const play = (jobs: string, more: Files = {}, on = 'push'): Promise<Played> =>
  stage.play({ [w]: `on: ${on}\njobs:\n${jobs}`, ...more })
const conclusions = ({ run }: Played) => Object.fromEntries(run.jobs.map((job) => [job.name, job.conclusion]))

test('a matrix of lists has a job for each list, named by its members', async () => {
  const played = await play(`
  plan:
    runs-on: ubuntu-latest
    outputs: {batches: "\${{ steps.a.outputs.batches }}"}
    steps: [{id: a, run: 'echo "batches=[[\\"churn\\"],[\\"a\\",\\"b\\"]]" >> "$GITHUB_OUTPUT"'}]
  check:
    name: Check \${{ join(matrix.models, ', ') }}
    needs: plan
    strategy: {matrix: {models: "\${{ fromJSON(needs.plan.outputs.batches) }}"}}
    runs-on: ubuntu-latest
    steps: [{run: 'echo "\${{ join(matrix.models, '' '') }}"'}]
`)
  expect(conclusions(played)).toEqual({ plan: 'success', 'Check churn': 'success', 'Check a, b': 'success' })
  expect(await played.said('Check a, b')).toEqual(['a b'])
})

test('a job that failed has given its outputs, and a job that wants them runs on', async () => {
  const played = await play(`
  evaluate:
    runs-on: ubuntu-latest
    outputs: {report: "\${{ steps.a.outputs.report }}"}
    steps: [{id: a, run: 'echo report=abc >> "$GITHUB_OUTPUT"; exit 1'}]
  promote:
    needs: evaluate
    if: \${{ !cancelled() && needs.evaluate.outputs.report != '' }}
    runs-on: ubuntu-latest
    steps: [{run: 'echo "\${{ needs.evaluate.outputs.report }} \${{ needs.evaluate.result }}"'}]
  never:
    needs: evaluate
    if: \${{ !cancelled() && needs.evaluate.outputs.nothing != '' }}
    runs-on: ubuntu-latest
    steps: [{run: exit 1}]
`)
  expect(conclusions(played)).toEqual({ evaluate: 'failure', promote: 'success', never: 'skipped' })
  expect(await played.said('promote')).toEqual(['abc failure'])
})

test('a job that its condition skips takes no place in its group', async () => {
  const chatter = `
on: issue_comment
jobs:
  answer:
    if: >-
      startsWith(github.event.comment.body, '/') || contains(github.event.comment.body, fromJSON('"\\n/"'))
    concurrency: {group: answers}
    runs-on: ubuntu-latest
    steps: [{run: sleep 0.5}]
`
  const scene = await stage.scene()
  await scene.push({ [w]: chatter })
  const { number } = await scene.call<{ number: number }>('ada', 'POST /issues', { title: 'Talk' })
  const say = (body: string) => scene.call('ada', `POST /issues/${number}/comments`, { body })
  // Without a queue, one that came later would end the one that waits.
  for (const body of ['/first', 'Well,\n/second', 'I see', 'a/b']) await say(body)
  await stage.runner.settled()
  const runs = stage.runner.runs.filter(({ repository }) => repository === scene.fullName)
  expect(runs.map(({ conclusion }) => conclusion)).toEqual(['success', 'success', 'skipped', 'skipped'])
})

test('a local composite action takes the steps that there are files for', async () => {
  const action = `name: environment\ndescription: d\nruns:\n  using: composite\n  steps:
    - {uses: actions/setup-node@v6}
    - {if: "hashFiles('package-lock.json') != ''", run: echo node, shell: bash}
    - {if: "hashFiles('requirements.txt') != ''", run: echo python, shell: bash}\n`
  const played = await stage.play({
    '.github/actions/environment/action.yml': action,
    'requirements.txt': 'onnx',
    [w]: workflow('push', '- uses: actions/checkout@v6\n- uses: ./.github/actions/environment'),
  })
  expect((await played.said()).slice(-1)).toEqual(['python'])
})

test('calls in a matrix keep their needs and outputs apart, and share the artifacts of the run', async () => {
  const called = `
on: {workflow_call: {inputs: {m: {type: string, required: true}}}}
jobs:
  train:
    runs-on: ubuntu-latest
    outputs: {run: "\${{ steps.a.outputs.run }}"}
    steps:
      - {id: a, run: 'echo "run=\${{ inputs.m }}" >> "$GITHUB_OUTPUT"; echo "\${{ inputs.m }}" > out.txt'}
      - {uses: actions/upload-artifact@v7, with: {name: "run-\${{ inputs.m }}", path: out.txt}}
  promote:
    needs: train
    runs-on: ubuntu-latest
    steps:
      - {uses: actions/download-artifact@v8, with: {name: "run-\${{ inputs.m }}"}}
      - {run: 'echo "\${{ needs.train.outputs.run }} $(cat out.txt) \${{ github.event_name }}"'}
`
  const played = await play(
    `
  each:
    strategy: {matrix: {m: [churn, income]}}
    uses: ./.github/workflows/called.yml
    with: {m: "\${{ matrix.m }}"}
`,
    { '.github/workflows/called.yml': called },
  )
  for (const m of ['churn', 'income'])
    expect((await played.said(`each (${m}) / promote`)).at(-1)).toBe(`${m} ${m} push`)
})

test('the default branch is in the event of a push and a dispatch and not of a schedule; inputs of no dispatch are empty', async () => {
  const scene = await stage.scene()
  const on =
    "{push: {}, repository_dispatch: {}, workflow_dispatch: {inputs: {m: {type: string}}}, schedule: [{cron: '1 1 * * *'}]}"
  const script = `echo "[\${{ github.event.repository.default_branch }}] [\${{ inputs.m }}]"`
  await scene.push({ [w]: workflow(on, `- run: ${script}`) })
  await stage.runner.settled()
  await stage.runner.dispatch({
    repository: scene.fullName,
    workflow: 'w',
    login: 'ada',
    inputs: { m: 'churn' },
  })
  await scene.call('ada', 'POST /dispatches', { event_type: 'retrain' })
  stage.runner.schedule({ repository: scene.fullName, workflow: 'w', cron: '1 1 * * *' })
  await stage.runner.settled()
  const runs = stage.runner.runs.filter(({ repository }) => repository === scene.fullName)
  const said = await Promise.all(
    runs.map(async (run) => [run.event, ...(await look(stage.runner, run).said())].join(' ')),
  )
  expect(said.sort()).toEqual([
    'push [main] []',
    'repository_dispatch [main] []',
    'schedule [] []',
    'workflow_dispatch [main] [churn]',
  ])
})

test('npm asks its cache before the network, keeps HOME, and takes what is installed for the same lock file only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-installed-'))
  const lock = '{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a"}}}'
  writeFileSync(join(folder, 'package-lock.json'), lock)
  const own = await openStage({
    installed: { modules: join(folder, 'node_modules'), lock: join(folder, 'package-lock.json') },
  })
  const steps = `
    - {uses: actions/checkout@v6, with: {fetch-depth: 1}}
    - run: 'echo "$npm_config_prefer_offline $npm_config_audit $npm_config_fund $HOME"'
    - run: npm ci
    - run: 'test -L node_modules && echo linked || echo installed'
  `
  const files = { 'package.json': '{"name":"a","version":"1.0.0"}', [w]: workflow('push', steps) }
  try {
    const same = await own.play({ ...files, 'package-lock.json': lock })
    expect(await same.said()).toContain('linked')
    expect(await same.said()).toContain(`true false false ${process.env.HOME}`)
    const other = await own.play({ ...files, 'package-lock.json': `${lock}\n` })
    expect(await other.said()).toContain('installed')
  } finally {
    await own.close()
    rmSync(folder, { recursive: true })
  }
})
