import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { inject } from 'vitest'

const repository = resolve(import.meta.dirname, '../..')

/** What of esbuild is used, which comes with tsx. */
interface Bundler {
  buildSync(options: Record<string, unknown>): void
}

let made: string | undefined

/**
 * The child's program as one file of JavaScript, made once for a process of tests: it starts three times faster than by
 * tsx, and what runs is closer to the bundle. `vitest.config.ts` has the sources under test start it too.
 */
export function compiledChild(): string {
  made ??= bundled()
  return made
}

function bundled(): string {
  const folder = mkdtempSync(join(inject('runFolder'), 'child-'))
  const entry = join(folder, 'main.js')
  const ofTsx = createRequire(createRequire(import.meta.url).resolve('tsx/package.json'))
  const { buildSync } = ofTsx('esbuild') as Bundler
  buildSync({
    entryPoints: [join(repository, 'src/model/child/main.ts')],
    outfile: entry,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  })
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  return entry
}

/** The same program where onnxruntime is not in `node_modules`, as beside the bundle on a runner. */
export function withoutRuntime(entry: string): string {
  const folder = mkdtempSync(join(inject('runFolder'), 'child-'))
  cpSync(dirname(entry), folder, { recursive: true, filter: (path) => !path.endsWith('node_modules') })
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(join(repository, 'node_modules')))
    if (!name.startsWith('onnxruntime'))
      symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name))
  return join(folder, 'main.js')
}
