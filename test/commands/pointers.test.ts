import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { diff } from '../../src/commands/diff.ts'
import { DataDiff } from '../../src/data/diff/data-diff.ts'
import { dataVersion, inspectFiles, namedVersion } from '../../src/data/files.ts'
import { dvcPointer, lfsPointer } from '../../src/data/pointers.ts'
import { git } from '../../src/git/git.ts'
import { loadProject } from '../../src/project/load.ts'
import { messageOf } from '../../src/project/problem.ts'
import { workingFiles } from '../../src/project/sources.ts'
import { csvOf, customersOf, smallProject } from '../scenarios/small.ts'
import { laptop } from './context.ts'

const customers = customersOf({ rows: 60 })
const before = csvOf(customers)
const after = csvOf(customers.slice(5))
const path = 'data/customers/customers.csv'

const hexOf = (hash: 'sha256' | 'md5', text: string): string => createHash(hash).update(text).digest('hex')
const lfs = (text: string): string =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${hexOf('sha256', text)}\nsize ${Buffer.byteLength(text)}\n`
const dvc = (text: string): string =>
  `outs:\n- md5: ${hexOf('md5', text)}\n  size: ${Buffer.byteLength(text)}\n  hash: md5\n  path: customers.csv\n`

/** A repository whose one commit has these files instead of the rows. */
async function committed(
  files: Record<string, string>,
): Promise<{ root: string; put(file: string, text: string): void }> {
  const root = mkdtempSync(join(tmpdir(), 'pawl-pointers-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const put = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  await smallProject(root, { rows: 60 })
  unlinkSync(join(root, path))
  for (const [file, text] of Object.entries(files)) put(file, text)
  await git(root, 'init', '--quiet', '--initial-branch', 'main')
  await git(root, 'add', '--all')
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']
  await git(root, ...who, 'commit', '--quiet', '-m', 'Start')
  return { root, put }
}

const difference = (root: string) =>
  diff.run(laptop(root), { dataset: 'customers', base: 'HEAD' }).then(
    ({ json }) => DataDiff.parse(json).rows,
    (error: unknown) => messageOf(error),
  )

async function versions(root: string): Promise<{ named: string; read: string }> {
  const { datasets } = await loadProject(workingFiles(root))
  const dataset = datasets.get('customers')
  if (!dataset) throw new Error('no dataset')
  const paths = await workingFiles(root).list('data/customers')
  return {
    named: await namedVersion(root, dataset, paths).catch(messageOf),
    read: await inspectFiles(root, dataset, paths)
      .then(async (files) => (await dataVersion(dataset, files)).version)
      .catch(messageOf),
  }
}

describe.each([
  ['git LFS', { [path]: lfs(before) }, `.git/lfs/objects/${cacheOf(hexOf('sha256', before))}`],
  ['DVC', { [`${path}.dvc`]: dvc(before) }, `.dvc/cache/files/md5/${md5Cache(hexOf('md5', before))}`],
] as const)('rows that %s keeps elsewhere', (by, files, cache) => {
  it('are those of the working copy where they are the ones that the commit names', async () => {
    const { root, put } = await committed(files)
    put(path, before)
    expect(await difference(root)).toMatchObject({ added: 0, removed: 0, same: 60 })
  })

  it('are found in the cache where the working copy has others, and are held against their digest', async () => {
    const { root, put } = await committed(files)
    put(path, after)
    put(cache, `${before}damaged`)
    expect(await difference(root)).toContain(
      by === 'DVC' ? 'is kept by DVC and is not here' : 'is a git LFS pointer',
    )
    put(cache, before)
    expect(await difference(root)).toMatchObject({ added: 0, removed: 5, same: 55 })
  })

  it('are an error that says how to get them where they are needed and not here', async () => {
    const { root } = await committed(files)
    expect((await versions(root)).read).toBe(
      by === 'DVC'
        ? `${path}: is kept by DVC and is not here (run dvc pull before)`
        : `${path}: is a git LFS pointer, not the data (check out with lfs: true)`,
    )
  })

  it('have a version of their own without their bytes, which says whether they changed', async () => {
    const { root, put } = await committed(files)
    const { named } = await versions(root)
    expect(named).toMatch(/^sha256:/)
    put(by === 'DVC' ? `${path}.dvc` : path, by === 'DVC' ? dvc(after) : lfs(after))
    expect((await versions(root)).named).not.toBe(named)
    put(path, before)
    const whole = await versions(root)
    expect(whole.named).toBe(whole.read)
    if (by === 'git LFS') expect(whole.read).toBe(named)
  })
})

function cacheOf(hex: string): string {
  return `${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex}`
}

function md5Cache(hex: string): string {
  return `${hex.slice(0, 2)}/${hex.slice(2)}`
}

describe('a pointer', () => {
  it('is read from what git LFS and DVC write, and from nothing like it', () => {
    expect(lfsPointer(lfs('x'), 'a.csv')).toMatchObject({ by: 'git LFS', path: 'a.csv', bytes: 1 })
    expect(lfsPointer(`${lfs('x')}a,b\n`, 'a.csv')).toBeUndefined()
    expect(lfsPointer('version https://git-lfs.github.com/spec/v1\n', 'a.csv')).toBeUndefined()
    expect(dvcPointer(dvc('x'), 'data/customers.csv.dvc')).toMatchObject({
      by: 'DVC',
      path: 'data/customers.csv',
      bytes: 1,
    })
  })

  it('of DVC’s that names another file, a folder or several files is none', () => {
    const file = 'data/customers.csv.dvc'
    for (const other of [
      dvc('x').replace('path: customers.csv', 'path: ../../../etc/passwd'),
      dvc('x').replace('path: customers.csv', 'path: other.csv'),
      dvc('x').replace(/md5: [0-9a-f]{32}/, `md5: ${'0'.repeat(32)}.dir`),
      `${dvc('x')}- md5: ${'0'.repeat(32)}\n  path: b.csv\n`,
      'outs: &a [*a]\n',
      'no yaml: [',
    ])
      expect(dvcPointer(other, file)).toBeUndefined()
  })
})
