import { blocks, joined, type Markdown, md, text } from './escape.ts'

/** A part of a text that is shown whole or not at all. */
export interface Section {
  /** What the note calls it when it is left out. */
  title: string
  /** Smaller is more important. */
  rank: number
  body: Markdown
}

/** How long a text may get, and what its length is counted in. */
export interface Room {
  limit: number
  measure: (text: string) => number
}

/** GitHub refuses comments above 65,536 characters; ours stay well below, in UTF-16 units. */
export const commentRoom: Room = { limit: 60_000, measure: (text) => text.length }
/** GitHub drops a job summary above 1 MiB as a whole. */
export const summaryRoom: Room = { limit: 900 * 1024, measure: (text) => Buffer.byteLength(text, 'utf8') }

/** Eight titles of 60 characters, each of which escaping may make six of, and the words around them. */
const forTheNote = 4000

/** Keeps the most important sections that fit, in their order, and says which ones were left out. */
export function assemble(
  head: Markdown,
  sections: readonly Section[],
  room: Room,
  elsewhere: string,
): string {
  const full = sections.filter(({ body }) => body.markdown !== '')
  let left = room.limit - forTheNote - room.measure(head.markdown)
  const kept = new Set<Section>()
  for (const section of [...full].sort((a, b) => a.rank - b.rank)) {
    const cost = room.measure(section.body.markdown) + 2
    if (cost > left) continue
    left -= cost
    kept.add(section)
  }
  const shown = full.filter((section) => kept.has(section)).map(({ body }) => body)
  const cut = full.filter((section) => !kept.has(section)).map(({ title }) => title)
  return `${blocks([head, ...shown, note(cut, elsewhere)]).markdown}\n`
}

function note(cut: readonly string[], elsewhere: string): Markdown | undefined {
  if (cut.length === 0) return undefined
  const named = cut.slice(0, 8).map((title) => text(title, 60))
  const more = cut.length > named.length ? md` and ${cut.length - named.length} more` : md``
  return md`✂️ Left out because a comment has limits: ${joined(named)}${more}. ${elsewhere}`
}
