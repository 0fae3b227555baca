import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * The program of the child process that runs models: `predict/index.js` beside the bundle, `child/main.ts` beside the
 * sources. Throws an Error when neither is there.
 */
export function childEntry(here: string = import.meta.url): string {
  const own = fileURLToPath(here)
  const folder = dirname(own)
  const candidates = own.endsWith('.ts')
    ? [join(folder, 'child', 'main.ts')]
    : [
        join(folder, 'child', 'main.js'),
        join(folder, 'predict', 'index.js'),
        join(folder, '..', 'predict', 'index.js'),
      ]
  const found = candidates.find((path) => existsSync(path))
  if (!found) throw new Error(`the program that runs models is missing: looked for ${candidates.join(', ')}`)
  return found
}

/** Arguments for Node that start the entry; TypeScript sources need tsx. */
export function nodeArguments(entry: string): string[] {
  if (!entry.endsWith('.ts')) return [entry]
  const tsx = createRequire(import.meta.url).resolve('tsx')
  return ['--import', pathToFileURL(tsx).href, entry]
}
