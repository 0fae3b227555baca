import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { installedFolder } from './install.ts'

type Natives = {
  '@duckdb/node-api': typeof import('@duckdb/node-api')
  'onnxruntime-node': typeof import('onnxruntime-node')
}

const loaded = new Map<string, Promise<unknown>>()

/**
 * Loads a package with native code. It is too big for `dist`, so it comes from `node_modules`, else from the tool
 * cache, else from the npm registry in use, checked against the integrity in `packages.json`.
 * Commands that need none never call this.
 */
export function loadNative<N extends keyof Natives>(name: N): Promise<Natives[N]> {
  const known = loaded.get(name)
  if (known) return known as Promise<Natives[N]>
  const loading = load(name)
  loaded.set(name, loading)
  return loading as Promise<Natives[N]>
}

/** By `require`, because both packages are CommonJS and the bundler leaves a `require` of its own alone. */
async function load(name: keyof Natives): Promise<unknown> {
  const near = requireFrom(import.meta.url, name)
  if (near !== undefined) return near
  const installed = requireFrom(pathToFileURL(`${await installedFolder(name)}/`).href, name)
  if (installed === undefined) throw new Error(`${name} was installed and still cannot be found`)
  return installed
}

/** The module that a name means at a place; undefined when there is none. A module that fails to load throws. */
function requireFrom(base: string, name: string): unknown {
  const require = createRequire(base)
  let path: string
  try {
    path = require.resolve(name)
  } catch {
    return undefined
  }
  return require(path)
}
