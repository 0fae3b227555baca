import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { canonicalJson, Digest, digestOf, digestOfFile, digestOfJson } from '../../src/project/digest.ts'

it('a digest names its kind and is that of the bytes', async () => {
  // printf '' | sha256sum
  expect(digestOf('')).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  const folder = await mkdtemp(join(tmpdir(), 'pawl-digest-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const bytes = Buffer.alloc(300_000, 'ünï')
  await writeFile(join(folder, 'f'), bytes)
  expect(await digestOfFile(join(folder, 'f'))).toBe(
    `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  )
  expect(Digest.safeParse('sha256:E3').success).toBe(false)
})

it('the same value gives the same bytes, in whatever order its keys were set', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }), (value) => {
      const reversed = Object.fromEntries(Object.entries(value).reverse())
      expect(canonicalJson(reversed)).toBe(canonicalJson(value))
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
  expect(canonicalJson({ b: 1, a: { d: [2, 1], c: undefined } })).toBe(
    '{\n  "a": {\n    "d": [\n      2,\n      1\n    ]\n  },\n  "b": 1\n}\n',
  )
})

it('different values give different digests, also under __proto__', () => {
  const poisoned = JSON.parse('{"__proto__": 1}') as unknown
  expect(digestOfJson(poisoned)).not.toBe(digestOfJson({}))
})

it.each([Number.NaN, Number.POSITIVE_INFINITY, { deep: [Number.NEGATIVE_INFINITY] }])(
  'what JSON would turn into null is refused: %o',
  (value) => {
    expect(() => canonicalJson(value)).toThrow('cannot be written as JSON')
  },
)

it.each([new Map([['a', 1]]), new Date(0), { deep: new Set([1]) }])(
  'what JSON would turn into {} or another kind is refused: %o',
  (value) => {
    expect(() => canonicalJson(value)).toThrow('only plain objects can be written as JSON')
  },
)
