import type { Forge } from '../../src/forge/forge.ts'
import { propose, push, type Scene } from './stage.ts'

/** A write that is about to be done: does it, and says what there is of it afterwards. */
interface Prepared {
  write(): Promise<unknown>
  left(): Promise<unknown>
}

export interface Write {
  name: string
  /** The requests that change something. */
  routes: string[]
  /** The key makes it another write each time. */
  prepare(of: { scene: Scene; forge: Forge; key: string }): Promise<Prepared>
  expected: unknown
}

export const repo = '/repos/{owner}/{repo}'
const files = { 'b.txt': 'new', 'c.bin': Uint8Array.of(0, 255, 128) }
const issue = { title: 'Drift', body: 'It drifts.\r\nA lot.\n' }

/** Every write of the port but `dispatch`, which may be heard twice, and `react`, which may fail. */
export const writes: Write[] = [
  {
    name: 'createComment',
    routes: [`POST ${repo}/issues/{issue_number}/comments`],
    async prepare({ forge }) {
      const { number } = await forge.createIssue({ ...issue, labels: [] })
      // We said the same just before.
      await forge.createComment(number, 'merged')
      return {
        write: () => forge.createComment(number, 'merged'),
        left: async () => (await forge.comments(number)).map(({ body }) => body),
      }
    },
    expected: ['merged', 'merged'],
  },
  {
    name: 'updateComment',
    routes: [`PATCH ${repo}/issues/comments/{comment_id}`],
    async prepare({ forge }) {
      const { number } = await forge.createIssue({ ...issue, labels: [] })
      const { id } = await forge.createComment(number, 'before')
      return {
        write: () => forge.updateComment(id, 'after'),
        left: async () => (await forge.comment(id))?.body,
      }
    },
    expected: 'after',
  },
  {
    name: 'deleteComment',
    routes: [`DELETE ${repo}/issues/comments/{comment_id}`],
    async prepare({ forge }) {
      const { number } = await forge.createIssue({ ...issue, labels: [] })
      const { id } = await forge.createComment(number, 'x')
      return { write: () => forge.deleteComment(id), left: () => forge.comments(number) }
    },
    expected: [],
  },
  {
    name: 'createIssue',
    routes: [`POST ${repo}/issues`],
    async prepare({ forge, key }) {
      const wanted = { ...issue, labels: [key] }
      const first = await forge.createIssue(wanted)
      let second = first
      return {
        write: async () => {
          second = await forge.createIssue(wanted)
        },
        left: async () => [second.number - first.number, (await forge.issues(key)).length],
      }
    },
    expected: [1, 2],
  },
  {
    name: 'updateIssue',
    routes: [`PATCH ${repo}/issues/{issue_number}`],
    async prepare({ forge }) {
      const { number } = await forge.createIssue({ ...issue, labels: [] })
      return {
        write: () => forge.updateIssue(number, { state: 'closed', title: 'Over' }),
        left: async () => {
          const { state, title } = await forge.issue(number)
          return { state, title }
        },
      }
    },
    expected: { state: 'closed', title: 'Over' },
  },
  {
    name: 'createPull',
    routes: [`POST ${repo}/pulls`],
    async prepare({ scene, forge, key }) {
      await push(scene, key, { 'a.txt': key })
      let number = 0
      return {
        write: async () => {
          number = (await forge.createPull({ title: 'Add a', body: 'Why\r\nnot\n', head: key, base: 'main' }))
            .number
        },
        left: async () => (await forge.pullsByHead({ branch: key })).map((pull) => pull.number === number),
      }
    },
    expected: [true],
  },
  {
    name: 'updatePull',
    routes: [`PATCH ${repo}/pulls/{pull_number}`],
    async prepare({ scene, forge, key }) {
      const { pull } = await propose(scene, key)
      return {
        write: () => forge.updatePull(pull.number, { state: 'closed', body: 'no' }),
        left: async () => {
          const { state, body } = await forge.pull(pull.number)
          return { state, body }
        },
      }
    },
    expected: { state: 'closed', body: 'no' },
  },
  {
    name: 'merge',
    routes: [`PUT ${repo}/pulls/{pull_number}/merge`],
    async prepare({ scene, forge, key }) {
      const { pull, sha } = await propose(scene, key)
      const before = scene.head('main')
      let merged = ''
      return {
        write: async () => {
          const outcome = await forge.merge(pull.number, { sha, method: 'merge', title: 'T', message: 'M' })
          if (!outcome.merged) throw new Error(outcome.message)
          merged = outcome.sha
        },
        left: async () => [
          merged === scene.head('main'),
          scene.git('rev-list', '--count', '--first-parent', `${before}..main`),
        ],
      }
    },
    expected: [true, '1'],
  },
  {
    name: 'commit on a branch that is there',
    routes: [
      `POST ${repo}/git/blobs`,
      `POST ${repo}/git/trees`,
      `POST ${repo}/git/commits`,
      `PATCH ${repo}/git/refs/{ref}`,
    ],
    async prepare({ scene, forge, key }) {
      const before = await push(scene, key, { 'a.txt': key })
      let made = ''
      return {
        write: async () => {
          made = await push(scene, key, files, forge)
        },
        left: async () => [
          made === scene.head(key),
          scene.git('rev-list', '--count', `${before}..refs/heads/${key}`),
          scene.text('b.txt', key),
          scene.git('cat-file', '-s', `refs/heads/${key}:c.bin`),
        ],
      }
    },
    expected: [true, '1', 'new', '3'],
  },
  {
    name: 'commit on a new branch',
    routes: [`POST ${repo}/git/refs`],
    async prepare({ scene, forge, key }) {
      let made = ''
      return {
        write: async () => {
          made = await push(scene, key, files, forge)
        },
        left: async () => [
          made === scene.head(key),
          scene.git('rev-list', '--count', `main..refs/heads/${key}`),
        ],
      }
    },
    expected: [true, '1'],
  },
  {
    name: 'deleteBranch',
    routes: [`DELETE ${repo}/git/refs/{ref}`],
    async prepare({ scene, forge, key }) {
      await push(scene, key, { 'a.txt': '1' })
      return { write: () => forge.deleteBranch(key), left: () => forge.branchHead(key) }
    },
    expected: undefined,
  },
  {
    name: 'storeAsset',
    routes: [`POST ${repo}/releases`, `POST ${repo}/releases/{release_id}/assets`],
    async prepare({ scene, forge, key }) {
      const asset = { release: key, name: 'churn-1a2b.onnx', bytes: Uint8Array.of(0, 255, 128) }
      let location = ''
      return {
        write: async () => {
          location = (await forge.storeAsset(asset)).location
        },
        left: async () => {
          const { data } = await scene.as('ada').rest.repos.listReleases({ owner: 'acme', repo: scene.name })
          const own = data.filter(({ tag_name }) => tag_name === key)
          const there = await fetch(scene.sandbox.apiUrl + new URL(location).pathname)
          return {
            assets: own.map(({ assets }) => assets.length),
            bytes: [...new Uint8Array(await there.arrayBuffer())],
          }
        },
      }
    },
    expected: { assets: [1], bytes: [0, 255, 128] },
  },
  {
    name: 'setStatus',
    routes: [`POST ${repo}/statuses/{sha}`],
    async prepare({ scene, forge, key }) {
      const ref = scene.head('main')
      return {
        write: () => forge.setStatus(ref, { state: 'success', context: key, description: 'fine' }),
        left: async () => {
          const at = { owner: 'acme', repo: scene.name, ref }
          const { data } = await scene.as('ada').rest.repos.getCombinedStatusForRef(at)
          return data.statuses.filter(({ context }) => context === key).map(({ state }) => state)
        },
      }
    },
    expected: ['success'],
  },
]
