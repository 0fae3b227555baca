import { expect } from 'vitest'
import type { Proofs } from '../behaviours.ts'
import { branch, head, list, message, pick, propose, write } from '../stage.ts'

export const pulls: Proofs<'pulls'> = {
  async 'mergeable is null at first'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    const looks = [await grace.get(pull.at), await grace.get(pull.at)]
    expect(looks.map(({ body }) => body)).toMatchObject([
      { mergeable: null, mergeable_state: 'unknown' },
      { mergeable: true, mergeable_state: 'clean' },
    ])
    await write(grace, scene, { path: 'more.txt', text: 'more\n', branch: 'topic' })
    expect((await grace.get(pull.at)).body).toMatchObject({ mergeable: null })
    expect((await grace.get(pull.at)).body).toMatchObject({ mergeable: true })
    await write(stage.as('ada'), scene, { path: 'other.txt', text: 'base\n' })
    expect((await grace.get(pull.at)).body).toMatchObject({ mergeable: null })
  },

  async 'test merge commit'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const base = await head(grace, scene)
    const pull = await propose(grace, scene)
    await grace.get(pull.at)
    const sha = pick(await grace.get(pull.at), 'merge_commit_sha')
    const ref = await grace.get(`${scene.at}/git/ref/pull/${pull.number}/merge`)
    expect(pick(ref, 'object', 'sha')).toBe(sha)
    const commit = await grace.get(`${scene.at}/git/commits/${sha}`)
    expect(commit.body).toMatchObject({ parents: [{ sha: base }, { sha: pull.sha }] })
    expect(await head(grace, scene)).toBe(base)
  },

  async 'push updates the pull request'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    const sha = await write(grace, scene, { path: 'more.txt', text: 'more\n', branch: 'topic' })
    expect((await grace.get(pull.at)).body).toMatchObject({ head: { sha }, commits: 2, changed_files: 2 })
    const ref = await grace.get(`${scene.at}/git/ref/pull/${pull.number}/head`)
    expect(pick(ref, 'object', 'sha')).toBe(sha)
    const events = stage.sandbox.events.filter(({ repository }) => repository === scene.fullName)
    expect(events.filter(({ name }) => name === 'pull_request')).toMatchObject([
      { action: 'opened' },
      { action: 'synchronize', payload: { before: pull.sha, after: sha, number: pull.number } },
    ])
  },

  async 'base.sha stays'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const before = await head(grace, scene)
    const pull = await propose(grace, scene)
    const moved = await write(stage.as('ada'), scene, { path: 'other.txt', text: 'base\n' })
    expect(pick(await grace.get(pull.at), 'base', 'sha')).toBe(before)
    await write(grace, scene, { path: 'more.txt', text: 'more\n', branch: 'topic' })
    expect(pick(await grace.get(pull.at), 'base', 'sha')).toBe(moved)
  },

  async 'closed stays closed'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    await grace.patch(pull.at, { state: 'closed' })
    const sha = await write(grace, scene, { path: 'more.txt', text: 'more\n', branch: 'topic' })
    expect((await grace.get(pull.at)).body).toMatchObject({ state: 'closed', head: { sha: pull.sha } })
    const reopened = await grace.patch(pull.at, { state: 'open' })
    expect(reopened.body).toMatchObject({ state: 'open', closed_at: null, head: { sha } })
  },

  async duplicate(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    const refused = await grace.post(`${scene.at}/pulls`, { title: 'Again', head: 'topic', base: 'main' })
    expect(refused.status).toBe(422)
    expect(message(refused)).toContain('A pull request already exists for acme:topic.')
    await grace.patch(pull.at, { state: 'closed' })
    const second = await grace.post(`${scene.at}/pulls`, { title: 'Again', head: 'topic', base: 'main' })
    expect(second.status).toBe(201)
    const heads = await grace.get(`${scene.at}/pulls?head=acme:topic&state=all`)
    expect(heads.body).toMatchObject([{ number: 2 }, { number: 1 }])
    expect((await grace.get(`${scene.at}/pulls?head=acme:other`)).body).toEqual([])
    expect((await grace.get(`${scene.at}/pulls?base=stable`)).body).toEqual([])
  },

  async 'no commits'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    await grace.post(`${scene.at}/git/refs`, { ref: 'refs/heads/same', sha: await head(grace, scene) })
    const refused = await grace.post(`${scene.at}/pulls`, { title: 'Nothing', head: 'same', base: 'main' })
    expect(refused.status).toBe(422)
    expect(message(refused)).toContain('No commits between main and same')
  },

  async 'unknown branch'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    await branch(grace, scene, 'topic')
    for (const [field, body] of [
      ['head', { head: 'gone', base: 'main' }],
      ['base', { head: 'topic', base: 'gone' }],
    ] as const) {
      const refused = await grace.post(`${scene.at}/pulls`, { title: 'Lost', ...body })
      expect(refused).toMatchObject({
        status: 422,
        body: { errors: [{ resource: 'PullRequest', field, code: 'invalid' }] },
      })
    }
  },

  async 'who may propose'(stage) {
    const [scene, sam] = [await stage.scene(), stage.as('sam')]
    await branch(stage.as('grace'), scene, 'topic')
    const body = { title: 'Mine', head: 'topic', base: 'main' }
    expect((await sam.post(`${scene.at}/pulls`, body)).status).toBe(422)
    await stage.sandbox.addRepository({ owner: 'sam', name: scene.name, forkOf: scene.fullName })
    const fork = { at: `/repos/sam/${scene.name}`, name: scene.name, fullName: `sam/${scene.name}` }
    const sha = await branch(sam, fork, 'idea')
    const pull = await sam.post(`${scene.at}/pulls`, { ...body, head: 'sam:idea' })
    expect(pull).toMatchObject({
      status: 201,
      body: { head: { label: 'sam:idea', sha, repo: { full_name: fork.fullName, fork: true } } },
    })
    const later = await write(sam, fork, { path: 'more.txt', text: 'more\n', branch: 'idea' })
    const seen = await sam.get(`${scene.at}/pulls/${pick(pull, 'number')}`)
    expect(seen.body).toMatchObject({ head: { sha: later }, commits: 2 })
    expect((await stage.as('grace').put(`${scene.at}/pulls/${pick(pull, 'number')}/merge`, {})).status).toBe(
      200,
    )
  },

  async 'Actions may not create pull requests'(stage) {
    const scene = await stage.scene({ settings: { actionsMayCreatePulls: false } })
    await branch(stage.as('grace'), scene, 'topic')
    const job = stage.job(scene, { 'pull-requests': 'write', contents: 'write' })
    const refused = await job.post(`${scene.at}/pulls`, { title: 'Bot', head: 'topic', base: 'main' })
    expect(refused.status).toBe(403)
    expect(message(refused)).toBe('GitHub Actions is not permitted to create or approve pull requests.')
  },

  async 'branch deleted'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    await grace.delete(`${scene.at}/git/refs/heads/topic`)
    expect((await grace.get(pull.at)).body).toMatchObject({ state: 'closed', merged: false })
    const refused = await grace.patch(pull.at, { state: 'open' })
    expect(refused.status).toBe(422)
    expect(message(refused)).toContain('The topic branch has been deleted.')
  },

  async 'pull requests of a commit'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    const numbers = async (sha: string) =>
      list(await grace.get(`${scene.at}/commits/${sha}/pulls`)).map((one) =>
        Reflect.get(Object(one), 'number'),
      )
    expect(await numbers(pull.sha)).toEqual([pull.number])
    expect(await numbers(await head(grace, scene))).toEqual([])
    const merged = pick(await grace.put(`${pull.at}/merge`, { merge_method: 'squash' }), 'sha')
    expect(await numbers(merged)).toEqual([pull.number])
    expect(await numbers(pull.sha)).toEqual([pull.number])
  },
}
