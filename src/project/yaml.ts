import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import type { Place, Problem } from './problem.ts'

const mostBytes = 1024 * 1024
const deepest = 32

/** A config file after reading: its value, and where each part of it stands. */
export interface ParsedYaml {
  value: unknown
  /** The place of a value, or of its key; the nearest part above it where there is no such thing. */
  placeOf(path: readonly PropertyKey[], part?: 'value' | 'key'): Place
}

export type YamlResult = { ok: true; yaml: ParsedYaml } | { ok: false; problems: Problem[] }

/**
 * Reads the plain subset of YAML that config files use. Aliases, anchors, tags, directives, several documents, duplicate
 * keys and depth beyond 32 are problems: they hide what a reader sees, or make a small text large.
 */
export function parseYaml(text: string, file: string): YamlResult {
  if (Buffer.byteLength(text) > mostBytes)
    return refused({
      place: { file },
      message: 'is larger than 1 MiB',
      hint: 'a config file is a page of text',
    })
  const lines = new LineCounter()
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }

  // The parser's own search for duplicate keys takes time in the square of their number; ours is below.
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    strict: true,
    logLevel: 'silent',
  }) as Document.Parsed[]
  const directives = directiveProblems(text, at)
  if (directives.length > 0) return { ok: false, problems: directives }
  const [document, second] = documents
  if (!document?.contents || isNothing(document.contents))
    return refused({ place: { file, line: 1, column: 1 }, message: 'is empty' })
  if (second)
    return refused({
      place: at(startOf(second, text)),
      message: 'holds more than one document',
      hint: 'remove the line ---',
    })
  const [error] = [...document.errors, ...document.warnings]
  // Only the first: the parser's guesses after it mislead.
  if (error)
    return refused({
      place: at(error.pos[0]),
      ...syntaxFault(error),
    })

  const forbidden = forbiddenParts(document, at)
  if (forbidden.length > 0) return { ok: false, problems: forbidden }
  return {
    ok: true,
    yaml: {
      value: document.toJS({ maxAliasCount: 0 }),
      placeOf: (path, part = 'value') => at(offsetOf(document.contents, path, part)),
    },
  }
}

/** What the parser says, with a hint where people go wrong most. */
function syntaxFault({ code, message }: YAMLError): Omit<Problem, 'place'> {
  if (code === 'RESOURCE_EXHAUSTION') return tooDeep
  if (code === 'TAB_AS_INDENT') return { message, hint: 'indent with blanks' }
  if (code === 'BLOCK_AS_IMPLICIT_KEY')
    return { message: 'has a second colon on the line', hint: 'put quotes around a text that holds a colon' }
  return { message }
}

const tooDeep = {
  message: `is nested more than ${deepest} deep`,
  hint: 'a config file needs no such depth',
}

function refused(problem: Problem): YamlResult {
  return { ok: false, problems: [problem] }
}

/** A value that was not written, which YAML reads as null. */
function isNothing(node: unknown): boolean {
  return isScalar(node) && node.value === null && node.source === ''
}

/** The parser's range of a document begins after its `---`. */
function startOf(document: Document.Parsed, text: string): number {
  const marker = text.lastIndexOf('---', document.range[0])
  return marker < 0 ? document.range[0] : marker
}

/** In the plain subset no line begins with `%` unless it is a directive. */
function directiveProblems(text: string, at: (offset: number) => Place): Problem[] {
  return [...text.matchAll(/^\ufeff?(%\w*)/gm)].map((match) => ({
    place: at(match.index),
    message: `${match[1]} directives are not allowed`,
    hint: 'remove the line',
  }))
}

function forbiddenParts(document: Document.Parsed, at: (offset: number) => Place): Problem[] {
  const problems: Problem[] = []
  const forbid = (node: unknown, message: string, hint: string): void =>
    void problems.push({ place: at((node as Node | null)?.range?.[0] ?? 0), message, hint })
  visit(document, {
    Node(_key, node, path) {
      if (isAlias(node)) forbid(node, 'aliases are not allowed', 'write the value out')
      else if (node.anchor) forbid(node, 'anchors are not allowed', 'write the value out where it is used')
      if ('tag' in node && node.tag) forbid(node, 'tags are not allowed', 'remove what begins with !')
      if (isScalar(node) && typeof node.value === 'string' && node.value.includes('\0'))
        forbid(node, 'holds a NUL character', 'remove it')
      if (path.filter(isCollection).length >= deepest && isCollection(node)) {
        forbid(node, tooDeep.message, tooDeep.hint)
        return visit.BREAK
      }
      if (isMap(node)) keyProblems(node, forbid)
      return undefined
    },
  })
  return problems
}

function keyProblems(
  { items }: YAMLMap,
  forbid: (node: unknown, message: string, hint: string) => void,
): void {
  const seen = new Set<string>()
  for (const { key } of items as Pair[]) {
    if (!isScalar(key) || typeof key.value !== 'string') {
      if (!isAlias(key)) forbid(key, 'keys have to be text', 'put quotes around it')
      continue
    }
    const name = key.value
    if (seen.has(name))
      forbid(key, `the key ${JSON.stringify(name)} is written twice`, 'keep the one that you mean')
    seen.add(name)
    if (name === '<<') forbid(key, 'merge keys are not allowed', 'write the keys out')
    if (name === '__proto__') forbid(key, '__proto__ cannot be a key', 'give it another name')
  }
}

function offsetOf(root: Node | null, path: readonly PropertyKey[], part: 'value' | 'key'): number {
  let node: unknown = root
  let offset = (root?.range?.[0] ?? 0) as number
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === String(step))
      if (!pair) return offset
      const isKey = (isLast && part === 'key') || !pair.value || isNothing(pair.value)
      offset = ((isKey ? pair.key : pair.value) as Node).range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as Node | undefined
      if (!item) return offset
      offset = item.range?.[0] ?? offset
      node = item
    } else return offset
  }
  return offset
}
