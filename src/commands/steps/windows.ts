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
  const path = `${versionFolder(manifest.model, manifest.version)}/profile.json`
  const listed = manifest.files.find((file) => file.path === 'profile.json')
  const bytes = await gitBytes(root, 'cat-file', 'blob', `${commit}:${path}`)
  if (!listed || digestOf(bytes) !== listed.digest)
    throw new UserError({
      place: { file: path },
      message: 'is not the profile that was approved',
      hint: 'run pawl verify',
    })
  return Profile.parse(JSON.parse(bytes.toString('utf8')))
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
