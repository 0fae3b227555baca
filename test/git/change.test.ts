import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changedPaths, commitOf, existsAt, isDirty } from '../../src/git/change.ts'
import { git } from '../../src/git/git.ts'

let root = ''

async function save(path: string, content: string): Promise<void> {
  await writeFile(join(root, path), content)
  await git(root, 'add', '-A')
  await git(root, '-c', 'user.name=ada', '-c', 'user.email=ada@example.com', 'commit', '-qm', `save ${path}`)
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pawl-git-'))
  await git(root, 'init', '-q', '-b', 'main')
  await save('a', '1')
  await git(root, 'switch', '-qc', 'topic')
  await save('with "quotes" and ünïcode\n.csv', '2')
  await git(root, 'switch', '-q', 'main')
  await save('c', '3')
})

afterAll(() => rm(root, { recursive: true }))

it('lists what a branch changed since it left the base, whatever the names', async () => {
  expect(await changedPaths(root, { base: 'main', head: 'topic' })).toEqual([
    'with "quotes" and ünïcode\n.csv',
  ])
})

it('knows commits by full id, and says so of a revision it does not know', async () => {
  expect(await commitOf(root, 'main')).toMatch(/^[0-9a-f]{40}$/)
  await expect(commitOf(root, 'nothing')).rejects.toThrow('git does not know the commit "nothing" here')
  await expect(commitOf(root, '--help')).rejects.toThrow('git does not know the commit')
})

it('knows what is at a commit and whether the working copy differs from it', async () => {
  expect(await existsAt(root, { commit: 'main', path: 'c' })).toBe(true)
  expect(await existsAt(root, { commit: 'topic', path: 'c' })).toBe(false)
  expect(await isDirty(root)).toBe(false)
  await writeFile(join(root, 'a'), 'changed')
  expect(await isDirty(root)).toBe(true)
})
