import type { Suggestion, Suggestions } from '../../data/suggest/suggestion.ts'
import { flowText } from '../../project/yaml-flow.ts'
import { counted } from '../figures.ts'
import { visible, visibleLines } from '../visible.ts'
import { columns } from './columns.ts'
import { painter, type TextStyle } from './paint.ts'

/** Suggested rules for a terminal: the change first, so that it can be read as one, then what each rests on. */
export function renderSuggestionsText(
  found: Suggestions,
  { diff, written }: { diff: string; written: boolean },
  style: TextStyle = {},
): string {
  const paint = painter(style)
  const { suggestions, 'left-out': leftOut, remarks, rows, path } = found
  const what = counted(suggestions.length, 'rule')
  const after =
    diff === ''
      ? `nothing to add to ${path}`
      : written
        ? `${what} written to ${path}`
        : `${what} for ${path}; pawl suggest ${found.dataset} --write adds them`
  return `${[
    ...diffLines(diff, style),
    ...(diff === '' ? [] : ['']),
    `${after} (made from ${counted(rows.sample, 'row')}, tried on ${counted(rows['held-out'], 'other')})`,
    ...table(suggestions, style),
    ...(leftOut.length > 0
      ? [`left out, because rows speak against ${leftOut.length === 1 ? 'it' : 'them'}:`]
      : []),
    ...table(leftOut, style),
    ...remarks.map((remark) => `${paint.mark('warn')} ${visible(remark)}`),
  ].join('\n')}\n`
}

function table(list: readonly Suggestion[], style: TextStyle): string[] {
  const paint = painter(style)
  return columns(
    [{}, {}, {}, {}],
    list.map((each) => [
      visible(each.column ?? 'the file', 40),
      visible(rule(each), 60),
      paint.faint(visible(each.because, 120)),
      paint.faint(visible(outcome(each), 100)),
    ]),
  )
}

function rule({ keys }: Suggestion): string {
  return flowText(keys, { padded: false }).slice(1, -1)
}

/** How it did on rows that it was not made from. */
function outcome({ sample, all, 'held-out': others }: Suggestion): string {
  const broken = [sample, others, all].find((found) => found?.holds === false)
  if (broken) return `but ${broken.found}`
  const told = others ?? all
  if (!told) return ''
  return others ? `others: ${told.found}` : told.found
}

const tones = new Map([
  ['+', '32'],
  ['-', '31'],
  ['@', '36'],
])

/** Blanks stay, since they count in YAML. */
function diffLines(diff: string, { color = false }: TextStyle): string[] {
  if (diff === '') return []
  const lines = visibleLines(diff, Number.POSITIVE_INFINITY).split('\n')
  return lines.map((line) => {
    const tone = tones.get(line.slice(0, 1))
    return color && tone ? `\u001b[${tone}m${line}\u001b[0m` : line
  })
}
