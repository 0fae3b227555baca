import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { arrows, entries, rooms } from './arrows.ts'
import { cycles, type Import, importsOf, scan, sources } from './imports.ts'

const root = resolve(fileURLToPath(import.meta.url), '../../..')
const places = Object.keys(arrows)
const files = sources(root, ['src', 'sandbox', 'template'])
const imports = files.flatMap((file) => importsOf(root, file))
const dependencies = Object.keys(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object }).dependencies,
)

const lies = (path: string, place: string) => path === place || path.startsWith(`${place}/`)
const placeOf = (path: string) => places.find((place) => lies(path, place))
const allows = (from: string, to: string) =>
  (arrows[from] ?? []).some((used) =>
    used === 'src/*' ? to.startsWith('src/') && places.indexOf(to) > places.indexOf(from) : used === to,
  )
const say = ({ file, line, target }: Import) => `${file}:${line} imports ${target.name}`
const inside = (path: string, folders: readonly string[]) => folders.some((folder) => lies(path, folder))
const matches = (name: string, pattern: string) =>
  pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern

describe('the table of arrows', () => {
  it('points down only', () => {
    const up = places.flatMap((place, row) =>
      (arrows[place] ?? [])
        .filter((used) => used !== 'src/*' && places.indexOf(used) <= row)
        .map((used) => `${place} -> ${used}`),
    )
    expect(up).toEqual([])
  })

  it('has a row for every folder with code in it', () => {
    expect(files.filter((file) => placeOf(file) === undefined)).toEqual([])
  })
})

describe('every import, type imports too,', () => {
  it('is one that the table of arrows allows', () => {
    const wrong = imports.filter(({ file, target }) => {
      if (target.kind !== 'file') return false
      const [from, to] = [placeOf(file), placeOf(target.name)]
      return from === undefined || to === undefined || (from !== to && !allows(from, to))
    })
    expect(wrong.map(say)).toEqual([])
  })

  it('of a file of ours names a file that is there, with its ending', () => {
    expect(
      imports.filter(({ target }) => target.kind === 'file' && !existsSync(join(root, target.name))).map(say),
    ).toEqual([])
  })

  it('of a package stays in the rooms of that package', () => {
    const wrong = imports.filter(({ file, target }) =>
      Object.entries(rooms).some(
        ([pattern, folders]) =>
          target.kind === 'package' && matches(target.name, pattern) && !inside(file, folders),
      ),
    )
    expect(wrong.map(say)).toEqual([])
  })

  it('of a package in src is of one that package.json lists under dependencies', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        file.startsWith('src/') &&
        target.kind === 'package' &&
        !target.name.startsWith('node:') &&
        !dependencies.includes(target.name),
    )
    expect(wrong.map(say)).toEqual([])
  })

  it('is on no cycle', () => {
    expect(cycles(imports).map((way) => way.join(' -> '))).toEqual([])
  })
})

describe('every file of src', () => {
  it('is imported by another, or is an entry', () => {
    const outside = sources(root, ['scripts', 'bench']).flatMap((file) => importsOf(root, file))
    const used = new Set([...imports, ...outside].map(({ target }) => target.name))
    const orphans = files.filter(
      (file) => file.startsWith('src/') && !used.has(file) && !entries.includes(file),
    )
    expect(orphans).toEqual([])
  })
})

describe('the scan of imports', () => {
  const targets = (text: string) => scan(text, 'src/a/b.ts').map(({ target }) => target.name)

  it('sees imports, type imports, re-exports, dynamic imports, side effects and files started by address', () => {
    const text = [
      "import { one } from './one.ts'",
      "import type { Two } from '../c/two.ts'",
      'import {\n  three,\n} from "@scope/three/deep"',
      "export * from './four.ts'",
      "const five = await import('./five.ts')",
      "import './six.ts'",
      "type Seven = typeof import('seven')",
      "new URL('./eight.ts', import.meta.url)",
      "require('node:fs')",
      "require.resolve('nine/style.css')",
    ].join('\n')
    const found = ['src/a/one.ts', 'src/c/two.ts', '@scope/three', 'src/a/four.ts', 'src/a/five.ts']
    expect(targets(text).sort()).toEqual(
      [...found, 'src/a/six.ts', 'seven', 'src/a/eight.ts', 'node:fs', 'nine'].sort(),
    )
  })

  it('drops comments and knows the line', () => {
    const text =
      "/**\n * import x from 'comment'\n */\n// import y from 'comment'\n\nimport z from 'z'\n\nimport './w.ts'\n"
    expect(scan(text, 'src/a/b.ts').map(say)).toEqual([
      'src/a/b.ts:6 imports z',
      'src/a/b.ts:8 imports src/a/w.ts',
    ])
  })

  it('finds a cycle and names the files on it', () => {
    const text = { 'src/a.ts': './b.ts', 'src/b.ts': './c.ts', 'src/c.ts': './a.ts' }
    const found = cycles(
      Object.entries(text).flatMap(([file, target]) => scan(`import x from '${target}'`, file)),
    )
    expect(found).toEqual([['src/a.ts', 'src/b.ts', 'src/c.ts', 'src/a.ts']])
    expect(cycles(scan("import x from './b.ts'", 'src/a.ts'))).toEqual([])
  })
})
