import { describe, expect, test } from 'vitest'
import { fits, passes, somePasses } from '../../sandbox/runner/trigger/pattern.ts'

// The examples of "Filter pattern cheat sheet" in GitHub's documentation of the workflow syntax.
describe('patterns of branches and tags', () => {
  test.each([
    ['feature/*', ['feature/my-branch', 'feature/your-branch'], ['feature/a/b', 'feature']],
    ['feature/**', ['feature/beta-a/my-branch', 'feature/mona/the/octocat'], ['features/a']],
    ['main', ['main'], ['main2', 'a/main']],
    ['*', ['main', 'releases'], ['all/the/branches']],
    ['**', ['all/the/branches', 'every/tag'], []],
    ['*feature', ['mona-feature', 'feature', 'ver-10-feature'], ['feature-x']],
    ['v2*', ['v2', 'v2.0', 'v2.9'], ['v1']],
    ['v[12].[0-9]+.[0-9]+', ['v1.10.1', 'v2.0.0'], ['v3.0.0', 'v1.x.1']],
    ['releases/**-alpha', ['releases/10-alpha', 'releases/a/b-alpha'], ['releases/10']],
    ['a.c', ['a.c'], ['abc']],
    ['colou?r', ['color', 'colour'], ['colr']],
    ['50\\*', ['50*'], ['500']],
  ])('%s', (pattern, yes, no) => {
    expect(yes.filter((name) => !fits([pattern], name))).toEqual([])
    expect(no.filter((name) => fits([pattern], name))).toEqual([])
  })
})

describe('patterns of paths', () => {
  test.each([
    ['*', ['README.md', 'server.rb'], ['docs/a.md']],
    ['*.jsx?', ['page.js', 'page.jsx'], ['a/page.js', 'page.jsy']],
    ['**.js', ['index.js', 'js/index.js', 'src/js/app.js'], ['index.jsx']],
    ['docs/*', ['docs/README.md'], ['docs/a/b.md']],
    ['docs/**', ['docs/README.md', 'docs/mona/octocat.txt'], ['doc']],
    ['docs/**/*.md', ['docs/README.md', 'docs/mona/hello-world.md'], ['docs/a.txt']],
    ['**/docs/**', ['docs/hello.md', 'dir/docs/my-file.txt'], ['docs']],
    ['**/README.md', ['README.md', 'js/README.md'], ['README.mdx']],
    ['**/migrate-*.sql', ['migrate-10909.sql', 'db/migrate-v1.0.sql'], ['db/x-migrate-1.sql']],
  ])('%s', (pattern, yes, no) => {
    expect(yes.filter((name) => !fits([pattern], name))).toEqual([])
    expect(no.filter((name) => fits([pattern], name))).toEqual([])
  })
})

test('the last pattern that fits has the say', () => {
  const patterns = ['*.md', '!README.md', 'README*']
  expect(['README.md', 'a.md', 'README.doc'].map((name) => fits(patterns, name))).toEqual([true, true, true])
  expect(fits(['*.md', '!README.md'], 'README.md')).toBe(false)
})

test('branches-ignore lets everything else through', () => {
  const ignore = ['releases/**']
  expect(passes('releases/1', { only: undefined, ignore })).toBe(false)
  expect(passes('main', { only: undefined, ignore })).toBe(true)
})

test('paths wants one file that fits, paths-ignore one that does not', () => {
  expect(somePasses(['a.md', 'b.ts'], { only: ['**.ts'], ignore: undefined })).toBe(true)
  expect(somePasses(['a.md', 'b.md'], { only: undefined, ignore: ['**.md'] })).toBe(false)
  expect(somePasses(['a.md', 'b.ts'], { only: undefined, ignore: ['**.md'] })).toBe(true)
})
