import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../../src/project/digest.ts'
import type { RegistryFiles } from '../../src/registry/files.ts'
import { newVersion, type RegistryChange } from '../../src/registry/new-version.ts'
import { parseStages } from '../../src/registry/parse.ts'
import { verifyModel } from '../../src/registry/verify-model.ts'
import { candidate, versions } from './material.ts'

/** Files in memory, as the sum of some changes. */
function filesOf(changes: readonly RegistryChange[]): Map<string, Buffer> {
  return new Map(
    changes.flatMap(({ files }) => files.map(({ path, content }) => [path, Buffer.from(content)])),
  )
}

function reader(files: ReadonlyMap<string, Uint8Array>): RegistryFiles {
  return {
    list: async (folder) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).sort(),
    read: async (path) => files.get(path),
  }
}

async function problems(files: ReadonlyMap<string, Uint8Array>): Promise<string[]> {
  const { findings } = await verifyModel({ model: 'churn', files: reader(files) })
  return findings.map(({ file, message }) => `${file} ${message}`)
}

const sound = filesOf(versions('r1', 'r2', 'r3'))
const stages = 'registry/churn/stages.json'

function spoilt(path: string, content: string | null): Map<string, Buffer> {
  const files = new Map(sound)
  if (content === null) files.delete(path)
  else files.set(path, Buffer.from(content))
  return files
}

describe('a model of the registry', () => {
  it('is sound as it was written', async () => {
    const result = await verifyModel({ model: 'churn', files: reader(sound) })
    expect(result.findings).toEqual([])
    expect(result.checked).toBe(sound.size)
  })

  it('does not hide the change of a single byte, save in the last entry, which approvals prove', async () => {
    const paths = [...sound.keys()]
    const last = (sound.get(stages) ?? Buffer.alloc(0)).indexOf('"sequence": 3')
    const entry = (sound.get(stages) ?? Buffer.alloc(0)).lastIndexOf('{\n      "actor"', last)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (path, at, flip) => {
          const bytes = Buffer.from(sound.get(path) ?? '')
          const place = at % bytes.length
          fc.pre(path !== stages || place < entry)
          bytes[place] = (bytes[place] ?? 0) ^ flip
          expect(await problems(new Map([...sound, [path, bytes]]))).not.toEqual([])
        },
      ),
      { numRuns: 400 },
    )
  })

  it.each<[string, string, string | null, string]>([
    [
      'a file that is gone',
      'registry/churn/1.1.0/model.onnx',
      null,
      'is not there, but version.json lists it',
    ],
    ['a manifest that is gone', 'registry/churn/1.1.0/version.json', null, 'is missing'],
    ['a file too many', 'registry/churn/1.1.0/extra.txt', 'x', 'is not listed in the version.json'],
    ['a file in a folder too many', 'registry/churn/1.1.0/a/b', 'x', 'is not listed in the version.json'],
    [
      'a version that nobody promoted',
      'registry/churn/9.0.0/version.json',
      '{}',
      'the history does not know',
    ],
    ['a stray file', 'registry/churn/notes.md', 'x', 'does not belong'],
    ['no history', stages, null, 'is missing'],
    ['an empty history file', stages, '', 'is not JSON'],
    ['text that is not JSON', stages, '{', 'is not JSON'],
    ['merge markers', stages, `<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> b\n`, 'merge markers'],
    ['a newer schema', stages, '{"schema":"pawl/stages@2"}', 'newer Pawl'],
    ['another schema', stages, '{"schema":"pawl/run@1"}', 'is not pawl/stages@1'],
    [
      'an LFS pointer',
      'registry/churn/1.0.0/model.onnx',
      'version https://git-lfs.github.com/spec/v1\n',
      'LFS',
    ],
    ['Windows line ends', stages, `${sound.get(stages)}`.replaceAll('\n', '\r\n'), 'not as Pawl wrote it'],
    [
      'a prototype for a key',
      stages,
      `${sound.get(stages)}`.replace('"model": "churn"', '"__proto__": {},\n  "model": "churn"'),
      'stages.json',
    ],
    [
      'a doubled key',
      stages,
      `${sound.get(stages)}`.replace('"model": ', '"model": "x",\n  "model": '),
      'not as Pawl',
    ],
  ])('is not sound with %s', async (_, path, content, message) => {
    const found = await problems(spoilt(path, content))
    expect(found.join('\n')).toContain(message)
  })

  it('is not sound when its map says another thing than its history', async () => {
    const data = parseStages(stages, sound.get(stages) ?? '')
    const spoil = (change: object) => problems(spoilt(stages, canonicalJson({ ...data, ...change })))
    expect((await spoil({ stages: { production: '1.0.0' } })).join()).toContain('the map says that 1.0.0')
    expect((await spoil({ stages: {} })).join()).toContain('the map says that nothing')
    expect((await spoil({ stages: { production: '1.2.0', staging: '1.1.0' } })).join()).toContain('staging')
    expect((await spoil({ model: 'fraud' })).join()).toContain('belongs to the model "fraud"')
    expect((await spoil({ history: data.history.slice(0, 2) })).join()).toContain('registry/churn/1.2.0')
    expect((await spoil({ history: data.history.slice(1) })).join()).toContain('sequence number 2')
  })

  it('is not sound when a manifest lists a file outside of its folder', async () => {
    const change = newVersion(undefined, candidate('r1'))
    const manifest = {
      ...change.manifest,
      files: [{ ...change.manifest.files[0], path: '../../../pawl.yaml' }],
    }
    const files = filesOf([change])
    files.set('registry/churn/1.0.0/version.json', Buffer.from(canonicalJson(manifest)))
    expect((await problems(files)).join()).toContain('which is no name of such a file')
  })

  it('is not sound when somebody edits the card of a version, and sound without one', async () => {
    const card = '# churn'
    const files = filesOf([newVersion(undefined, candidate('r1', { card: () => card }))])
    expect(await problems(files)).toEqual([])
    files.set('registry/churn/1.0.0/card.md', Buffer.from('# churn, the best'))
    expect((await problems(files)).join()).toContain('registry/churn/1.0.0/card.md')
    expect(await problems(filesOf([newVersion(undefined, candidate('r1'))]))).toEqual([])
  })

  it('checks a file that lies elsewhere where it can, and says so where it cannot', async () => {
    const { files, ...rest } = candidate('r1')
    const bytes = Buffer.from(files.get('model.onnx') ?? '')
    const digest = (await import('../../src/project/digest.ts')).digestOf(bytes)
    const located = [
      { path: 'model.onnx', bytes: bytes.length, digest, location: 'https://example.com/model.onnx' },
    ]
    const small = new Map([...files].filter(([name]) => name !== 'model.onnx'))
    const change = newVersion(undefined, { ...rest, files: small, located })
    const read = reader(filesOf([change]))
    const levels = async (answer?: typeof digest | null) => {
      const of = answer === undefined ? {} : { located: async () => answer ?? undefined }
      return (await verifyModel({ model: 'churn', files: read, ...of })).findings.map(({ level }) => level)
    }
    expect(await levels()).toEqual(['warn'])
    expect(await levels(digest)).toEqual([])
    expect(await levels(null)).toEqual(['error'])
    expect(await levels(change.entry.manifest)).toEqual(['error'])
  })
})
