import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSandbox } from '../../sandbox/github/sandbox.ts'
import { openStage, pick, propose, value, write } from './stage.ts'

describe('the state of the sandbox', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pawl-state-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('lies in its folder as JSON that a person can read, and is there again after a restart', async () => {
    const first = await openStage({ folder })
    const [scene, grace] = [await first.scene(), first.as('grace')]
    const pull = await propose(grace, scene)
    const comment = await grace.post(`${scene.at}/issues/${pull.number}/comments`, { body: 'Hello.' })
    first.sandbox.protect(scene.fullName, 'main', { statuses: ['pawl'] })
    const events = first.sandbox.events
    await first.close()

    const file = join(folder, 'repositories/acme', scene.name, 'comments', `${pick(comment, 'id')}.json`)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ author: 'grace', body: 'Hello.' })
    const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    expect(all.filter((name) => name.endsWith('.tmp'))).toEqual([])

    const second = await startSandbox({ folder })
    const again = await fetch(`${second.apiUrl}${pull.at}`, {
      headers: { authorization: `token ${grace.token}` },
    })
    expect(await again.json()).toMatchObject({ state: 'open', head: { sha: pull.sha }, comments: 1 })
    expect(second.events).toEqual(events)
    const merge = await fetch(`${second.apiUrl}${pull.at}/merge`, {
      method: 'PUT',
      headers: { authorization: `token ${grace.token}` },
      body: '{}',
    })
    expect(merge.status).toBe(405)
    expect(second.addUser({ login: 'new' }).id).toBeGreaterThan(Number(pick(comment, 'id')))
    await second.close()
  })

  test('names of people and repositories do not depend on case', async () => {
    const stage = await openStage()
    const scene = await stage.scene()
    const answer = await stage.as('ada').get(scene.at.toUpperCase().replace('/REPOS/', '/repos/'))
    expect(pick(answer, 'full_name')).toBe(scene.fullName)
    await expect(stage.sandbox.addRepository({ owner: 'acme', name: '..' })).rejects.toThrow('not a name')
    await expect(stage.sandbox.addRepository({ owner: 'nobody', name: 'x' })).rejects.toThrow('no account')
    await stage.close()
  })

  test('hostile titles, labels, branches and paths come back as they were', async () => {
    const stage = await openStage()
    const [scene, ada] = [await stage.scene(), stage.as('ada')]
    for (const name of [
      '__proto__',
      'constructor',
      '<b>"x"</b>',
      "'; DROP TABLE x; --",
      '`a` | @ada #1',
      'ü\u202e',
    ]) {
      const issue = await ada.post(`${scene.at}/issues`, { title: name, body: `${name}\n\n`, labels: [name] })
      expect(issue).toMatchObject({ status: 201, body: { title: name, labels: [{ name }] } })
      const found = await ada.get(`${scene.at}/issues?labels=${encodeURIComponent(name)}`)
      expect(found.body).toMatchObject([{ number: value(issue, 'number') }])
      expect((await ada.get(`${scene.at}/labels/${encodeURIComponent(name)}`)).status).toBe(200)
      await write(ada, scene, { path: encodeURIComponent(name), text: name })
      const file = await ada.get(`${scene.at}/contents/${encodeURIComponent(name)}`)
      expect(Buffer.from(pick(file, 'content'), 'base64').toString()).toBe(name)
    }
    for (const path of ['a\nb', 'tab\there', '"quoted"', 'back\\slash', 'diff --git a/x b/x\n@@ -1 +1 @@']) {
      await ada.post(`${scene.at}/git/trees`, {
        tree: [{ path, mode: '100644', type: 'blob', content: 'x\n' }],
      })
      const head = pick(await ada.get(`${scene.at}/git/ref/heads/main`), 'object', 'sha')
      const tree = await ada.post(`${scene.at}/git/trees`, {
        base_tree: head,
        tree: [{ path, mode: '100644', type: 'blob', content: 'x\n' }],
      })
      const commit = await ada.post(`${scene.at}/git/commits`, {
        message: path,
        tree: pick(tree, 'sha'),
        parents: [head],
      })
      const shown = await ada.get(`${scene.at}/commits/${pick(commit, 'sha')}`)
      expect(shown.body).toMatchObject({
        files: [{ filename: path, additions: 1, patch: '@@ -0,0 +1 @@\n+x' }],
      })
    }
    await stage.close()
  })

  test('changed files are told apart: added, changed, renamed, removed, binary, links', async () => {
    const stage = await openStage()
    const [scene, ada] = [await stage.scene(), stage.as('ada')]
    const text = Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join('')
    const tree = (base: string | undefined, entries: object[]) =>
      ada.post(`${scene.at}/git/trees`, { ...(base ? { base_tree: base } : {}), tree: entries })
    const entry = (path: string, more: object) => ({ path, mode: '100644', type: 'blob', ...more })
    const one = await tree(undefined, [
      entry('kept.txt', { content: 'a\nb\n' }),
      entry('old/name.txt', { content: text }),
      entry('gone.txt', { content: 'gone\n' }),
      entry('was-file', { content: 'target\n' }),
    ])
    const first = await ada.post(`${scene.at}/git/commits`, { message: 'one', tree: pick(one, 'sha') })
    const blob = await ada.post(`${scene.at}/git/blobs`, { content: 'AAEC/w==', encoding: 'base64' })
    const two = await tree(pick(one, 'sha'), [
      entry('kept.txt', { content: 'a\nc\n' }),
      entry('old/name.txt', { sha: null }),
      entry('new/näme.txt', { content: `${text}more\n` }),
      entry('gone.txt', { sha: null }),
      entry('was-file', { mode: '120000', content: 'target' }),
      entry('zz.onnx', { sha: pick(blob, 'sha') }),
    ])
    const second = await ada.post(`${scene.at}/git/commits`, {
      message: 'two',
      tree: pick(two, 'sha'),
      parents: [pick(first, 'sha')],
    })
    const { body } = await ada.get(`${scene.at}/commits/${pick(second, 'sha')}`)
    expect((body as { files: object[] }).files).toMatchObject([
      { filename: 'gone.txt', status: 'removed', deletions: 1 },
      {
        filename: 'kept.txt',
        status: 'modified',
        additions: 1,
        deletions: 1,
        patch: '@@ -1,2 +1,2 @@\n a\n-b\n+c',
      },
      { filename: 'new/näme.txt', status: 'renamed', previous_filename: 'old/name.txt', additions: 1 },
      { filename: 'was-file', status: 'changed' },
      { filename: 'zz.onnx', status: 'added', additions: 0, sha: pick(blob, 'sha') },
    ])
    expect((body as { files: object[] }).files.at(-1)).not.toHaveProperty('patch')
    await stage.close()
  })
})
