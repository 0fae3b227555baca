import { expect } from 'vitest'
import type { Proofs } from '../behaviours.ts'
import { head, message, pick, propose, type Stage, write } from '../stage.ts'

const tryMerge = async (stage: Stage, at: string, login = 'grace') => {
  const answer = await stage.as(login).put(`${at}/merge`, {})
  return [answer.status, answer.status === 200 ? 'merged' : message(answer)]
}

const review = (stage: Stage, at: string, login: string, event: string) =>
  stage.as(login).post(`${at}/reviews`, { event, body: 'Because.' })

export const protection: Proofs<'protection'> = {
  async 'required status'(stage) {
    const [scene, wes] = [await stage.scene(), stage.as('wes')]
    stage.sandbox.protect(scene.fullName, 'main', { statuses: ['pawl', 'build'] })
    const pull = await propose(wes, scene)
    const post = (context: string, state: string) =>
      wes.post(`${scene.at}/statuses/${pull.sha}`, { context, state })
    expect(await tryMerge(stage, pull.at)).toEqual([405, '2 of 2 required status checks are expected.'])
    await post('build', 'success')
    expect(await tryMerge(stage, pull.at)).toEqual([405, 'Required status check "pawl" is expected.'])
    await post('pawl', 'failure')
    expect(await tryMerge(stage, pull.at)).toEqual([405, 'Required status check "pawl" is failing.'])
    await post('pawl', 'pending')
    expect(await tryMerge(stage, pull.at)).toEqual([405, 'Required status check "pawl" is pending.'])
    await post('pawl', 'success')
    expect(await tryMerge(stage, pull.at)).toEqual([200, 'merged'])
  },

  async 'check run as required status'(stage) {
    const scene = await stage.scene()
    stage.sandbox.protect(scene.fullName, 'main', { statuses: ['build'] })
    const pull = await propose(stage.as('wes'), scene)
    const job = stage.job(scene, { checks: 'write' })
    const check = await job.post(`${scene.at}/check-runs`, { name: 'build', head_sha: pull.sha })
    expect(await tryMerge(stage, pull.at)).toEqual([405, 'Required status check "build" is pending.'])
    await job.patch(`${scene.at}/check-runs/${pick(check, 'id')}`, { conclusion: 'skipped' })
    expect(await tryMerge(stage, pull.at)).toEqual([200, 'merged'])
  },

  async 'strict base'(stage) {
    const [scene, wes] = [await stage.scene(), stage.as('wes')]
    stage.sandbox.protect(scene.fullName, 'main', { strict: true })
    const pull = await propose(wes, scene)
    await write(stage.as('ada'), scene, { path: 'other.txt', text: 'base\n' })
    expect(await tryMerge(stage, pull.at)).toEqual([
      409,
      'Head branch is out of date. Review and try the merge again.',
    ])
    const updated = await wes.put(`${pull.at}/update-branch`, { expected_head_sha: pull.sha })
    expect(updated.status).toBe(202)
    expect(await tryMerge(stage, pull.at)).toEqual([200, 'merged'])
  },

  async 'required review'(stage) {
    const scene = await stage.scene()
    stage.sandbox.protect(scene.fullName, 'main', { reviews: 1 })
    const pull = await propose(stage.as('wes'), scene)
    const missing = [405, 'At least 1 approving review is required by reviewers with write access.']
    expect(await tryMerge(stage, pull.at)).toEqual(missing)
    await review(stage, pull.at, 'rae', 'APPROVE')
    expect(await tryMerge(stage, pull.at)).toEqual(missing)
    await review(stage, pull.at, 'grace', 'COMMENT')
    expect(await tryMerge(stage, pull.at)).toEqual(missing)
    await review(stage, pull.at, 'grace', 'APPROVE')
    expect(await tryMerge(stage, pull.at)).toEqual([200, 'merged'])
  },

  async 'stale approval'(stage) {
    for (const [dismissStale, status, state] of [
      [true, 405, 'DISMISSED'],
      [false, 200, 'APPROVED'],
    ] as const) {
      const [scene, wes] = [await stage.scene(), stage.as('wes')]
      stage.sandbox.protect(scene.fullName, 'main', { reviews: 1, dismissStale })
      const pull = await propose(wes, scene)
      await review(stage, pull.at, 'grace', 'APPROVE')
      await write(wes, scene, { path: 'late.txt', text: 'late\n', branch: 'topic' })
      expect((await wes.get(`${pull.at}/reviews`)).body).toMatchObject([{ state, commit_id: pull.sha }])
      expect((await tryMerge(stage, pull.at))[0]).toBe(status)
    }
  },

  async 'changes requested'(stage) {
    const scene = await stage.scene()
    stage.sandbox.protect(scene.fullName, 'main', { reviews: 1 })
    const pull = await propose(stage.as('wes'), scene)
    await review(stage, pull.at, 'mia', 'APPROVE')
    const asked = await review(stage, pull.at, 'grace', 'REQUEST_CHANGES')
    expect((await tryMerge(stage, pull.at))[0]).toBe(405)
    await stage.as('mia').put(`${pull.at}/reviews/${pick(asked, 'id')}/dismissals`, { message: 'Settled.' })
    expect(await tryMerge(stage, pull.at)).toEqual([200, 'merged'])
  },

  async administrators(stage) {
    const scene = await stage.scene()
    stage.sandbox.protect(scene.fullName, 'main', { statuses: ['pawl'], enforceAdmins: true })
    const pull = await propose(stage.as('wes'), scene)
    expect((await tryMerge(stage, pull.at, 'ada'))[0]).toBe(405)
    stage.sandbox.protect(scene.fullName, 'main', { statuses: ['pawl'] })
    expect((await tryMerge(stage, pull.at, 'mia'))[0]).toBe(405)
    expect((await tryMerge(stage, pull.at, 'ada'))[0]).toBe(200)
  },

  async 'direct commit'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    stage.sandbox.protect(scene.fullName, 'main', { statuses: ['pawl'], reviews: 1 })
    const content = Buffer.from('x').toString('base64')
    const put = await grace.put(`${scene.at}/contents/x.txt`, { message: 'x', content })
    const words = 'Required status check "pawl" is expected. Changes must be made through a pull request.'
    expect([put.status, message(put)]).toEqual([409, `Could not create file: ${words}`])
    const patch = await grace.patch(`${scene.at}/git/refs/heads/main`, { sha: pull.sha })
    expect([patch.status, message(patch)]).toEqual([422, words])
    const job = stage.job(scene, { contents: 'write' })
    expect((await job.patch(`${scene.at}/git/refs/heads/main`, { sha: pull.sha })).status).toBe(422)
  },

  async 'force and delete'(stage) {
    const [scene, ada] = [await stage.scene(), stage.as('ada')]
    const base = await head(ada, scene)
    const sha = await write(ada, scene, { path: 'x.txt', text: 'x\n' })
    await ada.post(`${scene.at}/git/refs`, { ref: 'refs/heads/stable', sha })
    stage.sandbox.protect(scene.fullName, 'stable', {})
    const forced = await ada.patch(`${scene.at}/git/refs/heads/stable`, { sha: base, force: true })
    expect([forced.status, message(forced)]).toEqual([422, 'Cannot force-push to this branch'])
    expect((await ada.delete(`${scene.at}/git/refs/heads/stable`)).status).toBe(422)
    await ada.delete(`${scene.at}/branches/stable/protection`)
    expect((await ada.patch(`${scene.at}/git/refs/heads/stable`, { sha: base, force: true })).status).toBe(
      200,
    )
    expect((await ada.delete(`${scene.at}/git/refs/heads/stable`)).status).toBe(204)
  },

  async mergeable_state(stage) {
    const [scene, wes] = [await stage.scene(), stage.as('wes')]
    const pull = await propose(wes, scene)
    await wes.get(pull.at)
    const state = async () => pick(await wes.get(pull.at), 'mergeable_state')
    expect(await state()).toBe('clean')
    await wes.post(`${scene.at}/statuses/${pull.sha}`, { context: 'lint', state: 'failure' })
    expect(await state()).toBe('unstable')
    stage.sandbox.protect(scene.fullName, 'main', { reviews: 1 })
    expect(await state()).toBe('blocked')
    stage.sandbox.protect(scene.fullName, 'main', { strict: true })
    await write(stage.as('ada'), scene, { path: 'other.txt', text: 'base\n' })
    expect(await state()).toBe('unknown')
    expect(await state()).toBe('behind')
  },
}

export const reviews: Proofs<'reviews'> = {
  async 'own pull request'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    const refused = await grace.post(`${pull.at}/reviews`, { event: 'APPROVE' })
    expect([refused.status, message(refused)]).toEqual([
      422,
      'Unprocessable Entity "Can not approve your own pull request"',
    ])
    expect((await grace.post(`${pull.at}/reviews`, { event: 'REQUEST_CHANGES', body: 'x' })).status).toBe(422)
    const comment = await grace.post(`${pull.at}/reviews`, { event: 'COMMENT', body: 'Please look.' })
    expect(comment).toMatchObject({ status: 200, body: { state: 'COMMENTED', user: { login: 'grace' } } })
  },

  async 'review by Actions'(stage) {
    const scene = await stage.scene({ settings: { actionsMayCreatePulls: false } })
    const pull = await propose(stage.as('grace'), scene)
    const job = stage.job(scene, { 'pull-requests': 'write' })
    expect((await job.post(`${pull.at}/reviews`, { event: 'APPROVE' })).status).toBe(422)
    expect((await job.post(`${pull.at}/reviews`, { event: 'COMMENT', body: 'Hm.' })).status).toBe(200)
  },

  async dismissal(stage) {
    const scene = await stage.scene()
    const pull = await propose(stage.as('grace'), scene)
    const review = await stage.as('wes').post(`${pull.at}/reviews`, { event: 'APPROVE' })
    const at = `${pull.at}/reviews/${pick(review, 'id')}`
    expect((await stage.as('rae').put(`${at}/dismissals`, { message: 'No.' })).status).toBe(403)
    expect((await stage.as('mia').put(`${at}/dismissals`, { message: 'No.' })).status).toBe(200)
    expect((await stage.as('rae').get(at)).body).toMatchObject({ state: 'DISMISSED', user: { login: 'wes' } })
    const names = stage.sandbox.events.filter(({ name }) => name === 'pull_request_review')
    expect(names.slice(-2)).toMatchObject([{ action: 'submitted' }, { action: 'dismissed' }])
  },
}
