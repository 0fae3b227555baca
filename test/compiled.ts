import { existsSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { inject } from 'vitest'

const repository = resolve(import.meta.dirname, '..')

/** What of esbuild is used, which comes with tsx. */
interface Bundler {
  buildSync(options: Record<string, unknown>): void
}

const made = new Map<string, string>()

/**
 * A program of a process or a thread as one file of JavaScript, made once for a process of tests: it starts three times
 * faster than by tsx, and what runs is closer to the bundle. `vitest.config.ts` has the sources under test start it too.
 */
export function compiled(source: string): string {
  const known = made.get(source) ?? bundled(source)
  made.set(source, known)
  return known
}

function bundled(source: string): string {
  const folder = mkdtempSync(join(inject('runFolder'), 'program-'))
  const entry = join(folder, `${basename(source, '.ts')}.js`)
  const ofTsx = createRequire(createRequire(import.meta.url).resolve('tsx/package.json'))
  const { buildSync } = ofTsx('esbuild') as Bundler
  const thread = join(dirname(source), 'thread', 'main.ts')
  buildSync({
    // With the thread of the program, where it has one.
    entryPoints: [source, ...(existsSync(thread) ? [thread] : [])],
    outbase: dirname(source),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // Packages that are CommonJS ask for Node's own modules so.
    banner: {
      js: "import { createRequire as requireOfNode } from 'node:module'; const require = requireOfNode(import.meta.url)",
    },
    logLevel: 'warning',
  })
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  return entry
}
