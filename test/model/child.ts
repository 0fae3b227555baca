import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')

/**
 * The child's program as JavaScript, compiled once for a file of tests: a process starts three times faster than by tsx,
 * and what runs is closer to the bundle.
 */
export function compiledChild(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-child-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const options = {
    noEmit: false,
    noCheck: true,
    types: [],
    outDir: join(folder, 'out'),
    rootDir: repository,
  }
  const config = {
    extends: join(repository, 'tsconfig.json'),
    compilerOptions: options,
    include: [],
    files: [join(repository, 'src/model/child/main.ts')],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  execFileSync(process.execPath, [join(typescript, 'bin', 'tsc'), '-p', folder])
  return join(folder, 'out', 'src', 'model', 'child', 'main.js')
}

/** The same program where onnxruntime is not in `node_modules`, as beside the bundle on a runner. */
export function withoutRuntime(entry: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-child-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const compiled = resolve(entry, '../../../../..')
  cpSync(join(compiled, 'out'), join(folder, 'out'), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(join(repository, 'node_modules')))
    if (!name.startsWith('onnxruntime'))
      symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name))
  return join(folder, 'out', 'src', 'model', 'child', 'main.js')
}
