import type { Digest } from '../project/digest.ts'
import { Name } from '../project/name.ts'
import type { Settings } from '../project/schema/settings.ts'
import type { MergedEntry } from './approved-history.ts'
import type { RegistryFiles } from './files.ts'
import type { Finding } from './finding.ts'
import type { Stages } from './stages.ts'
import { verifyApprovals } from './verify-approvals.ts'
import { verifyModel } from './verify-model.ts'
import type { VersionFile } from './version.ts'

export interface RegistryToVerify {
  files: RegistryFiles
  /** Full clone and branch that approvals are proved from; null leaves them out, and the caller has to say so. */
  git: { folder: string; ref?: string } | null
  parseSettings: (text: string) => Settings
  models?: readonly string[]
  located?: (file: VersionFile) => Promise<Digest | undefined>
}

export interface RegistryVerification {
  findings: Finding[]
  /** Models that were verified, by name. */
  stages: Map<string, Stages>
  merged: Map<string, MergedEntry[]>
  /** How many files were compared with their digests, and how many changes of stage with their approvals. */
  checked: { models: number; files: number; entries: number }
}

/** Models that are read at the same time: reading waits more than it works. */
const atOnce = 16

/** All of `registry/`: every digest, every chain, every approval. No findings of level error means that it is sound. */
export async function verifyRegistry(of: RegistryToVerify): Promise<RegistryVerification> {
  const { models, findings } = await modelsIn(of)
  const stages = new Map<string, Stages>()
  let checked = 0
  for (let at = 0; at < models.length; at += atOnce) {
    const some = models.slice(at, at + atOnce)
    const verify = (model: string) =>
      verifyModel({ model, files: of.files, ...(of.located && { located: of.located }) })
    for (const result of await Promise.all(some.map(verify))) {
      findings.push(...result.findings)
      checked += result.checked
      if (result.stages !== undefined) stages.set(result.model, result.stages)
    }
  }
  const approvals =
    of.git === null
      ? { findings: [], merged: new Map<string, MergedEntry[]>() }
      : await verifyApprovals({
          ...of.git,
          current: stages,
          parseSettings: of.parseSettings,
          ...(of.models && { models: of.models }),
        })
  const entries = [...approvals.merged.values()].reduce((sum, list) => sum + list.length, 0)
  return {
    findings: [...findings, ...approvals.findings],
    stages,
    merged: approvals.merged,
    checked: { models: models.length, files: checked, entries },
  }
}

async function modelsIn({
  files,
  models,
}: RegistryToVerify): Promise<{ models: string[]; findings: Finding[] }> {
  if (models !== undefined) return { models: [...models], findings: [] }
  const names = new Set<string>()
  const findings: Finding[] = []
  for (const path of await files.list('registry')) {
    const [, name = '', rest] = path.split('/')
    if (rest !== undefined && Name.safeParse(name).success) names.add(name)
    else
      findings.push({
        level: 'error',
        model: null,
        file: path,
        message: 'does not belong into the registry',
        hint: 'remove it, or find out who put it there: git log -- the path',
      })
  }
  return { models: [...names].sort(), findings }
}
