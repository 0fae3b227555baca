import type { Place } from '../../../src/project/problem.ts'
import {
  isBasicExpression,
  isLiteral,
  isMapping,
  isNumber,
  isSequence,
  isString,
  type TemplateToken,
} from './language.ts'

/** The entries of a mapping in the order of the file; none for anything else. */
export function entriesOf(token: TemplateToken | undefined): [string, TemplateToken][] {
  if (!token || !isMapping(token)) return []
  return [...iterate(token)].map(({ key, value }) => [key.toString(), value])
}

/** The items of a sequence; none for anything else. */
export function itemsOf(token: TemplateToken | undefined): TemplateToken[] {
  return token && isSequence(token) ? [...iterate(token)] : []
}

/** The token classes declare their iterator in a way that spreading them does not see. */
function iterate<T>(token: { [Symbol.iterator](): Iterator<T> }): Iterable<T> {
  return { [Symbol.iterator]: () => token[Symbol.iterator]() }
}

export function mapOf(token: TemplateToken | undefined): ReadonlyMap<string, TemplateToken> {
  return new Map(entriesOf(token))
}

/** The text of a scalar that is no expression. */
export function literalOf(token: TemplateToken | undefined): string | undefined {
  if (!token || !isLiteral(token)) return undefined
  if (isString(token)) return token.value
  if (isNumber(token)) return String(token.value)
  return token.toString()
}

/** A scalar as it is written in its file. */
export function sourceOf(token: TemplateToken): string {
  const source = isBasicExpression(token) ? token.source : undefined
  return source ?? literalOf(token) ?? token.toString()
}

/** Where a token stands in its file. */
export function placeOf(file: string, token: TemplateToken | undefined): Place {
  const start = token?.range?.start
  return { file, ...(start ? { line: start.line, column: start.column } : {}) }
}
