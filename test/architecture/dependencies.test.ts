import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { importsOf, sources } from './imports.ts'

const root = resolve(fileURLToPath(import.meta.url), '../../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

interface Manifest {
  license?: string
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}
const manifest = JSON.parse(read('package.json')) as Manifest

/** Rows of a table, `| `name` | version | licence | …`, below a heading. */
function listed(heading: string): Record<string, string> {
  const section = read('docs/dependencies.md').split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return Object.fromEntries(
    [...section.matchAll(/^\| `([^`]+)` \| (\S+) \|/gm)].map(([, name, version]) => [name, version]),
  )
}

describe('docs/dependencies.md', () => {
  it('lists what Pawl runs with, and no other version', () => {
    expect(listed('What Pawl runs with')).toEqual(manifest.dependencies)
  })

  it('lists what Pawl is built and tested with, and no other version', () => {
    expect(listed('What Pawl is built and tested with')).toEqual(manifest.devDependencies)
  })

  it('gives each package the licence that the package gives itself', () => {
    const rows = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| \S+ \| ([^|]+) \|/gm)]
    const plain = (licence: string) => licence.replace(/[()]/g, '').toLowerCase()
    for (const [, name, licence] of rows)
      expect(plain(licence ?? ''), name).toBe(
        plain((JSON.parse(read(`node_modules/${name}/package.json`)) as Manifest).license ?? ''),
      )
  })
})

describe('every package of package.json', () => {
  /** Started by name, there for the compiler, or needed by a package that does not list it: nothing of ours imports them. */
  const programs = [
    '@biomejs/biome',
    '@protobuf-ts/runtime-rpc',
    '@vercel/ncc',
    '@vitest/coverage-v8',
    'tsx',
    'typescript',
  ]
  const used = new Set(
    sources(root, ['src', 'sandbox', 'scripts', 'template', 'test', 'bench']).flatMap((file) =>
      importsOf(root, file).map(({ target }) => target.name),
    ),
  )

  it('is imported somewhere, or is a program', () => {
    const all = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
    const idle = all.filter(
      (name) => !used.has(name) && !programs.includes(name) && !name.startsWith('@types/'),
    )
    expect(idle).toEqual([])
  })

  it('has an exact version', () => {
    for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
  })
})
