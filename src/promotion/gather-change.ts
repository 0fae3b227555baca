import type { ChangedFile, Pull } from '../forge/forge.ts'
import { PermissionError } from '../forge/permission-error.ts'
import { Report } from '../gates/report.ts'
import { digestOf } from '../project/digest.ts'
import { messageOf, UserError } from '../project/problem.ts'
import { artifactOf } from '../project/schema/model.ts'
import { entryDigest } from '../registry/chain.ts'
import type { RegistryFiles } from '../registry/files.ts'
import { lastEntry } from '../registry/new-version.ts'
import { parseManifest } from '../registry/parse.ts'
import { manifestPath, versionFolder } from '../registry/paths.ts'
import type { Stages } from '../registry/stages.ts'
import { verifyVersion } from '../registry/verify-version.ts'
import type { VersionManifest } from '../registry/version.ts'
import type { ChangeFacts, HeadFacts } from './approval-facts.ts'
import { changeDigest } from './change.ts'
import { codeRange } from './change-rules.ts'
import type { PromotionContext } from './context.ts'
import { fullName } from './context.ts'
import { defaultHead, filesAt, stagesAt } from './forge-files.ts'
import { freezeOf } from './freeze.ts'
import { gatherCode } from './gather-code.ts'
import { PromotionRecord, recordPath } from './record.ts'

/**
 * Everything that an approval of a pull request rests on, read from the forge now. Errors of the forge come through.
 * `now` is the pull request where it was read a moment ago: what moves after that is seen by the look before the merge.
 */
export async function gatherChange(
  context: PromotionContext,
  { pull: number, model, now }: { pull: number; model: string; now?: Pull },
): Promise<ChangeFacts> {
  const { forge } = context
  const repository = await forge.repository()
  const baseSha = await defaultHead(forge, repository.defaultBranch)
  const policy = await context.policyAt(baseSha, model)
  const base = {
    sha: baseSha,
    stages: await stagesAt(filesAt(forge, baseSha), model),
    policy: policy.digest,
    settings: policy.settings,
  }
  const pull = now ?? (await forge.pull(number))
  const files = await forge.pullFiles(number)
  const record = await readRecord(context, { model, pull: number, head: pull.head.sha })
  const head = await readHead({ context, model, sha: pull.head.sha, files })
  return {
    repository: fullName(repository),
    defaultBranch: repository.defaultBranch,
    pull,
    files,
    record,
    head,
    base,
    freeze: record?.kind === 'promotion' ? await freezeOf(context.state, model) : null,
    code:
      policy.settings.approvals.self === 'allow' || 'damaged' in head
        ? null
        : await gatherCode(forge, {
            kind: head.entry.kind,
            ...codeRange({ kind: head.entry.kind, base: base.stages, commit: head.manifest.commit }),
            defaultHead: baseSha,
          }),
  }
}

/** What a promotion run recorded for one head; undefined reads as null, damage is an error. */
export async function readRecord(
  { state }: PromotionContext,
  of: { model: string; pull: number; head: string },
): Promise<PromotionRecord | null> {
  const text = await state.read(recordPath(of))
  return text === undefined ? null : PromotionRecord.parse(JSON.parse(text))
}

interface Head {
  context: PromotionContext
  model: string
  sha: string
  files: readonly ChangedFile[]
}

async function readHead(of: Head): Promise<ChangeFacts['head']> {
  try {
    return await readSoundHead(of)
  } catch (error) {
    if (error instanceof UserError && !(error instanceof PermissionError))
      return { damaged: messageOf(error) }
    throw error
  }
}

async function readSoundHead({ context, model, sha, files: changed }: Head): Promise<HeadFacts> {
  const files = filesAt(context.forge, sha)
  const stages = await stagesAt(files, model)
  if (stages === undefined || stages.history.length === 0)
    throw new UserError(`there is no history of ${model} at ${sha.slice(0, 7)}`)
  const entry = lastEntry(stages)
  const version = await readVersion({ context, files, stages, version: entry.version })
  return {
    stages,
    entry,
    ...version,
    change: await digestOfChanged(files, changed),
    digests: digestsOf({ ...version, stages }),
  }
}

/** A version of the registry with every file compared with its digest. Anything that is wrong is a `UserError`. */
export async function readVersion({
  context,
  files,
  stages,
  version,
}: {
  context: Pick<PromotionContext, 'located'>
  files: RegistryFiles
  stages: Stages
  version: string
}): Promise<{ manifest: VersionManifest; report: Report }> {
  const { model } = stages
  const { findings } = await verifyVersion({
    model,
    version,
    stages,
    files,
    ...(context.located && { located: context.located }),
  })
  if (findings.length > 0)
    throw new UserError(findings.map(({ file, message, hint }) => ({ place: { file }, message, hint })))
  const path = manifestPath(model, version)
  const manifest = parseManifest(path, (await files.read(path)) ?? '')
  return { manifest, report: await readReport(files, `${versionFolder(model, version)}/report.json`) }
}

async function readReport(files: RegistryFiles, path: string): Promise<Report> {
  const content = await files.read(path)
  const result = Report.safeParse(json(content))
  if (result.success) return result.data
  throw new UserError({ place: { file: path }, message: 'is not a report that this Pawl can read' })
}

function json(content: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content))
  } catch {
    return undefined
  }
}

/** The digests that an approval names and a record holds, of a version whose files were verified. */
export function digestsOf({
  manifest,
  stages,
}: {
  manifest: VersionManifest
  stages: Stages
}): PromotionRecord['digests'] {
  const entry = lastEntry(stages)
  const digestOfFile = (name: string) => manifest.files.find(({ path }) => path === name)?.digest
  const artifact = artifactOf(manifest)
  const model = digestOfFile(artifact)
  if (model === undefined) throw new UserError(`${manifest.model} ${manifest.version} has no ${artifact}`)
  return {
    entry: entryDigest(entry),
    manifest: entry.manifest,
    model,
    report: digestOfFile('report.json') ?? null,
    policy: entry.evidence.policy,
    data: manifest.data.version,
  }
}

async function digestOfChanged(files: RegistryFiles, changed: readonly ChangedFile[]) {
  const list = []
  for (const { path, status } of changed) {
    const content = status === 'removed' ? undefined : await files.read(path)
    if (content !== undefined) list.push({ path, digest: digestOf(content) })
  }
  return changeDigest(list)
}
