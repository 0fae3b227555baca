import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../sandbox/github/route-list.ts'
import { mustHave } from '../../sandbox/github/seed.ts'
import type { Job } from '../../sandbox/github/state/things.ts'
import { openJobRecord, remark } from '../../sandbox/runner/record.ts'
import { branch, head, openStage, pick, type Stage, write } from './stage.ts'

describe('the list of routes', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => stage.close())

  test('holds no route that does not work: one walk meets each with an answer that fits GitHub’s description', async () => {
    const [scene, ada] = [await stage.scene(), stage.as('ada')]
    const job = stage.job(scene, { checks: 'write' })
    const { at } = scene
    stage.sandbox.addTeam({ organization: 'acme', slug: 'leads', members: ['ada'] })
    await write(ada, scene, { path: '.github/workflows/a.yml', text: 'on: workflow_dispatch\n' })
    const readme = pick(await ada.get(`${at}/contents/README.md`), 'sha')

    await ada.get('/rate_limit')
    await ada.get('/user')
    await ada.get('/users/grace')
    await ada.get('/orgs/acme/teams/leads/members')
    await ada.get(at)
    await ada.get(`${at}/collaborators/grace/permission`)
    await ada.get(`${at}/branches`)
    await ada.get(`${at}/branches/main`)
    await ada.put(`${at}/branches/main/protection`, {
      required_status_checks: { strict: true, contexts: ['pawl'] },
      enforce_admins: null,
      required_pull_request_reviews: { required_approving_review_count: 1 },
      restrictions: null,
    })
    await ada.get(`${at}/branches/main/protection`)
    await ada.delete(`${at}/branches/main/protection`)

    const blob = pick(await ada.post(`${at}/git/blobs`, { content: 'x' }), 'sha')
    await ada.get(`${at}/git/blobs/${blob}`)
    const entry = { path: 'x', mode: '100644', type: 'blob', sha: blob }
    const parent = await head(ada, scene)
    const tree = pick(await ada.post(`${at}/git/trees`, { base_tree: parent, tree: [entry] }), 'sha')
    await ada.get(`${at}/git/trees/${tree}`)
    const body = { message: 'x', tree, parents: [parent] }
    const commit = pick(await ada.post(`${at}/git/commits`, body), 'sha')
    await ada.get(`${at}/git/commits/${commit}`)
    await ada.post(`${at}/git/refs`, { ref: 'refs/heads/moved', sha: parent })
    await ada.patch(`${at}/git/refs/heads/moved`, { sha: commit })
    await ada.get(`${at}/git/matching-refs/heads`)
    await ada.delete(`${at}/git/refs/heads/moved`)
    await ada.delete(`${at}/contents/README.md`, { message: 'x', sha: readme })
    await ada.get(`${at}/commits`)
    await ada.get(`${at}/commits/main`)
    await ada.get(`${at}/compare/main...main`)

    const topic = await branch(ada, scene, 'topic')
    const pull = `${at}/pulls/${pick(await ada.post(`${at}/pulls`, { title: 'x', head: 'topic', base: 'main' }), 'number')}`
    await write(ada, scene, { path: 'base.txt', text: 'x' })
    await ada.get(`${at}/commits/${topic}/pulls`)
    await ada.get(`${at}/pulls`)
    await ada.get(pull)
    await ada.patch(pull, { title: 'y' })
    await ada.get(`${pull}/files`)
    await ada.get(`${pull}/commits`)
    await ada.put(`${pull}/update-branch`, {})
    const review = pick(await stage.as('grace').post(`${pull}/reviews`, { event: 'APPROVE' }), 'id')
    await ada.get(`${pull}/reviews`)
    await ada.get(`${pull}/reviews/${review}`)
    await ada.put(`${pull}/reviews/${review}/dismissals`, { message: 'x' })
    await ada.post(`${at}/statuses/${topic}`, { state: 'success' })
    await ada.get(`${at}/commits/${topic}/status`)
    await ada.get(`${at}/commits/${topic}/statuses`)
    const check = pick(await job.post(`${at}/check-runs`, { name: 'x', head_sha: topic }), 'id')
    await job.patch(`${at}/check-runs/${check}`, { conclusion: 'success' })
    await ada.get(`${at}/check-runs/${check}`)
    await ada.get(`${at}/commits/${topic}/check-runs`)
    await ada.put(`${pull}/merge`, {})
    await ada.get(`${pull}/merge`)

    const issue = `${at}/issues/${pick(await ada.post(`${at}/issues`, { title: 'x', labels: ['a'] }), 'number')}`
    await ada.get(`${at}/issues`)
    await ada.get(issue)
    await ada.patch(issue, { state: 'closed' })
    await ada.post(`${at}/labels`, { name: 'b', color: 'abcdef' })
    await ada.get(`${at}/labels`)
    await ada.get(`${at}/labels/b`)
    await ada.post(`${issue}/labels`, { labels: ['b'] })
    await ada.get(`${issue}/labels`)
    await ada.delete(`${issue}/labels/b`)
    await ada.put(`${issue}/labels`, { labels: ['b'] })
    await ada.delete(`${at}/labels/b`)
    const comment = `${at}/issues/comments/${pick(await ada.post(`${issue}/comments`, { body: 'x' }), 'id')}`
    await ada.get(`${issue}/comments`)
    await ada.get(`${at}/issues/comments`)
    await ada.get(comment)
    await ada.patch(comment, { body: 'y' })
    const reaction = pick(await ada.post(`${comment}/reactions`, { content: '+1' }), 'id')
    await ada.get(`${comment}/reactions`)
    await ada.delete(`${comment}/reactions/${reaction}`)
    await ada.delete(comment)

    await ada.post(`${at}/dispatches`, { event_type: 'x' })
    await ada.get(`${at}/actions/workflows`)
    await ada.get(`${at}/actions/workflows/a.yml`)
    const sent = { ref: 'main', return_run_details: true }
    const dispatched = await ada.post(`${at}/actions/workflows/a.yml/dispatches`, sent)
    const run = pick(dispatched, 'workflow_run_id')
    await ada.get(`${at}/actions/workflows/a.yml/runs`)
    await ada.get(`${at}/actions/runs`)
    await ada.get(`${at}/actions/runs/${run}`)
    await ada.get(`${at}/actions/runs/${run}/artifacts`)
    const { id } = openRecord(stage, scene.fullName, Number(run))
    await ada.get(`${at}/actions/runs/${run}/jobs`)
    await ada.get(`${at}/actions/jobs/${id}`)
    await ada.get(`${at}/actions/jobs/${id}/logs`)
    await ada.get(`${at}/check-runs/${id}/annotations`)
    await ada.post(`${at}/actions/runs/${run}/cancel`)
    stage.sandbox.completeRun(Number(run), 'action_required')
    await ada.post(`${at}/actions/runs/${run}/approve`)
    await ada.get(`${at}/actions/artifacts`)
    const artifact = await upload(stage, Number(run))
    await ada.get(`${at}/actions/artifacts/${artifact}`)
    await ada.get(`${at}/actions/artifacts/${artifact}/zip`)
    await ada.delete(`${at}/actions/artifacts/${artifact}`)

    const release = `${at}/releases/${pick(await ada.post(`${at}/releases`, { tag_name: 'v1' }), 'id')}`
    await ada.get(`${at}/releases`)
    await ada.get(`${at}/releases/latest`)
    await ada.get(`${at}/releases/tags/v1`)
    await ada.get(release)
    await ada.patch(release, { name: 'One' })
    const asset = `${at}/releases/assets/${pick(await ada.post(`${release}/assets?name=x.txt`, { x: 1 }), 'id')}`
    await ada.get(`${release}/assets`)
    await ada.get(asset)
    await ada.delete(asset)
    await ada.delete(release)

    const met = stage.sandbox.requests.filter(({ status }) => status >= 200 && status < 400)
    expect(routes.filter((route) => !met.some((request) => request.route === route))).toEqual([])
  })
})

/** A job as the runner would put it on record. */
function openRecord(stage: Stage, repository: string, run: number): Job {
  const room = mustHave(stage.sandbox.world, repository)
  const sha = stage.sandbox.head(repository, 'main')
  const record = openJobRecord(stage.sandbox.world, room, {
    run,
    attempt: 1,
    name: 'a',
    sha,
    labels: ['ubuntu-latest'],
    environment: null,
  })
  record.log('hello')
  record.endStep(record.beginStep('Say hello'), 'success')
  record.annotate(remark('notice', 'hello'))
  record.end('success')
  return record.job
}

async function upload({ sandbox }: Stage, run: number): Promise<string> {
  const call = async (method: string, body: object) => {
    const service = 'github.actions.results.api.v1.ArtifactService'
    const response = await fetch(`${sandbox.resultsUrl}/twirp/${service}/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.runtimeToken(run, 'job')}` },
      body: JSON.stringify({ workflow_run_backend_id: String(run), name: 'x', ...body }),
    })
    return Object(await response.json())
  }
  await fetch((await call('CreateArtifact', {})).signed_upload_url, { method: 'PUT', body: 'x' })
  return (await call('FinalizeArtifact', { size: '1' })).artifact_id
}
