import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { look, openStage, type Stage, workflow } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ secrets: { DEPLOY_KEY: 'very-secret-key' } })
})
afterAll(() => stage.close())

const w = '.github/workflows/w.yml'
/** Asks the API and says the status. */
const ask = (method: string, path: string, body = '{}') =>
  `curl -s -o answer -w '%{http_code} ' -X ${method} -H "authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/${path}" -d '${body}'`
const token = `env: {TOKEN: "\${{ github.token }}"}`

describe('the token of a job', () => {
  test.each([
    ['permissions: {}', '200 403 403 403'],
    ['permissions: {contents: read}', '200 403 403 403'],
    ['permissions: {issues: write}', '200 201 403 403'],
    ['permissions: {contents: write, statuses: write}', '200 403 204 201'],
    ['permissions: write-all', '200 201 204 201'],
    ['permissions: read-all', '200 403 403 403'],
    ['', '200 403 403 403'],
  ])('with "%s" can do that and no more', async (permissions, statuses) => {
    const played = await stage.play({
      [w]: workflow(
        'push',
        `
        - run: |
            curl -s -o /dev/null -w '%{http_code} ' -H "authorization: Bearer $TOKEN" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY"
            ${ask('POST', 'issues', '{"title":"t"}')}
            ${ask('POST', 'dispatches', '{"event_type":"x"}')}
            ${ask('POST', 'statuses/$GITHUB_SHA', '{"state":"success"}').replace('\'{"state', '\'{"state')}
        `,
        { head: `${permissions}\n`, job: token },
      ),
    })
    expect((await played.said()).join('').trim()).toBe(statuses)
  })

  test('is the job’s own permissions where it has some, and dead when the job is over', async () => {
    const played = await stage.play({
      [w]: `on: push
permissions: {issues: write}
jobs:
  a:
    permissions: {contents: read}
    runs-on: ubuntu-latest
    env: {TOKEN: "\${{ secrets.GITHUB_TOKEN }}"}
    steps:
      - run: |
          printf '%s' "$TOKEN" > "$RUNNER_TOOL_CACHE/token"; ${ask('POST', 'issues', '{"title":"t"}')}
  b:
    needs: a
    runs-on: ubuntu-latest
    steps:
      - run: |
          TOKEN=$(cat "$RUNNER_TOOL_CACHE/token"); ${ask('GET', 'actions/runs')}
`,
    })
    expect(await played.said('a')).toEqual(['403 '])
    expect(await played.said('b')).toEqual(['401 '])
  })

  test('is in no variable unless the workflow puts it there', async () => {
    const played = await stage.play({
      [w]: workflow(
        'push',
        `- run: env | grep -c "\${{ github.token }}\\|ACTIONS_RUNTIME_TOKEN\\|ACTIONS_ID_TOKEN" || true`,
      ),
    })
    expect(await played.said()).toEqual(['0'])
  })
})

describe('a pull request from a fork', () => {
  const file = workflow(
    '[pull_request, push]',
    `
    - run: |
        echo "[$KEY] [$ID] $HEAD"
        ${ask('POST', 'issues', '{"title":"t"}')}
        ${ask('GET', 'actions/runs')}
      env: {KEY: "\${{ secrets.DEPLOY_KEY }}", ID: "\${{ env.ACTIONS_ID_TOKEN_REQUEST_TOKEN }}", HEAD: "\${{ github.event.pull_request.head.repo.full_name }}"}
    - run: echo "[$ACTIONS_ID_TOKEN_REQUEST_URL]"
    `,
    { head: 'permissions: {issues: write, actions: write, id-token: write}\n', job: token },
  )

  test('has a token that reads, no secrets and no identity; the same from a branch has them', async () => {
    const scene = await stage.scene()
    await scene.push({ [w]: file })
    const fork = await stage.fork(scene)
    const head = await fork.push({ 'a.txt': 'a' }, { branch: 'topic' })
    await scene.propose('topic', { login: 'sam', head: 'sam:topic' })
    await stage.runner.settled()
    const run = stage.runner.runs.at(-1)
    if (!run) throw new Error('no run')
    expect(run).toMatchObject({
      event: 'pull_request',
      headSha: head,
      headRepository: fork.fullName,
      repository: scene.fullName,
      conclusion: 'success',
    })
    const said = await look(stage.runner, run).said()
    expect(said).toEqual([`[] [] ${fork.fullName}`, '403 200 ', '[]'])
    await scene.push({ 'b.txt': 'b' }, { branch: 'own' })
    await scene.propose('own')
    await stage.runner.settled()
    const own = stage.runner.runs.at(-1)
    if (own)
      expect((await look(stage.runner, own).said()).join()).toMatch(/^\[\*\*\*\] \[\] acme.*201 200 ,\[http/)
  })
})

test('an OIDC token has the claims of its job, signed by a key that the issuer publishes', async () => {
  const played = await stage.play({
    [w]: workflow(
      'push',
      `
      - run: |
          curl -sf -H "authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=cloud" > token.json
          ISSUER=$(node -p 'JSON.parse(Buffer.from(JSON.parse(require("fs").readFileSync("token.json")).value.split(".")[1], "base64url")).iss')
          curl -sf "$(curl -sf "$ISSUER/.well-known/openid-configuration" | node -p 'JSON.parse(require("fs").readFileSync(0)).jwks_uri')" > keys.json
          node -p 'const r = (f) => JSON.parse(require("fs").readFileSync(f)); JSON.stringify({token: r("token.json").value, keys: r("keys.json").keys})'
      `,
      { head: 'permissions: {id-token: write}\n', job: 'environment: {name: production}' },
    ),
  })
  const [line = ''] = await played.said()
  const { token: jwt, keys } = JSON.parse(line) as { token: string; keys: { kid: string }[] }
  const [head = '', body = '', signature = ''] = jwt.split('.')
  const decode = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
  const key = keys.find(({ kid }) => kid === decode(head).kid)
  if (!key) throw new Error('no key')
  const publicKey = createPublicKey({ key: key as JsonWebKey, format: 'jwk' })
  expect(
    verify('sha256', Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, 'base64url')),
  ).toBe(true)
  expect(decode(body)).toMatchObject({
    sub: `repo:${played.fullName}:environment:production`,
    aud: 'cloud',
    repository: played.fullName,
    repository_owner: 'acme',
    ref: 'refs/heads/main',
    sha: played.run.headSha,
    actor: 'ada',
    event_name: 'push',
    workflow: 'w',
    job_workflow_ref: `${played.fullName}/.github/workflows/w.yml@refs/heads/main`,
    environment: 'production',
    run_id: String(played.run.id),
  })
  expect(played.job().environment).toBe('production')
})
