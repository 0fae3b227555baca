import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { copyRepository } from '../../src/training/working-copy.ts'
import { type Place, place } from './training.ts'

async function copyOf(where: Place): Promise<string> {
  const into = join(where.folder, 'copy')
  mkdirSync(into)
  await copyRepository({ root: where.root, into, hidden: ['data/customers/rows.csv'] })
  return into
}

describe('the working copy', () => {
  test("holds the repository's files, new ones too, but not the dataset's, not ignored ones and no .git", async () => {
    const where = place({ 'models/churn/train.py': 'pass', 'gone.txt': 'x', 'name with\n"quotes"': 'x' })
    writeFileSync(join(where.root, 'new.txt'), 'not tracked yet')
    rmSync(join(where.root, 'gone.txt'))
    const files = readdirSync(await copyOf(where), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
    expect(files.sort()).toEqual(
      ['.gitignore', 'dataset.yaml', 'model.fixture', 'name with\n"quotes"', 'new.txt', 'train.py'].sort(),
    )
  })

  test('links to installed packages, also where those are a link themselves', async () => {
    const where = place()
    mkdirSync(join(where.folder, 'packages', 'left-pad'), { recursive: true })
    symlinkSync(join(where.folder, 'packages'), join(where.root, 'node_modules'))
    const copy = await copyOf(where)
    expect(readlinkSync(join(copy, 'node_modules'))).toBe(join(where.folder, 'packages'))
    expect(existsSync(join(copy, 'node_modules/left-pad'))).toBe(true)
  })

  test('links to installed packages that git was not told to ignore', async () => {
    const where = place({ '.venv/bin/tool': 'x' })
    expect(readlinkSync(join(await copyOf(where), '.venv'))).toBe(join(where.root, '.venv'))
  })

  test('keeps links within the repository, and files that can be run', async () => {
    const where = place({ 'a/b.txt': 'linked' })
    symlinkSync('a/b.txt', join(where.root, 'link'))
    expect(readFileSync(join(await copyOf(where), 'link'), 'utf8')).toBe('linked')
  })

  test.each([
    ['an absolute one', '/etc/passwd'],
    ['one that climbs out', '../../../etc/passwd'],
    ['one that climbs to a neighbour of a like name', '../repository-secrets/x'],
    ['one that leaves by another', 'node_modules/secret'],
  ])('refuses a link that leaves the repository: %s', async (_, target) => {
    const where = place()
    mkdirSync(join(where.folder, 'packages'))
    writeFileSync(join(where.folder, 'packages', 'secret'), 'x')
    symlinkSync(join(where.folder, 'packages'), join(where.root, 'node_modules'))
    symlinkSync(target, join(where.root, 'link'))
    await expect(copyOf(where)).rejects.toThrow(/^link: is a link that leaves the repository/)
  })

  test('refuses a folder that has become a link since git saw it', async () => {
    const where = place({ 'models/train.py': 'pass' })
    renameSync(join(where.root, 'models'), join(where.folder, 'elsewhere'))
    symlinkSync(join(where.folder, 'elsewhere'), join(where.root, 'models'))
    await expect(copyOf(where)).rejects.toThrow(/models: is a link/)
  })
})
