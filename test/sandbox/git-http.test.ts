import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { branch, type Client, head, openStage, pick, propose, type Scene, type Stage } from './stage.ts'

const run = promisify(execFile)

describe('git over HTTP', () => {
  let stage: Stage
  let folder: string
  let clones = 0
  beforeAll(async () => {
    stage = await openStage()
    folder = mkdtempSync(join(tmpdir(), 'pawl-clones-'))
  })
  afterAll(async () => {
    await stage.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const address = ({ token }: Client, { fullName }: Scene, server = stage.sandbox.apiUrl) => {
    const url = new URL(`${server}/${fullName}.git`)
    if (token) [url.username, url.password] = ['x-access-token', token]
    return url.href
  }

  /** Runs the real git in a folder, deaf to the settings of whoever runs the tests. */
  async function git(cwd: string, ...args: string[]): Promise<string> {
    const identity = ['-c', 'user.name=Grace', '-c', 'user.email=grace@users.noreply.github.com']
    const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C' }
    const { stdout } = await run('git', [...identity, ...args], { cwd, env })
    return stdout.trim()
  }

  async function clone(client: Client, scene: Scene): Promise<string> {
    clones += 1
    const target = join(folder, `clone-${clones}`)
    await git(folder, 'clone', '--quiet', address(client, scene), target)
    return target
  }

  async function commit(cwd: string, path: string, text: string): Promise<string> {
    writeFileSync(join(cwd, path), text)
    await git(cwd, 'add', path)
    await git(cwd, 'commit', '--quiet', '-m', `write ${path}`)
    return git(cwd, 'rev-parse', 'HEAD')
  }

  const failure = async (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'it went well',
      (error: unknown) => String(Object(error).stderr),
    )

  test('a clone has what the API wrote, and a push is seen by the API with its events', async () => {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const cwd = await clone(grace, scene)
    expect(await git(cwd, 'rev-parse', 'HEAD')).toBe(await head(grace, scene))
    await git(cwd, 'checkout', '--quiet', '-b', 'topic')
    const sha = await commit(cwd, 'model.txt', 'weights\n')
    await git(cwd, 'push', '--quiet', 'origin', 'topic')
    expect(await head(grace, scene, 'topic')).toBe(sha)
    const events = stage.sandbox.events.filter(({ repository }) => repository === scene.fullName).slice(-2)
    expect(events).toMatchObject([
      { name: 'create', actor: 'grace', payload: { ref: 'topic', ref_type: 'branch' } },
      {
        name: 'push',
        by: 'user',
        payload: {
          ref: 'refs/heads/topic',
          after: sha,
          created: true,
          commits: [{ id: sha, message: 'write model.txt', author: { username: 'grace' } }],
        },
      },
    ])
  })

  test('a push to a pull request moves its head, and its refs can be fetched', async () => {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene)
    const cwd = await clone(grace, scene)
    await git(cwd, 'checkout', '--quiet', 'topic')
    const sha = await commit(cwd, 'more.txt', 'more\n')
    await git(cwd, 'push', '--quiet', 'origin', 'topic')
    expect((await grace.get(pull.at)).body).toMatchObject({ head: { sha }, mergeable: null })
    const merge = pick(await grace.get(pull.at), 'merge_commit_sha')
    await git(cwd, 'fetch', '--quiet', 'origin', `refs/pull/${pull.number}/merge`)
    expect(await git(cwd, 'rev-parse', 'FETCH_HEAD')).toBe(merge)
    expect(await git(cwd, 'rev-parse', 'FETCH_HEAD^2')).toBe(sha)
    const hidden = await failure(git(cwd, 'push', 'origin', `HEAD:refs/pull/${pull.number}/head`))
    expect(hidden).toContain('deny updating a hidden ref')
  })

  test('a single commit can be fetched by its id, from a shallow clone of the public address', async () => {
    const scene = await stage.scene()
    const sha = await branch(stage.as('grace'), scene, 'topic')
    const cwd = join(folder, 'by-id')
    await git(folder, 'init', '--quiet', cwd)
    // The name under which @actions/artifact takes the server; libcurl knows that it is this machine.
    await git(
      cwd,
      'fetch',
      '--quiet',
      '--depth=1',
      address(stage.nobody, scene, stage.sandbox.serverUrl),
      sha,
    )
    expect(await git(cwd, 'rev-list', '--count', 'FETCH_HEAD')).toBe('1')
  })

  test('what is not a fast forward is refused, and so is a person without write access', async () => {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const [one, two] = [await clone(grace, scene), await clone(grace, scene)]
    await commit(one, 'a.txt', 'a\n')
    await git(one, 'push', '--quiet', 'origin', 'main')
    await commit(two, 'b.txt', 'b\n')
    expect(await failure(git(two, 'push', 'origin', 'main'))).toContain('[rejected]')
    await git(two, 'push', '--quiet', '--force', 'origin', 'main')
    const push = stage.sandbox.events.findLast(({ name }) => name === 'push')
    expect(push?.payload).toMatchObject({ forced: true })
    for (const client of [stage.as('rae'), stage.job(scene, { contents: 'read' })]) {
      const words = await failure(git(one, 'push', address(client, scene), 'main:other'))
      expect(words).toContain('403')
    }
    expect(await failure(git(one, 'push', address(stage.nobody, scene), 'main:other'))).toMatch(
      /could not read Username|Authentication failed/,
    )
    const forged = { ...stage.nobody, token: 'ghp_forged' }
    const words = await failure(git(one, 'push', address(forged, scene), 'main:other'))
    expect(words).toContain('Authentication failed')
  })

  test('a private repository is not there for strangers', async () => {
    const scene = await stage.scene({ private: true })
    expect(await failure(clone(stage.as('sam'), scene))).toContain('not found')
    const cwd = await clone(stage.job(scene, { contents: 'read' }), scene)
    expect(await git(cwd, 'log', '--format=%s')).toBe('write README.md')
  })

  test('the rules of a protected branch hold for pushes too', async () => {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    stage.sandbox.protect(scene.fullName, 'main', { reviews: 1 })
    const cwd = await clone(grace, scene)
    await commit(cwd, 'a.txt', 'a\n')
    const words = await failure(git(cwd, 'push', 'origin', 'main'))
    expect(words).toContain('GH006: Protected branch update failed for refs/heads/main.')
    expect(words).toContain('Changes must be made through a pull request.')
    await git(cwd, 'push', '--quiet', address(stage.as('ada'), scene), 'main')

    stage.sandbox.protect(scene.fullName, 'main', {})
    await git(cwd, 'reset', '--quiet', '--hard', 'HEAD~1')
    const sha = await commit(cwd, 'b.txt', 'b\n')
    const ada = address(stage.as('ada'), scene)
    expect(await failure(git(cwd, 'push', '--force', ada, 'main'))).toContain('Cannot force-push')
    expect(await failure(git(cwd, 'push', ada, ':main'))).toContain('remote rejected')
    await git(cwd, 'push', '--quiet', ada, `${sha}:refs/heads/elsewhere`)
  })

  test('a commit that is green already may be pushed to a branch that requires a status', async () => {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    stage.sandbox.protect(scene.fullName, 'main', { statuses: ['pawl'] })
    const cwd = await clone(grace, scene)
    const sha = await commit(cwd, 'a.txt', 'a\n')
    expect(await failure(git(cwd, 'push', 'origin', 'main'))).toContain('Required status check "pawl"')
    await git(cwd, 'push', '--quiet', 'origin', 'main:topic')
    await grace.post(`${scene.at}/statuses/${sha}`, { state: 'success', context: 'pawl' })
    await git(cwd, 'push', '--quiet', 'origin', 'main')
    expect(await head(grace, scene)).toBe(sha)
  })

  test('branches with slashes are found by the API, and what it wrote is a sound repository', async () => {
    const [scene, grace] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(grace, scene, 'a/b')
    for (const path of ['branches/a/b', 'commits/a/b', 'commits/a/b/status', 'compare/main...a/b']) {
      expect([path, (await grace.get(`${scene.at}/${path}`)).status]).toEqual([path, 200])
    }
    expect((await grace.get(`${scene.at}/branches/a%2Fb`)).status).toBe(200)
    await grace.put(`${pull.at}/merge`, { merge_method: 'rebase' })
    const { stderr } = await run('git', [
      '-C',
      stage.sandbox.gitFolder(scene.fullName),
      'fsck',
      '--full',
      '--strict',
    ])
    expect(stderr).not.toMatch(/error|missing|broken/)
    expect(stage.sandbox.head(scene.fullName, 'main')).toBe(await head(grace, scene))
  })
})
