import type { Report } from '../../gates/report.ts'
import { counted } from '../figures.ts'
import { isRemarkable, shape, standing, tally, word } from '../outcome.ts'
import { sentence } from '../visible.ts'
import { blocks, code, folded, lines, type Markdown, md } from './escape.ts'
import { table } from './table.ts'

/** What makes the verdict more than words, thing by thing; folded away, because its title says whether all holds. */
export function checkedSection({ checked = [] }: Report): Markdown {
  if (checked.length === 0) return md``
  const remarkable = checked.filter(isRemarkable)
  const held = remarkable.length === 0 ? 'all hold' : tally(checked)
  return folded(
    `What was checked besides the figures: ${counted(checked.length, 'thing')}, ${held}`,
    lines(checked.map((one) => md`- ${shape[standing(one)]} ${sentence(one.text)}`)),
  )
}

/** What the change edits of all that decides, and what its own policy would say. */
export function policySection({ policy, verdict }: Report): Markdown {
  const { changes = [], own } = policy
  if (changes.length === 0) return md``
  return blocks([
    md`**This change edits what decides.** Dataset, features and what training sees are its own; all else comes from the base until it is merged.`,
    table(
      [{ title: 'setting' }, { title: 'base' }, { title: 'this change' }],
      changes.map(({ setting, before, after }) => [code(setting), cell(before), cell(after)]),
      20,
    ),
    own &&
      md`Judged by its own gates it would be: ${shape[own.verdict]} ${word[own.verdict]}${own.verdict === verdict ? md`` : md` · ${own.reason}`}.`,
  ])
}

function cell(text: string | null): Markdown {
  return text === null ? md`not set` : code(text)
}
