import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { installedFolder } from './install.ts'

type Natives = {
  '@duckdb/node-api': typeof import('@duckdb/node-api')
  'onnxruntime-node': typeof import('onnxruntime-node')
}

/** Where a package is installed, as another process found it. */
interface Found {
  folder: string | undefined
}

const loaded = new Map<string, Promise<unknown>>()

/**
 * Loads a package with native code. It is too big for `dist`, so it comes from `node_modules`, else from the tool
 * cache, else from the npm registry in use, checked against the integrity in `packages.json`.
 * Commands that need none never call this. `found` is what another
 * process has found of it (`nativeFolder`): then nothing is fetched.
 */
export function loadNative<N extends keyof Natives>(name: N, found?: Found): Promise<Natives[N]> {
  const known = loaded.get(name)
  if (known) return known as Promise<Natives[N]>
  const loading = load(name, found)
  loaded.set(name, loading)
  return loading as Promise<Natives[N]>
}

/**
 * The folder to hand to a child process that cannot fetch a package itself: the one it is installed in, installing it
 * first if need be; undefined where it is found in `node_modules`.
 */
export async function nativeFolder(name: keyof Natives): Promise<string | undefined> {
  return resolveFrom(import.meta.url, name) === undefined ? installedFolder(name) : undefined
}

/** By `require`, because both packages are CommonJS and the bundler leaves a `require` of its own alone. */
async function load(name: keyof Natives, found: Found | undefined): Promise<unknown> {
  return createRequire(import.meta.url)(await nativeModule(name, found))
}

/** The file that a `require` of the package loads, which a thread can be told instead of looking for it itself. */
export async function nativeModule(name: keyof Natives, found?: Found): Promise<string> {
  const near = resolveFrom(import.meta.url, name)
  if (near !== undefined) return near
  const folder = found ? found.folder : await installedFolder(name)
  if (folder === undefined) throw new Error(`${name} is neither in node_modules nor was it handed over`)
  const installed = resolveFrom(pathToFileURL(`${folder}/`).href, name)
  if (installed === undefined) throw new Error(`${name} was installed and still cannot be found`)
  return installed
}

function resolveFrom(base: string, name: string): string | undefined {
  try {
    return createRequire(base).resolve(name)
  } catch {
    return undefined
  }
}
