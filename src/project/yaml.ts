import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
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

  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    uniqueKeys: true,
    strict: true,
    logLevel: 'silent',
  }) as Document.Parsed[]
  const [document, second] = documents
  if (!document) return refused({ place: { file, line: 1, column: 1 }, message: 'is empty' })
  if (second)
    return refused({
      place: at(second.range[0]),
      message: 'holds more than one document',
      hint: 'remove the line ---',
    })
  const errors = [...document.errors, ...document.warnings].map(
    (error): Problem => ({ place: at(error.pos[0]), message: firstLine(error.message) }),
  )
  if (document.directives?.yaml.explicit)
    errors.unshift({ place: at(0), message: '%YAML directives are not allowed', hint: 'remove the line' })
  if (errors.length > 0) return { ok: false, problems: errors }

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

function refused(problem: Problem): YamlResult {
  return { ok: false, problems: [problem] }
}

/** The parser appends the lines around the place; the place is told in our own form. */
function firstLine(message: string): string {
  return message.split(/ at line \d+|\n/)[0] as string
}

function forbiddenParts(document: Document.Parsed, at: (offset: number) => Place): Problem[] {
  const problems: Problem[] = []
  const forbid = (node: Node, message: string, hint: string): void =>
    void problems.push({ place: at(node.range?.[0] ?? 0), message, hint })
  visit(document, {
    Node(_key, node, path) {
      if (isAlias(node)) forbid(node, 'aliases are not allowed', 'write the value out')
      else if (node.anchor) forbid(node, 'anchors are not allowed', 'write the value out where it is used')
      if ('tag' in node && node.tag && !node.tag.startsWith('tag:yaml.org,2002:'))
        forbid(node, `the tag ${node.tag} is not allowed`, 'remove it')
      if (path.length / 2 > deepest) {
        forbid(node, `is nested more than ${deepest} deep`, 'a config file needs no such depth')
        return visit.BREAK
      }
      return undefined
    },
    Pair(_key, pair) {
      if (!isScalar(pair.key) || typeof pair.key.value !== 'string') {
        const key = pair.key as Node | null
        problems.push({
          place: at(key?.range?.[0] ?? 0),
          message: 'keys have to be text',
          hint: 'put quotes around it',
        })
        return
      }
      if (pair.key.value === '<<') forbid(pair.key, 'merge keys are not allowed', 'write the keys out')
      if (pair.key.value === '__proto__')
        forbid(pair.key, '__proto__ cannot be a key', 'give it another name')
    },
  })
  return problems
}

function offsetOf(root: Node | null, path: readonly PropertyKey[], part: 'value' | 'key'): number {
  let node: unknown = root
  let offset = (root?.range?.[0] ?? 0) as number
  for (const [index, step] of path.entries()) {
    const isLast = index === path.length - 1
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === String(step))
      if (!pair) return offset
      const chosen = (isLast && part === 'key') || !pair.value ? pair.key : pair.value
      offset = (chosen as Node).range?.[0] ?? offset
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
