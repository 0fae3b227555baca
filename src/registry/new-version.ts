import type { DataVersion } from '../data/version.ts'
import { canonicalJson, type Digest, digestOf } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import { artifactOf } from '../project/schema/model.ts'
import { appendEntry } from './chain.ts'
import { type Bump, currentVersion, nextVersion } from './lookup.ts'
import { isVersionFileName, manifestPath, stagesPath, versionFolder } from './paths.ts'
import type { HistoryEntry, Stages } from './stages.ts'
import type { VersionFile, VersionManifest } from './version.ts'

/** A file to write, by its path in the repository. */
export interface RegistryFile {
  path: string
  content: string | Uint8Array
}

/** A change of the registry: files to write in one commit, and what they say. */
export interface RegistryChange {
  model: string
  version: string
  files: readonly RegistryFile[]
  manifest: VersionManifest
  entry: HistoryEntry
  /** The model's stages after the change. */
  stages: Stages
}

export interface Candidate {
  model: string
  /** Stage that the version is to hold. */
  stage: string
  bump?: Bump
  /** Files of the version by name: the model's own, `report.json`, `profile.json` and what else belongs to it. */
  files: ReadonlyMap<string, string | Uint8Array>
  /** Writes the version's card, `card.md`, once its number and what it takes the place of are known. */
  card?: (about: { version: string; parent: string | null }) => string
  /** Files whose bytes lie elsewhere because they are too big for the folder. */
  located?: readonly Required<VersionFile>[]
  run: string
  /** The commit whose code and data it was trained on. */
  commit: string
  data: DataVersion
  /** The data version of what is in production. */
  dataParent?: Digest | null
  split: VersionManifest['split']
  features: NonNullable<VersionManifest['features']>
  target: NonNullable<VersionManifest['target']>
  signature: VersionManifest['signature']
  /** How a model in another format than ONNX predicts. */
  predict?: NonNullable<VersionManifest['predict']> | undefined
  /** Digest of the policy that judged it. */
  policy: Digest
  actor: string
  reason: string
  /** When the candidate was made; a fixed time such as the run's, so that the same candidate gives the same bytes. */
  created: string
  /** When the change of stage is written. */
  at: string
}

/** The version in words, for people. */
const cardFile = 'card.md'

/** The files that add a candidate as the next version and give it a stage. `stages` is undefined for a model's first version. */
export function newVersion(stages: Stages | undefined, candidate: Candidate): RegistryChange {
  const { model, stage } = candidate
  const version = nextVersion(stages, candidate.bump)
  const folder = versionFolder(model, version)
  const parent = currentVersion(stages, 'production') ?? null
  const files = new Map(candidate.files)
  if (candidate.card) files.set(cardFile, candidate.card({ version, parent }))
  const manifest: VersionManifest = {
    schema: 'pawl/version@1',
    model,
    version,
    files: manifestFiles({ ...candidate, files }),
    run: candidate.run,
    commit: candidate.commit,
    data: {
      ...candidate.data,
      ...(candidate.dataParent === undefined ? {} : { parent: candidate.dataParent }),
    },
    split: candidate.split,
    features: candidate.features,
    target: candidate.target,
    signature: candidate.signature,
    ...(candidate.predict && { predict: candidate.predict }),
    parent,
    created: candidate.created,
  }
  const manifestText = canonicalJson(manifest)
  const report = manifest.files.find((file) => file.path === 'report.json')
  const next = appendEntry(stages, model, {
    kind: 'promotion',
    version,
    stage,
    manifest: digestOf(manifestText),
    actor: candidate.actor,
    reason: candidate.reason,
    evidence: {
      report: report?.digest ?? null,
      policy: candidate.policy,
      run: candidate.run,
      commit: candidate.commit,
    },
    at: candidate.at,
  })
  const written = [
    ...[...files].map(([name, content]) => ({ path: `${folder}/${name}`, content })),
    { path: manifestPath(model, version), content: manifestText },
    { path: stagesPath(model), content: canonicalJson(next) },
  ].sort(byPath)
  return { model, version, files: written, manifest, entry: lastEntry(next), stages: next }
}

/** The last entry of stages that have one. */
export function lastEntry(stages: Stages): HistoryEntry {
  const entry = stages.history.at(-1)
  if (entry === undefined) throw new Error(`the history of ${stages.model} is empty`)
  return entry
}

function manifestFiles({ files, located = [], predict }: Candidate): VersionFile[] {
  const names = [...files.keys(), ...located.map((file) => file.path)]
  for (const name of names) {
    if (!isVersionFileName(name))
      throw new UserError(
        `${JSON.stringify(name)} cannot be a file of a version: expected lower-case letters, digits, dot, _ and -`,
      )
  }
  for (const name of [artifactOf({ predict }), 'report.json', 'profile.json']) {
    if (!names.includes(name)) throw new Error(`a version needs ${name}`)
  }
  const inFolder = [...files].map(([path, content]) => ({
    path,
    bytes: Buffer.byteLength(content),
    digest: digestOf(content),
  }))
  return [...inFolder, ...located].sort(byPath)
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}
