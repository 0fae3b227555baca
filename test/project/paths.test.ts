import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resolveInside } from '../../src/project/paths.ts'
import { UserError } from '../../src/project/problem.ts'

let outer = ''
let root = ''

beforeAll(async () => {
  outer = await realpath(await mkdtemp(join(tmpdir(), 'pawl-paths-')))
  root = join(outer, 'repository')
  await mkdir(join(root, 'data/a'), { recursive: true })
  await mkdir(join(outer, 'repository-secrets'))
  await writeFile(join(root, 'data/a/rows.csv'), '')
  await symlink('a', join(root, 'data/inside'))
  await symlink(outer, join(root, 'data/outside'))
  await symlink('../repository-secrets', join(root, 'beside'))
  await symlink(join(outer, 'not-there'), join(root, 'data/broken'))
  await symlink('circle', join(root, 'circle'))
})

afterAll(() => rm(outer, { recursive: true }))

describe('a path that a user or a file names', () => {
  it.each([
    'data/a/rows.csv',
    'data/a',
    'not/there/yet.json',
    'data/inside/rows.csv',
    './data',
    'data/..hidden',
    ' ',
  ])('is taken when it stays inside: %j', (path) => {
    expect(resolveInside(root, path)).toBe(join(root, path))
  })

  it.each([
    ['../x', 'leaves the repository'],
    ['data/../../x', 'leaves the repository'],
    ['data/..', 'leaves the repository'],
    ['/etc/passwd', 'is absolute'],
    ['C:/x', 'is absolute'],
    ['data\\x', 'cannot be used'],
    ['a\0b', 'cannot be used'],
    ['', 'cannot be used'],
    ['data/outside', 'leaves the repository through a link'],
    ['data/outside/not-there/x', 'leaves the repository through a link'],
    ['beside/x', 'leaves the repository through a link'],
    ['data/broken', 'cannot be followed: a link leads nowhere, or a name is too long'],
    ['data/broken/x', 'cannot be followed: a link leads nowhere, or a name is too long'],
    ['circle/x', 'cannot be followed: a link leads nowhere, or a name is too long'],
    ['x'.repeat(300), 'cannot be followed: a link leads nowhere, or a name is too long'],
    ['circle', 'cannot be followed: a link leads nowhere, or a name is too long'],
  ])('is refused when it does not: %j', (path, why) => {
    const refused = new UserError({
      message: `the path ${JSON.stringify(path)} ${why}`,
      hint: 'give a path inside the repository, with /',
    })
    expect(() => resolveInside(root, path)).toThrow(refused)
  })

  it('never leads out, whatever it is made of', () => {
    const step = fc.constantFrom(
      '..',
      '.',
      '',
      'data',
      'a',
      'inside',
      'outside',
      'broken',
      'beside',
      'circle',
      '~',
      'new',
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), fc.boolean(), (steps, isAbsolute) => {
        let resolved: string
        try {
          resolved = resolveInside(root, (isAbsolute ? '/' : '') + steps.join('/'))
        } catch (error) {
          expect(error).toBeInstanceOf(UserError)
          return
        }
        expect(`${resolved}/`.startsWith(`${root}/`)).toBe(true)
        expect(existsSync(resolved) && steps.includes('outside')).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})
