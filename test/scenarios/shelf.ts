import { cp, mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Artifacts } from '../../src/frame/context.ts'

/** Artifacts in a folder, for commands that run in this process: what one leaves another takes. */
export function shelf(folder: string): Artifacts {
  return {
    async upload({ name, folder: from, files }) {
      for (const file of files) {
        await mkdir(dirname(join(folder, name, file)), { recursive: true })
        await cp(join(from, file), join(folder, name, file))
      }
    },
    async download({ prefix, folder: into }) {
      const names = (await readdir(folder)).filter((name) => name.startsWith(prefix))
      for (const name of names) await cp(join(folder, name), join(into, name), { recursive: true })
      return new Map(names.map((name) => [name, join(into, name)]))
    },
  }
}
