import { expect } from 'vitest'
import type { Proofs } from '../behaviours.ts'
import { branch, head, list, message, pick, propose, value, write } from '../stage.ts'

export const merging: Proofs<'merging'> = {
  async merge(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const [base, pull] = [await head(grace, scene), await propose(grace, scene)]
    const merged = await grace.put(`${pull.at}/merge`, {
      sha: pull.sha,
      commit_title: 'Promote',
      commit_message: 'Pawl-Approval: ada',
    })
    expect(merged).toMatchObject({ status: 200, body: { merged: true } })
    const commit = await grace.get(`${scene.at}/git/commits/${pick(merged, 'sha')}`)
    expect(commit.body).toMatchObject({
      message: 'Promote\n\nPawl-Approval: ada',
      parents: [{ sha: base }, { sha: pull.sha }],
      author: { name: 'grace' },
      committer: { name: 'GitHub' },
    })
    expect(await head(grace, scene)).toBe(pick(merged, 'sha'))
    expect((await grace.get(pull.at)).body).toMatchObject({
      state: 'closed',
      merged: true,
      merged_by: { login: 'grace' },
      merge_commit_sha: pick(merged, 'sha'),
    })
    expect((await grace.get(`${pull.at}/merge`)).status).toBe(204)
  },

  async squash(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const [base, pull] = [await head(grace, scene), await propose(stage.as('wes'), scene)]
    await write(stage.as('wes'), scene, { path: 'second.txt', text: 'two\n', branch: 'topic' })
    const merged = await grace.put(`${pull.at}/merge`, { merge_method: 'squash', commit_title: 'One' })
    const commit = await grace.get(`${scene.at}/commits/${pick(merged, 'sha')}`)
    expect(commit.body).toMatchObject({
      parents: [{ sha: base }],
      author: { login: 'wes' },
      files: [{ filename: 'second.txt' }, { filename: 'topic.txt' }],
    })
    expect(pick(commit, 'commit', 'message')).toMatch(/^One\n\n\* write topic.txt\n\n\* write second.txt$/)
  },

  async rebase(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    await write(grace, scene, { path: 'second.txt', text: 'two\n', branch: 'topic' })
    const base = await write(stage.as('ada'), scene, { path: 'other.txt', text: 'base moved\n' })
    const merged = await grace.put(`${pull.at}/merge`, { merge_method: 'rebase' })
    const log = await grace.get(`${scene.at}/commits?per_page=3`)
    expect(log.body).toMatchObject([
      { sha: pick(merged, 'sha'), commit: { message: 'write second.txt' } },
      { commit: { message: 'write topic.txt' }, parents: [{ sha: base }] },
      { sha: base },
    ])
    const files = await grace.get(`${scene.at}/git/trees/main`)
    expect(list(files, 'tree')).toHaveLength(4)
  },

  async 'stale head'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    await write(grace, scene, { path: 'late.txt', text: 'late\n', branch: 'topic' })
    const refused = await grace.put(`${pull.at}/merge`, { sha: pull.sha })
    expect(refused.status).toBe(409)
    expect(message(refused)).toBe('Head branch was modified. Review and try the merge again.')
    expect(pick(await grace.get(pull.at), 'state')).toBe('open')
  },

  async conflict(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    const base = await write(stage.as('ada'), scene, { path: 'topic.txt', text: 'something else\n' })
    const refused = await grace.put(`${pull.at}/merge`, {})
    expect([refused.status, message(refused)]).toEqual([405, 'Pull Request is not mergeable'])
    expect(await head(grace, scene)).toBe(base)
    await grace.get(pull.at)
    expect((await grace.get(pull.at)).body).toMatchObject({ mergeable: false, mergeable_state: 'dirty' })
    const replayed = await grace.put(`${pull.at}/merge`, { merge_method: 'rebase' })
    expect(replayed.status).toBe(405)
  },

  async 'merged already'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const [merged, closed] = [await propose(grace, scene, 'one'), await propose(grace, scene, 'two')]
    await grace.put(`${merged.at}/merge`, {})
    await grace.patch(closed.at, { state: 'closed' })
    for (const { at } of [merged, closed]) {
      const refused = await grace.put(`${at}/merge`, {})
      expect([refused.status, message(refused)]).toEqual([405, 'Pull Request is not mergeable'])
    }
  },

  async draft(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    await branch(grace, scene, 'topic')
    const body = { title: 'Not yet', head: 'topic', base: 'main', draft: true }
    const number = pick(await grace.post(`${scene.at}/pulls`, body), 'number')
    const refused = await grace.put(`${scene.at}/pulls/${number}/merge`, {})
    expect([refused.status, message(refused)]).toEqual([405, 'Pull Request is still a draft'])
  },

  async 'method not allowed'(stage) {
    const scene = await stage.scene({ settings: { mergeCommits: false, rebaseMerges: false } })
    const grace = stage.as('grace')
    const pull = await propose(grace, scene)
    const refused = await grace.put(`${pull.at}/merge`, {})
    expect([refused.status, message(refused)]).toEqual([
      405,
      'Merge commits are not allowed on this repository.',
    ])
    expect((await grace.put(`${pull.at}/merge`, { merge_method: 'rebase' })).status).toBe(405)
    expect((await grace.put(`${pull.at}/merge`, { merge_method: 'squash' })).status).toBe(200)
  },

  async 'merged by push'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(stage.as('wes'), scene)
    await grace.patch(`${scene.at}/git/refs/heads/main`, { sha: pull.sha })
    expect((await grace.get(pull.at)).body).toMatchObject({
      merged: true,
      merged_by: { login: 'grace' },
      merge_commit_sha: pull.sha,
    })
  },

  async 'branch deleted after merge'(stage) {
    const scene = await stage.scene({ settings: { deleteBranchOnMerge: true } })
    const grace = stage.as('grace')
    const pull = await propose(grace, scene)
    const base = await head(grace, scene)
    await grace.post(`${scene.at}/git/refs`, { ref: 'refs/heads/stable', sha: base })
    const other = await grace.post(`${scene.at}/pulls`, { title: 'Also', head: 'topic', base: 'stable' })
    await grace.put(`${pull.at}/merge`, {})
    expect((await grace.get(`${scene.at}/git/ref/heads/topic`)).status).toBe(404)
    const after = await grace.get(`${scene.at}/pulls/${pick(other, 'number')}`)
    expect(after.body).toMatchObject({ state: 'closed', merged: false, head: { sha: pull.sha } })
  },

  async 'merge without rights'(stage) {
    const scene = await stage.scene()
    const pull = await propose(stage.as('grace'), scene)
    expect((await stage.as('tom').put(`${pull.at}/merge`, {})).status).toBe(403)
    const job = stage.job(scene, { 'pull-requests': 'write', contents: 'read' })
    expect((await job.put(`${pull.at}/merge`, {})).status).toBe(403)
    expect(value(await stage.as('rae').get(pull.at), 'merged')).toBe(false)
  },
}
