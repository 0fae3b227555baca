import { canonicalJson } from '../project/digest.ts'
import { appendEntry, goesBack } from '../registry/chain.ts'
import { currentVersion, entryOf } from '../registry/lookup.ts'
import { stagesPath, versionFolder } from '../registry/paths.ts'
import type { Stages } from '../registry/stages.ts'
import type { ChangeFacts, HeadFacts } from './approval-facts.ts'
import { foreignFile } from './change.ts'
import { judge } from './evidence.ts'
import { frozenWords } from './freeze.ts'
import type { PromotionRecord } from './record.ts'
import { type Refusal, type RefusalCode, refusal } from './refusal.ts'

type Rule = (facts: ChangeFacts) => Refusal | undefined

const again = 'Run the promotion again, or close this pull request.'

/** What must hold for a change itself, whoever approves it. The order is that in which a person wants to hear of it. */
export const changeRules: readonly Rule[] = [
  pullIsOpen,
  pullIsPawls,
  recordIsOfThisPull,
  onlyItsOwnFiles,
  headIsReadable,
  filesAreListed,
  rollbackGoesBack,
  ...digestRules(),
  modelIsNotFrozen,
  policyStands,
  stagesStand,
  codeIsOnDefaultBranch,
  codeRangeIsRight,
  evidenceAllows,
]

function pullIsOpen({ pull }: ChangeFacts): Refusal | undefined {
  if (pull.merged) return refusal('already-merged', 'This pull request is merged already.')
  if (pull.state !== 'open') return refusal('pull-closed', 'This pull request is closed.')
  if (pull.draft) return refusal('pull-draft', 'This pull request is a draft.')
  return undefined
}

function pullIsPawls({ pull, repository, defaultBranch, record }: ChangeFacts): Refusal | undefined {
  if (pull.head.repository?.toLowerCase() !== repository.toLowerCase())
    return refusal('not-a-promotion', 'This pull request comes from another repository.')
  if (pull.base.branch !== defaultBranch)
    return refusal(
      'retargeted',
      `This pull request goes to ${pull.base.branch}, not to ${defaultBranch}. Point it back, or close it.`,
    )
  if (record === null)
    return refusal(
      'no-record',
      `Pawl prepared nothing for ${pull.head.sha.slice(0, 7)}: somebody pushed to the branch, or the promotion run did not come to its end. ${again}`,
    )
  return undefined
}

function recordIsOfThisPull({ pull, record }: ChangeFacts): Refusal | undefined {
  if (record?.pull === pull.number && record.head === pull.head.sha && record.branch === pull.head.branch)
    return undefined
  return refusal('record-differs', `What Pawl recorded is about another pull request or commit. ${again}`)
}

function onlyItsOwnFiles({ files, record }: ChangeFacts): Refusal | undefined {
  const foreign = record === null ? files[0] : foreignFile(files, record)
  if (foreign === undefined && files.length > 0) return undefined
  if (foreign === undefined) return refusal('foreign-files', `This pull request changes nothing. ${again}`)
  return refusal(
    'foreign-files',
    `This pull request touches ${foreign.path} (${foreign.status}), which a change of stage must not. ${again}`,
  )
}

function headIsReadable({ head }: ChangeFacts): Refusal | undefined {
  return 'damaged' in head
    ? refusal('head-damaged', `What lies at the head is not sound: ${head.damaged}. ${again}`)
    : undefined
}

/** What lies at the head; a bug where it was not checked before. */
export function headOf({ head }: ChangeFacts): HeadFacts {
  if ('damaged' in head) throw new Error(`the head is damaged: ${head.damaged}`)
  return head
}

/**
 * A file that version.json does not list has no digest there, so nobody would ever check it. A version that had a stage
 * before is in the registry already, and nothing is added to it.
 */
function filesAreListed(facts: ChangeFacts): Refusal | undefined {
  const { manifest, entry, stages } = headOf(facts)
  const isNew = stages.history.filter(({ version }) => version === entry.version).length === 1
  const names = isNew ? ['version.json', ...manifest.files.map(({ path }) => path)] : []
  const folder = versionFolder(stages.model, manifest.version)
  const listed = new Set([stagesPath(stages.model), ...names.map((name) => `${folder}/${name}`)])
  const stray = facts.files.find(({ path }) => !listed.has(path))
  if (stray === undefined) return undefined
  return refusal('foreign-files', `${stray.path} is no file that this change of stage may bring. ${again}`)
}

/** What is called a rollback needs no evidence of its own, so it must be one. */
function rollbackGoesBack(facts: ChangeFacts): Refusal | undefined {
  const { entry } = headOf(facts)
  if (entry.kind !== 'rollback' || goesBack(facts.base.stages?.history ?? [], entry)) return undefined
  return refusal(
    'not-a-rollback',
    `${entry.version} never was in production, so it cannot come there as a rollback. ${again}`,
  )
}

/** A freeze never stands in the way of going back. */
function modelIsNotFrozen({ freeze, record }: ChangeFacts): Refusal | undefined {
  if (freeze === null || record?.kind === 'rollback') return undefined
  return refusal('frozen', frozenWords(freeze))
}

function digestRules(): Rule[] {
  const differs = (code: RefusalCode, what: string, read: (of: Recorded) => unknown): Rule => {
    return (facts) => {
      const { record } = facts
      const { change, digests, entry } = headOf(facts)
      if (record !== null && read(record) === read({ ...record, change, digests, ...entryFacts(entry) }))
        return undefined
      return refusal(code, `The ${what} at the head is not the one that Pawl recorded. ${again}`)
    }
  }
  return [
    differs(
      'entry-differs',
      'kind, version or stage',
      ({ kind, version, stage }) => `${kind} ${version} ${stage}`,
    ),
    differs('entry-differs', 'history entry', ({ digests }) => digests.entry),
    differs('manifest-differs', 'version.json', ({ digests }) => digests.manifest),
    differs('model-differs', 'model', ({ digests }) => digests.model),
    differs('report-differs', 'report', ({ digests }) => digests.report),
    differs('policy-differs', 'policy', ({ digests }) => digests.policy),
    differs('data-differs', 'data version', ({ digests }) => digests.data),
    differs('change-differs', 'change', ({ change }) => change),
    reportIsAboutThis,
  ]
}

type Recorded = Pick<PromotionRecord, 'kind' | 'version' | 'stage' | 'change' | 'digests'>

function entryFacts({ kind, version, stage }: HeadFacts['entry']) {
  return { kind, version, stage }
}

/** A sound report of another model or run is no evidence for this one. */
function reportIsAboutThis(facts: ChangeFacts): Refusal | undefined {
  const { report, manifest, digests, entry, stages } = headOf(facts)
  const isNew = stages.history.filter((one) => one.version === entry.version).length === 1
  const wrong = [
    report.model !== manifest.model && 'model',
    report.candidate.digest !== digests.model && 'model bytes',
    report.candidate.run !== manifest.run && 'run',
    report.candidate.commit !== manifest.commit && 'commit',
    report.data.version !== manifest.data.version && 'data version',
    isNew && report.policy.digest !== entry.evidence.policy && 'policy',
    entry.evidence.report !== digests.report && 'history entry',
    entry.evidence.run !== manifest.run && 'run in the history entry',
    entry.evidence.commit !== manifest.commit && 'commit in the history entry',
  ].find((what) => what !== false)
  if (wrong === undefined) return undefined
  return refusal('report-differs', `The report is about another ${wrong} than this version. ${again}`)
}

function policyStands(facts: ChangeFacts): Refusal | undefined {
  if (headOf(facts).entry.evidence.policy === facts.base.policy) return undefined
  return refusal(
    'policy-changed',
    `The model's policy (gates, evaluation, split, approvals) was changed on ${facts.defaultBranch} after this was judged. Run the promotion again.`,
  )
}

/** The change must be exactly one more entry on what the default branch holds now. */
function stagesStand(facts: ChangeFacts): Refusal | undefined {
  const { stages, entry } = headOf(facts)
  const { base } = facts
  const expected = rebuiltFrom(base.stages, stages.model, entry)
  if (expected !== undefined && canonicalJson(expected) === canonicalJson(stages)) return undefined
  const last = base.stages?.history.at(-1)
  const winner =
    last === undefined ? 'The registry' : `${last.version} went to ${last.stage} (entry ${last.sequence}) and`
  return refusal(
    'stages-moved',
    `${winner} changed what this was built on: another change of ${stages.model} was merged first. This pull request is built anew; look at it and approve its new head.`,
  )
}

function rebuiltFrom(base: Stages | undefined, model: string, entry: HeadFacts['entry']): Stages | undefined {
  const { sequence: _, replaces: __, previous: ___, ...change } = entry
  try {
    return appendEntry(base, model, change)
  } catch {
    return undefined
  }
}

function codeIsOnDefaultBranch({ code, record, defaultBranch }: ChangeFacts): Refusal | undefined {
  if (code === null || code.onDefaultBranch || record?.kind === 'rollback') return undefined
  return refusal(
    'not-on-default-branch',
    `The candidate was trained on a commit that is not part of ${defaultBranch}. A promotion rests on runs of the default branch.`,
  )
}

/** The recorded range says whose word does not count, so it is worked out again rather than believed. */
function codeRangeIsRight(facts: ChangeFacts): Refusal | undefined {
  const { record } = facts
  const { manifest, entry } = headOf(facts)
  const expected = codeRange({ kind: entry.kind, base: facts.base.stages, commit: manifest.commit })
  if (record?.code.from === expected.from && record.code.to === expected.to) return undefined
  return refusal('record-differs', `The recorded range of commits is not that of this candidate. ${again}`)
}

/** Commits whose authors may not approve. A rollback brings in no code that was not approved before. */
export function codeRange({
  kind,
  base,
  commit,
}: {
  kind: 'promotion' | 'rollback'
  base: Stages | undefined
  commit: string
}): PromotionRecord['code'] {
  if (kind === 'rollback') return { from: commit, to: commit }
  const production = currentVersion(base, 'production')
  const entry = production === undefined ? undefined : entryOf(base, production)
  return { from: entry?.evidence.commit ?? null, to: commit }
}

function evidenceAllows(facts: ChangeFacts): Refusal | undefined {
  const { record, base } = facts
  const { report, entry } = headOf(facts)
  if (entry.kind === 'rollback') {
    return record?.verdict === 'none'
      ? undefined
      : refusal('record-differs', `The recorded verdict is not that of a rollback. ${again}`)
  }
  if (!base.settings.stages.includes(entry.stage))
    return refusal('record-differs', `${entry.stage} is no stage of this project. ${again}`)
  const judgement = judge({
    report,
    stage: entry.stage,
    base: base.stages,
    policy: base.policy,
  })
  if (!judgement.allowed) return refusal('verdict-does-not-allow', judgement.reason)
  if (judgement.verdict === record?.verdict) return undefined
  return refusal('record-differs', `The recorded verdict is not that of the report. ${again}`)
}
