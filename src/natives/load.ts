import { createRequire } from 'node:module'
import { moduleNear, nativeModule } from './find.ts'
import { installedFolder } from './install.ts'

let duckdb: Promise<typeof import('@duckdb/node-api')> | undefined

/**
 * Loads DuckDB. It is too big for `dist`, so it comes from `node_modules`, else from the tool
 * cache, else from the npm registry in use, checked against the integrity in `packages.json`.
 * Commands that need none never call this. `found` is what another
 * process has found of it (`nativeFolder`): then nothing is fetched.
 */
export function loadDuckdb(found?: {
  folder: string | undefined
}): Promise<typeof import('@duckdb/node-api')> {
  duckdb ??= load(found)
  return duckdb
}

/** By `require`, because it is CommonJS and the bundler leaves a `require` of its own alone. */
async function load(found: { folder: string | undefined } | undefined) {
  const { folder } = found ?? { folder: await nativeFolder('@duckdb/node-api') }
  return createRequire(import.meta.url)(
    nativeModule('@duckdb/node-api', folder),
  ) as typeof import('@duckdb/node-api')
}

/**
 * The folder to hand to a child process that cannot fetch a package itself: the one it is installed in, installing it
 * first if need be; undefined where it is found in `node_modules`.
 */
export async function nativeFolder(name: Parameters<typeof nativeModule>[0]): Promise<string | undefined> {
  return moduleNear(name) === undefined ? installedFolder(name) : undefined
}
