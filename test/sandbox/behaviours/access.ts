import { expect } from 'vitest'
import type { Proofs } from '../behaviours.ts'
import { branch, list, message, openStage, pick, propose, value } from '../stage.ts'

export const access: Proofs<'access'> = {
  async 'unknown token'(stage) {
    const scene = await stage.scene()
    const answer = await stage.withToken('ghp_nobody').get(scene.at)
    expect([answer.status, message(answer)]).toEqual([401, 'Bad credentials'])
    expect((await stage.nobody.get(scene.at)).status).toBe(200)
    expect((await stage.nobody.post(`${scene.at}/issues`, { title: 'x' })).status).toBe(401)
  },

  async 'private repository'(stage) {
    const [scene, other] = [await stage.scene({ private: true }), await stage.scene()]
    for (const client of [stage.nobody, stage.as('sam'), stage.job(other, { contents: 'write' })]) {
      const answer = await client.get(`${scene.at}/issues`)
      expect([answer.status, message(answer)]).toEqual([404, 'Not Found'])
      expect((await client.put(`${scene.at}/contents/x`, {})).status).toBe(404)
    }
    expect((await stage.as('rae').get(scene.at)).body).toMatchObject({ private: true, visibility: 'private' })
    expect((await stage.job(scene, {}).get(`${scene.at}/contents/README.md`)).status).toBe(403)
    const reader = stage.job(scene, { contents: 'read' })
    expect((await reader.get(`${scene.at}/contents/README.md`)).status).toBe(200)
  },

  async 'missing permission'(stage) {
    const scene = await stage.scene()
    const sha = pick(await stage.as('ada').get(`${scene.at}/git/ref/heads/main`), 'object', 'sha')
    const job = stage.job(scene, { contents: 'read', statuses: 'read', 'pull-requests': 'read' })
    const tries = [
      await job.post(`${scene.at}/statuses/${sha}`, { state: 'success' }),
      await job.post(`${scene.at}/git/refs`, { ref: 'refs/heads/x', sha }),
      await job.post(`${scene.at}/pulls`, { title: 'x', head: 'x', base: 'main' }),
      await job.post(`${scene.at}/dispatches`, { event_type: 'x' }),
    ]
    for (const answer of tries) {
      expect([answer.status, message(answer)]).toEqual([403, 'Resource not accessible by integration'])
    }
    const accepted = tries.map(({ headers }) => headers.get('x-accepted-github-permissions'))
    expect(accepted).toEqual(['statuses=write', 'contents=write', 'pull_requests=write', 'contents=write'])
    const people = [await stage.as('rae').post(`${scene.at}/statuses/${sha}`, { state: 'success' })]
    expect(people[0]?.status).toBe(403)
  },

  async 'another repository'(stage) {
    const [own, other] = [await stage.scene(), await stage.scene()]
    const job = stage.job(own, { contents: 'write', issues: 'write' })
    expect((await job.get(`${other.at}/contents/README.md`)).status).toBe(200)
    expect((await job.post(`${other.at}/issues`, { title: 'x' })).status).toBe(403)
    expect((await job.post(`${own.at}/issues`, { title: 'x' })).status).toBe(201)
  },

  async 'who is a GITHUB_TOKEN'(stage) {
    const scene = await stage.scene()
    const job = stage.job(scene, { issues: 'write' })
    const refused = await job.get('/user')
    expect([refused.status, message(refused)]).toEqual([403, 'Resource not accessible by integration'])
    expect((await job.post(`${scene.at}/issues`, { title: 'x' })).body).toMatchObject({
      user: { login: 'github-actions[bot]', type: 'Bot', id: 41898282 },
    })
    expect((await stage.as('ada').get('/user')).body).toMatchObject({ login: 'ada', type: 'User' })
    expect((await stage.nobody.get('/user')).status).toBe(401)
  },

  async 'permission of a person'(stage) {
    const [open, closed] = [await stage.scene(), await stage.scene({ private: true })]
    const job = stage.job(open, {})
    const ask = async (login: string) => {
      const { body } = await job.get(`${open.at}/collaborators/${login}/permission`)
      return [Reflect.get(Object(body), 'permission'), Reflect.get(Object(body), 'role_name')]
    }
    expect(await ask('ada')).toEqual(['admin', 'admin'])
    expect(await ask('mia')).toEqual(['write', 'maintain'])
    expect(await ask('GRACE')).toEqual(['write', 'write'])
    expect(await ask('tom')).toEqual(['read', 'triage'])
    expect(await ask('sam')).toEqual(['read', 'read'])
    const stranger = await stage.as('ada').get(`${closed.at}/collaborators/sam/permission`)
    expect(stranger.body).toMatchObject({ permission: 'none' })
    const unknown = await job.get(`${open.at}/collaborators/nobody-here/permission`)
    expect([unknown.status, message(unknown)]).toEqual([404, 'nobody-here is not a user'])
    expect((await job.get(`${open.at}/collaborators/github-actions%5Bbot%5D/permission`)).status).toBe(404)
  },

  async 'permission asked by a reader'(stage) {
    const scene = await stage.scene()
    for (const login of ['rae', 'tom', 'sam']) {
      const answer = await stage.as(login).get(`${scene.at}/collaborators/ada/permission`)
      expect([answer.status, message(answer)]).toEqual([
        403,
        'Must have push access to view collaborator permission.',
      ])
    }
  },

  async 'team members'(stage) {
    const scene = await stage.scene()
    stage.sandbox.addTeam({ organization: 'acme', slug: 'ml-leads', members: ['ada', 'grace'] })
    const at = '/orgs/acme/teams/ml-leads/members'
    expect((await stage.job(scene, { contents: 'write' }).get(at)).status).toBe(403)
    const app = stage.job(scene, { members: 'read' })
    expect((await app.get(at)).body).toMatchObject([{ login: 'ada' }, { login: 'grace' }])
    expect(list(await stage.as('ada').get(at))).toHaveLength(2)
    expect((await stage.as('sam').get(at)).status).toBe(404)
    expect((await app.get('/orgs/acme/teams/gone/members')).status).toBe(404)
  },

  async 'events by GITHUB_TOKEN'(stage) {
    const scene = await stage.scene()
    await branch(stage.as('grace'), scene, 'topic')
    const job = stage.job(scene, { 'pull-requests': 'write', contents: 'write' })
    await job.post(`${scene.at}/pulls`, { title: 'x', head: 'topic', base: 'main' })
    await propose(stage.as('grace'), scene, 'other')
    const opened = stage.sandbox.events.filter(
      ({ name, repository }) => name === 'pull_request' && repository === scene.fullName,
    )
    expect(opened).toMatchObject([
      { by: 'GITHUB_TOKEN', actor: 'github-actions[bot]', payload: { sender: { type: 'Bot' } } },
      { by: 'user', actor: 'grace' },
    ])
  },

  async 'rate limit'(stage) {
    const [scene, other] = [await stage.scene(), await stage.scene()]
    const left = async (client: typeof stage.nobody, at = scene.at) => {
      const { headers } = await client.get(at)
      return [Number(headers.get('x-ratelimit-limit')), Number(headers.get('x-ratelimit-remaining'))]
    }
    const [one, two] = [stage.job(scene, {}), stage.job(scene, { contents: 'read' })]
    expect(await left(one)).toEqual([1000, 999])
    expect(await left(two)).toEqual([1000, 998])
    expect(await left(stage.job(other, {}))).toEqual([1000, 999])
    expect((await left(stage.as('rae')))[0]).toBe(5000)
    expect((await left(stage.nobody))[0]).toBe(60)
    expect(value(await one.get('/rate_limit'), 'rate', 'remaining')).toBe(998)
    expect(value(await one.get('/rate_limit'), 'rate', 'used')).toBe(2)
  },

  async 'rate limit reached'() {
    let now = new Date('2026-03-01T10:00:00Z')
    const stage = await openStage({ clock: () => now })
    const scene = await stage.scene()
    for (let count = 0; count < 60; count += 1) await stage.nobody.get(scene.at)
    const refused = await stage.nobody.get(scene.at)
    expect(refused.status).toBe(403)
    expect(message(refused)).toContain('API rate limit exceeded')
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(refused.headers.get('x-ratelimit-reset')).toBe(String(Date.parse('2026-03-01T11:00:00Z') / 1000))
    now = new Date('2026-03-01T11:00:00Z')
    expect((await stage.nobody.get(scene.at)).status).toBe(200)
    await stage.close()
  },

  async pages(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const issue = pick(await grace.post(`${scene.at}/issues`, { title: 'x' }), 'number')
    const at = `${scene.at}/issues/${issue}/comments`
    for (let count = 1; count <= 101; count += 1) await grace.post(at, { body: `comment ${count}` })
    expect(list(await grace.get(at))).toHaveLength(30)
    const second = await grace.get(`${at}?per_page=500&page=2`)
    expect(second.body).toMatchObject([{ body: 'comment 101' }])
    const url = `${stage.sandbox.apiUrl}${at}?per_page=50`
    const middle = await grace.get(`${at}?per_page=50&page=2`)
    expect(middle.headers.get('link')?.split(', ')).toEqual([
      `<${url}&page=1>; rel="prev"`,
      `<${url}&page=3>; rel="next"`,
      `<${url}&page=3>; rel="last"`,
      `<${url}&page=1>; rel="first"`,
    ])
    expect((await grace.get(`${at}?per_page=100&page=9`)).body).toEqual([])
    expect((await grace.get(`${scene.at}/issues`)).headers.get('link')).toBeNull()
  },
}
