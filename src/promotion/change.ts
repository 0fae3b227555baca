import type { ChangedFile } from '../forge/forge.ts'
import { type Digest, digestOf, digestOfJson } from '../project/digest.ts'
import type { RegistryFile } from '../registry/new-version.ts'
import { isVersionFileName, stagesPath, versionFolder } from '../registry/paths.ts'

/** Digest over path and bytes of the files that a change adds or edits, in whatever order they come. */
export function changeDigest(files: readonly { path: string; digest: Digest }[]): Digest {
  const list = files.map(({ path, digest }) => ({ path, digest }))
  return digestOfJson(list.sort((a, b) => (a.path < b.path ? -1 : 1)))
}

export function changeDigestOf(files: readonly RegistryFile[]): Digest {
  return changeDigest(files.map(({ path, content }) => ({ path, digest: digestOf(content) })))
}

/**
 * The first file of a pull request that a change of stage has no business with: it may edit the model's `stages.json`
 * and add files of the one version, nothing else.
 */
export function foreignFile(
  files: readonly ChangedFile[],
  { model, version }: { model: string; version: string },
): ChangedFile | undefined {
  const folder = `${versionFolder(model, version)}/`
  return files.find(({ path, previousPath, status }) => {
    if (previousPath !== undefined) return true
    if (path === stagesPath(model)) return status !== 'modified' && status !== 'added'
    if (!path.startsWith(folder) || status !== 'added') return true
    const name = path.slice(folder.length)
    return name !== 'version.json' && !isVersionFileName(name)
  })
}
