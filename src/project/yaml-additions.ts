import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { canonicalJson } from './digest.ts'
import { flowText, scalarText, type YamlValue } from './yaml-flow.ts'

/** Keys to add to a map of the file, or items to add to a list of it. `at` is the path to it; it may not be there yet. */
export type Addition =
  | { at: readonly string[]; keys: Readonly<Record<string, YamlValue>>; after?: string }
  | { at: readonly string[]; items: readonly YamlValue[] }

interface Insertion {
  from: number
  to: number
  text: string
}

/**
 * Adds to the text of a config file and leaves every other character of it as it is, comments included: the difference is
 * what was added. Keys that are there already stay. Where the text is written in a way that this cannot be done in, the
 * whole is written again from the document, which keeps comments too, though not every blank.
 */
export function addToYaml(text: string, additions: readonly Addition[]): string {
  const document = parseDocument(text, { uniqueKeys: false })
  const expected = document.clone() as Document
  for (const addition of additions) applyTo(expected, addition)
  const wanted = canonicalJson(expected.toJS({ maxAliasCount: 0 }))
  const style = styleOf(text)
  const insertions = additions.flatMap((addition) => insertionOf(document, { addition, text, style }))
  const added = withInsertions(text, insertions)
  const read = parseDocument(added, { uniqueKeys: false })
  const isRight = read.errors.length === 0 && canonicalJson(read.toJS({ maxAliasCount: 0 })) === wanted
  return isRight ? added : expected.toString({ lineWidth: 0, flowCollectionPadding: style.padded })
}

interface Style {
  padded: boolean
  newline: string
}

function styleOf(text: string): Style {
  return { padded: /\{ /.test(text) || !text.includes('{'), newline: text.includes('\r\n') ? '\r\n' : '\n' }
}

function applyTo(document: Document, addition: Addition): void {
  if (document.getIn(addition.at) === null) document.deleteIn(addition.at)
  if ('items' in addition) {
    if (document.hasIn(addition.at)) for (const item of addition.items) document.addIn(addition.at, item)
    else document.setIn(addition.at, addition.items)
    return
  }
  for (const [key, value] of Object.entries(addition.keys))
    if (!document.hasIn([...addition.at, key])) document.setIn([...addition.at, key], value)
}

interface Where {
  addition: Addition
  text: string
  style: Style
}

function insertionOf(document: Document, where: Where): Insertion[] {
  const { addition, style } = where
  const { node, pair, indent } = nodeAt(document, addition.at)
  if ('items' in addition) {
    const items = addition.items.map((item) => flowText(item, style))
    if (isSeq(node) && node.flow && node.items.length > 0)
      return [{ ...at(endOf(last(node))), text: `, ${items.join(', ')}` }]
    if (isSeq(node) && !node.flow)
      return [
        below(where, last(node), items, `${' '.repeat(columnOf(where.text, dashOf(where.text, node)))}- `),
      ]
    return emptied(where, { pair, node, lines: items, indent: `${' '.repeat(indent + 2)}- ` })
  }
  const keys = Object.entries(addition.keys).filter(([key]) => !isMap(node) || !node.has(key))
  if (keys.length === 0) return []
  const lines = keys.map(([key, value]) => `${scalarText(key)}: ${flowText(value, style)}`)
  if (isMap(node) && node.items.length > 0) {
    const before =
      (addition.after !== undefined && node.items.find((item) => keyOf(item) === addition.after)) ||
      last(node)
    if (node.flow) return [{ ...at(endOf(before)), text: `, ${lines.join(', ')}` }]
    const first = node.items[0] as Pair<Node>
    return [below(where, before, lines, ' '.repeat(columnOf(where.text, startOf(first))))]
  }
  return emptied(where, { pair, node, lines, indent: ' '.repeat(indent + 2) })
}

function nodeAt(
  document: Document,
  path: readonly string[],
): { node: unknown; pair: Pair | undefined; indent: number } {
  let node: unknown = document.contents
  let pair: Pair | undefined
  for (const step of path) {
    pair = isMap(node) ? (node.items.find((item) => keyOf(item) === step) as Pair | undefined) : undefined
    node = pair?.value
  }
  return { node, pair, indent: (path.length - 1) * 2 }
}

/** Below a key that has nothing, `{}` or `[]`; or a key that is not there, at the end of the file. */
function emptied(
  { text, style, addition }: Where,
  { pair, node, lines, indent }: { pair: Pair | undefined; node: unknown; lines: string[]; indent: string },
): Insertion[] {
  const body = lines.map((line) => `${style.newline}${indent}${line}`).join('')
  if (!pair) {
    if (addition.at.length !== 1) return []
    const lead = text === '' || text.endsWith('\n') ? '' : style.newline
    return [
      { ...at(text.length), text: `${lead}${scalarText(String(addition.at[0]))}:${body}${style.newline}` },
    ]
  }
  const isNothing = isScalar(node) && node.value === null
  if (!isNothing && !isCollection(node)) return []
  const colon = text.indexOf(':', endOf({ key: pair.key, value: null })) + 1
  const [from, to] = isNothing && node.source === '' ? [colon, colon] : rangeOf(node as Node)
  return [{ from: colon > 0 ? Math.min(colon, from) : from, to, text: body }]
}

function below({ text, style }: Where, before: unknown, lines: readonly string[], indent: string): Insertion {
  const end = endOf(before)
  // A text over several lines ends where the next line begins.
  const next = text[end - 1] === '\n' ? end : text.indexOf('\n', end) + 1
  const body = lines.map((line) => `${indent}${line}${style.newline}`).join('')
  return next > 0 ? { ...at(next), text: body } : { ...at(text.length), text: `${style.newline}${body}` }
}

function withInsertions(text: string, insertions: readonly Insertion[]): string {
  return [...insertions.entries()]
    .sort(([a, one], [b, other]) => other.from - one.from || b - a)
    .reduce((done, [, { from, to, text: added }]) => done.slice(0, from) + added + done.slice(to), text)
}

function at(offset: number): { from: number; to: number } {
  return { from: offset, to: offset }
}

function last(node: YAMLMap | YAMLSeq): unknown {
  return node.items.at(-1)
}

function keyOf(item: unknown): string | undefined {
  const { key } = item as Pair
  return isScalar(key) ? String(key.value) : undefined
}

function rangeOf(node: Node): [number, number] {
  const [from = 0, to = 0] = node.range ?? []
  return [from, to]
}

function startOf({ key }: Pair<Node>): number {
  return rangeOf(key)[0]
}

/** The dash of a list's first item. */
function dashOf(text: string, node: YAMLSeq): number {
  return text.lastIndexOf('-', rangeOf(firstOf(node.items[0]))[0] - 1)
}

/** What stands first in an item: of a map the first key. */
function firstOf(item: unknown): Node {
  return isMap(item) && !item.flow && item.items[0] ? (item.items[0].key as Node) : (item as Node)
}

/** Where the text of a node or pair ends; comments and blanks after it do not count. */
function endOf(item: unknown): number {
  if (isCollection(item)) {
    if (item.flow || item.items.length === 0) return rangeOf(item)[1]
    return endOf(item.items.at(-1))
  }
  if (isScalar(item)) return rangeOf(item)[1]
  const { key, value } = item as Pair
  const isWritten = value !== null && value !== undefined && !(isScalar(value) && value.source === '')
  return isWritten ? endOf(value) : endOf(key)
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1)
}
