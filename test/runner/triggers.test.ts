import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { look, openStage, type Scene, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const job = (script = 'true') =>
  `jobs: {a: {runs-on: ubuntu-latest, steps: [{run: ${JSON.stringify(script)}}]}}\n`
const named = (name: string, on: string, script?: string) => ({
  [`.github/workflows/${name}.yml`]: `name: ${name}\non: ${on}\n${job(script)}`,
})

/** What ran since the last call, as `name event branch`. */
const seen = new Map<string, number>()
async function ran(scene: Scene): Promise<string[]> {
  await stage.runner.settled()
  const runs = stage.runner.runs.filter(({ repository }) => repository === scene.fullName)
  const fresh = runs.slice(seen.get(scene.fullName) ?? 0)
  seen.set(scene.fullName, runs.length)
  return fresh.map((run) => `${run.workflowName} ${run.event} ${run.headBranch}`).sort()
}

async function quiet(files: Record<string, string>): Promise<Scene> {
  const scene = await stage.scene()
  await scene.push(files)
  await ran(scene)
  return scene
}

describe('a push', () => {
  test('starts by branch and path, from the files of its own commit', async () => {
    const scene = await quiet({
      ...named('main', '{push: {branches: [main]}}'),
      ...named('topics', "{push: {branches: ['topic/**', '!topic/x']}}"),
      ...named('data', "{push: {paths: ['data/**']}}"),
      ...named('code', "{push: {paths-ignore: ['data/**', '**.md']}}"),
      ...named('tags', '{push: {tags: [v*]}}'),
    })
    await scene.push({ 'data/a.csv': 'a' })
    expect(await ran(scene)).toEqual(['data push main', 'main push main'])
    await scene.push({ 'src/a.ts': 'a' }, { branch: 'topic/y' })
    expect(await ran(scene)).toEqual(['code push topic/y', 'topics push topic/y'])
    await scene.push({ 'data/b.csv': 'b', ...named('extra', 'push') }, { branch: 'topic/x' })
    expect(await ran(scene)).toEqual(['code push topic/x', 'data push topic/x', 'extra push topic/x'])
    await scene.push({ 'data/c.csv': 'c' }, { message: 'quiet [skip ci]' })
    expect(await ran(scene)).toEqual([])
  })

  test('of a tag starts what is for tags, and the deletion of a branch nothing', async () => {
    const scene = await quiet({
      ...named('tags', '{push: {tags: [v*]}}'),
      ...named('all', 'push'),
      ...named('b', '{push: {branches: ["**"]}}'),
    })
    const { object } = await scene.call<{ object: { sha: string } }>('ada', 'GET /git/ref/heads/main')
    await scene.call('ada', 'POST /git/refs', { ref: 'refs/tags/v1', sha: object.sha })
    expect(await ran(scene)).toEqual(['all push v1', 'tags push v1'])
    await scene.call('ada', 'POST /git/refs', { ref: 'refs/heads/gone', sha: object.sha })
    await ran(scene)
    await scene.call('ada', 'DELETE /git/refs/heads/gone')
    expect(await ran(scene)).toEqual([])
  })

  test('with a file that can not be read makes a failed run that says why', async () => {
    const scene = await stage.scene()
    await scene.push({ '.github/workflows/bad.yml': 'on: push\njobs:\n  a: {steps: [{run: x}]}\n' })
    await stage.runner.settled()
    const run = stage.runner.runs.at(-1)
    expect(run).toMatchObject({ conclusion: 'failure', path: '.github/workflows/bad.yml' })
    expect(run?.jobs[0]?.annotations[0]?.message).toMatch(/^\.github\/workflows\/bad\.yml:3:6: .*runs-on/)
  })
})

describe('a pull request', () => {
  test('starts on its test merge, by its default types, base branch and paths', async () => {
    const scene = await quiet({
      ...named(
        'check',
        'pull_request',
        `echo "$GITHUB_REF $GITHUB_HEAD_REF $GITHUB_BASE_REF \${{ github.event.number }}"; test "$GITHUB_SHA" != "\${{ github.event.pull_request.head.sha }}"`,
      ),
      ...named('other', '{pull_request: {branches: [release]}}'),
      ...named('data', "{pull_request: {paths: ['data/**']}}"),
      ...named('closed', '{pull_request: {types: [closed]}}'),
    })
    const head = await scene.push({ 'src/a.ts': '1' }, { branch: 'topic' })
    const number = await scene.propose('topic')
    expect(await ran(scene)).toEqual(['check pull_request topic'])
    const run = stage.runner.runs.at(-1)
    expect(run).toMatchObject({ conclusion: 'success', headSha: head })
    if (run)
      expect(await look(stage.runner, run).said()).toEqual([`refs/pull/${number}/merge topic main ${number}`])
    await scene.push({ 'data/a.csv': '1' }, { branch: 'topic' })
    expect(await ran(scene)).toEqual(['check pull_request topic', 'data pull_request topic'])
    await scene.call('ada', `PATCH /pulls/${number}`, { title: 'New title' })
    expect(await ran(scene)).toEqual([])
    await scene.call('ada', `PUT /pulls/${number}/merge`, {})
    expect(await ran(scene)).toEqual(['closed pull_request topic'])
  })

  test('with a conflict starts nothing', async () => {
    const scene = await quiet({ ...named('check', 'pull_request'), 'a.txt': 'one\n' })
    await scene.push({ 'a.txt': 'two\n' }, { branch: 'topic' })
    await scene.push({ 'a.txt': 'three\n' }, { branch: 'main' })
    await scene.propose('topic')
    expect(await ran(scene)).toEqual([])
  })
})

describe('what counts on the default branch only', () => {
  test('comments: by type, with the file and commit of the default branch', async () => {
    const scene = await quiet(
      named(
        'answer',
        '{issue_comment: {types: [created]}}',
        `echo "$GITHUB_REF \${{ github.event.comment.user.login }} \${{ github.event.issue.number }}"`,
      ),
    )
    await scene.push(named('evil', 'issue_comment'), { branch: 'topic' })
    await ran(scene)
    const { number } = await scene.call<{ number: number }>('ada', 'POST /issues', { title: 'One' })
    const { id } = await scene.call<{ id: number }>('grace', `POST /issues/${number}/comments`, {
      body: 'hi',
    })
    await scene.call('grace', `PATCH /issues/comments/${id}`, { body: 'edited' })
    expect(await ran(scene)).toEqual(['answer issue_comment main'])
    const run = stage.runner.runs.at(-1)
    if (run) expect(await look(stage.runner, run).said()).toEqual([`refs/heads/main grace ${number}`])
  })

  test('schedule and dispatch, with typed inputs', async () => {
    const script =
      `echo "\${{ github.event_name }} \${{ github.event.schedule }} \${{ inputs.dry }} \${{ inputs.dry && 1 || 2 }} \${{ inputs.count + 0 == 3 }} \${{ github.event.inputs.dry }}"`.replace(
        `\${{ inputs.count + 0 == 3 }}`,
        `\${{ inputs.count == 3 }}`,
      )
    const inputs = '{dry: {type: boolean, default: true}, count: {type: number, default: 3}}'
    const scene = await quiet({
      ...named(
        'retrain',
        `{schedule: [{cron: '17 3 * * *'}], workflow_dispatch: {inputs: ${inputs}}}`,
        script,
      ),
      ...named('other', "{schedule: [{cron: '1 1 * * *'}]}"),
    })
    stage.runner.schedule({ repository: scene.fullName, workflow: 'retrain', cron: '17 3 * * *' })
    expect(await ran(scene)).toEqual(['retrain schedule main'])
    const scheduled = stage.runner.runs.at(-1)
    if (scheduled)
      expect(await look(stage.runner, scheduled).said()).toEqual(['schedule 17 3 * * *  2 false '])
    const id = await stage.runner.dispatch({
      repository: scene.fullName,
      workflow: 'retrain',
      login: 'grace',
      inputs: { dry: false },
    })
    expect(await ran(scene)).toEqual(['retrain workflow_dispatch main'])
    const run = stage.runner.runs.find((one) => one.id === id)
    if (run) expect(await look(stage.runner, run).said()).toEqual(['workflow_dispatch  false 2 true false'])
    expect(run?.actor).toBe('grace')
  })

  test('repository_dispatch by its type, with its payload', async () => {
    const scene = await quiet(
      named(
        'deploy',
        '{repository_dispatch: {types: [pawl-stage-changed]}}',
        `echo "\${{ github.event.action }} \${{ github.event.client_payload.model }}"`,
      ),
    )
    await scene.call('ada', 'POST /dispatches', { event_type: 'other' })
    await scene.call('ada', 'POST /dispatches', {
      event_type: 'pawl-stage-changed',
      client_payload: { model: 'churn' },
    })
    expect(await ran(scene)).toEqual(['deploy repository_dispatch main'])
    const run = stage.runner.runs.at(-1)
    if (run) expect(await look(stage.runner, run).said()).toEqual(['pawl-stage-changed churn'])
  })

  test('workflow_run by name, type and branch, three levels deep and no deeper', async () => {
    const follow = (name: string, of: string) =>
      named(
        name,
        `{workflow_run: {workflows: [${of}], types: [completed]}}`,
        `echo "\${{ github.event.workflow_run.conclusion }} \${{ github.event.workflow_run.head_branch }} $GITHUB_REF"`,
      )
    const scene = await stage.scene()
    await scene.push({
      ...named('first', 'push'),
      ...follow('b', 'first'),
      ...follow('c', 'b'),
      ...follow('d', 'c'),
      ...follow('e', 'd'),
      ...named('branches', '{workflow_run: {workflows: [first], types: [completed], branches: [topic]}}'),
      ...named('requested', '{workflow_run: {workflows: [first], types: [requested]}}'),
    })
    expect(await ran(scene)).toEqual([
      'b workflow_run main',
      'c workflow_run main',
      'd workflow_run main',
      'first push main',
      'requested workflow_run main',
    ])
    await scene.push({ 'a.txt': '' }, { branch: 'topic' })
    expect(await ran(scene)).toContain('branches workflow_run main')
    const run = stage.runner.runs.filter((one) => one.workflowName === 'b').at(-1)
    if (run) expect(await look(stage.runner, run).said()).toEqual(['success topic refs/heads/main'])
  })
})

describe('what a GITHUB_TOKEN did', () => {
  const writing = (script: string) => `name: write
on: workflow_dispatch
permissions: {contents: write, pull-requests: write, issues: write, actions: write}
jobs:
  a:
    runs-on: ubuntu-latest
    env: {TOKEN: "\${{ github.token }}"}
    steps:
      - uses: actions/checkout@v6
      - run: |
          api() { curl -sSf -X POST -H "authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/$1" -d "$2" > /dev/null; }
${script
  .split('\n')
  .map((line) => `          ${line}`)
  .join('\n')}
`

  test('starts nothing, save dispatches', async () => {
    const scene = await quiet({
      '.github/workflows/write.yml':
        writing(`echo x > x.txt && git add x.txt && git -c user.name=b -c user.email=b@x commit -qm x && git push -q origin HEAD:main
api issues '{"title":"t"}'
api dispatches '{"event_type":"go"}'
api actions/workflows/dispatched.yml/dispatches '{"ref":"main"}'`),
      ...named('pushed', 'push'),
      ...named('issue', 'issues'),
      ...named('go', '{repository_dispatch: {types: [go]}}'),
      ...named('dispatched', 'workflow_dispatch'),
      ...named('after', '{workflow_run: {workflows: [write], types: [completed]}}'),
    })
    await stage.runner.dispatch({ repository: scene.fullName, workflow: 'write', login: 'ada' })
    expect(await ran(scene)).toEqual([
      'after workflow_run main',
      'dispatched workflow_dispatch main',
      'go repository_dispatch main',
      'write workflow_dispatch main',
    ])
  })

  test('lets the runs of its pull requests wait for somebody’s approval', async () => {
    const scene = await quiet({
      '.github/workflows/write.yml':
        writing(`git switch -qc bot && echo x > x.txt && git add x.txt && git -c user.name=b -c user.email=b@x commit -qm x && git push -q origin bot
api pulls '{"title":"t","head":"bot","base":"main"}'`),
      ...named('check', 'pull_request'),
      ...named(
        'after',
        '{workflow_run: {workflows: [check], types: [completed]}}',
        `echo "\${{ github.event.workflow_run.conclusion }}"`,
      ),
    })
    await stage.runner.dispatch({ repository: scene.fullName, workflow: 'write', login: 'ada' })
    expect(await ran(scene)).toEqual([
      'after workflow_run main',
      'check pull_request bot',
      'write workflow_dispatch main',
    ])
    const waiting = stage.runner.runs.find(
      (run) => run.repository === scene.fullName && run.workflowName === 'check',
    )
    expect(waiting).toMatchObject({
      status: 'completed',
      conclusion: 'action_required',
      jobs: [],
      actor: 'github-actions[bot]',
    })
    await scene.call('grace', `POST /actions/runs/${waiting?.id}/approve`)
    await stage.runner.settled()
    expect(stage.runner.runs.find((run) => run.id === waiting?.id)).toMatchObject({
      conclusion: 'success',
      attempt: 2,
    })
  })
})

test('the merge queue asks for checks on its own branch, and merges what is green', async () => {
  const scene = await quiet({
    ...named(
      'check',
      '{pull_request: {}, merge_group: {branches: [main]}}',
      `echo "$GITHUB_REF \${{ github.event.merge_group.base_ref }}"`,
    ),
    ...named('push', '{push: {branches: [main]}}'),
  })
  stage.sandbox.protect(scene.fullName, 'main', { statuses: ['a'] })
  await scene.push({ 'a.txt': 'a' }, { branch: 'topic' })
  const number = await scene.propose('topic')
  await ran(scene)
  const group = await stage.sandbox.queueMerge(scene.fullName, number, 'grace')
  const [run] = await ran(scene)
  expect(run).toMatch(/^check merge_group gh-readonly-queue\/main\/pr-/)
  const checked = stage.runner.runs.at(-1)
  expect(checked?.headSha).toBe(group.sha)
  if (checked) expect(await look(stage.runner, checked).said()).toEqual([`${group.ref} refs/heads/main`])
  expect(await stage.sandbox.mergeGroup(scene.fullName, group, 'grace')).toBe('merged')
  expect(stage.sandbox.head(scene.fullName, 'main')).toBe(group.sha)
  expect(await ran(scene)).toEqual(['push push main'])
  const pull = await scene.call<{ merged: boolean }>('ada', `GET /pulls/${number}`)
  expect(pull.merged).toBe(true)
})

test('workflows of a fork are off', async () => {
  const parent = await quiet(named('all', '[push, pull_request]'))
  const fork = await stage.fork(parent)
  await fork.push({ 'a.txt': '' }, { branch: 'topic' })
  expect(await ran(fork)).toEqual([])
})
