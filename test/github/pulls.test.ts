import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { importCommits, openStage, propose, push, routesOf, type Scene, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.sandbox.faults.clear())
afterAll(() => stage.close())

const numbers = (pulls: readonly { number: number }[] | undefined) =>
  pulls?.map(({ number }) => number).sort()
const words = { title: 'Title (#1)', message: 'Message\n\nPawl-Approval: x' }

/** The commits that the default branch had since one of its own, along the way it went. */
const line = (scene: Scene, base: string) =>
  scene.git('rev-list', '--first-parent', `${base}..main`).split('\n')

/** Eve proposes a change from her fork. */
async function proposeFromFork(scene: Scene, branch = 'topic') {
  await stage.sandbox.addRepository({ owner: 'eve', name: scene.name, forkOf: scene.fullName })
  const eve = scene.as('eve').rest
  const sha = stage.sandbox.head(`eve/${scene.name}`, 'main')
  const here = { owner: 'eve', repo: scene.name }
  await eve.git.createRef({ ...here, ref: `refs/heads/${branch}`, sha })
  const content = Buffer.from('eve').toString('base64')
  const { data } = await eve.repos.createOrUpdateFileContents({
    ...here,
    path: 'e.txt',
    message: 'E',
    content,
    branch,
  })
  const pull = await eve.pulls.create({
    owner: 'acme',
    repo: scene.name,
    title: 'E',
    head: `eve:${branch}`,
    base: 'main',
  })
  return { number: pull.data.number, sha: data.commit.sha ?? '' }
}

describe('a pull request', () => {
  it('is made, read and changed', async () => {
    const scene = await stage.scene()
    const forge = scene.forge()
    const { pull, sha } = await propose(scene, 'topic/one')
    expect(pull).toMatchObject({
      title: 'Add topic/one',
      body: 'Why not',
      state: 'open',
      merged: false,
      draft: false,
      author: { login: 'github-actions[bot]', type: 'Bot' },
      head: { sha, branch: 'topic/one', repository: scene.fullName },
      base: { branch: 'main' },
      mergedBy: null,
    })
    await forge.updatePull(pull.number, { title: 'Other', body: 'Because' })
    expect(await forge.pull(pull.number)).toMatchObject({ title: 'Other', body: 'Because' })
    expect(await forge.issue(pull.number)).toMatchObject({ isPull: true })
    await expect(forge.pull(999)).rejects.toThrow()
    const again = { title: 'X', body: '', head: 'topic/one', base: 'main' }
    await expect(forge.createPull(again)).rejects.toThrow('already exists')
  })

  it('tells what it changes: renamed, added, edited, removed', async () => {
    const scene = await stage.scene()
    const text = 'a long enough text\n'.repeat(20)
    await push(scene, 'main', { 'old.txt': text, 'edit.txt': '1\n', 'gone.txt': '1\n' })
    await push(scene, 'topic', {
      'old.txt': null,
      'new.txt': text,
      'edit.txt': '2\n',
      'gone.txt': null,
      'add.bin': Uint8Array.of(0, 1),
    })
    const pull = await scene.forge().createPull({ title: 'T', body: '', head: 'topic', base: 'main' })
    const files = await scene.forge().pullFiles(pull.number)
    expect(files.map(({ path, status, previousPath }) => [path, status, previousPath])).toEqual([
      ['add.bin', 'added', undefined],
      ['edit.txt', 'modified', undefined],
      ['gone.txt', 'removed', undefined],
      ['new.txt', 'renamed', 'old.txt'],
    ])
    expect(files[1]?.blob).toBe(scene.git('rev-parse', 'refs/heads/topic:edit.txt'))
  })

  it('shows files whose content need not be read then, and only those that are as shown', async () => {
    const scene = await stage.scene()
    const lines = Array.from({ length: 50 }, (_, nth) => `line ${nth}`)
    const base = await push(scene, 'main', { 'edit.txt': `${lines.join('\n')}\n`, 'unseen.txt': 'a\n' })
    const contents = {
      'edit.txt': `${lines.toSpliced(20, 2, 'other').join('\n')}`,
      'unseen.txt': 'b\n',
      'add.json': '{"ä": 1}\n',
      'crlf.txt': 'a\r\nb\r\n',
      'latin.txt': Uint8Array.of(0xe4, 0x0a),
      'model.onnx': Uint8Array.of(0, 1, 2),
    }
    const sha = await push(scene, 'topic', contents)
    const { number } = await scene.forge().createPull({ title: 'T', body: '', head: 'topic', base: 'main' })
    const forge = scene.forge()
    await forge.file('edit.txt', base)
    await forge.pullFiles(number)
    for (const [path, content] of Object.entries(contents)) {
      const requests = await scene.requests(async () =>
        expect(Buffer.from((await forge.file(path, sha)) ?? '').equals(Buffer.from(content)), path).toBe(
          true,
        ),
      )
      expect(requests.length, path).toBe(['edit.txt', 'add.json', 'crlf.txt'].includes(path) ? 0 : 1)
    }
    expect(await scene.requests(() => forge.file('add.json', 'topic'))).toHaveLength(1)
  })

  it('whose patch was cut or bent is read from where it lies', async () => {
    const scene = await stage.scene()
    const sha = await push(scene, 'topic', { 'add.json': '{\n  "a": 1\n}\n' })
    const { number } = await scene.forge().createPull({ title: 'T', body: '', head: 'topic', base: 'main' })
    const at = { owner: 'acme', repo: scene.name, pull_number: number }
    const { data } = await scene.as('ada').rest.pulls.listFiles(at)
    for (const patch of ['@@ -0,0 +1,3 @@\n+{\n+  "a": 1', '@@ -0,0 +1,3 @@\n+{\n+  "a": 2\n+}', '']) {
      const forge = scene.forge()
      scene.fault('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
        when: 'after',
        do: { status: 200, body: data.map((file) => ({ ...file, patch })) },
        times: 1,
      })
      await forge.pullFiles(number)
      expect(Buffer.from((await forge.file('add.json', sha)) ?? '').toString()).toBe('{\n  "a": 1\n}\n')
    }
  })
})

describe('pull requests by head', () => {
  it('are those of the branch here, not of the same branch of a fork', async () => {
    const scene = await stage.scene()
    await proposeFromFork(scene)
    const { pull } = await propose(scene)
    expect(numbers(await scene.forge().pullsByHead({ branch: 'topic' }))).toEqual([pull.number])
  })

  it('are found by commit with one request when it is ours', async () => {
    const scene = await stage.scene()
    const { pull, sha } = await propose(scene)
    const forge = scene.forge()
    const requests = await scene.requests(async () => {
      expect(numbers(await forge.pullsByHead({ sha, repository: scene.fullName.toUpperCase() }))).toEqual([
        pull.number,
      ])
    })
    expect(routesOf(requests)).toEqual(['GET /commits/{commit_sha}/pulls'])
    await push(scene, 'topic', { 'b.txt': '2' })
    expect(await forge.pullsByHead({ sha, repository: scene.fullName })).toEqual([])
    expect(await forge.pullsByHead({ sha: '1'.repeat(40), repository: scene.fullName })).toEqual([])
  })

  it('are found by commit in a fork, of which GitHub knows nothing by commit', async () => {
    const scene = await stage.scene()
    const { number, sha } = await proposeFromFork(scene)
    scene.fault('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
      when: 'before',
      do: { status: 422, body: { message: `No commit found for SHA: ${sha}` } },
    })
    const forge = scene.forge()
    expect(numbers(await forge.pullsByHead({ sha, repository: `eve/${scene.name}` }))).toEqual([number])
    expect(await forge.pullsByHead({ sha, repository: scene.fullName })).toEqual([])
    await forge.updatePull(number, { state: 'closed' })
    expect(await forge.pullsByHead({ sha, repository: `eve/${scene.name}` })).toEqual([])
  })
})

describe('merge', () => {
  it.each(['merge', 'squash'] as const)('by %s carries title and message', async (method) => {
    const scene = await stage.scene()
    const { pull, sha } = await propose(scene)
    const outcome = await scene.forge().merge(pull.number, { sha, method, ...words })
    expect(outcome).toEqual({ merged: true, sha: scene.head('main'), found: false })
    expect(scene.git('log', '-1', '--format=%B', 'main')).toBe(`${words.title}\n\n${words.message}`)
    expect(await scene.forge().pull(pull.number)).toMatchObject({
      merged: true,
      state: 'closed',
      mergeCommit: scene.head('main'),
      mergedBy: 'github-actions[bot]',
    })
  })

  it('does nothing when the head moved', async () => {
    const scene = await stage.scene()
    const { pull, sha } = await propose(scene)
    await push(scene, 'topic', { 'evil.txt': 'x' })
    const outcome = await scene.forge().merge(pull.number, { sha, method: 'merge', ...words })
    expect(outcome).toMatchObject({
      merged: false,
      cause: 'head-moved',
      message: expect.stringContaining('modified'),
    })
    expect((await scene.forge().pull(pull.number)).merged).toBe(false)
  })

  it('is worth another look when the base moved in the same moment', async () => {
    const scene = await stage.scene()
    const { pull, sha } = await propose(scene)
    scene.fault('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
      when: 'before',
      do: { status: 405, body: { message: 'Base branch was modified. Review and try the merge again.' } },
      times: 1,
    })
    const outcome = await scene.forge().merge(pull.number, { sha, method: 'merge', ...words })
    expect(outcome).toMatchObject({ merged: false, cause: 'head-moved' })
  })

  it('says in the words of GitHub why it does not merge', async () => {
    const scene = await stage.scene()
    const { pull, sha } = await propose(scene)
    stage.sandbox.protect(scene.fullName, 'main', { statuses: ['pawl'] })
    const outcome = await scene.forge().merge(pull.number, { sha, method: 'merge', ...words })
    expect(outcome).toMatchObject({
      merged: false,
      cause: 'not-mergeable',
      message: expect.stringContaining('pawl'),
    })
  })

  it('is not taken for done when somebody merged another head', async () => {
    const scene = await stage.scene()
    const { pull, sha } = await propose(scene)
    const moved = await push(scene, 'topic', { 'b.txt': '2' })
    await scene.forge().merge(pull.number, { sha: moved, method: 'merge', ...words })
    const outcome = await scene.forge().merge(pull.number, { sha, method: 'merge', ...words })
    expect(outcome.merged).toBe(false)
  })
})

describe('pull requests of commits', () => {
  const list = 'GET /repos/{owner}/{repo}/pulls'

  /** A pull request that is merged in a way. */
  async function land(scene: Scene, branch: string, merge_method: 'merge' | 'squash' | 'rebase') {
    const { pull } = await propose(scene, branch)
    await push(scene, branch, { [`${branch}-2.txt`]: '2' })
    await scene
      .as('ada')
      .rest.pulls.merge({ owner: 'acme', repo: scene.name, pull_number: pull.number, merge_method })
    return pull.number
  }
  const line = (scene: Scene, base: string) =>
    scene.git('rev-list', '--first-parent', `${base}..main`).split('\n')

  it('are found with one request, however they were merged', async () => {
    const scene = await stage.scene()
    const base = scene.head('main')
    const merged = []
    for (const method of ['merge', 'squash', 'rebase'] as const)
      merged.push(await land(scene, method, method))
    await propose(scene, 'still-open')
    let found: readonly { number: number }[] | undefined
    const requests = await scene.requests(async () => {
      found = await scene.forge().pullsOfCommits(line(scene, base))
    })
    expect(numbers(found)).toEqual(merged)
    expect(routesOf(requests)).toEqual(['GET /pulls'])
  })

  it('are none for commits that were pushed, which one request tells too', async () => {
    const scene = await stage.scene()
    const base = scene.head('main')
    await land(scene, 'before', 'merge')
    const after = scene.head('main')
    importCommits(scene, 'main', 40)
    let found: readonly { number: number }[] | undefined
    const requests = await scene.requests(async () => {
      found = await scene.forge().pullsOfCommits(line(scene, after))
    })
    expect(found).toEqual([])
    expect(requests).toHaveLength(1)
    expect(numbers(await scene.forge().pullsOfCommits(line(scene, base)))).toEqual([1])
  })

  it('are asked for one by one where the list is long and does not tell', async () => {
    const scene = await stage.scene()
    const base = scene.head('main')
    const number = await land(scene, 'deep', 'rebase')
    await push(scene, 'main', { 'direct.txt': '1' })
    const next = `<${stage.sandbox.apiUrl}/next>; rel="next"`
    scene.fault(list, { when: 'after', do: { status: 200, body: [], headers: { link: next } } })
    let found: readonly { number: number }[] | undefined
    const commits = line(scene, base)
    const requests = await scene.requests(async () => {
      found = await scene.forge().pullsOfCommits(commits)
    })
    expect(numbers(found)).toEqual([number])
    expect(commits).toHaveLength(3)
    expect(requests.length).toBeLessThanOrEqual(2 * commits.length)
  })

  it('cannot be told where that would take too many requests', async () => {
    const scene = await stage.scene()
    const next = `<${stage.sandbox.apiUrl}/next>; rel="next"`
    scene.fault(list, { when: 'after', do: { status: 200, body: [], headers: { link: next } } })
    const commits = Array.from({ length: 301 }, (_, nth) => nth.toString(16).padStart(40, '0'))
    const requests = await scene.requests(async () =>
      expect(await scene.forge().pullsOfCommits(commits)).toBeUndefined(),
    )
    expect(requests).toHaveLength(30)
  })

  it('are an error where GitHub does not answer', async () => {
    const scene = await stage.scene()
    scene.fault(list, { when: 'before', do: { status: 502 } })
    await expect(scene.forge().pullsOfCommits([scene.head('main')])).rejects.toThrow()
  })
})

describe('more pull requests than go on a page', () => {
  it('are all listed, newest first, and those of forks among them are found', async () => {
    const scene = await stage.scene()
    const forked = await proposeFromFork(scene)
    for (const nth of [2, 3, 4, 5, 6, 7, 8]) await propose(scene, `topic-${nth}`)
    const forge = scene.forge({ client: scene.smallPages(3) })
    const open = await forge.pulls({ state: 'open' })
    expect(open.map(({ number }) => number)).toEqual([8, 7, 6, 5, 4, 3, 2, 1])
    const of = { sha: forked.sha, repository: `eve/${scene.name}` }
    expect(numbers(await forge.pullsByHead(of))).toEqual([forked.number])
    for (const number of [2, 5, 3, 7]) await forge.updatePull(number, { state: 'closed' })
    const closed = await forge.pulls({ state: 'closed', since: new Date(Date.now() - 60_000).toISOString() })
    expect(numbers(closed)).toEqual([2, 3, 5, 7])
    expect(
      await forge.pulls({ state: 'closed', since: new Date(Date.now() + 60_000).toISOString() }),
    ).toEqual([])
  })

  it('of which older ones were merged late are found among them', async () => {
    const scene = await stage.scene()
    const old = await propose(scene, 'old')
    for (const nth of [2, 3, 4, 5]) await propose(scene, `topic-${nth}`)
    const base = scene.head('main')
    await scene.forge().merge(old.pull.number, { sha: old.sha, method: 'squash', ...words })
    importCommits(scene, 'main', 3)
    const forge = scene.forge({ client: scene.smallPages(2) })
    expect(numbers(await forge.pullsOfCommits(line(scene, base)))).toEqual([old.pull.number])
  })
})
