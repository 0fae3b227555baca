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

async function load(name: keyof Natives): Promise<unknown> {
  const path =
    resolveFrom(import.meta.url, name) ??
    resolveFrom(pathToFileURL(`${await installedFolder(name)}/`).href, name)
  if (!path) throw new Error(`${name} was installed and still cannot be found`)
  const module = await import(pathToFileURL(path).href)
  return module.default ?? module
}

function resolveFrom(base: string, name: string): string | undefined {
  try {
    return createRequire(base).resolve(name)
  } catch {
    return undefined
  }
}
