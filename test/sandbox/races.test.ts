import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, head, list, openStage, pick, propose, type Scene, type Stage } from './stage.ts'

const writers = 64

describe('many who write at once', () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => stage.close())

  /** Adds a file by tree, commit and ref, and starts anew when the ref has moved; gives how often it tried. */
  async function add(client: Client, scene: Scene, name: string, force: boolean): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      const parent = await head(client, scene)
      const entry = { path: `runs/${name}.json`, mode: '100644', type: 'blob', content: name }
      const tree = await client.post(`${scene.at}/git/trees`, { base_tree: parent, tree: [entry] })
      const body = { message: name, tree: pick(tree, 'sha'), parents: [parent] }
      const sha = pick(await client.post(`${scene.at}/git/commits`, body), 'sha')
      const moved = await client.patch(`${scene.at}/git/refs/heads/main`, { sha, force })
      if (moved.status === 200) return attempt
      expect(moved.status).toBe(422)
    }
  }

  const kept = async (client: Client, scene: Scene) =>
    list(await client.get(`${scene.at}/contents/runs`)).map((one) => String(Reflect.get(Object(one), 'name')))

  test('64 writers who do not force lose nothing, and those who force do', async () => {
    const [scene, client] = [await stage.scene(), stage.as('grace')]
    const names = Array.from({ length: writers }, (_, index) => `writer-${index}`)
    const attempts = await inTurns(names, 2, (name) => add(client, scene, name, false))
    const files = names.map((name) => `${name}.json`)
    expect((await kept(client, scene)).toSorted()).toEqual(files.toSorted())
    expect(Math.max(...attempts)).toBeGreaterThan(1)

    const careless = await stage.scene()
    await Promise.all(names.slice(0, 8).map((name) => add(client, careless, name, true)))
    expect((await kept(client, careless)).length).toBeLessThan(8)
  })

  test('of 64 who move a branch from one commit to another at the same time exactly one wins', async () => {
    const [scene, client] = [await stage.scene(), stage.as('grace')]
    const parent = await head(client, scene)
    const tree = pick(await client.get(`${scene.at}/git/commits/${parent}`), 'tree', 'sha')
    const commits = await inTurns(
      Array.from({ length: writers }, (_, index) => index),
      8,
      async (index) => {
        const body = { message: `rival ${index}`, tree, parents: [parent] }
        return pick(await client.post(`${scene.at}/git/commits`, body), 'sha')
      },
    )
    const moves = await Promise.all(
      commits.map((sha) => client.patch(`${scene.at}/git/refs/heads/main`, { sha })),
    )
    expect(moves.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(moves.filter(({ status }) => status === 422)).toHaveLength(writers - 1)
    const creations = await Promise.all(
      commits.map((sha) => client.post(`${scene.at}/git/refs`, { ref: 'refs/heads/lock', sha })),
    )
    expect(creations.filter(({ status }) => status === 201)).toHaveLength(1)
  })

  test('a pull request that many merge at once is merged once', async () => {
    const [scene, client] = [await stage.scene(), stage.as('grace')]
    const pull = await propose(client, scene)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => client.put(`${pull.at}/merge`, { sha: pull.sha })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 405, 405, 405, 405, 405, 405, 405])
    const commits = await client.get(`${scene.at}/commits`)
    expect(commits.body).toHaveLength(3)
  })
})

/** Does the work for every item, so many at a time. */
async function inTurns<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const waiting = [...items.entries()]
  const hand = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await work(next[1])
  }
  await Promise.all(Array.from({ length: width }, hand))
  return results
}
