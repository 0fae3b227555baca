import { expect } from 'vitest'
import type { Proofs } from '../behaviours.ts'
import { head, list, message, pick, value, write } from '../stage.ts'

const workflow = `name: Retrain
on:
  workflow_dispatch:
    inputs:
      model: {required: true}
      reason: {default: on request}
`

export const actions: Proofs<'actions'> = {
  async 'repository dispatch'(stage) {
    const [scene, at] = [await stage.scene(), 'dispatches']
    const job = stage.job(scene, { contents: 'write' })
    const payload = { model: 'churn', version: '1.1.0' }
    const sent = await job.post(`${scene.at}/${at}`, {
      event_type: 'pawl-stage-changed',
      client_payload: payload,
    })
    expect(sent.status).toBe(204)
    expect(stage.sandbox.events.at(-1)).toMatchObject({
      name: 'repository_dispatch',
      action: 'pawl-stage-changed',
      by: 'GITHUB_TOKEN',
      payload: { action: 'pawl-stage-changed', branch: 'main', client_payload: payload },
    })
    const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`p${index}`, index]))
    const refused = await job.post(`${scene.at}/${at}`, { event_type: 'x', client_payload: eleven })
    expect([refused.status, message(refused)]).toEqual([
      422,
      'No more than 10 properties are allowed; 11 were supplied.',
    ])
  },

  async 'workflow dispatch'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    await write(grace, scene, { path: '.github/workflows/retrain.yml', text: workflow })
    const at = `${scene.at}/actions/workflows/retrain.yml/dispatches`
    const inputs = { model: 'churn' }
    expect((await grace.post(at, { ref: 'main', inputs })).status).toBe(204)
    const told = await grace.post(at, { ref: 'main', inputs, return_run_details: true })
    expect(told.status).toBe(200)
    const run = await grace.get(`${scene.at}/actions/runs/${pick(told, 'workflow_run_id')}`)
    expect(run.body).toMatchObject({
      name: 'Retrain',
      event: 'workflow_dispatch',
      status: 'queued',
      run_number: 2,
      head_branch: 'main',
      head_sha: await head(grace, scene),
      head_commit: { id: await head(grace, scene) },
      actor: { login: 'grace' },
    })
    expect(stage.sandbox.events.at(-1)).toMatchObject({
      name: 'workflow_dispatch',
      runId: value(told, 'workflow_run_id'),
      payload: { ref: 'refs/heads/main', inputs: { model: 'churn', reason: 'on request' } },
    })
    const runs = await grace.get(`${scene.at}/actions/workflows/retrain.yml/runs?event=workflow_dispatch`)
    expect(runs.body).toMatchObject({ total_count: 2 })
    stage.sandbox.completeRun(Number(pick(told, 'workflow_run_id')), 'success')
    const done = await grace.get(`${scene.at}/actions/runs?status=success`)
    expect(done.body).toMatchObject({ total_count: 1, workflow_runs: [{ conclusion: 'success' }] })
    expect(stage.sandbox.events.at(-1)).toMatchObject({ name: 'workflow_run', action: 'completed' })
  },

  async 'inputs of a dispatch'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    await write(grace, scene, { path: '.github/workflows/retrain.yml', text: workflow })
    await write(grace, scene, { path: '.github/workflows/push.yml', text: 'on: push\n' })
    const send = async (file: string, body: object) => {
      const answer = await grace.post(`${scene.at}/actions/workflows/${file}/dispatches`, {
        ref: 'main',
        ...body,
      })
      return [answer.status, answer.status < 300 ? '' : message(answer)]
    }
    expect(await send('retrain.yml', {})).toEqual([422, "Required input 'model' not provided"])
    expect(await send('retrain.yml', { inputs: { model: 'churn', mode: 'x' } })).toEqual([
      422,
      'Unexpected inputs provided: ["mode"]',
    ])
    expect(await send('push.yml', {})).toEqual([422, "Workflow does not have 'workflow_dispatch' trigger"])
    expect(await send('retrain.yml', { ref: 'gone' })).toEqual([422, 'No ref found for: gone'])
    expect(await send('gone.yml', {})).toEqual([404, 'Not Found'])
    const all = await grace.get(`${scene.at}/actions/workflows`)
    expect(all.body).toMatchObject({
      total_count: 2,
      workflows: [{ name: '.github/workflows/push.yml' }, { name: 'Retrain' }],
    })
  },

  async 'artifact download'(stage) {
    const [scene, rae] = [await stage.scene(), stage.as('rae')]
    const run = stage.sandbox.createRun({
      repository: scene.fullName,
      workflow: { name: 'Check', path: '.github/workflows/check.yml' },
      event: 'push',
      headSha: await head(rae, scene),
      headBranch: 'main',
      actor: 'grace',
    })
    const twirp = async (method: string, body: object) => {
      const service = 'github.actions.results.api.v1.ArtifactService'
      const response = await fetch(`${stage.sandbox.resultsUrl}/twirp/${service}/${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${stage.sandbox.runtimeToken(run.id, 'train')}` },
        body: JSON.stringify({ workflow_run_backend_id: String(run.id), name: 'report', ...body }),
      })
      return Object(await response.json())
    }
    const { signed_upload_url } = await twirp('CreateArtifact', { expires_at: '2026-01-01T00:00:00Z' })
    await fetch(signed_upload_url, { method: 'PUT', body: 'zip bytes' })
    await twirp('FinalizeArtifact', { size: '9' })
    const found = await rae.get(`${scene.at}/actions/runs/${run.id}/artifacts?name=report`)
    const id = Reflect.get(Object(list(found, 'artifacts')[0]), 'id')
    expect(found.body).toMatchObject({ artifacts: [{ expired: true, size_in_bytes: 9 }] })
    expect((await rae.get(`${scene.at}/actions/artifacts/${id}/zip`)).status).toBe(410)

    await fetch((await twirp('CreateArtifact', { name: 'fresh' })).signed_upload_url, {
      method: 'PUT',
      body: 'zip',
    })
    const { artifact_id } = await twirp('FinalizeArtifact', { name: 'fresh', size: '3' })
    const moved = await rae.get(`${scene.at}/actions/artifacts/${artifact_id}/zip`)
    expect(moved.status).toBe(302)
    const location = moved.headers.get('location') ?? ''
    expect(await (await fetch(location)).text()).toBe('zip')
    const forged = location.replace(/sig=.{4}/, 'sig=AAAA')
    expect((await fetch(forged)).status).toBe(403)
    expect((await stage.as('grace').delete(`${scene.at}/actions/artifacts/${artifact_id}`)).status).toBe(204)
    expect((await fetch(location)).status).toBe(404)
  },

  async 'release makes its tag'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const release = await grace.post(`${scene.at}/releases`, { tag_name: 'churn/1.0.0', name: 'Churn 1.0.0' })
    expect(release).toMatchObject({ status: 201, body: { target_commitish: 'main', draft: false } })
    const tag = await grace.get(`${scene.at}/git/ref/tags/churn/1.0.0`)
    expect(pick(tag, 'object', 'sha')).toBe(await head(grace, scene))
    const again = await grace.post(`${scene.at}/releases`, { tag_name: 'churn/1.0.0' })
    expect(message(again)).toContain('already_exists')
    const found = await grace.get(`${scene.at}/releases/tags/churn/1.0.0`)
    expect(pick(found, 'id')).toBe(pick(release, 'id'))
    expect((await grace.get(`${scene.at}/releases/tags/gone`)).status).toBe(404)
  },

  async 'release asset'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const id = pick(await grace.post(`${scene.at}/releases`, { tag_name: 'v1' }), 'id')
    const upload = (name: string) =>
      fetch(`${stage.sandbox.apiUrl}${scene.at}/releases/${id}/assets?name=${name}`, {
        method: 'POST',
        headers: { authorization: `token ${grace.token}`, 'content-type': 'application/octet-stream' },
        body: Buffer.from([0, 1, 2, 255]),
      })
    const asset = Object(await (await upload('model.onnx')).json())
    expect(asset).toMatchObject({
      size: 4,
      digest: 'sha256:3d1f57c984978ef98a18378c8166c1cb8ede02c03eeb6aee7e2f121dfeee3e56',
    })
    expect((await upload('model.onnx')).status).toBe(422)
    const bytes = await grace.get(`${scene.at}/releases/assets/${asset.id}`, {
      accept: 'application/octet-stream',
    })
    expect([...bytes.bytes]).toEqual([0, 1, 2, 255])
    const browser = asset.browser_download_url.replace(stage.sandbox.serverUrl, stage.sandbox.apiUrl)
    expect((await (await fetch(browser)).arrayBuffer()).byteLength).toBe(4)
    expect(list(await grace.get(`${scene.at}/releases/${id}/assets`))).toMatchObject([{ download_count: 2 }])
    expect((await grace.delete(`${scene.at}/releases/assets/${asset.id}`)).status).toBe(204)
  },

  async 'draft release'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const id = pick(await grace.post(`${scene.at}/releases`, { tag_name: 'v1', draft: true }), 'id')
    expect((await stage.as('rae').get(`${scene.at}/releases`)).body).toEqual([])
    expect((await stage.as('rae').get(`${scene.at}/releases/${id}`)).status).toBe(404)
    expect(list(await grace.get(`${scene.at}/releases`))).toHaveLength(1)
    expect((await grace.get(`${scene.at}/git/ref/tags/v1`)).status).toBe(404)
    expect((await grace.get(`${scene.at}/releases/latest`)).status).toBe(404)
    await grace.patch(`${scene.at}/releases/${id}`, { draft: false })
    expect((await grace.get(`${scene.at}/git/ref/tags/v1`)).status).toBe(200)
    expect(pick(await stage.nobody.get(`${scene.at}/releases/latest`), 'id')).toBe(id)
    expect((await grace.delete(`${scene.at}/releases/${id}`)).status).toBe(204)
  },
}
