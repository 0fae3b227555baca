import type { ColumnDrift, DriftReport } from '../../drift/report.ts'
import type { Recovery } from '../../monitoring/alert.ts'
import type { Decision } from '../../retraining/decision.ts'
import {
  correctionWords,
  evidentlyWords,
  familyWords,
  importanceWords,
  methodWords,
  mostDriftedFirst,
  referenceWords,
  subjectOf,
  togetherWords,
} from '../drift-words.ts'
import { counted, percent, probability } from '../figures.ts'
import { sparklines } from '../histogram.ts'
import { visible } from '../visible.ts'
import { blocks, code, folded, joined, lines, link, type Markdown, md, unlinked } from './escape.ts'
import { renderDecision } from './retraining.ts'
import { assemble, commentRoom, type Room, summaryRoom } from './sections.ts'
import { bar } from './strip.ts'
import { table } from './table.ts'

/** What the text may show beside the report. */
export interface DriftContext {
  /** What was decided about retraining. */
  decision?: Decision
  /** Address of the run that judged the window. */
  run?: string
}

/** Title of the one issue about a model's drift: the same from window to window. */
export function driftTitle(model: string): string {
  return `Drift: ${unlinked(visible(model, 64))}`
}

/** Body of the issue; edited in place for every later window. `mark` becomes its hidden first line. */
export function renderDriftIssue(mark: string, report: DriftReport, context: DriftContext = {}): string {
  const room = { ...commentRoom, limit: commentRoom.limit - mark.length - 2 }
  return `${mark}\n${renderReport(report, context, room)}`
}

/** The same as a job summary. */
export function renderDriftSummary(report: DriftReport, context: DriftContext = {}): string {
  return renderReport(report, context, summaryRoom)
}

/** The comment that closes the issue. `mark` becomes its hidden first line. */
export function renderRecovery(mark: string, because: Recovery): string {
  const closed = md`This issue is closed. Drift that comes back opens a new one.`
  const text =
    because.recovery === 'trained'
      ? [
          md`✅ **Recovered**: version ${code(because.version)} is in production now and was trained on the data that drifted.`,
          closed,
        ]
      : [
          md`✅ **Recovered**: the newest window (${counted(because.report.window.rows, 'row')}) is stable. ${because.report.reason}`,
          closed,
          folded('All columns', columnsTable(because.report.columns)),
        ]
  return `${mark}\n${blocks(text).markdown}\n`
}

const shapes: Record<DriftReport['verdict'], string> = { drift: '📈', stable: '✅', inconclusive: '❓' }
const words: Record<DriftReport['verdict'], string> = {
  drift: 'Drift',
  stable: 'Stable',
  inconclusive: 'Inconclusive',
}

function renderReport(report: DriftReport, context: DriftContext, room: Room): string {
  const drifted = report.columns.filter(({ verdict }) => verdict === 'drift')
  const others = report.columns.filter(({ verdict }) => verdict !== 'drift')
  const files = report.window.files.slice(0, 20).map((file) => code(file))
  return assemble(
    md`### ${shapes[report.verdict]} ${words[report.verdict]} · ${subjectOf(report)}: ${report.reason}`,
    [
      {
        title: 'what was compared',
        rank: 1,
        body: compared(report),
      },
      {
        title: 'columns that drifted',
        rank: 2,
        body: drifted.length > 0 ? columnsTable(drifted) : md``,
      },
      { title: 'all columns together', rank: 3, body: together(report) },
      { title: 'how to read it', rank: 3, body: drifted.length > 0 ? legend(drifted, report) : md`` },
      { title: 'what happens next', rank: 2, body: next(report, context) },
      {
        title: 'the other columns',
        rank: 4,
        body: others.length > 0 ? folded(counted(others.length, 'other column'), columnsTable(others)) : md``,
      },
      {
        title: 'files of the window',
        rank: 5,
        body:
          files.length > 0
            ? folded(counted(report.window.files.length, 'file'), lines(files.map((file) => md`- ${file}`)))
            : md``,
      },
    ],
    room,
    'The job summary has the rest.',
  )
}

/** `1,200 new rows of 1 file against the 5,634 rows that version 1.1.0 was trained on` */
function compared(report: DriftReport): Markdown {
  const { window } = report
  const [file] = window.files
  const where =
    window.files.length === 1 && file !== undefined ? code(file) : md`${counted(window.files.length, 'file')}`
  const before = referenceWords(report, (name) => code(name)).map((part) => md`${part}`)
  return md`**${counted(window.rows, 'new row')}** of ${where} against ${joined(before, '')}. Window ${code(shortId(window.id))}.`
}

/** Windows are named by digests, of which the start is enough to tell them apart. */
function shortId(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id
}

function columnsTable(columns: readonly ColumnDrift[]): Markdown {
  const sorted = mostDriftedFirst(columns)
  const pictures = sorted.some(({ shapes }) => shapes !== undefined)
  const further = furtherColumns.filter(({ of }) => sorted.some((column) => of(column) !== ''))
  return table(
    [
      { title: 'column' },
      ...(pictures ? [{ title: 'before, now' }] : []),
      { title: 'effect' },
      { title: 'p', align: 'right' },
      { title: 'nulls', align: 'right' },
      ...further.map(({ title }) => ({ title })),
      { title: 'what was seen' },
    ],
    sorted.map((column) => [
      code(column.column, 64),
      ...(pictures ? [picture(column)] : []),
      column.effect === null ? 'undefined' : md`${bar(column.effect, 8)}&nbsp;${column.effect.toFixed(2)}`,
      probability(column['adjusted-p']),
      `${percent(column.nulls.reference)} → ${percent(column.nulls.current)}`,
      ...further.map(({ of }) => of(column)),
      column.reason,
    ]),
    40,
  )
}

/** Shown only where some column has something there. */
const furtherColumns: readonly { title: string; of: (column: ColumnDrift) => string }[] = [
  { title: 'family', of: familyWords },
  { title: 'importance', of: importanceWords },
  { title: 'Evidently', of: ({ evidently }) => evidentlyWords(evidently) },
]

function picture({ shapes }: ColumnDrift): Markdown {
  if (!shapes) return md``
  const [before, now] = sparklines(shapes)
  return md`${code(before)}<br>${code(now)}`
}

/** What the tests of all features at once saw, and what Evidently would have said of the dataset. */
function together({ together = [], evidently }: DriftReport): Markdown {
  return lines([
    ...together.map(
      (each) =>
        md`- ${shapes[each.verdict]} All features together, ${togetherWords[each.method].name}: ${each.reason}`,
    ),
    ...(evidently
      ? [
          md`- Evidently by default: ${evidently.drifted} of ${counted(evidently.columns, 'column')} drifted, which is ${evidently.drift ? '' : 'no '}drift of the dataset (it takes half of them).`,
        ]
      : []),
  ])
}

function legend(columns: readonly ColumnDrift[], { correction }: DriftReport): Markdown {
  const methods = [...new Set(columns.map(({ method }) => method))].filter((method) => method !== 'none')
  const effects = methods.map((method) => md`${methodWords[method].name}: ${methodWords[method].effect}`)
  const effect = effects.length > 0 ? md`Effect, 0 where nothing changed. ${joined(effects, '; ')}. ` : md``
  const pictures = columns.some(({ shapes }) => shapes !== undefined)
    ? md` Pictures: numbers from low to high; categories from the commonest in the reference, all others last.`
    : md``
  return md`<sub>${effect}p is ${correctionWords[correction]}.${pictures}</sub>`
}

function next(report: DriftReport, { decision, run }: DriftContext): Markdown {
  const steps = [
    ...(decision
      ? []
      : [
          md`Retrain now with ${code(`/retrain ${report.model}`)}, if the change in the data is here to stay.`,
        ]),
    md`If it is a fault in the data, mend it at its source: a later window that is stable closes this issue.`,
    ...(run === undefined ? [] : [md`${link('Log of the run', run)}`]),
  ]
  return blocks([
    md`**What happens next**`,
    decision ? renderDecision(decision) : undefined,
    lines(steps.map((step) => md`- ${step}`)),
  ])
}
