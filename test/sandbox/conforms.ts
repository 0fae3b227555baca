import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

type Schema = Record<string, unknown>
interface Body {
  required?: boolean
  content?: { 'application/json': { schema: Schema } }
}
interface Operation {
  requestBody?: Body
  responses: Record<string, Body>
}
interface Description {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const description = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8')) as Description

/**
 * Where an answer differs from GitHub's OpenAPI description of that request; empty when it conforms.
 * GitHub answers 4xx and 5xx statuses that its description leaves out, so an undocumented one is no violation; an
 * undocumented 2xx or 3xx is. Takes the path as requested: `/repos/acme/models/pulls/1/merge?page=2`.
 * `body` is the parsed JSON, undefined where the answer has none.
 */
export function conforms(method: string, path: string, status: number, body: unknown): string[] {
  const route = find(method, path)
  if (route === undefined) return [`${method} ${path}: no operation of openapi.json matches`]
  const what = `${route.name} ${status}`
  const response = route.operation.responses[String(status)]
  if (response === undefined) return status >= 400 ? [] : [`${what}: GitHub does not answer this status here`]
  const schema = response.content?.['application/json'].schema
  if (schema !== undefined) return violations(what, schema, body)
  return status === 204 && !isEmpty(body) ? [`${what}: the answer has a body, GitHub sends none`] : []
}

/** Where a request's body differs from GitHub's description; empty when it conforms. */
export function requestConforms(method: string, path: string, body: unknown): string[] {
  const route = find(method, path)
  if (route === undefined) return [`${method} ${path}: no operation of openapi.json matches`]
  const { requestBody } = route.operation
  const schema = requestBody?.content?.['application/json'].schema
  if (schema === undefined || (isEmpty(body) && requestBody?.required !== true)) return []
  return violations(`${route.name} request`, schema, body)
}

/** The operations of the description, as `GET /repos/{owner}/{repo}`. */
export function describedRoutes(): string[] {
  return templates.map(({ name }) => name)
}

interface Template {
  name: string
  method: string
  pattern: RegExp
  literals: number
  operation: Operation
}

/** Path parameters that may hold slashes. */
const deep = new Set(['path', 'ref', 'basehead', 'branch', 'tag', 'name'])

const templates: Template[] = Object.entries(description.paths).flatMap(([path, operations]) => {
  const segments = path.slice(1).split('/')
  const parts = segments.map((segment) => {
    const parameter = /^\{(\w+)\}$/.exec(segment)?.[1]
    if (parameter === undefined) return segment.replace(/[^\w-]/g, '\\$&')
    return deep.has(parameter) ? '.+' : '[^/]+'
  })
  return Object.entries(operations).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    pattern: new RegExp(`^/${parts.join('/')}$`),
    literals: segments.filter((segment) => !segment.startsWith('{')).length,
    operation,
  }))
})

/** The template with the most literal segments wins: `issues/comments` is not an issue's number. */
function find(method: string, path: string): Template | undefined {
  const plain = path.replace(/\?.*$/, '')
  return templates
    .filter((template) => template.method === method.toUpperCase() && template.pattern.test(plain))
    .sort((a, b) => b.literals - a.literals)[0]
}

let ajv: Ajv | undefined
const compiled = new Map<Schema, ValidateFunction>()

/** Compiled when first asked for, and kept: all schemas together take seconds, one takes milliseconds. */
function validator(schema: Schema): ValidateFunction {
  if (ajv === undefined) {
    ajv = new Ajv({ strict: false, allErrors: true })
    addFormats.default(ajv)
    ajv.addSchema({ $id: 'gh', components: jsonSchema(description.components) })
  }
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const validate = ajv.compile(jsonSchema(schema) as Schema)
  compiled.set(schema, validate)
  return validate
}

function violations(what: string, schema: Schema, body: unknown): string[] {
  const validate = validator(schema)
  if (validate(body)) return []
  const found = (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${what}: ${instancePath || '/'} ${message ?? 'is not valid'} ${JSON.stringify(params)}`,
  )
  return [...new Set(found)]
}

/** OpenAPI 3.0 says `nullable: true` where JSON Schema says a type or alternative of null; references get the id of the whole. */
function jsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(jsonSchema)
  if (typeof value !== 'object' || value === null) return value
  const schema: Schema = {}
  for (const [key, part] of Object.entries(value))
    schema[key] = key === '$ref' && typeof part === 'string' ? part.replace('#/', 'gh#/') : jsonSchema(part)
  if (schema.nullable !== true) return schema
  const { nullable: _, ...rest } = schema
  if (Array.isArray(rest.enum)) rest.enum = [...rest.enum, null]
  if (typeof rest.type !== 'string') return { anyOf: [rest, { type: 'null' }] }
  return { ...rest, type: [rest.type, 'null'] }
}

function isEmpty(body: unknown): boolean {
  return body === undefined || body === null || body === ''
}
