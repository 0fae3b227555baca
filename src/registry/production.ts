import { writeFile } from 'node:fs/promises'
import { existsAt } from '../git/change.ts'
import { gitBytes } from '../git/git.ts'
import { digestOf } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import { artifactOf } from '../project/schema/model.ts'
import { currentVersion, knownVersions } from './lookup.ts'
import { parseManifest, parseStages } from './parse.ts'
import { manifestPath, stagesPath, versionFolder } from './paths.ts'
import type { Stages } from './stages.ts'
import type { VersionManifest } from './version.ts'

/** A version and its model file, or why that file cannot be used. */
export interface Production {
  manifest: VersionManifest
  model: { usable: true; path: string; bytes: number } | { usable: false; reason: string }
}

type Download = (file: { location: string; bytes: number }) => Promise<Uint8Array | undefined>

/** Which version: that in production, the one with the highest number, or a certain one. */
export type Wanted = 'production' | 'last-version' | (string & {})

/** Where a model's versions are read from. */
export interface VersionsAt {
  root: string
  commit: string
  model: string
  /** Bytes that lie elsewhere because they are too big for the folder; undefined where they are not to be had. */
  download: Download
}

/** All versions that a commit's history of a model knows, archived ones too: production first, then the newest. */
export async function versionNamesAt({
  root,
  commit,
  model,
}: Omit<VersionsAt, 'download'>): Promise<string[]> {
  const path = stagesPath(model)
  if (!(await existsAt(root, { commit, path }))) return []
  const stages = parseStages(path, await gitBytes(root, 'cat-file', 'blob', `${commit}:${path}`))
  const standing = currentVersion(stages, 'production')
  return knownVersions(stages)
    .toReversed()
    .toSorted((a, b) => Number(b === standing) - Number(a === standing))
}

/**
 * A version as a commit holds it; its model file is written to `into`, checked against its digest. null when there is no
 * such version. A damaged registry is a `UserError`.
 */
export async function versionAt(
  options: VersionsAt & { into: string },
  wanted: Wanted,
): Promise<Production | null> {
  const { root, commit, model, into, download } = options
  const read = async (path: string): Promise<Buffer | undefined> =>
    (await existsAt(root, { commit, path }))
      ? gitBytes(root, 'cat-file', 'blob', `${commit}:${path}`)
      : undefined

  const stagesFile = stagesPath(model)
  const stages = await read(stagesFile)
  if (stages === undefined) return null
  const version = chosen(parseStages(stagesFile, stages), wanted)
  if (version === undefined) return null

  const manifestFile = manifestPath(model, version)
  const text = await read(manifestFile)
  if (text === undefined)
    throw new UserError({
      place: { file: manifestFile },
      message: `is missing, and the history knows ${version}`,
      hint: 'run pawl verify',
    })
  const manifest = parseManifest(manifestFile, text)
  return { manifest, model: await modelFile({ manifest, into, read, download }) }
}

/** The version in production as a commit holds it; null when nothing of the model is in production. */
export function productionAt(options: Parameters<typeof versionAt>[0]): Promise<Production | null> {
  return versionAt(options, 'production')
}

function chosen(stages: Stages, wanted: Wanted): string | undefined {
  if (wanted === 'production') return currentVersion(stages, 'production')
  const known = knownVersions(stages)
  return wanted === 'last-version' ? known.at(-1) : known.find((version) => version === wanted)
}

async function modelFile(of: {
  manifest: VersionManifest
  into: string
  read: (path: string) => Promise<Buffer | undefined>
  download: Download
}): Promise<Production['model']> {
  const { manifest, into, read, download } = of
  const name = artifactOf(manifest)
  const listed = manifest.files.find(({ path }) => path === name)
  if (!listed) return { usable: false, reason: `its version.json lists no ${name}` }
  const bytes = listed.location
    ? await download({ location: listed.location, bytes: listed.bytes })
    : await read(`${versionFolder(manifest.model, manifest.version)}/${name}`)
  if (bytes === undefined) return { usable: false, reason: `its ${name} is missing` }
  if (digestOf(bytes) !== listed.digest)
    return { usable: false, reason: `its ${name} is not the one that was approved` }
  await writeFile(into, bytes)
  return { usable: true, path: into, bytes: bytes.length }
}
