import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * The program of a process or a thread of its own: `<bundle>/index.js` beside the bundle, or `<source>.ts` beside the sources,
 * seen from the module that asks. Throws an Error when neither is there.
 */
export function entryOf(asking: string, { source, bundle }: { source: string; bundle: string }): string {
  const own = fileURLToPath(asking)
  const folder = dirname(own)
  const candidates = own.endsWith('.ts')
    ? [join(folder, `${source}.ts`)]
    : [join(folder, `${source}.js`), join(folder, bundle, 'index.js'), join(folder, '..', bundle, 'index.js')]
  const found = candidates.find((path) => existsSync(path))
  if (!found) throw new Error(`the program ${bundle} is missing: looked for ${candidates.join(', ')}`)
  return found
}

/** What Node needs to be told to run an entry: TypeScript sources need tsx. */
export function nodeOptions(entry: string): string[] {
  return entry.endsWith('.ts') ? ['--import', tsx('loader.mjs')] : []
}

/** The module that a thread starts with. A thread of Node 20 does not heed `--import`: it has to ask for tsx itself. */
export function threadModule(entry: string): URL {
  const module = pathToFileURL(entry)
  if (!entry.endsWith('.ts')) return module
  const own = JSON.stringify(module.href)
  const code = `(await import(${JSON.stringify(tsx('esm/api/index.mjs'))})).tsImport(${own}, ${own})`
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`)
}

function tsx(file: string): string {
  const own = createRequire(import.meta.url).resolve('tsx/package.json')
  return pathToFileURL(join(dirname(own), 'dist', file)).href
}
