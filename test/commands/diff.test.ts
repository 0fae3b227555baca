import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diff } from '../../src/commands/diff.ts'
import { DataDiff } from '../../src/data/diff/data-diff.ts'
import { git } from '../../src/git/git.ts'
import { csvOf, customersOf, smallProject } from '../scenarios/small.ts'
import { laptop } from './context.ts'

const root = mkdtempSync(join(tmpdir(), 'pawl-diff-command-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const customers = customersOf({ rows: 300 })
const changed = [
  ...customers.slice(10).map((row, at) => (at < 7 ? { ...row, a: row.a + 5 } : row)),
  ...customersOf({ rows: 20, from: 900 }),
]

beforeAll(async () => {
  await smallProject(root, { rows: 300 })
  await git(root, 'init', '--quiet', '--initial-branch', 'main')
  await git(root, 'add', '--all')
  await git(
    root,
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@example.com',
    'commit',
    '--quiet',
    '-m',
    'Start',
  )
  writeFileSync(join(root, 'data/customers/customers.csv'), csvOf(changed))
})

const run = (base?: string) => diff.run(laptop(root), { dataset: 'customers', base })

describe('pawl diff', () => {
  it('compares the working copy with a commit', async () => {
    const { json, text } = await run('main')
    expect(DataDiff.parse(json).rows).toMatchObject({ added: 20, removed: 10, changed: 7, same: 283 })
    expect(text).toContain('300 → 310 rows (20 added, 10 removed, 7 changed, 283 the same)')
    expect(text).toMatch(/commit [0-9a-f]{10} → the working copy/)
  })

  it('compares with where the branch left the default branch when no base is named', async () => {
    expect(DataDiff.parse((await run()).json).rows.added).toBe(20)
  })

  it('compares with a folder or a file elsewhere', async () => {
    const other = join(root, '../', 'pawl-diff-other')
    mkdirSync(other, { recursive: true })
    try {
      writeFileSync(join(other, 'old.csv'), csvOf(customers.slice(0, 100)))
      for (const base of [other, join(other, 'old.csv')])
        expect(DataDiff.parse((await run(base)).json).rows).toMatchObject({ added: 220, removed: 10 })
    } finally {
      rmSync(other, { recursive: true })
    }
  })

  it('says that files are the same', async () => {
    writeFileSync(join(root, 'data/customers/customers.csv'), csvOf(customers))
    expect((await run('HEAD')).text).toContain('the files are the same')
    writeFileSync(join(root, 'data/customers/customers.csv'), csvOf(changed))
  })

  it('says what it cannot compare with', async () => {
    await expect(run('nowhere')).rejects.toThrow(/does not know the commit/)
    await expect(diff.run(laptop(root), { dataset: 'customer', base: undefined })).rejects.toThrow(
      /did you mean customers/,
    )
  })
})
