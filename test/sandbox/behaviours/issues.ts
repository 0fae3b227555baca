import { expect } from 'vitest'
import type { Proofs } from '../behaviours.ts'
import { head, list, message, openStage, pick, propose } from '../stage.ts'

export const comments: Proofs<'comments'> = {
  async 'too long'(stage) {
    const [scene, rae] = [await stage.scene(), stage.as('rae')]
    const number = pick(await rae.post(`${scene.at}/issues`, { title: 'Drift' }), 'number')
    const post = (body: string) => rae.post(`${scene.at}/issues/${number}/comments`, { body })
    expect((await post('é'.repeat(65_536))).status).toBe(201)
    expect(await post('é'.repeat(65_537))).toMatchObject({
      status: 422,
      body: {
        message: 'Validation Failed',
        errors: [
          {
            resource: 'IssueComment',
            code: 'unprocessable',
            field: 'data',
            message: 'Body is too long (maximum is 65536 characters)',
          },
        ],
      },
    })
    expect((await post('   ')).status).toBe(422)
    const long = await rae.post(`${scene.at}/issues`, { title: 'x', body: 'x'.repeat(65_537) })
    expect(message(long)).toContain('body is too long (maximum is 65536 characters)')
  },

  async edited() {
    let now = new Date('2026-03-01T10:00:00Z')
    const stage = await openStage({ clock: () => now })
    const [scene, rae] = [await stage.scene(), stage.as('rae')]
    const number = pick(await rae.post(`${scene.at}/issues`, { title: 'Drift' }), 'number')
    const comment = await rae.post(`${scene.at}/issues/${number}/comments`, { body: 'one' })
    expect(pick(comment, 'created_at')).toBe(pick(comment, 'updated_at'))
    now = new Date('2026-03-01T10:00:01Z')
    const edited = await rae.patch(`${scene.at}/issues/comments/${pick(comment, 'id')}`, { body: 'two' })
    expect(pick(edited, 'created_at')).toBe('2026-03-01T10:00:00Z')
    expect(pick(edited, 'updated_at')).toBe('2026-03-01T10:00:01Z')
    const event = stage.sandbox.events.findLast(({ name }) => name === 'issue_comment')
    expect(event).toMatchObject({ action: 'edited', payload: { changes: { body: { from: 'one' } } } })
    await stage.close()
  },

  async 'permission by kind'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    const issue = pick(await grace.post(`${scene.at}/issues`, { title: 'Drift' }), 'number')
    const at = (number: string | number) => `${scene.at}/issues/${number}/comments`
    const onPulls = stage.job(scene, { 'pull-requests': 'write' })
    expect((await onPulls.post(at(pull.number), { body: 'x' })).status).toBe(201)
    expect((await onPulls.post(at(issue), { body: 'x' })).status).toBe(403)
    const onIssues = stage.job(scene, { issues: 'write' })
    expect((await onIssues.post(at(pull.number), { body: 'x' })).status).toBe(201)
    expect((await onIssues.post(at(issue), { body: 'x' })).status).toBe(201)
    expect((await stage.job(scene, { issues: 'read' }).post(at(issue), { body: 'x' })).status).toBe(403)
  },

  async 'comments of others'(stage) {
    const [scene, rae] = [await stage.scene(), stage.as('rae')]
    const number = pick(await rae.post(`${scene.at}/issues`, { title: 'Drift' }), 'number')
    const comment = await rae.post(`${scene.at}/issues/${number}/comments`, { body: 'mine' })
    const at = `${scene.at}/issues/comments/${pick(comment, 'id')}`
    expect((await stage.as('sam').patch(at, { body: 'x' })).status).toBe(403)
    expect((await stage.as('tom').delete(at)).status).toBe(403)
    expect((await stage.as('grace').patch(at, { body: 'moderated' })).body).toMatchObject({
      body: 'moderated',
      user: { login: 'rae' },
    })
    expect((await stage.as('grace').delete(at)).status).toBe(204)
    expect((await rae.get(at)).status).toBe(404)
  },

  async 'same reaction twice'(stage) {
    const [scene, rae] = [await stage.scene(), stage.as('rae')]
    const number = pick(await rae.post(`${scene.at}/issues`, { title: 'Drift' }), 'number')
    const comment = await rae.post(`${scene.at}/issues/${number}/comments`, { body: 'x' })
    const at = `${scene.at}/issues/comments/${pick(comment, 'id')}`
    const [first, second] = [
      await rae.post(`${at}/reactions`, { content: 'eyes' }),
      await rae.post(`${at}/reactions`, { content: 'eyes' }),
    ]
    expect([first.status, second.status]).toEqual([201, 200])
    expect(pick(first, 'id')).toBe(pick(second, 'id'))
    await stage.as('ada').post(`${at}/reactions`, { content: 'rocket' })
    expect(list(await rae.get(`${at}/reactions`))).toHaveLength(2)
    expect((await rae.get(at)).body).toMatchObject({ reactions: { total_count: 2, eyes: 1, rocket: 1 } })
    expect((await stage.as('ada').delete(`${at}/reactions/${pick(first, 'id')}`)).status).toBe(403)
    expect((await rae.delete(`${at}/reactions/${pick(first, 'id')}`)).status).toBe(204)
  },

  async 'pull requests are issues'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    await grace.post(`${scene.at}/issues`, { title: 'First', labels: ['drift'] })
    const pull = await propose(grace, scene)
    const issues = await grace.get(`${scene.at}/issues`)
    expect(issues.body).toMatchObject([
      { number: 2, pull_request: { url: expect.stringContaining(pull.at) } },
      { number: 1, labels: [{ name: 'drift' }] },
    ])
    expect((await grace.get(`${scene.at}/issues?labels=Drift`)).body).toMatchObject([{ number: 1 }])
    await grace.patch(`${scene.at}/issues/2`, { state: 'closed' })
    expect((await grace.get(pull.at)).body).toMatchObject({ state: 'closed' })
    expect(list(await grace.get(`${scene.at}/issues?state=closed`))).toHaveLength(1)
    expect(list(await grace.get(`${scene.at}/issues?state=all`))).toHaveLength(2)
  },

  async 'labels of strangers'(stage) {
    const scene = await stage.scene()
    const post = (login: string) =>
      stage.as(login).post(`${scene.at}/issues`, { title: 'x', labels: ['pawl', 'drift'] })
    expect((await post('sam')).body).toMatchObject({ labels: [] })
    expect((await post('tom')).body).toMatchObject({ labels: [{ name: 'pawl' }, { name: 'drift' }] })
    expect((await stage.as('sam').post(`${scene.at}/issues/1/labels`, { labels: ['x'] })).status).toBe(403)
    const set = await stage.as('tom').put(`${scene.at}/issues/2/labels`, { labels: ['other'] })
    expect(set.body).toMatchObject([{ name: 'other' }])
    expect((await stage.as('tom').delete(`${scene.at}/issues/2/labels/gone`)).status).toBe(404)
    const created = await stage.as('grace').post(`${scene.at}/labels`, { name: 'PAWL', color: 'ff0000' })
    expect(message(created)).toContain('already_exists')
  },
}

export const statuses: Proofs<'statuses'> = {
  async 'newest of a context'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const sha = await head(grace, scene)
    for (const state of ['pending', 'failure', 'success']) {
      await grace.post(`${scene.at}/statuses/${sha}`, { state, context: 'pawl', description: state })
    }
    expect((await grace.get(`${scene.at}/commits/main/status`)).body).toMatchObject({
      state: 'success',
      total_count: 1,
      statuses: [{ context: 'pawl', state: 'success' }],
    })
    expect((await grace.get(`${scene.at}/commits/main/statuses`)).body).toMatchObject([
      { state: 'success', creator: { login: 'grace' } },
      { state: 'failure' },
      { state: 'pending' },
    ])
  },

  async 'combined state'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const sha = await head(grace, scene)
    const state = async () => pick(await grace.get(`${scene.at}/commits/${sha}/status`), 'state')
    expect(await state()).toBe('pending')
    const post = (context: string, one: string) =>
      grace.post(`${scene.at}/statuses/${sha}`, { state: one, context })
    await post('a', 'success')
    expect(await state()).toBe('success')
    await post('b', 'pending')
    expect(await state()).toBe('pending')
    await post('c', 'error')
    expect(await state()).toBe('failure')
  },

  async 'long description'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const sha = await head(grace, scene)
    const post = (description: string) =>
      grace.post(`${scene.at}/statuses/${sha}`, { state: 'success', description })
    expect((await post('x'.repeat(140))).status).toBe(201)
    const refused = await post('x'.repeat(141))
    expect(message(refused)).toContain('description is too long (maximum is 140 characters)')
    expect((await grace.post(`${scene.at}/statuses/${'f'.repeat(40)}`, { state: 'success' })).status).toBe(
      422,
    )
  },

  async 'checks are for apps'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const body = { name: 'build', head_sha: await head(grace, scene) }
    expect((await grace.post(`${scene.at}/check-runs`, body)).status).toBe(403)
    const job = stage.job(scene, { checks: 'write' })
    expect((await job.post(`${scene.at}/check-runs`, body)).body).toMatchObject({
      status: 'queued',
      conclusion: null,
      app: { slug: 'github-actions' },
    })
    const done = { ...body, conclusion: 'success', output: { title: 'Fine', summary: 'All of it.' } }
    await job.post(`${scene.at}/check-runs`, done)
    const checks = await grace.get(`${scene.at}/commits/main/check-runs`)
    expect(checks.body).toMatchObject({ total_count: 1, check_runs: [{ conclusion: 'success' }] })
    const all = await grace.get(`${scene.at}/commits/main/check-runs?filter=all`)
    expect(list(all, 'check_runs')).toHaveLength(2)
  },
}
