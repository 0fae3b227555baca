import type { GateResult, Report } from '../../gates/report.ts'
import { aboutOf } from '../about.ts'
import { counted, figure, signed } from '../figures.ts'
import { axisOf, compares, intervalMethods, limitWords } from '../limit.ts'
import { isRemarkable, shape, standing, tally, worstFirst } from '../outcome.ts'
import { noneOfIts, type Rival, rivalFigures, rivalOf } from '../rival.ts'
import { blocks, code, folded, lines, type Markdown, md, text } from './escape.ts'
import { strip } from './strip.ts'
import { type TableColumn, table } from './table.ts'

/** Gates that passed are folded away when there are more gates than this. */
const shownTogether = 8

/** The gates that a reader must see: all of them when they are few, else those that did not pass. */
export function gatesTable(report: Report): Markdown {
  if (report.gates.length === 0) return md``
  const sorted = worstFirst(report.gates)
  const shown = report.gates.length <= shownTogether ? sorted : sorted.filter(isRemarkable)
  if (shown.length === 0) return md``
  // The first line of the comment has said the report's own reason.
  const unclear = shown.filter((gate) => isRemarkable(gate) && !report.reason.startsWith(saidOf(gate)))
  return blocks([
    gateRows(shown, report),
    legend(shown),
    unclear.length > 0 ? lines(unclear.slice(0, 20).map(remark)) : undefined,
  ])
}

/** Gates that passed, where they are too many to stand beside those that did not. */
export function passedGates(report: Report): Markdown {
  const passed = report.gates.filter((gate) => !isRemarkable(gate))
  if (report.gates.length <= shownTogether || passed.length === 0) return md``
  return folded(
    `${counted(passed.length, 'gate')}: ${tally(passed)}`,
    blocks([gateRows(passed, report), legend(passed)]),
  )
}

/** Gates as rows of a table. */
export function gateRows(gates: readonly GateResult[], report: Report): Markdown {
  const rival = rivalOf(report)
  const columns: TableColumn[] = [
    { title: '' },
    { title: 'gate' },
    { title: 'candidate', align: 'right' },
    ...rivalColumns(rival),
    { title: 'limit' },
    { title: 'worse ◂ ▸ better' },
  ]
  return table(
    columns,
    gates.map((gate) => [
      shape[standing(gate)],
      gateName(gate),
      withInterval(figure(gate.candidate), gate, 'candidate'),
      ...(rival ? rivalCells(gate) : []),
      gate.applied === false ? md`${limit(gate)} (not applied)` : limit(gate),
      strip(axisOf(gate)) ?? '',
    ]),
  )
}

function rivalCells(gate: GateResult): (string | Markdown)[] {
  const { production, change } = rivalFigures(gate)
  return [production, change === noneOfIts ? change : withInterval(change, gate, 'change')]
}

/** The columns of what is compared with and of the change; none where there is nothing to compare with. */
export function rivalColumns(rival: Rival | null): TableColumn[] {
  if (!rival) return []
  return [
    // A line of its own for the version: the table of gates is as wide as a comment.
    {
      title: rival.version === null ? rival.name : md`${rival.name}<br>${code(rival.version)}`,
      align: 'right',
    },
    { title: 'change', align: 'right' },
  ]
}

/** `production 1.0.0`, the version as code. */
export function rivalTitle({ name, version }: Rival): Markdown {
  return version === null ? md`${name}` : md`${name} ${code(version)}`
}

/** `roc_auc`, or `roc_auc` of the slice `contract=two-year`. */
export function gateName(gate: GateResult): Markdown {
  const name = code(gate.metric)
  const level = gate.level === 'fail' ? '' : `(${gate.level})`
  const about = aboutOf(gate)
  if (about === undefined) return level === '' ? name : md`${name} ${level}`
  // Names are long, and a table wider than a comment has to be scrolled.
  const part = md`of ${code(about)}`
  return level === '' ? md`${name}<br>${part}` : md`${name}<br>${level} ${part}`
}

/** Short enough to stay on one line. */
function limit(gate: GateResult): Markdown {
  return { markdown: text(limitWords(gate), 60).markdown.replaceAll(' ', noBreak.markdown) }
}

/** A figure; below it its interval, if it is this figure that is judged. */
function withInterval(shown: string, gate: GateResult, of: 'candidate' | 'change'): Markdown {
  const judged = compares(gate) === (of === 'change')
  const { interval } = gate
  if (!judged) return md`${shown}`
  if (interval?.of !== of) return md`**${shown}**`
  const show = of === 'change' ? signed : figure
  return md`**${shown}**<br><sub>${show(interval.low)}${noBreak}to${noBreak}${show(interval.high)}</sub>`
}

const noBreak: Markdown = { markdown: '&nbsp;' }

/** The reason as the report's own begins, where this gate decided. */
function saidOf({ slice, reason }: GateResult): string {
  return slice === undefined ? reason : `${slice}: ${reason}`
}

/** Why a gate says what it says. The slice stands before it, because reasons name metrics only. */
function remark(gate: GateResult): Markdown {
  return md`- ${shape[standing(gate)]} ${gate.slice === undefined ? md`` : md`${code(gate.slice)}: `}${gate.reason}`
}

/** More methods than this are a list that nobody reads in a comment; the page has it. */
const mostMethods = 3

function legend(gates: readonly GateResult[]): Markdown {
  const methods = intervalMethods(gates)
  const how =
    methods.length === 0
      ? md``
      : methods.length > mostMethods
        ? md` Intervals of 95 %; the page of the report says how each was found.`
        : md` Intervals: ${methods.join('; ')}.`
  return md`<sub>● estimate, ━ its interval, ┃ the limit; better is to the right.${how}</sub>`
}
