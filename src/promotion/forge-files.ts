import type { Forge } from '../forge/forge.ts'
import type { RegistryFiles } from '../registry/files.ts'
import { parseStages } from '../registry/parse.ts'
import { stagesPath } from '../registry/paths.ts'
import type { Stages } from '../registry/stages.ts'

/** The registry at a commit on the forge. What was read once is not asked for again: a commit does not change. */
export function filesAt(forge: Forge, sha: string): RegistryFiles {
  const seen = new Map<string, Promise<Uint8Array | undefined>>()
  return {
    async list(folder) {
      return (await forge.tree(folder, sha)).map(({ path }) => path).sort()
    },
    read(path) {
      const known = seen.get(path) ?? forge.file(path, sha)
      seen.set(path, known)
      return known
    },
  }
}

/** A model's stages at a commit, or undefined where it has none yet. A damaged file is a `UserError`. */
export async function stagesAt(files: RegistryFiles, model: string): Promise<Stages | undefined> {
  const path = stagesPath(model)
  const content = await files.read(path)
  return content === undefined ? undefined : parseStages(path, content)
}

/** The commit that the default branch points to now. */
export async function defaultHead(forge: Forge, branch: string): Promise<string> {
  const head = await forge.branchHead(branch)
  if (head === undefined) throw new Error(`the default branch ${branch} is not there`)
  return head
}
