import { messageOf, UserError } from '../../../src/project/problem.ts'
import {
  type Data,
  data,
  Evaluator,
  type FunctionDefinition,
  isBasicExpression,
  isBoolean,
  isLiteral,
  isMapping,
  isNumber,
  isSequence,
  isString,
  Lexer,
  Parser,
  type TemplateToken,
  truthy,
} from '../workflow/language.ts'
import { entriesOf, itemsOf } from '../workflow/tokens.ts'

type Value = Data.ExpressionData
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** What an expression can see: contexts as plain data by name, and the functions that need more than their arguments. */
export interface Scope {
  /** The file that the expressions are from. */
  file: string
  contexts: Readonly<Record<string, unknown>>
  functions: readonly FunctionDefinition[]
}

/** An error of an expression at its place, in the words of GitHub's runner. */
export class ExpressionProblem extends UserError {}

function evaluate(expression: string, { contexts, functions }: Scope): Value {
  const names = Object.keys(contexts)
  const tree = new Parser(tokensOf(expression), names, [...functions]).parse()
  // Whole contexts are turned into the evaluator's data: only those that are mentioned, for the event can be long.
  const text = expression.toLowerCase()
  const seen = names.filter((name) => text.includes(name.toLowerCase()))
  const context = new data.Dictionary(...seen.map((key) => ({ key, value: toValue(contexts[key]) })))
  const own = new Map(functions.map((one) => [one.name.toLowerCase(), one]))
  return new Evaluator(tree, context, own).evaluate()
}

/** The tokens of an expression; the lexer takes only the first of a text's doubled quotes for one. */
function tokensOf(expression: string) {
  return new Lexer(expression)
    .lex()
    .tokens.map((token) =>
      token.lexeme.startsWith("'")
        ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
        : token,
    )
}

export function toValue(plain: unknown): Value {
  return JSON.parse(JSON.stringify(plain ?? null), data.reviver) as Value
}

export function toPlain(value: Value): Json {
  return JSON.parse(JSON.stringify(value, data.replacer)) as Json
}

/** Whether the expression of an `if` holds. */
export function holds(expression: string, scope: Scope): boolean {
  try {
    return truthy(evaluate(expression, scope))
  } catch (error) {
    throw new ExpressionProblem({ place: { file: scope.file }, message: `if: ${messageOf(error)}` })
  }
}

function valueFrom(token: TemplateToken, scope: Scope): Value {
  if (isString(token)) return new data.StringData(token.value)
  if (isNumber(token)) return new data.NumberData(token.value)
  if (isBoolean(token)) return new data.BooleanData(token.value)
  if (isLiteral(token)) return new data.Null()
  if (isBasicExpression(token)) {
    try {
      return evaluate(token.expression, scope)
    } catch (error) {
      const { line, column } = token.range?.start ?? {}
      const place = { file: scope.file, ...(line && column ? { line, column } : {}) }
      throw new ExpressionProblem({ place, message: messageOf(error) })
    }
  }
  if (isSequence(token)) return new data.Array(...itemsOf(token).map((item) => valueFrom(item, scope)))
  if (isMapping(token)) {
    const pairs = entriesOf(token).map(([key, value]) => ({ key, value: valueFrom(value, scope) }))
    return new data.Dictionary(...pairs)
  }
  throw new Error(`no value for a ${token.typeName()}`)
}

/** A token with every expression in it worked out, as plain data. */
export function plainOf(token: TemplateToken | undefined, scope: Scope): Json | undefined {
  return token && toPlain(valueFrom(token, scope))
}

/** A token as a string the way GitHub makes one: `true`, `1.5`, nothing for null. */
export function textOf(token: TemplateToken, scope: Scope): string {
  return valueFrom(token, scope).coerceString()
}

/** `env`, `with` or `outputs`: names and texts; the whole may be one expression. */
export function textsOf(token: TemplateToken | undefined, scope: Scope): Map<string, string> {
  if (!token) return new Map()
  const value = valueFrom(token, scope)
  if (!(value instanceof data.Dictionary)) return new Map()
  return new Map(value.pairs().map(({ key, value: one }) => [key, one.coerceString()]))
}

export function booleanOf(token: TemplateToken | undefined, scope: Scope): boolean {
  if (!token) return false
  const value = valueFrom(token, scope)
  return value instanceof data.StringData ? value.value === 'true' : truthy(value)
}

/** A number such as `timeout-minutes`; undefined when it is not there or none. */
export function numberOf(token: TemplateToken | undefined, scope: Scope): number | undefined {
  const number = token ? valueFrom(token, scope).number() : Number.NaN
  return Number.isNaN(number) ? undefined : number
}
