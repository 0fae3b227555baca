import type { z } from 'zod'
import { nearest } from './nearest.ts'
import type { Problem } from './problem.ts'
import type { ParsedYaml } from './yaml.ts'

type Issue = z.core.$ZodIssue
type RawIssue = z.core.$ZodRawIssue
type Path = readonly PropertyKey[]

/** What a schema found wrong with a file, in plain words and with the place of each. */
export function explain(issues: readonly Issue[], at: { yaml: ParsedYaml; schema: z.ZodType }): Problem[] {
  // A misspelled key comes before the complaint that the right one is missing.
  const isUnknownKey = ({ code }: Issue): boolean => code === 'unrecognized_keys'
  return [...issues.filter(isUnknownKey), ...issues.filter((issue) => !isUnknownKey(issue))].flatMap(
    (issue) => explainOne(issue, at),
  )
}

function explainOne(issue: Issue, at: { yaml: ParsedYaml; schema: z.ZodType }): Problem[] {
  const { yaml, schema } = at
  const { path } = issue
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const known = knownKeys(schema, path)
      const near = nearest(key, known)
      return {
        place: yaml.placeOf([...path, key], 'key'),
        message: `unknown key ${JSON.stringify(key)}${path.length > 0 ? ` in ${pathText(path)}` : ''}`,
        hint: near ? `did you mean ${near}?` : `known here: ${known.join(', ')}`,
      }
    })
  const value = valueAt(yaml.value, path)
  if (path.length > 0 && value === undefined) return [missing(path, at)]
  if (issue.code === 'invalid_union') {
    const meant = meantWay(issue, value)
    if (meant)
      return explain(
        meant.map((inner) => ({ ...inner, path: [...path, ...inner.path] })),
        at,
      )
  }
  if (issue.code === 'invalid_key')
    return [{ place: yaml.placeOf(path, 'key'), message: `${pathText(path)}: ${issue.issues[0]?.message}` }]
  const options = issue.code === 'invalid_value' ? issue.values.map(String) : []
  const near = typeof value === 'string' ? nearest(value, options) : undefined
  return [
    {
      place: yaml.placeOf(path),
      message: `${pathText(path)}: ${issue.message}`,
      ...(near ? { hint: `did you mean ${near}?` } : {}),
    },
  ]
}

function missing(path: Path, { yaml, schema }: { yaml: ParsedYaml; schema: z.ZodType }): Problem {
  const meaning = schemasAt(schema, path).find((each) => each.description)?.description
  return {
    place: yaml.placeOf(path.slice(0, -1)),
    message: `${pathText(path)} is missing`,
    ...(meaning ? { hint: meaning.replace(/\.$/, '') } : {}),
  }
}

/** Where a value may be written in several ways: the complaints about the one way that its kind fits, if they say more. */
function meantWay(
  { errors }: Issue & { code: 'invalid_union' },
  value: unknown,
): readonly Issue[] | undefined {
  const isSection = typeof value === 'object'
  const isOtherKind = ({ code, path }: Issue): boolean =>
    path.length === 0 && (code === 'invalid_type' || (isSection && code === 'invalid_value'))
  const fitting = errors.filter((branch) => !branch.some(isOtherKind))
  const [only, another] = fitting
  const saysMore = only?.some(({ code, path }) => path.length > 0 || code !== 'invalid_format')
  return only && !another && saysMore ? only : undefined
}

/** The messages of the schemas' own checks; what a schema says itself goes before. */
export function plainWords(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kindWords.get(issue.expected) ?? issue.expected}, found ${found(issue.input)}`
    case 'invalid_value': {
      const options = issue.values.map(String)
      return `expected ${options.length > 1 ? 'one of ' : ''}${options.join(', ')}, found ${found(issue.input)}`
    }
    case 'too_small':
      return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${amount(issue.minimum, issue)}`
    case 'too_big':
      return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${amount(issue.maximum, issue)}`
    default:
      return undefined
  }
}

const kindWords = new Map<string, string>([
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['object', 'a section with keys'],
  ['record', 'a section with keys'],
  ['array', 'a list'],
])

function found(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a section'
  if (typeof value !== 'string') return String(value)
  return value.length > 40 ? 'a text' : `the text ${JSON.stringify(value)}`
}

function amount(limit: number | bigint, { origin, input }: { origin: string; input?: unknown }): string {
  if (origin === 'string') return `${limit} characters`
  if (origin === 'array') return Number(limit) === 1 ? 'one entry' : `${limit} entries`
  return `${limit}, found ${found(input)}`
}

/** `data.features[0]`; names that are no plain words stand in quotes. */
export function pathText(path: Path): string {
  if (path.length === 0) return 'the file'
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`
      const name = /^[\w-]+$/.test(String(step)) ? String(step) : JSON.stringify(String(step))
      return index === 0 ? name : `.${name}`
    })
    .join('')
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value
  for (const step of path) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, step)) return undefined
    at = (at as Record<PropertyKey, unknown>)[step]
  }
  return at
}

interface Definition {
  shape?: Record<string, z.ZodType>
  innerType?: z.ZodType
  in?: z.ZodType
  valueType?: z.ZodType
  element?: z.ZodType
  catchall?: z.ZodType
  options?: z.ZodType[]
}

/** The schemas that a value at a path is held against: several where it may be written in several ways. */
function schemasAt(schema: z.ZodType, path: Path): z.ZodType[] {
  const def = schema._zod.def as unknown as Definition
  if (path.length === 0 && schema.description) return [schema]
  const inner = def.innerType ?? def.in
  if (inner) return schemasAt(inner, path)
  if (def.options) return def.options.flatMap((option) => schemasAt(option, path))
  const [step, ...rest] = path
  if (step === undefined) return [schema]
  const next =
    (def.shape && Object.hasOwn(def.shape, step) ? def.shape[String(step)] : undefined) ??
    def.valueType ??
    def.element ??
    def.catchall
  return next ? schemasAt(next, rest) : []
}

function knownKeys(schema: z.ZodType, path: Path): string[] {
  return [...new Set(schemasAt(schema, path).flatMap(shapeKeys))]
}

function shapeKeys(schema: z.ZodType): string[] {
  const def = schema._zod.def as unknown as Definition
  const inner = def.innerType ?? def.in
  if (inner) return shapeKeys(inner)
  if (def.options) return def.options.flatMap(shapeKeys)
  return def.element ? shapeKeys(def.element) : Object.keys(def.shape ?? {})
}
