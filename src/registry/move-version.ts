import { canonicalJson, type Digest, digestOf } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import { appendEntry } from './chain.ts'
import { currentVersion, knownVersions, lastGoodVersion, wasIn } from './lookup.ts'
import { lastEntry, type RegistryChange } from './new-version.ts'
import { stagesPath } from './paths.ts'
import type { Stages } from './stages.ts'
import type { VersionManifest } from './version.ts'

/** A change of stage of a version that the registry has already: only `stages.json` is written. */
export interface Move {
  kind: 'promotion' | 'rollback'
  stage: string
  /** The version's `version.json` as data. Its files must have been verified before. */
  manifest: VersionManifest
  policy: Digest
  actor: string
  reason: string
  at: string
}

export function moveVersion(stages: Stages, move: Move): RegistryChange {
  const { manifest } = move
  const report = manifest.files.find((file) => file.path === 'report.json')
  const next = appendEntry(stages, stages.model, {
    kind: move.kind,
    version: manifest.version,
    stage: move.stage,
    manifest: digestOf(canonicalJson(manifest)),
    actor: move.actor,
    reason: move.reason,
    evidence: {
      report: report?.digest ?? null,
      policy: move.policy,
      run: manifest.run,
      commit: manifest.commit,
    },
    at: move.at,
  })
  return {
    model: stages.model,
    version: manifest.version,
    files: [{ path: stagesPath(stages.model), content: canonicalJson(next) }],
    manifest,
    entry: lastEntry(next),
    stages: next,
  }
}

/**
 * The version that a rollback goes to: `wanted`, or the last good one. A `UserError` where it never was in production,
 * is there now, or where there is nothing to go back to.
 */
export function rollbackTarget(stages: Stages | undefined, model: string, wanted?: string): string {
  const current = currentVersion(stages, 'production')
  if (stages === undefined || current === undefined)
    throw new UserError(`${model} has no version in production, so there is nothing to roll back`)
  if (wanted === undefined) {
    const good = lastGoodVersion(stages)
    if (good === undefined)
      throw new UserError({
        message: `${model} has no good version before ${current} to go back to`,
        hint: `name one: /rollback ${model} to <version> because …; known are ${knownVersions(stages).join(', ')}`,
      })
    return good
  }
  if (wanted === current) throw new UserError(`${model} ${wanted} is in production already`)
  if (!wasIn(stages, wanted, 'production'))
    throw new UserError({
      message: `${model} ${wanted} never was in production, so a rollback cannot go there`,
      hint: 'promote it instead, with evidence',
    })
  return wanted
}
