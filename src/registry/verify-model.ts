import { Version } from '../project/name.ts'
import { UserError } from '../project/problem.ts'
import { chainProblems } from './chain.ts'
import { type Finding, noteInto, orNote } from './finding.ts'
import { knownVersions } from './lookup.ts'
import { parseStages } from './parse.ts'
import { registryFolder, stagesPath } from './paths.ts'
import type { Stages } from './stages.ts'
import { type VersionToVerify, verifyVersion } from './verify-version.ts'

export type ModelToVerify = Pick<VersionToVerify, 'model' | 'files' | 'located'>

export interface ModelVerification {
  model: string
  /** Undefined where `stages.json` cannot be read. */
  stages: Stages | undefined
  findings: Finding[]
  /** How many files were read and compared with their digests. */
  checked: number
}

/**
 * Recomputes every digest of one model's registry folder: history chain, map, each `version.json` and each file beside
 * it. Nothing in the folder is taken on trust except the last history entry; whether that was approved is for
 * `verifyApprovals` to say.
 */
export async function verifyModel(of: ModelToVerify): Promise<ModelVerification> {
  const { model, files } = of
  const findings: Finding[] = []
  const note = noteInto(findings, model)
  const file = stagesPath(model)
  const present = new Set(await files.list(registryFolder(model)))
  const stages = await orNote(note, file, async () => {
    const content = await files.read(file)
    if (content === undefined) throw new UserError({ place: { file }, message: 'is missing' })
    return parseStages(file, content)
  })
  if (stages === undefined) return { model, stages, findings, checked: 0 }

  if (stages.model !== model) note(file, `belongs to the model ${JSON.stringify(stages.model)}`)
  for (const problem of chainProblems(stages)) note(file, problem)
  present.delete(file)
  let checked = 1
  for (const version of knownVersions(stages)) {
    const result = await verifyVersion({ ...of, version, stages })
    findings.push(...result.findings)
    checked += result.checked
    for (const path of result.known) present.delete(path)
  }
  for (const path of [...present].sort())
    note(path, whyUnknown(path, stages), {
      hint: `remove it, or find out who put it there: git log -- ${path}`,
    })
  return { model, stages, findings, checked }
}

function whyUnknown(path: string, stages: Stages): string {
  const name = path.split('/')[2] ?? ''
  if (!Version.safeParse(name).success) return 'does not belong into the registry'
  return stages.history.some((entry) => entry.version === name)
    ? 'is not listed in the version.json beside it'
    : 'belongs to a version that the history does not know'
}
