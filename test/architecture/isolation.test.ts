import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { alone, stories } from '../isolation.ts'

const root = resolve(import.meta.dirname, '../..')
const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => join('test', path))
const together = tests.filter(
  (path) => !alone.includes(path) && !stories.some((area) => path.startsWith(`test/${area}/`)),
)

/** What would reach the tests of another file. */
const touches = [
  /\bvi\.(mock|doMock|spyOn|stub\w+|useFakeTimers|hoisted|resetModules)\b/,
  /\bprocess\.env(\.\w+|\[[^\]]+\]) = /,
  /\bdelete process\.env\b/,
  /\bprocess\.(chdir|umask)\(/,
]

describe('the tests that share a process', () => {
  it('are told from those that need their own', () => {
    expect(together.length).toBeGreaterThan(100)
    expect(alone.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('replace no module and leave the environment alone', () => {
    const own = join('test', 'architecture', 'isolation.test.ts')
    const found = together.filter((path) => {
      const text = readFileSync(join(root, path), 'utf8')
      return path !== own && touches.some((pattern) => pattern.test(text))
    })
    expect(found).toEqual([])
  })
})
