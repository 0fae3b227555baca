import { Outcome } from '../../project/verdict.ts'
import type { ApprovalRules, PromotionShown, RollbackShown } from '../../promotion/texts.ts'
import { counted, shortDigest, shortSha } from '../figures.ts'
import { judgedRowsWords } from '../holdout.ts'
import { shape, tally } from '../outcome.ts'
import { rivalOf } from '../rival.ts'
import { visible } from '../visible.ts'
import { blocks, code, codeBlock, folded, joined, lines, type Markdown, md, unlinked } from './escape.ts'
import { type Fact, facts, reportFacts } from './evidence.ts'
import { gatesTable, rivalTitle } from './gates.ts'
import { reportSections } from './report-sections.ts'
import { assemble, commentRoom, type Section } from './sections.ts'

export function promotionTitle({ model, version, stage }: PromotionShown): string {
  return title(`Promote ${model} ${version} to ${stage}`)
}

export function rollbackTitle({ model, stage, from, to }: RollbackShown): string {
  return title(`Roll back ${model} in ${stage} from ${from} to ${to}`)
}

/** Titles end up in merge messages, where `#1` and `@name` would act. */
function title(words: string): string {
  return unlinked(visible(words, 200))
}

/** Body of a promotion's pull request: the verdict, how to approve, the evidence. */
export function promotionBody(shown: PromotionShown): string {
  const { report, model, version, stage, replaces } = shown
  const what =
    replaces === null
      ? md`${code(`${model} ${version}`)} becomes the first version in ${code(stage)}.`
      : md`${code(`${model} ${version}`)} takes the place of ${code(replaces)} in ${code(stage)}, and ${code(replaces)} is archived.`
  const notes = report.notes.slice(0, 20).map((note) => md`- ℹ️ ${note}`)
  return render(md`### ${shapeOf(shown.verdict)} ${model} ${version} → ${stage} · ${shown.reason}`, [
    { title: 'what changes', rank: 1, body: what },
    { title: 'how to approve', rank: 1, body: promotionApproval(shown) },
    { title: 'gates', rank: 2, body: evidence(shown) },
    { title: 'remarks', rank: 2, body: lines(notes) },
    ...reportSections(report),
    { title: 'digests', rank: 3, body: promotionDigests(shown) },
  ])
}

/** Body of a rollback's pull request. */
export function rollbackBody(shown: RollbackShown): string {
  const { model, stage, from, to, actor, reason } = shown
  return render(md`### ⏪ ${model} in ${stage}: ${from} → ${to}`, [
    {
      title: 'who and why',
      rank: 1,
      body: md`${code(actor)} asked for it: ${reason}`,
    },
    {
      title: 'what is skipped',
      rank: 2,
      body: md`A rollback skips the gates, because ${code(to)} passed them before it first held the stage. It skips no check of integrity: every byte of ${code(`registry/${model}/${to}`)} is compared with its recorded digest before the merge.`,
    },
    { title: 'how to approve', rank: 1, body: rollbackApproval(shown) },
    {
      title: 'digests',
      rank: 3,
      body: folded(
        'Digests',
        facts([['head', code(shown.head)], ...digestFacts(shown.digests), ['history', history(shown)]]),
      ),
    },
  ])
}

function render(head: Markdown, sections: readonly Section[]): string {
  return assemble(
    head,
    sections,
    commentRoom,
    'The registry folder in this change has the whole report and the card of the model.',
  )
}

function shapeOf(verdict: string): string {
  const known = Outcome.safeParse(verdict)
  return known.success ? shape[known.data] : '❓'
}

function evidence({ report }: PromotionShown): Markdown {
  const rival = rivalOf(report)
  const unscored = (report.against ?? report.production)?.unscored
  const against =
    rival === null
      ? md`There was no version to compare with, so gates that compare were not applied.`
      : unscored === undefined
        ? md`Candidate and ${rivalTitle(rival)} were scored on the same rows, which neither was trained on.`
        : md`⚠️ What it is to be compared with, ${rivalTitle(rival)}, could not be scored, so nothing was compared: ${unscored}.`
  return blocks([
    md`**Evidence**: ${tally(report.gates) || 'no gates'}, on ${judgedRowsWords(report)}. ${against}`,
    gatesTable(report),
  ])
}

function promotionApproval(shown: PromotionShown): Markdown {
  const sha = shortSha(shown.head)
  return blocks([
    md`**To approve**, ${shown.needsReason ? 'comment this line with your reason' : 'comment this line'}:`,
    codeBlock(shown.needsReason ? `/approve ${sha} because` : `/approve ${sha}`),
    lines([
      md`- ${who(shown.approvals)}`,
      md`- ${others(shown)}`,
      ...(shown.needsReason
        ? [md`- The evidence is inconclusive, so an approval takes a reason, which is recorded with it.`]
        : []),
      md`- To turn it down: ${code('/reject because <reason>')}.`,
    ]),
  ])
}

function who({ required, from }: ApprovalRules): Markdown {
  const names = joined(from.slice(0, 30).map((name) => code(name, 60)))
  const more = from.length > 30 ? ` and ${from.length - 30} more` : ''
  return md`${counted(required, 'approval')} ${required === 1 ? 'is' : 'are'} needed, from: ${names}${more}.`
}

function others({ approvals, code: range, starter }: PromotionShown): Markdown {
  if (approvals.self === 'allow')
    return md`⚠️ This project lets people approve their own work (${code('approvals: {self: allow}')}).`
  const commits =
    range.from === null
      ? md`a commit up to ${code(shortSha(range.to))}`
      : md`a commit after ${code(shortSha(range.from))} up to ${code(shortSha(range.to))}`
  const started = starter === null ? md`` : md`, nor ${code(starter)}, who started the run`
  return md`Not by those who wrote ${commits}${started}.`
}

function rollbackApproval(shown: RollbackShown): Markdown {
  if (!shown.secondPerson)
    return md`The request of ${code(shown.actor)} is its own approval when ${code(shown.actor)} is an approver. Any approver may also comment ${code(`/approve ${shortSha(shown.head)}`)}.`
  return blocks([
    md`**A second person has to approve.** Comment this line:`,
    codeBlock(`/approve ${shortSha(shown.head)}`),
    md`- ${who(shown.approvals)}`,
  ])
}

function promotionDigests(shown: PromotionShown): Markdown {
  return folded(
    'Digests and versions: what an approval counts for',
    facts([
      ['head', code(shown.head)],
      ['change', code(shown.change)],
      ...digestFacts(shown.digests),
      ['history', history(shown)],
      ...reportFacts(shown.report),
    ]),
  )
}

function digestFacts(digests: PromotionShown['digests']): Fact[] {
  return [
    ['history entry', code(digests.entry)],
    ['version.json', code(digests.manifest)],
    ['model', code(digests.model)],
    ['report', digests.report === null ? md`none` : code(digests.report)],
    ['policy', code(digests.policy)],
    ['data', code(digests.data)],
  ]
}

function history({ entry }: Pick<PromotionShown, 'entry'>): Markdown {
  const after = entry.previous === null ? md`the first` : md`after ${code(shortDigest(entry.previous))}`
  return md`entry ${entry.sequence}, ${after}, by ${code(entry.actor)} at ${code(entry.at)}`
}
