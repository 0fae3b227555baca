import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { head, openStage, type Scene, type Stage } from './stage.ts'

const run = promisify(execFile)
const program = fileURLToPath(new URL('artifact-client.mjs', import.meta.url))

describe('the artifact service, spoken to by @actions/artifact as a runner would start it', () => {
  let stage: Stage
  let scene: Scene
  let folder: string
  let runId: number
  beforeAll(async () => {
    stage = await openStage()
    scene = await stage.scene()
    folder = mkdtempSync(join(tmpdir(), 'pawl-artifacts-'))
    runId = (await newRun()).id
  })
  afterAll(async () => {
    await stage.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const newRun = async () =>
    stage.sandbox.createRun({
      repository: scene.fullName,
      workflow: { name: 'Check', path: '.github/workflows/check.yml' },
      event: 'pull_request',
      headSha: await head(stage.as('ada'), scene),
      headBranch: 'main',
      actor: 'grace',
    })

  /** Runs one call of the client in a process of its own; gives what it printed last. */
  async function client(job: { run: number; name: string }, call: object): Promise<Record<string, unknown>> {
    const { stdout } = await run(process.execPath, [program, JSON.stringify(call)], {
      env: {
        PATH: process.env.PATH,
        GITHUB_SERVER_URL: stage.sandbox.serverUrl,
        GITHUB_API_URL: stage.sandbox.apiUrl,
        GITHUB_WORKSPACE: folder,
        ACTIONS_RESULTS_URL: stage.sandbox.resultsUrl,
        ACTIONS_RUNTIME_TOKEN: stage.sandbox.runtimeToken(job.run, job.name),
      },
    })
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  }

  test('one job uploads, another lists, downloads with the digest checked, and deletes', async () => {
    writeFileSync(join(folder, 'report.json'), '{"verdict":"pass"}')
    writeFileSync(join(folder, 'model.onnx'), Buffer.alloc(3_000_000, 7))
    const files = ['report.json', 'model.onnx']
    const uploaded = await client(
      { run: runId, name: 'train' },
      { do: 'upload', name: 'candidate', folder, files },
    )
    expect(uploaded).toMatchObject({
      id: expect.any(Number),
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    })

    const evaluate = { run: runId, name: 'evaluate' }
    const listed = await client(evaluate, { do: 'list' })
    const digest = `sha256:${uploaded.digest}`
    expect(listed).toMatchObject({ artifacts: [{ name: 'candidate', id: uploaded.id, digest }] })
    const path = join(folder, 'in')
    const got = await client(evaluate, { do: 'download', id: uploaded.id, path, expectedHash: digest })
    expect(got).toMatchObject({
      digestMismatch: false,
      files: { 'report.json': 18, 'model.onnx': 3_000_000 },
    })
    const seen = await stage.as('rae').get(`${scene.at}/actions/runs/${runId}/artifacts`)
    expect(seen.body).toMatchObject({ total_count: 1, artifacts: [{ name: 'candidate', digest }] })

    const again = await client(evaluate, { do: 'upload', name: 'candidate', folder, files })
    expect(again.error).toContain('an artifact with this name already exists on the workflow run')
    expect(await client(evaluate, { do: 'delete', name: 'candidate' })).toMatchObject({ id: uploaded.id })
    expect(await client(evaluate, { do: 'list' })).toEqual({ artifacts: [] })
  })

  test('a run sees its own artifacts only; another reads them by the API with a token', async () => {
    writeFileSync(join(folder, 'a.txt'), 'a')
    const { id } = await client(
      { run: runId, name: 'a' },
      { do: 'upload', name: 'kept', folder, files: ['a.txt'] },
    )
    const later = (await newRun()).id
    expect(await client({ run: later, name: 'b' }, { do: 'list' })).toEqual({ artifacts: [] })
    const { token } = stage.job(scene, { actions: 'read' })
    const findBy = { token, workflowRunId: runId, repositoryOwner: 'acme', repositoryName: scene.name }
    const job = { run: later, name: 'b' }
    expect(await client(job, { do: 'list', findBy })).toMatchObject({ artifacts: [{ name: 'kept', id }] })
    const path = join(folder, 'other')
    const got = await client(job, { do: 'download', id, path, findBy })
    expect(got).toMatchObject({ files: { 'a.txt': 1 } })
  })

  test('a token that the sandbox did not make opens nothing', async () => {
    const [head64, body64] = stage.sandbox.runtimeToken(runId, 'x').split('.')
    const forged = `${head64}.${body64}.AAAA`
    const url = `${stage.sandbox.resultsUrl}/twirp/github.actions.results.api.v1.ArtifactService/ListArtifacts`
    const ask = (token: string, run: number) =>
      fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ workflow_run_backend_id: String(run) }),
      })
    expect((await ask(forged, runId)).status).toBe(401)
    const other = (await newRun()).id
    expect((await ask(stage.sandbox.runtimeToken(other, 'x'), runId)).status).toBe(403)
    expect((await ask(stage.sandbox.runtimeToken(runId, 'x'), runId)).status).toBe(200)
  })
})
