import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/** The packages with native code. */
export type NativeName = '@duckdb/node-api' | 'onnxruntime-node'

/** The file that a `require` of the package loads, where it lies in `node_modules`. */
export function moduleNear(name: NativeName): string | undefined {
  return resolveFrom(import.meta.url, name)
}

/**
 * The same, else that of the folder in which it was installed, which a process that cannot install it is told. Throws an Error
 * when it is in neither.
 */
export function nativeModule(name: NativeName, folder: string | undefined): string {
  const near = moduleNear(name)
  if (near !== undefined) return near
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
