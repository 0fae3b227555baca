import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { head, openStage, type Scene, type Stage } from './stage.ts'

const start = promisify(execFile)
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

  /** Makes the calls of one job in a process of its own; gives what came of each. */
  async function job(run: number, name: string, ...calls: object[]): Promise<Record<string, unknown>[]> {
    const { stdout } = await start(process.execPath, [program, JSON.stringify(calls)], {
      env: {
        PATH: process.env.PATH,
        GITHUB_SERVER_URL: stage.sandbox.serverUrl,
        GITHUB_API_URL: stage.sandbox.apiUrl,
        GITHUB_WORKSPACE: folder,
        ACTIONS_RESULTS_URL: stage.sandbox.resultsUrl,
        ACTIONS_RUNTIME_TOKEN: stage.sandbox.runtimeToken(run, name),
      },
    })
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  }

  test('one job uploads, another lists, downloads with the digest checked, and deletes', async () => {
    writeFileSync(join(folder, 'report.json'), '{"verdict":"pass"}')
    writeFileSync(join(folder, 'model.onnx'), Buffer.alloc(3_000_000, 7))
    const upload = { do: 'upload', name: 'candidate', folder, files: ['report.json', 'model.onnx'] }
    const [uploaded] = await job(runId, 'train', upload)
    expect(uploaded).toMatchObject({
      id: expect.any(Number),
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const digest = `sha256:${uploaded?.digest}`
    const seen = await stage.as('rae').get(`${scene.at}/actions/runs/${runId}/artifacts`)
    expect(seen.body).toMatchObject({ total_count: 1, artifacts: [{ name: 'candidate', digest }] })

    const download = { do: 'download', id: uploaded?.id, path: join(folder, 'in'), expectedHash: digest }
    const remove = { do: 'delete', name: 'candidate' }
    const list = { do: 'list' }
    const [listed, got, again, removed, left] = await job(
      runId,
      'evaluate',
      list,
      download,
      upload,
      remove,
      list,
    )
    expect(listed).toMatchObject({ artifacts: [{ name: 'candidate', id: uploaded?.id, digest }] })
    expect(got).toMatchObject({
      digestMismatch: false,
      files: { 'report.json': 18, 'model.onnx': 3_000_000 },
    })
    expect(again?.error).toContain('an artifact with this name already exists on the workflow run')
    expect(removed).toMatchObject({ id: uploaded?.id })
    expect(left).toEqual({ artifacts: [] })
  })

  test('a run sees its own artifacts only; another reads them by the API with a token', async () => {
    writeFileSync(join(folder, 'a.txt'), 'a')
    const [uploaded] = await job(runId, 'a', { do: 'upload', name: 'kept', folder, files: ['a.txt'] })
    const { token } = stage.job(scene, { actions: 'read' })
    const findBy = { token, workflowRunId: runId, repositoryOwner: 'acme', repositoryName: scene.name }
    const download = { do: 'download', id: uploaded?.id, path: join(folder, 'other'), findBy }
    const calls = [{ do: 'list' }, { do: 'list', findBy }, download]
    const [own, listed, got] = await job((await newRun()).id, 'b', ...calls)
    expect(own).toEqual({ artifacts: [] })
    expect(listed).toMatchObject({ artifacts: [{ name: 'kept', id: uploaded?.id }] })
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
