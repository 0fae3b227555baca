import type { RuleResult } from '../../data/validation.ts'
import type { Check } from '../../gates/check.ts'
import { counted, duration, shortSha } from '../figures.ts'
import { judgedRowsWords } from '../holdout.ts'
import { outcomeOf, shape, tally, word, worstFirst } from '../outcome.ts'
import { policySection } from './checked.ts'
import { dataDiffSection } from './data-diff.ts'
import { code, joined, lines, link, type Markdown, md, text } from './escape.ts'
import { provenance } from './evidence.ts'
import { gatesTable } from './gates.ts'
import { memoryLine, type Remembered, sinceLastPush } from './last-push.ts'
import { checkMarker } from './marker.ts'
import { nextSection, trainingError } from './next.ts'
import { reportSections } from './report-sections.ts'
import { assemble, commentRoom, type Room, type Section, summaryRoom } from './sections.ts'
import { stagesTable } from './stages.ts'
import { table } from './table.ts'
import { validationProblems, validationRules } from './validation.ts'

/** What the text knows beside the checks. Addresses that are neither https nor http are shown as words. */
export interface CommentContext {
  /** The head changes files below `.github/`, which decide how it is checked. */
  changesWorkflows: boolean
  /** Address of the run that checked. */
  run?: string
  /** What the head edits of the policy of which models, and who has to agree. */
  policy?: { models: readonly string[]; head: string; agreed: boolean } | undefined
  /** Address of the report as a page. */
  page?: string
  /** Figures of this head and of the one before, hidden in the comment's last line. */
  remembered?: Remembered | undefined
}

/** The one comment on a pull request: verdict and reason in the first line, then the evidence. Under 60,000 UTF-16 units. */
export function renderComment(checks: readonly Check[], context: CommentContext): string {
  return marked(checks, context, checks.length === 0 ? undefined : firstLine(worstFirst(checks)))
}

/** The same for a run that did not check everything: what it left is advice, and the verdict is an error. */
export function renderUnfinished(
  checks: readonly Check[],
  context: CommentContext & { why: string },
): string {
  const so = checks.length > 0 ? md`; what it left is below, and says nothing of the rest` : md``
  return marked(checks, context, md`${shape.error} ${word.error} · ${text(context.why, 240)}${so}`)
}

/** The same for a change by hand of what only promotions and rollbacks change. */
export function renderRegistryEdit(checks: readonly Check[], context: CommentContext): string {
  const first = md`${shape.fail} ${word.fail} · this change edits ${code('registry/')}, where only promotions and rollbacks write: take that out`
  return marked(checks, context, first)
}

/** The same as a job summary: no marker, and room for 900 KiB. */
export function renderSummary(
  checks: readonly Check[],
  context: CommentContext = { changesWorkflows: false },
): string {
  if (checks.length === 0) return untouched(context)
  return renderChecks(checks, context, { first: firstLine(worstFirst(checks)), room: summaryRoom })
}

function marked(checks: readonly Check[], context: CommentContext, first: Markdown | undefined): string {
  const memory = memoryLine(context.remembered)
  const room = { ...commentRoom, limit: commentRoom.limit - checkMarker.length - memory.length - 2 }
  const body = first === undefined ? untouched(context) : renderChecks(checks, context, { first, room })
  return `${checkMarker}\n${body}${memory === '' || body.endsWith('\n') ? '' : '\n'}${memory}`
}

function untouched(context: CommentContext): string {
  const notice = policyNotice(context).markdown
  return `${md`${shape.unchanged} No model is touched by this change, so there is nothing to check.${advice(context)}`.markdown}\n${notice === '' ? '' : `\n${notice}\n`}`
}

function renderChecks(
  checks: readonly Check[],
  context: CommentContext,
  { first, room }: { first: Markdown; room: Room },
): string {
  const sorted = worstFirst(checks)
  const named = checks.length > 1
  return assemble(
    md`### ${first}${advice(context)}`,
    [
      { title: 'the overview', rank: 0, body: overview(sorted) },
      { title: 'whose policy is edited', rank: 0, body: policyNotice(context) },
      { title: 'what moved since the last push', rank: 1, body: sinceLastPush(context.remembered) },
      ...sorted.flatMap((check, at) => checkSections(check, { named, at })),
      { title: 'the footer', rank: 1, body: footer(sorted, context) },
    ],
    room,
    'The job summary and the page of the report have the rest.',
  )
}

/** Verdict and reason in one sentence. */
function firstLine(sorted: readonly Check[]): Markdown {
  const outcome = outcomeOf(sorted)
  const [worst] = sorted as [Check]
  const many = sorted.length > 1 ? md` · ${tally(sorted)}` : md``
  return md`${shape[outcome]} ${word[outcome]}${many} · ${text(worst.model, 64)}: ${text(worst.reason, 240)}`
}

/** Read from the forge, unlike what the check itself says of the policy. */
function policyNotice({ policy }: CommentContext): Markdown {
  if (policy === undefined || policy.models.length === 0) return md``
  const whose = joined(
    policy.models.slice(0, 20).map((model) => code(model, 64)),
    ', ',
  )
  return policy.agreed
    ? md`📜 The policy of ${whose} is edited, and approvers have agreed to that.`
    : md`📜 The policy of ${whose} is edited. An approver who had no hand in it has to agree: ${code(`/approve-policy ${policy.head.slice(0, 7)}`)}`
}

function advice({ changesWorkflows }: CommentContext): Markdown {
  if (!changesWorkflows) return md``
  return md` · ⚠️ advice only, because this change edits ${code('.github/')} and so how it is checked`
}

function overview(sorted: readonly Check[]): Markdown {
  if (sorted.length < 2) return md``
  return table(
    [{ title: '' }, { title: 'model' }, { title: 'why' }],
    sorted.map((check) => [shape[check.verdict], code(check.model, 64), check.reason]),
    100,
  )
}

/** The parts about one model. Models come worst first, so what is cut is the detail of those that passed. */
function checkSections(check: Check, { named, at }: { named: boolean; at: number }): Section[] {
  const { report, model } = check
  const section = (title: string, importance: number, body: Markdown): Section => ({
    title: `${model}: ${title}`,
    rank: importance * 1000 + at,
    body,
  })
  const heading = named ? md`#### ${shape[check.verdict]} ${text(model, 64)}\n\n` : md``
  const notes = report?.notes.slice(0, 20).map((note) => md`- ℹ️ ${note}`) ?? []
  return [
    section('how far it came', 2, md`${heading}${progress(check)}`),
    section('gates', 2, report ? gatesTable(report) : md``),
    section('stages', 2, report ? stagesTable(report) : md``),
    ...check.validation.map((data) => section(`data ${data.dataset}`, 2, validationProblems(data))),
    section('training', 2, trainingError(check)),
    section('policy', 2, report ? policySection(report) : md``),
    section('remarks', 2, lines(notes)),
    section('what next', 3, nextSection(check)),
    ...(report ? reportSections(report) : []).map(({ title, rank, body }) => section(title, rank, body)),
    ...check.validation.map((data) => section(`rules of ${data.dataset}`, 6, validationRules(data))),
    section('how the data changed', 5, check.diff ? dataDiffSection(check.diff) : md``),
    section('digests', 7, provenance(check)),
  ]
}

/** `✅ data · ✅ training (12 s, 5,634 rows) · ❌ gates (1 failed, 4 passed)` */
function progress({ stage, validation, training, report, verdict }: Check): Markdown {
  const steps: Markdown[] = []
  const rules = validation.flatMap(({ results }) => results)
  const data = outcomeOfSteps(validation.map((one) => one.verdict))
  if (validation.length > 0) steps.push(md`${shape[data]} data (${held(rules)})`)
  if (training) {
    const how = training.error === undefined ? shape.pass : shape[verdict]
    steps.push(
      training.taken
        ? md`${how} predictions (given, not made here)`
        : md`${how} training (${counted(training.rows, 'row')}, ${duration(training.seconds)})`,
    )
  }
  if (report)
    steps.push(
      md`${shape[report.verdict]} gates (${tally(report.gates) || 'none compared'}, on ${judgedRowsWords(report)})`,
    )
  if (stage === 'validation') steps.push(md`training and gates did not start`)
  if (stage === 'training') steps.push(md`gates did not start`)
  return joined(steps, ' → ')
}

/** `24 rules hold`, or how many do not. */
function held(rules: readonly RuleResult[]): string {
  const good = rules.every(({ verdict }) => verdict === 'pass')
  return good ? `${counted(rules.length, 'rule')} hold` : `${counted(rules.length, 'rule')}: ${tally(rules)}`
}

function outcomeOfSteps(list: readonly Check['validation'][number]['verdict'][]) {
  return worstFirst(list.map((verdict) => ({ verdict })))[0]?.verdict ?? 'pass'
}

function footer(checks: readonly Check[], { run, page }: CommentContext): Markdown {
  const heads = [...new Set(checks.map(({ head }) => head))].map((head) => code(shortSha(head)))
  const parts = [
    ...(heads.length > 0 ? [md`Checked ${joined(heads)}`] : []),
    ...(page === undefined ? [] : [link('report with charts', page)]),
    ...(run === undefined ? [] : [link('log of the run', run)]),
    md`updated in place`,
  ]
  return md`<sub>${joined(parts, ' · ')}</sub>`
}
