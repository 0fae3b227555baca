import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stateBranch } from '../../src/forge/state-branch.ts'
import { bytes, openStage, push, type Scene, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

const change = (scene: Scene, branch: string, expected: string | null, path = 'ours.txt') => ({
  branch,
  expected,
  onto: expected ?? scene.head('main'),
  parents: [expected ?? scene.head('main')],
  message: 'Ours',
  files: [{ path, content: 'ours' }],
})

describe('commit', () => {
  it('adds, changes and removes files in one commit, and leaves the others', async () => {
    const scene = await stage.scene()
    await push(scene, 'main', { 'a/b.txt': '1', 'a/c.txt': '1', 'd.txt': '1' })
    const sha = await push(scene, 'main', { 'a/b.txt': '2', 'a/c.txt': null, 'e.txt': 'new' })
    expect(scene.git('ls-tree', '-r', '--name-only', sha).split('\n')).toEqual([
      'README.md',
      'a/b.txt',
      'd.txt',
      'e.txt',
    ])
    expect(scene.text('a/b.txt')).toBe('2')
    expect(scene.git('fsck', '--strict', '--no-dangling')).toBe('')
  })

  it('keeps every byte of every file', async () => {
    const scene = await stage.scene()
    const contents: [string, Uint8Array][] = [
      ['empty', new Uint8Array()],
      ['every-byte', Uint8Array.from({ length: 256 }, (_, byte) => byte)],
      ['nul', bytes('a\0b')],
      ['bom', bytes('\u{feff}{"a": 1}\r\n')],
      ['broken-utf-8', Uint8Array.of(0xc3, 0x28, 0x0a)],
      ['no-newline', bytes('a\nb')],
      ['unicode', bytes('Ä 漢字 🐾\n')],
      ['large-text', bytes('x'.repeat(1_500_000))],
    ]
    await push(scene, 'main', Object.fromEntries(contents))
    const forge = scene.forge()
    for (const [path, content] of contents)
      expect(Buffer.compare((await forge.file(path, 'main')) ?? bytes('?'), content), path).toBe(0)
  })

  it('sends text within the tree, and only what is no text on its own', async () => {
    const scene = await stage.scene()
    const requests = await scene.requests(() =>
      push(scene, 'main', { 'a.json': bytes('{}\n'), 'b.json': '{}\n', 'c.onnx': Uint8Array.of(0, 1) }),
    )
    expect(requests.filter(({ route }) => route?.endsWith('/git/blobs'))).toHaveLength(1)
  })

  it('need not ask for the tree of a commit that it made', async () => {
    const scene = await stage.scene()
    const forge = scene.forge()
    const head = await push(scene, 'pawl/state', { 'a.json': '1' }, forge)
    const requests = await scene.requests(() => forge.commit(change(scene, 'pawl/state', head)))
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'PATCH'])
  })

  it('makes a merge of more parents, and a first commit of none', async () => {
    const scene = await stage.scene()
    const main = scene.head('main')
    const root = await scene.forge().commit({ ...change(scene, 'pawl/state', null), onto: null, parents: [] })
    if (root.moved) throw new Error('moved')
    expect(scene.git('rev-list', '--parents', '-1', root.sha)).toBe(root.sha)
    const topic = await push(scene, 'topic', { 'a.txt': '1' })
    const merge = await scene
      .forge()
      .commit({ ...change(scene, 'topic', topic), onto: main, parents: [topic, main] })
    if (merge.moved) throw new Error('moved')
    expect(scene.git('rev-list', '--parents', '-1', merge.sha)).toBe(`${merge.sha} ${topic} ${main}`)
  })

  it('does nothing when the branch moved, is there already, or is gone', async () => {
    const scene = await stage.scene()
    const old = await push(scene, 'topic', { 'a.txt': '1' })
    const now = await push(scene, 'topic', { 'a.txt': '2' })
    expect(await scene.forge().commit(change(scene, 'topic', old))).toEqual({ moved: true })
    expect(await scene.forge().commit(change(scene, 'topic', null))).toEqual({ moved: true })
    expect(scene.head('topic')).toBe(now)
    await scene.forge().deleteBranch('topic')
    expect(await scene.forge().commit(change(scene, 'topic', now))).toEqual({ moved: true })
    expect(await scene.forge().branchHead('topic')).toBeUndefined()
  })

  it('has to descend from what it is expected on, or a move would go unseen', async () => {
    const scene = await stage.scene()
    const head = await push(scene, 'topic', { 'a.txt': '1' })
    const wrong = { ...change(scene, 'topic', head), parents: [scene.head('main')] }
    await expect(scene.forge().commit(wrong)).rejects.toThrow('has to descend')
  })

  it('to a branch whose rules forbid it is a mistake to mend, not a branch that moved', async () => {
    const scene = await stage.scene()
    stage.sandbox.protect(scene.fullName, 'main', { reviews: 1, enforceAdmins: true })
    await expect(scene.forge().commit(change(scene, 'main', scene.head('main')))).rejects.toThrow(
      /does not let Pawl write main: .*look at the rules/,
    )
  })

  it('never forces a branch', async () => {
    const scene = await stage.scene()
    const bodies: string[] = []
    const client = scene.as('grace')
    client.hook.before('request', (options) => {
      if (options.method === 'PATCH') bodies.push(JSON.stringify(options))
    })
    await push(scene, 'main', { 'a.txt': '1' }, scene.forge({ client }))
    expect(bodies).toHaveLength(1)
    expect(bodies[0]).toContain('"force":false')
  })

  it('of 64 who write to one branch at the same moment lets exactly one through', async () => {
    const scene = await stage.scene()
    const head = await push(scene, 'topic', { 'a.txt': '1' })
    const results = await Promise.all(
      Array.from({ length: 64 }, (_, nth) =>
        scene.forge().commit(change(scene, 'topic', head, `${nth}.txt`)),
      ),
    )
    const winners = results.flatMap((result) => (result.moved ? [] : [result.sha]))
    expect(winners).toEqual([scene.head('topic')])
    expect(scene.git('rev-list', '--count', `${head}..topic`)).toBe('1')
  })

  it('of 64 writers who look again when they come too late loses nothing', async () => {
    const scene = await stage.scene()
    // A workflow's token has 1,000 requests an hour, too few for this; people have 5,000 each.
    const token = stage.sandbox.personalToken('grace')
    const write = (nth: number) =>
      stateBranch({
        forge: scene.forge({ token }),
        sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds / 4)),
        random: () => ((nth * 37 + 11) % 64) / 64,
        tries: 64,
      }).append([{ path: `records/${nth}.json`, content: `${nth}\n` }], `Record ${nth}`)
    const waiting = Array.from({ length: 64 }, (_, nth) => nth)
    const hand = async () => {
      for (let nth = waiting.pop(); nth !== undefined; nth = waiting.pop()) await write(nth)
    }
    const requests = await scene.requests(() => Promise.all(Array.from({ length: 4 }, hand)))
    expect(requests.some(({ status }) => status === 422)).toBe(true)
    expect(scene.git('ls-tree', '--name-only', 'refs/heads/pawl/state:records').split('\n')).toHaveLength(64)
    expect(scene.git('rev-list', '--count', 'refs/heads/pawl/state')).toBe('64')
    expect(scene.git('rev-list', '--merges', 'refs/heads/pawl/state')).toBe('')
  })
})
