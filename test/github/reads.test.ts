import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { importCommits, openStage, propose, push, type Scene, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.sandbox.faults.clear())
afterAll(() => stage.close())

const text = (content: Uint8Array | undefined) => content && Buffer.from(content).toString()
const repo = '/repos/{owner}/{repo}'

describe('names with slashes, blanks, percent signs, hashes and other letters', () => {
  const branches = [
    'pawl/promote/churn/1.0.0',
    'a%2Fb',
    'ümläut/漢字',
    'feature/#1',
    'x+y&z=1',
    "it's",
    'a@b',
  ]
  const paths = [
    'a b/c d.txt',
    '100%.txt',
    'a%2Fb.txt',
    'ünï/漢字 🐾.txt',
    '#?&=+.txt',
    "it's.txt",
    'a;b,c!.txt',
    '.x/..y',
  ]

  it.each(branches)('work for the branch %s', async (branch) => {
    const scene = await stage.scene()
    const forge = scene.forge()
    const sha = await push(scene, branch, { 'a.txt': 'here' })
    expect(scene.head(branch)).toBe(sha)
    expect(await forge.branchHead(branch)).toBe(sha)
    expect(text(await forge.file('a.txt', branch))).toBe('here')
    expect((await forge.tree('', branch)).map(({ path }) => path)).toEqual(['README.md', 'a.txt'])
    const pull = await forge.createPull({ title: 'T', body: 'B', head: branch, base: 'main' })
    expect(pull.head.branch).toBe(branch)
    expect((await forge.pullsByHead({ branch })).map(({ number }) => number)).toEqual([pull.number])
    await push(scene, branch, { 'a.txt': 'there' })
    expect(text(await forge.file('a.txt', branch))).toBe('there')
    await forge.deleteBranch(branch)
    expect(await forge.branchHead(branch)).toBeUndefined()
  })

  it('work for paths', async () => {
    const scene = await stage.scene()
    const forge = scene.forge()
    const sha = await push(scene, 'main', Object.fromEntries(paths.map((path) => [path, `at ${path}`])))
    for (const path of paths) expect(text(await forge.file(path, sha)), path).toBe(`at ${path}`)
    expect(new Set((await forge.tree('', sha)).map(({ path }) => path))).toEqual(
      new Set(['README.md', ...paths]),
    )
    expect((await forge.tree('ünï', sha)).map(({ path }) => path)).toEqual(['ünï/漢字 🐾.txt'])
  })
})

describe('file', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await stage.scene()
    await push(scene, 'main', {
      'empty.bin': new Uint8Array(),
      'model.onnx': Uint8Array.from({ length: 1_500_000 }, (_, nth) => nth % 251),
      'folder/list.json': '[{"type": "file"}]\n',
    })
  })

  it('gives the bytes, be there none, many, or any', async () => {
    const forge = scene.forge()
    const [empty, model] = [await forge.file('empty.bin', 'main'), await forge.file('model.onnx', 'main')]
    expect(empty).toEqual(new Uint8Array())
    expect(model?.length).toBe(1_500_000)
    expect(model?.every((byte, nth) => byte === nth % 251)).toBe(true)
    expect(text(await forge.file('folder/list.json', 'main'))).toBe('[{"type": "file"}]\n')
  })

  it('gives nothing where there is no file, but a folder, or no such branch or commit', async () => {
    const forge = scene.forge()
    expect(await forge.file('nowhere', 'main')).toBeUndefined()
    expect(await forge.file('folder', 'main')).toBeUndefined()
    expect(await forge.file('README.md', 'no/such/branch')).toBeUndefined()
    expect(await forge.file('README.md', '1'.repeat(40))).toBeUndefined()
  })

  it('of a branch is that of the branch, though a tag has the same name', async () => {
    const sha = await push(scene, 'pawl/state', { 'a.json': 'branch' })
    scene.git('tag', 'pawl/state', scene.head('main'))
    expect(text(await scene.forge().file('a.json', 'pawl/state'))).toBe('branch')
    expect(await scene.forge().branchHead('pawl/state')).toBe(sha)
  })

  it('of a commit is read once, of a branch each time', async () => {
    const forge = scene.forge()
    const sha = scene.head('main')
    const read = async (path: string, ref: string) =>
      (await scene.requests(() => Promise.all([forge.file(path, ref), forge.file(path, ref)]))).length
    expect(await read('README.md', sha)).toBe(1)
    expect(await read('README.md', sha)).toBe(0)
    expect(await read('README.md', 'main')).toBe(2)
    expect(await read('nowhere', sha)).toBe(1)
    expect(await read('nowhere', sha)).toBe(1)
  })

  it('that could not be read is asked for again', async () => {
    const forge = scene.forge()
    const sha = scene.head('main')
    scene.fault(`GET ${repo}/contents/{path}`, { when: 'before', do: { status: 503 }, times: 4 })
    await expect(forge.file('README.md', sha)).rejects.toThrow()
    expect(text(await forge.file('README.md', sha))).toBe('hello\n')
  })
})

describe('tree', () => {
  it('gives the files below a folder with their blobs, and none of its neighbours', async () => {
    const scene = await stage.scene()
    const sha = await push(scene, 'main', { 'a/b/c.txt': '1', 'a/d.txt': '2', 'ab/e.txt': '3' })
    const forge = scene.forge()
    expect(await forge.tree('a', sha)).toEqual([
      { path: 'a/b/c.txt', blob: scene.git('rev-parse', `${sha}:a/b/c.txt`) },
      { path: 'a/d.txt', blob: scene.git('rev-parse', `${sha}:a/d.txt`) },
    ])
    expect((await forge.tree('', sha)).map(({ path }) => path)).toEqual([
      'README.md',
      'a/b/c.txt',
      'a/d.txt',
      'ab/e.txt',
    ])
    expect(await forge.tree('nowhere', sha)).toEqual([])
    expect(await forge.tree('', 'no-such-branch')).toEqual([])
  })

  it('goes down to the folder where GitHub does not list the whole', async () => {
    const scene = await stage.scene()
    const sha = await push(scene, 'main', { 'a/b/c.txt': '1', 'a/b/d/e.txt': '2', 'f.txt': '3' })
    const cut = { status: 200, body: { sha, tree: [], truncated: true } }
    const trees = `GET ${repo}/git/trees/{tree_sha}`
    scene.fault(trees, { when: 'after', do: cut, times: 1 })
    expect((await scene.forge().tree('a/b', sha)).map(({ path }) => path)).toEqual([
      'a/b/c.txt',
      'a/b/d/e.txt',
    ])
    scene.fault(trees, { when: 'after', do: cut, times: 1 })
    expect(await scene.forge().tree('a/x', sha)).toEqual([])
    scene.fault(trees, { when: 'after', do: cut })
    await expect(scene.forge().tree('', sha)).rejects.toThrow('too large for GitHub to list')
  })
})

describe('lists of more than a page', () => {
  const numbers = Array.from({ length: 101 }, (_, nth) => nth)

  it('of comments come whole and in order', async () => {
    const scene = await stage.scene()
    const forge = scene.forge()
    const { number } = await forge.createIssue({ title: 'x', body: '', labels: [] })
    for (const nth of [1, 2, 3, 4, 5, 6, 7]) await forge.createComment(number, `${nth}`)
    const small = scene.forge({ client: scene.smallPages(3) })
    expect((await small.comments(number)).map(({ body }) => Number(body))).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(await small.commentsSince('2001-01-01T00:00:00Z')).toHaveLength(7)
    expect(await scene.requests(() => small.comments(number))).toHaveLength(3)
    expect(await scene.requests(() => forge.comments(number))).toHaveLength(1)
  })

  it('of files and commits come whole, commits oldest first', async () => {
    const scene = await stage.scene()
    const forge = scene.forge()
    const base = scene.head('main')
    const files = Object.fromEntries(
      numbers.map((nth) => [`files/${String(nth).padStart(3, '0')}.txt`, `${nth}`]),
    )
    await push(scene, 'topic', files)
    importCommits(scene, 'topic', 101)
    const pull = await forge.createPull({ title: 'T', body: '', head: 'topic', base: 'main' })
    expect((await forge.pullFiles(pull.number)).map(({ path }) => path)).toEqual([
      'a.txt',
      ...Object.keys(files),
    ])
    const expected = scene.git('rev-list', '--reverse', `${base}..topic`).split('\n')
    expect((await forge.commitsBetween(base, pull.head.sha)).map(({ sha }) => sha)).toEqual(expected)
    expect((await forge.commitsBetween(null, pull.head.sha)).map(({ sha }) => sha)).toEqual([
      base,
      ...expected,
    ])
    expect(await scene.requests(() => forge.commitsBetween(base, pull.head.sha))).toEqual([])
    expect(await forge.commitsBetween(pull.head.sha, base)).toEqual([])
  })

  it('go on after a short page, because GitHub leaves out what is not for us', async () => {
    const scene = await stage.scene()
    const forge = scene.forge()
    const { number } = await forge.createIssue({ title: 'x', body: '', labels: [] })
    await forge.createComment(number, 'last')
    const at = `${stage.sandbox.apiUrl}/x?page=2`
    scene.fault(`GET ${repo}/issues/{issue_number}/comments`, {
      when: 'before',
      do: { status: 200, body: [], headers: { link: `<${at}>; rel="next", <${at}>; rel="last"` } },
      times: 1,
    })
    const pages = await scene.requests(() => forge.comments(number))
    expect(pages.map(({ path }) => new URL(path, at).searchParams.get('page'))).toEqual(['1', '2'])
  })
})

describe('commits', () => {
  it('tell who wrote them, and nobody where the address is nobody’s', async () => {
    const scene = await stage.scene()
    const base = scene.head('main')
    for (const [name, email] of [
      ['Grace', 'grace@example.com'],
      ['Stranger', 'nobody@nowhere.example'],
    ] as const)
      await scene.as('ada').rest.repos.createOrUpdateFileContents({
        owner: 'acme',
        repo: scene.name,
        path: `${name}.txt`,
        message: `By ${name}\n\nCo-authored-by: X <x@example.com>`,
        content: '',
        author: { name, email },
      })
    const [first, second] = await scene.forge().commitsBetween(base, scene.head('main'))
    expect(first).toMatchObject({
      author: { login: 'grace' },
      authorEmail: 'grace@example.com',
      parents: [base],
    })
    expect(first?.message).toContain('Co-authored-by')
    expect(second).toMatchObject({
      author: null,
      authorEmail: 'nobody@nowhere.example',
      parents: [first?.sha],
    })
  })
})

describe('people', () => {
  it('have the role that GitHub gives them, and bots and strangers none that decides', async () => {
    const scene = await stage.scene()
    const forge = scene.forge()
    const roles = await Promise.all(
      ['ada', 'mia', 'grace', 'tom', 'rae', 'eve', 'github-actions[bot]', 'nobody-of-that-name'].map(
        (login) => forge.permission(login),
      ),
    )
    expect(roles).toEqual(['admin', 'maintain', 'write', 'triage', 'read', 'read', 'none', 'none'])
    expect(await scene.requests(() => forge.permission('ada'))).toEqual([])
  })

  it('are members of teams, which only some tokens may ask for', async () => {
    stage.sandbox.addTeam({ organization: 'acme', slug: 'ml-leads', members: ['grace', 'linus'] })
    const scene = await stage.scene()
    const asked = scene.forge({ token: scene.token({ contents: 'read', members: 'read' }) })
    expect(await asked.teamMembers('acme/ml-leads')).toEqual(['grace', 'linus'])
    await expect(scene.forge().teamMembers('acme/ml-leads')).rejects.toThrow(
      'the token may not read who is in the team',
    )
    await expect(asked.teamMembers('acme/no-team')).rejects.toThrow()
  })
})

describe('me', () => {
  it('is the workflow’s bot or the person whose token it is', async () => {
    const scene = await stage.scene()
    expect(await scene.forge().me()).toEqual({ login: 'github-actions[bot]', type: 'Bot' })
    const forge = scene.forge({ token: stage.sandbox.personalToken('grace') })
    expect(await forge.me()).toEqual({ login: 'grace', type: 'User' })
  })

  it('is learned from the answer to a write, and then not asked for', async () => {
    const scene = await stage.scene()
    const { number } = await scene.forge().createIssue({ title: 'x', body: '', labels: [] })
    const { id } = await scene.forge().createComment(number, 'x')
    const sha = scene.head('main')
    for (const write of [
      (of = scene.forge()) => of.react(id, 'eyes').then(() => of),
      (of = scene.forge()) => of.createComment(number, 'y').then(() => of),
      (of = scene.forge()) =>
        of.setStatus(sha, { state: 'success', context: 'x', description: 'y' }).then(() => of),
    ]) {
      const forge = await write()
      expect(await scene.requests(async () => expect((await forge.me()).type).toBe('Bot'))).toEqual([])
    }
  })

  it('is asked for again after a failure', async () => {
    const scene = await stage.scene()
    const forge = scene.forge()
    stage.sandbox.faults.add({
      match: ({ route }) => route === 'GET /user',
      when: 'before',
      do: { status: 500 },
      times: 4,
    })
    await expect(forge.me()).rejects.toThrow()
    expect((await forge.me()).login).toBe('github-actions[bot]')
  })
})

describe('the repository', () => {
  it('has a default branch and ways of merging, asked for once', async () => {
    const scene = await stage.scene({ defaultBranch: 'trunk', settings: { squashMerges: false } })
    const forge = scene.forge()
    expect(await forge.repository()).toEqual({
      owner: 'acme',
      name: scene.name,
      defaultBranch: 'trunk',
      private: false,
      merges: { merge: true, squash: false, rebase: true },
    })
    expect(await scene.requests(() => forge.repository())).toEqual([])
  })
})

describe('issues', () => {
  it('are listed by label, without pull requests and closed ones', async () => {
    const scene = await stage.scene()
    const forge = scene.forge()
    const one = await forge.createIssue({ title: 'One', body: 'x', labels: ['pawl', 'drift'] })
    const two = await forge.createIssue({ title: 'Two', body: 'x', labels: ['pawl'] })
    await forge.updateIssue(two.number, { state: 'closed' })
    await propose(scene)
    expect((await forge.issues('pawl')).map(({ number }) => number)).toEqual([one.number])
    expect(one).toMatchObject({ title: 'One', labels: ['pawl', 'drift'], isPull: false, state: 'open' })
    expect(one.author.login).toBe('github-actions[bot]')
    expect(await forge.issue(two.number)).toMatchObject({ state: 'closed', isPull: false })
  })

  it('have comments that can be read, changed and removed, once or twice', async () => {
    const scene = await stage.scene()
    const forge = scene.forge()
    const { number } = await forge.createIssue({ title: 'One', body: 'x', labels: [] })
    const { id, createdAt, updatedAt } = await forge.createComment(number, 'a\n<!-- b -->')
    expect(createdAt).toBe(updatedAt)
    expect(await forge.comment(id)).toMatchObject({ id, body: 'a\n<!-- b -->', author: { type: 'Bot' } })
    await forge.updateComment(id, 'c')
    expect((await forge.comment(id))?.body).toBe('c')
    await forge.react(id, 'rocket')
    expect(await forge.reactions(id)).toEqual([{ by: 'github-actions[bot]', reaction: 'rocket' }])
    await forge.deleteComment(id)
    await forge.deleteComment(id)
    expect(await forge.comment(id)).toBeUndefined()
  })
})
