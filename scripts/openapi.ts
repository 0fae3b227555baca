/**
 * Writes test/sandbox/openapi.json: of GitHub's OpenAPI description, the operations that the sandbox serves, with the
 * schemas they need. `--check` only compares. The package unpacks to 385 MB, so it is fetched here and is no dependency.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extract } from 'tar'
import { routes } from '../sandbox/github/route-list.ts'

const source = {
  package: '@octokit/openapi@23.0.2',
  integrity:
    'sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg==',
}
const target = 'test/sandbox/openapi.json'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Fields = { [key: string]: Json }

const described = {
  description: join('package', 'generated', 'api.github.com.json'),
  licence: 'package/LICENSE',
}

async function download(): Promise<{ description: Fields; licence: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-openapi-'))
  try {
    execFileSync('npm', ['pack', source.package, '--silent'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    const archive = join(folder, 'octokit-openapi-23.0.2.tgz')
    const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
    if (integrity !== source.integrity)
      throw new Error(`${source.package} has the digest ${integrity}, expected ${source.integrity}`)
    await extract({ file: archive, cwd: folder }, Object.values(described))
    return {
      description: JSON.parse(readFileSync(join(folder, described.description), 'utf8')) as Fields,
      licence: readFileSync(join(folder, described.licence), 'utf8'),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function cut(description: Fields, licence: string): Fields {
  const schemas = new Map<string, Json>()

  function fields(value: Json | undefined, what: string): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Error(`${what} is not an object`)
    return value
  }
  /** What `#/components/responses/not_found` stands for. */
  function follow(pointer: string): Json {
    let at: Json = description
    for (const step of pointer.replace(/^#\//, '').split('/')) at = fields(at, pointer)[step] ?? null
    return at
  }
  /** A response or request body, behind a reference or not. */
  function resolved(value: Json | undefined, what: string): Fields {
    const reference = fields(value, what).$ref
    return typeof reference === 'string' ? fields(follow(reference), reference) : fields(value, what)
  }

  /** A schema without what only people read; the schemas it refers to are kept too. */
  function schema(value: Json): Json {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const kept: Fields = {}
    for (const [key, part] of Object.entries(value)) {
      if (
        ['description', 'title', 'summary', 'example', 'examples', 'externalDocs', 'deprecated'].includes(key)
      )
        continue
      if (key.startsWith('x-')) continue
      if (key === '$ref') keep(part as string)
      if (key === 'properties')
        kept[key] = Object.fromEntries(
          Object.entries(fields(part, key)).map(([name, of]) => [name, schema(of)]),
        )
      else if (key === 'allOf' || key === 'anyOf' || key === 'oneOf') kept[key] = (part as Json[]).map(schema)
      else if (key === 'items' || key === 'not' || key === 'additionalProperties') kept[key] = schema(part)
      else kept[key] = part
    }
    return kept
  }
  function keep(reference: string): void {
    const name = /^#\/components\/schemas\/([^/]+)$/.exec(reference)?.[1]
    if (name === undefined) throw new Error(`a schema refers to ${reference}`)
    if (schemas.has(name)) return
    schemas.set(name, null)
    schemas.set(name, schema(follow(reference)))
  }

  /** The JSON of a response or request: its schema, or nothing where it is not JSON. */
  function content(value: Fields): Fields {
    const json = fields(value.content ?? {}, 'content')['application/json']
    const body = json === undefined ? undefined : fields(json, 'application/json').schema
    return body === undefined ? {} : { content: { 'application/json': { schema: schema(body) } } }
  }

  const paths = new Map<string, Fields>()
  for (const route of [...routes].sort()) {
    const [method, path] = route.split(' ') as [string, string]
    const operation = fields(
      fields(fields(description.paths, 'paths')[path], path)[method.toLowerCase()],
      route,
    )
    const kept: Fields = { responses: {} }
    if (operation.requestBody !== undefined) {
      const request = resolved(operation.requestBody, `${route} request`)
      const documented = content(request)
      if (documented.content !== undefined)
        kept.requestBody = { required: request.required ?? false, ...documented }
    }
    kept.responses = Object.fromEntries(
      Object.entries(fields(operation.responses, `${route} responses`)).map(([status, response]) => [
        status,
        content(resolved(response, `${route} ${status}`)),
      ]),
    )
    paths.set(path, { ...paths.get(path), [method.toLowerCase()]: kept })
  }

  return {
    openapi: description.openapi ?? null,
    info: {
      title: 'The part of GitHub’s OpenAPI description that the sandbox serves, without texts and examples',
      version: source.package,
      license: { name: 'MIT', text: licence },
    },
    paths: Object.fromEntries([...paths].sort(byName)),
    components: { schemas: Object.fromEntries([...schemas].sort(byName)) },
  }
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1
}

/** One line per path and schema: small, and a change shows where it is. */
function format(cutOut: Fields): string {
  const lines = (entries: Json | undefined) =>
    Object.entries(entries as Fields)
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n')
  return `{
  "openapi": ${JSON.stringify(cutOut.openapi)},
  "info": ${JSON.stringify(cutOut.info)},
  "paths": {
${lines(cutOut.paths)}
  },
  "components": { "schemas": {
${lines((cutOut.components as Fields).schemas)}
  } }
}
`
}

const { description, licence } = await download()
const text = format(cut(description, licence))
if (!process.argv.includes('--check')) writeFileSync(target, text)
else if (readFileSync(target, 'utf8') !== text) {
  console.error(`${target} is not current: run npx tsx scripts/openapi.ts`)
  process.exitCode = 1
}
