import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'vitest'

const beside = resolve(dirname(fileURLToPath(import.meta.url)), '../../shared')
const folder = process.env.PAWL_SHARED ?? beside

/** The folder of real data, real models and oracles beside the repository, where there is one. */
export const shared: string | undefined = existsSync(folder) ? folder : undefined

/** Tests on shared material: skipped with a line that says so where it is missing, never skipped in CI. */
export function describeShared(name: string, tests: (folder: string) => void): void {
  if (shared !== undefined) {
    describe(name, () => tests(shared as string))
    return
  }
  if (process.env.CI)
    throw new Error(`${name}: needs the shared folder beside the repository, which CI must have`)
  console.warn(`skipped: ${name} (there is no ../shared here)`)
  describe.skip(name, () => it('needs the shared folder', () => {}))
}
