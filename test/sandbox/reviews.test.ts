import { expect } from 'vitest'
import { prove } from './prove.ts'
import { message, pick, propose } from './stage.ts'

prove('reviews', {
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
})
