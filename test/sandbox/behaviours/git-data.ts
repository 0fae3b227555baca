import { expect } from 'vitest'
import type { Proofs } from '../behaviours.ts'
import { branch, head, list, message, pick, write } from '../stage.ts'

export const git: Proofs<'git'> = {
  async 'reference exists'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const sha = await head(grace, scene)
    const again = await grace.post(`${scene.at}/git/refs`, { ref: 'refs/heads/main', sha })
    expect([again.status, message(again)]).toEqual([422, 'Reference already exists'])
    await grace.post(`${scene.at}/git/refs`, { ref: 'refs/heads/a/b', sha })
    expect((await grace.post(`${scene.at}/git/refs`, { ref: 'refs/heads/a', sha })).status).toBe(422)
  },

  async 'not a fast forward'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const first = await head(grace, scene)
    const second = await write(grace, scene, { path: 'a.txt', text: 'a\n' })
    const back = await grace.patch(`${scene.at}/git/refs/heads/main`, { sha: first })
    expect([back.status, message(back)]).toEqual([422, 'Update is not a fast forward'])
    expect(await head(grace, scene)).toBe(second)
    const forced = await grace.patch(`${scene.at}/git/refs/heads/main`, { sha: first, force: true })
    expect([forced.status, pick(forced, 'object', 'sha')]).toEqual([200, first])
    const push = stage.sandbox.events.findLast(({ name }) => name === 'push')
    expect(push?.payload).toMatchObject({ forced: true, before: second, after: first })
  },

  async 'malformed reference'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const sha = await head(grace, scene)
    const names = ['main', 'refs/x', 'refs/heads/', 'refs/heads/a..b', 'refs/heads/a b', 'refs/heads/a\nb']
    for (const ref of [...names, 'refs/heads/../../x', 'refs/heads/x.lock', 'refs/pull/1/head']) {
      expect((await grace.post(`${scene.at}/git/refs`, { ref, sha })).status, ref).toBe(422)
    }
    const nowhere = { ref: 'refs/heads/x', sha: '0'.repeat(39).concat('1') }
    const refused = await grace.post(`${scene.at}/git/refs`, nowhere)
    expect([refused.status, message(refused)]).toEqual([422, 'Object does not exist'])
    const missing = await grace.patch(`${scene.at}/git/refs/heads/gone`, { sha })
    expect([missing.status, message(missing)]).toEqual([422, 'Reference does not exist'])
  },

  async 'deleted reference'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    await branch(grace, scene, 'topic')
    expect((await grace.delete(`${scene.at}/git/refs/heads/topic`)).status).toBe(204)
    expect((await grace.get(`${scene.at}/git/ref/heads/topic`)).status).toBe(404)
    expect((await grace.delete(`${scene.at}/git/refs/heads/topic`)).status).toBe(422)
  },

  async 'matching references'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    for (const name of ['pawl/one', 'pawl/two', 'other']) await branch(grace, scene, name)
    const found = await grace.get(`${scene.at}/git/matching-refs/heads/pawl/`)
    expect(found.body).toMatchObject([{ ref: 'refs/heads/pawl/one' }, { ref: 'refs/heads/pawl/two' }])
    expect((await grace.get(`${scene.at}/git/matching-refs/heads/none`)).body).toEqual([])
  },

  async 'tree on a base'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    await write(grace, scene, { path: 'models/churn/model.yaml', text: 'model: churn\n' })
    await write(grace, scene, { path: 'models/churn/old.txt', text: 'old\n' })
    const blob = await grace.post(`${scene.at}/git/blobs`, { content: 'eA==', encoding: 'base64' })
    const entry = (path: string, more: object) => ({ path, mode: '100644', type: 'blob', ...more })
    const tree = await grace.post(`${scene.at}/git/trees`, {
      base_tree: await head(grace, scene),
      tree: [
        entry('models/churn/old.txt', { sha: null }),
        entry('models/churn/1.0.0/model.onnx', { sha: pick(blob, 'sha') }),
        entry('README.md', { content: 'new\n' }),
      ],
    })
    const all = await grace.get(`${scene.at}/git/trees/${pick(tree, 'sha')}?recursive=1`)
    const paths = list(all, 'tree').map((one) => Reflect.get(Object(one), 'path'))
    expect(paths).toEqual([
      'README.md',
      'models',
      'models/churn',
      'models/churn/1.0.0',
      'models/churn/1.0.0/model.onnx',
      'models/churn/model.yaml',
    ])
    const emptied = await grace.post(`${scene.at}/git/trees`, {
      base_tree: pick(tree, 'sha'),
      tree: [entry('README.md', { sha: null }), entry('models', { sha: null })],
    })
    expect(pick(emptied, 'sha')).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904')
    const gone = await grace.post(`${scene.at}/git/trees`, {
      base_tree: pick(tree, 'sha'),
      tree: [entry('nowhere.txt', { sha: null })],
    })
    expect(gone.status).toBe(422)
    for (const path of ['../x', 'a//b', '.git/config', '/x', 'a/./b', '']) {
      const refused = await grace.post(`${scene.at}/git/trees`, { tree: [entry(path, { content: 'x' })] })
      expect([path, refused.status]).toEqual([path, 422])
    }
  },

  async 'unknown parts'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const nothing = 'f'.repeat(40)
    const commit = await grace.get(`${scene.at}/git/commits/${await head(grace, scene)}`)
    const tree = pick(commit, 'tree', 'sha')
    const post = (body: object) => grace.post(`${scene.at}/git/commits`, { message: 'x', ...body })
    expect((await post({ tree: nothing })).status).toBe(422)
    expect((await post({ tree, parents: [nothing] })).status).toBe(422)
    const entry = { path: 'x', mode: '100644', type: 'blob', sha: nothing }
    expect((await grace.post(`${scene.at}/git/trees`, { tree: [entry] })).status).toBe(422)
    const author = { name: 'Eve\nparent 123', email: '<x>', date: '2026-01-02T03:04:05+02:00' }
    const made = await post({ tree, author })
    expect(made.body).toMatchObject({
      parents: [],
      author: { name: 'Eveparent 123', email: 'x', date: '2026-01-02T01:04:05Z' },
    })
  },

  async 'blob too large'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const content = 'x'.repeat(40 * 1024 * 1024 + 1)
    expect((await grace.post(`${scene.at}/git/blobs`, { content })).status).toBe(422)
    expect((await grace.post(`${scene.at}/git/blobs`, { content: '#', encoding: 'base64' })).status).toBe(422)
  },

  async compare(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const start = await head(grace, scene)
    const topic = await branch(grace, scene, 'topic')
    const compare = (range: string) => grace.get(`${scene.at}/compare/${range}`)
    expect((await compare('main...topic')).body).toMatchObject({
      status: 'ahead',
      ahead_by: 1,
      commits: [{ sha: topic }],
      files: [{ filename: 'topic.txt', status: 'added', additions: 1, patch: '@@ -0,0 +1 @@\n+topic' }],
    })
    await write(grace, scene, { path: 'other.txt', text: 'other\n' })
    expect((await compare('main...topic')).body).toMatchObject({
      status: 'diverged',
      ahead_by: 1,
      behind_by: 1,
      merge_base_commit: { sha: start },
      files: [{ filename: 'topic.txt' }],
    })
    expect((await compare('topic...topic')).body).toMatchObject({ status: 'identical', total_commits: 0 })
    expect((await compare(`main...${start}`)).body).toMatchObject({ status: 'behind', behind_by: 1 })
    expect((await compare('main...gone')).status).toBe(404)
  },
}

export const contents: Proofs<'contents'> = {
  async 'stale file'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const seen = pick(await grace.get(`${scene.at}/contents/README.md`), 'sha')
    await write(grace, scene, { path: 'README.md', text: 'changed\n', sha: seen })
    const body = { message: 'x', content: 'eA==', sha: seen }
    const refused = await grace.put(`${scene.at}/contents/README.md`, body)
    expect([refused.status, message(refused)]).toEqual([409, `README.md does not match ${seen}`])
    expect((await grace.delete(`${scene.at}/contents/README.md`, { message: 'x', sha: seen })).status).toBe(
      409,
    )
  },

  async 'overwriting without sha'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const refused = await grace.put(`${scene.at}/contents/README.md`, { message: 'x', content: 'eA==' })
    expect([refused.status, message(refused)]).toEqual([422, 'Invalid request.\n\n"sha" wasn\'t supplied.'])
  },

  async 'large file'(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const text = 'x'.repeat(1024 * 1024 + 1)
    await write(grace, scene, { path: 'model.onnx', text })
    const answer = await grace.get(`${scene.at}/contents/model.onnx`)
    expect(answer.body).toMatchObject({ size: text.length, content: '', encoding: 'none', type: 'file' })
    const raw = await grace.get(`${scene.at}/contents/model.onnx`, {
      accept: 'application/vnd.github.raw+json',
    })
    expect(raw.bytes.equals(Buffer.from(text))).toBe(true)
    const small = await grace.get(`${scene.at}/contents/README.md`)
    expect(Buffer.from(pick(small, 'content'), 'base64').toString()).toBe('hello\n')
  },

  async folder(stage) {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    await write(grace, scene, { path: 'a%20b/%C3%BC%23%3F%25.txt', text: 'x' })
    await write(grace, scene, { path: 'a%20b/c/d.txt', text: 'x' })
    expect((await grace.get(`${scene.at}/contents/a%20b`)).body).toMatchObject([
      { type: 'dir', path: 'a b/c', name: 'c' },
      { type: 'file', path: 'a b/ü#?%.txt', size: 1 },
    ])
    expect((await grace.get(`${scene.at}/contents/a%20b/%C3%BC%23%3F%25.txt`)).body).toMatchObject({
      size: 1,
    })
    expect((await grace.get(`${scene.at}/contents/gone.txt`)).status).toBe(404)
    expect((await grace.get(`${scene.at}/contents/README.md?ref=gone`)).status).toBe(404)
    expect((await grace.get(`${scene.at}/contents/README.md?ref=main~1`)).status).toBe(404)
  },
}
