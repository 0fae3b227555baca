import { z } from 'zod'
import { Profile } from '../../data/profile.ts'
import type { StateBranch } from '../../forge/state-branch.ts'
import { existsAt } from '../../git/change.ts'
import { gitBytes } from '../../git/git.ts'
import { WindowRecord } from '../../monitoring/window.ts'
import { digestOf } from '../../project/digest.ts'
import { UserError } from '../../project/problem.ts'
import { currentVersion } from '../../registry/lookup.ts'
import { parseManifest, parseStages } from '../../registry/parse.ts'
import { manifestPath, stagesPath, versionFolder } from '../../registry/paths.ts'
import type { VersionManifest } from '../../registry/version.ts'
import type { Trigger } from '../../retraining/decision.ts'
import { driftTrigger } from '../../retraining/triggers.ts'
import { readRecords } from './records.ts'

/** The version in production at a commit; undefined when there is none. */
export async function manifestAt(
  root: string,
  { commit, model }: { commit: string; model: string },
): Promise<VersionManifest | undefined> {
  const stages = stagesPath(model)
  if (!(await existsAt(root, { commit, path: stages }))) return undefined
  const version = currentVersion(
    parseStages(stages, await gitBytes(root, 'cat-file', 'blob', `${commit}:${stages}`)),
    'production',
  )
  if (version === undefined) return undefined
  const path = manifestPath(model, version)
  return parseManifest(path, await gitBytes(root, 'cat-file', 'blob', `${commit}:${path}`))
}

/** The reference profile of a version: of the rows it was trained on, checked against its digest. */
export async function referenceProfile(
  root: string,
  { commit, manifest }: { commit: string; manifest: VersionManifest },
): Promise<Profile> {
  const bytes = await versionFile(root, { commit, manifest, name: 'profile.json' })
  return Profile.parse(JSON.parse(bytes.toString('utf8')))
}

const ImportanceFile = z.strictObject({
  schema: z.literal('pawl/importance@1'),
  importance: z.array(z.strictObject({ feature: z.string(), value: z.number() })),
})

/** How much each feature counts; undefined where the version's training did not say. */
export async function importanceOf(
  root: string,
  { commit, manifest }: { commit: string; manifest: VersionManifest },
): Promise<ReadonlyMap<string, number> | undefined> {
  if (!manifest.files.some(({ path }) => path === 'importance.json')) return undefined
  const bytes = await versionFile(root, { commit, manifest, name: 'importance.json' })
  const { importance } = ImportanceFile.parse(JSON.parse(bytes.toString('utf8')))
  return new Map(importance.map(({ feature, value }) => [feature, value]))
}

/** A file of a version's folder, checked against the digest that was approved. */
async function versionFile(
  root: string,
  { commit, manifest, name }: { commit: string; manifest: VersionManifest; name: string },
): Promise<Buffer> {
  const path = `${versionFolder(manifest.model, manifest.version)}/${name}`
  const listed = manifest.files.find((file) => file.path === name)
  const bytes = await gitBytes(root, 'cat-file', 'blob', `${commit}:${path}`)
  if (!listed || digestOf(bytes) !== listed.digest)
    throw new UserError({
      place: { file: path },
      message: 'is not the file that was approved',
      hint: 'run pawl verify',
    })
  return bytes
}

export const readWindows = (state: StateBranch, model: string): Promise<WindowRecord[]> =>
  readRecords(state, `windows/${model}`, WindowRecord)

/** What the recorded windows of a model's production version ask for. */
export async function driftOf(
  state: StateBranch,
  root: string,
  { commit, model }: { commit: string; model: string },
): Promise<Trigger | undefined> {
  const manifest = await manifestAt(root, { commit, model })
  return manifest && driftTrigger({ version: manifest.version, windows: await readWindows(state, model) })
}
