import type {
  AcceptedShown,
  CommandErrorShown,
  FrozenShown,
  HelpShown,
  MergedShown,
  PolicyAgreedShown,
  RebuiltShown,
  RefusedShown,
  RejectedShown,
  RetrainingAskedShown,
  RollbackOpenedShown,
  SupersededShown,
  WaiverShown,
} from '../../promotion/texts.ts'
import { counted, shortSha } from '../figures.ts'
import { blocks, code, codeBlock, joined, lines, link, type Markdown, md } from './escape.ts'
import { table } from './table.ts'

/** Answers to slash commands. People are named as code: an answer notifies nobody. */

export function accepted({
  by,
  because,
  model,
  version,
  stage,
  head,
  approvals,
  notes,
}: AcceptedShown): string {
  const missing = approvals.required - approvals.have
  const state =
    missing > 0
      ? md`${counted(missing, 'more approval')} ${missing === 1 ? 'is' : 'are'} needed.`
      : md`That is enough; it is merged now.`
  return said([
    md`✅ **Approved** by ${code(by)}${reason(because)}: ${code(`${model} ${version}`)} for ${code(stage)}, at ${code(shortSha(head))}.`,
    md`${approvals.have} of ${approvals.required} (${joined(approvals.by.slice(0, 20).map((name) => code(name)))}). ${state}`,
    lines(notes.slice(0, 20).map((note) => md`- ⚠️ ${note}`)),
  ])
}

export function refused({ by, command, code: refusal, message }: RefusedShown): string {
  return said([
    md`🚫 **Not done**: ${message}`,
    md`<sub>${code(command)} by ${code(by)}, refused with the code ${code(refusal)}. Nothing was changed.</sub>`,
  ])
}

export function policyAgreed({ by, because, models, head, have, required }: PolicyAgreedShown): string {
  const still = required - have
  return said([
    md`📜 **Agreed** by ${code(by)}${reason(because)}: ${code(shortSha(head))} may change the policy of ${joined(
      models.slice(0, 20).map((model) => code(model)),
      ', ',
    )}.`,
    still > 0
      ? md`${have} of ${required} have agreed; ${still} more must.`
      : md`The status ${code('pawl/policy')} is green. The change is merged like any other; a new push needs a new word.`,
  ])
}

export function rejected({ by, because, model, version }: RejectedShown): string {
  return said([
    md`🛑 **Rejected** by ${code(by)}${reason(because)}. ${code(`${model} ${version}`)} is not promoted and this pull request is closed.`,
  ])
}

export function merged({ kind, model, version, stage, replaces, commit, approvals }: MergedShown): string {
  const before = replaces === null ? md`` : md` ${code(replaces)} is archived.`
  return said([
    md`${kind === 'promotion' ? '🚀' : '⏪'} **${kind === 'promotion' ? 'Promoted' : 'Rolled back'}**: ${code(stage)} of ${code(model)} is ${code(version)} now, by commit ${code(shortSha(commit))}.${before}`,
    lines(approvals.slice(0, 20).map(({ by, because }) => md`- approved by ${code(by)}${reason(because)}`)),
    md`To go back: ${code(`/rollback ${model} because <reason>`)}.`,
  ])
}

export function superseded({ model, version, from, to }: SupersededShown): string {
  return said([
    md`♻️ **A newer candidate**: ${code(`${model} ${version}`)} is now the model of run ${run(to.run)} instead of ${run(from.run)}. The head moved from ${code(shortSha(from.head))} to ${code(shortSha(to.head))}, so approvals until now are void.`,
  ])
}

export function rebuilt({ model, version, stage, winner, head, staleEvidence }: RebuiltShown): string {
  const what = winner.kind === 'promotion' ? 'promotion' : 'rollback'
  return said([
    md`♻️ **Built anew**: the ${what} of ${code(model)} to ${code(winner.version)} was merged first (entry ${winner.sequence} of the history). This pull request for ${code(`${model} ${version}`)} in ${code(stage)} now stands on it. Approvals until now are void; the new head is ${code(shortSha(head))}.`,
    staleEvidence === null
      ? undefined
      : md`❓ Its evidence compares with ${versionOrNone(staleEvidence.comparedWith)}, but ${versionOrNone(staleEvidence.production)} holds the stage now. So approving takes a reason:`,
    codeBlock(`/approve ${shortSha(head)}${staleEvidence === null ? '' : ' because'}`),
  ])
}

export function rollbackOpened(shown: RollbackOpenedShown): string {
  const next = shown.needsApproval
    ? md`An approver has to comment ${code(`/approve ${shortSha(shown.head)}`)} there.`
    : md`The request is its own approval, so it is merged when the checks of integrity pass.`
  return said([
    md`⏪ **Rolling back** ${code(shown.model)} from ${code(shown.from)} to ${code(shown.to)}, as ${code(shown.by)} asked: ${link(`pull request ${shown.pull}`, shown.url)}. ${next}`,
  ])
}

export function retrainingAsked({ by, model, reason: because, runs }: RetrainingAskedShown): string {
  const where = runs === null ? md`workflow run` : link('workflow run', runs)
  return said([
    md`🔁 **Retraining** of ${code(model)} is asked for by ${code(by)}${reason(because)}. It starts in a ${where} of its own; a candidate that passes its gates becomes a promotion pull request.`,
  ])
}

export function frozen({ by, model, because }: FrozenShown): string {
  return said([
    md`❄️ **Frozen**: ${code(model)} is neither promoted nor retrained from now on, as ${code(by)} asked${reason(because)}. It can still be rolled back.`,
    md`To end it: ${code(`/unfreeze ${model}`)}.`,
  ])
}

export function unfrozen({ by, model, because }: FrozenShown): string {
  return said([
    md`🌤️ **Not frozen any more**: ${code(model)} can be promoted and retrained again, as ${code(by)} asked${reason(because)}.`,
  ])
}

export function waiverToAdd(shown: WaiverShown): string {
  const { by, model, gate, yaml, path, edit, hasWaivers, approvers } = shown
  const file = edit === null ? code(path) : link(code(path), edit)
  const names = joined(approvers.slice(0, 30).map((name) => code(name, 60)))
  const who =
    approvers.length === 0
      ? md`Nobody but ${code(by)} is in ${code('approvals.from')}, and a waiver takes a second person: add one there first.`
      : md`${code('approver')} is who agrees: one of ${names}.`
  return said([
    md`📝 **To waive** ${code(gate)} of ${code(model)}, as ${code(by)} asks, add this to ${file} of the default branch, by a pull request${hasWaivers ? md`, below its ${code('waivers:')}` : md``}:`,
    codeBlock(hasWaivers ? yaml : `waivers:\n${yaml}`),
    md`${who}${/^(slices|fairness)\./.test(gate) ? md` With ${code('slice:')} and a name as the report has it, only that slice or group is waived.` : md``} Once it is merged, the gate warns instead of failing until that day; ${code('/waive')} itself changes nothing, so that nobody excepts a candidate alone.`,
  ])
}

export function help({ commands }: HelpShown): string {
  return said([
    md`**Commands**, one on a line of its own in a new comment:`,
    table(
      [{ title: 'command' }, { title: 'what it does' }],
      commands.map(({ usage, summary }) => [code(usage), summary]),
    ),
  ])
}

export function commandError({ by, line, problem, usage }: CommandErrorShown): string {
  return said([
    md`🤷 ${code(line)} by ${code(by)} is no command: ${problem}`,
    md`Write it like this:`,
    codeBlock(usage),
  ])
}

function said(list: readonly (Markdown | undefined)[]): string {
  return `${blocks(list).markdown}\n`
}

function reason(because: string | null): Markdown {
  return because === null ? md`` : md`, because ${because}`
}

function run(id: string | null): Markdown {
  return id === null ? md`(not recorded)` : code(id)
}

function versionOrNone(version: string | null): Markdown {
  return version === null ? md`no version` : code(version)
}
