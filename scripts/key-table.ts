/** The part of JSON Schema (draft 7) that the config files' schemas use. */
export interface JsonSchema {
  title?: string
  description?: string
  default?: unknown
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
  propertyNames?: JsonSchema
  additionalProperties?: boolean | JsonSchema
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  exclusiveMaximum?: number
}

interface Key {
  path: string
  schema: JsonSchema
  isRequired: boolean
}

/** A markdown table of every key of a config file: type, default and meaning. */
export function keyTable(schema: JsonSchema): string {
  const rows = keysOf(schema, '').map(({ path, schema, isRequired }) =>
    [`\`${path}\``, typeWords(schema), defaultWords(schema, isRequired), schema.description ?? ''].map(cell),
  )
  return [['key', 'type', 'default', 'meaning'], ['---', '---', '---', '---'], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** The keys of a schema and of what lies below it, in the order in which they are written. */
function keysOf(schema: JsonSchema, prefix: string): Key[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]): Key[] => {
    const path = prefix ? `${prefix}.${name}` : name
    const isRequired = schema.required?.includes(name) ?? false
    // A section that may be left out says what its keys are then.
    const whole = property.default
    const below = keysOf(property, path).map((key): Key => {
      const left = isSection(whole) ? whole[key.path.slice(path.length + 1)] : undefined
      return left === undefined
        ? key
        : { ...key, schema: { ...key.schema, default: left }, isRequired: false }
    })
    return [{ path, schema: property, isRequired }, ...below]
  })
  const values = schema.additionalProperties
  const named =
    typeof values === 'object' ? keysOf(values, `${prefix}.<${schema.propertyNames?.title ?? 'name'}>`) : []
  const listed = schema.items ? keysOf(schema.items, `${prefix}[]`) : []
  // A value that may be written alone or in a list has the same keys both ways.
  const [alone] = schema.anyOf ?? []
  return [...own, ...named, ...listed, ...(alone ? keysOf(alone, prefix) : [])]
}

function typeWords(schema: JsonSchema): string {
  if (schema.anyOf) return either(schema.anyOf.map(typeWords))
  if (schema.const !== undefined) return code(schema.const)
  if (schema.enum) return either(schema.enum.map(code))
  if (schema.title) return schema.title
  if (schema.items) return `list of ${either([typeWords(schema.items)])}`
  const types = [schema.type ?? 'anything'].flat()
  return either(types.map((type) => typeWord(type, schema)))
}

function typeWord(type: string, schema: JsonSchema): string {
  switch (type) {
    case 'object':
      return 'section'
    case 'string':
      return 'text'
    case 'boolean':
      return 'true or false'
    case 'integer':
      return `whole number${rangeWords(schema)}`
    default:
      return `${type}${rangeWords(schema)}`
  }
}

function rangeWords({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const from = minimum !== undefined ? `from ${minimum}` : undefined
  const above = exclusiveMinimum !== undefined ? `above ${exclusiveMinimum}` : undefined
  const below = exclusiveMaximum !== undefined ? `below ${exclusiveMaximum}` : undefined
  const to = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? `to ${maximum}` : undefined
  const words = [from ?? above, below ?? to].filter((word) => word !== undefined)
  return words.length > 0 ? ` ${words.join(' ')}` : ''
}

function defaultWords(schema: JsonSchema, isRequired: boolean): string {
  if (isRequired) return 'required'
  const { default: value } = schema
  return value === undefined || isSection(value) ? '' : code(value)
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function either(words: readonly string[]): string {
  return [...new Set(words)].join(' or ')
}

function code(value: unknown): string {
  // A tab is shown as \t.
  return `\`${typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', ')}\``
}
