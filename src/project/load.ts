import type { z } from 'zod'
import type { Loaded } from './loaded.ts'
import { nearest } from './nearest.ts'
import { type Policy, policyFrom } from './policy.ts'
import { messageOf, type Problem, UserError } from './problem.ts'
import type { Project, ProjectFiles } from './project.ts'
import { crossProblems } from './rules.ts'
import { Dataset } from './schema/dataset.ts'
import { Model } from './schema/model.ts'
import { Settings } from './schema/settings.ts'
import { type ParsedYaml, parseYaml } from './yaml.ts'

/**
 * Reads `pawl.yaml`, `data/<name>/dataset.yaml` and `models/<name>/model.yaml` and holds them against each other.
 * Throws one `UserError` with everything that is wrong, each with file, line and column.
 */
export async function loadProject(files: ProjectFiles): Promise<Project> {
  const problems: Problem[] = []
  const settings = await readSettings(files, problems)
  const datasets = await readAll(
    files,
    { folder: 'data', name: 'dataset.yaml', schema: Dataset, key: 'dataset' },
    problems,
  )
  const models = await readAll(
    files,
    { folder: 'models', name: 'model.yaml', schema: Model, key: 'model' },
    problems,
  )
  if (problems.length > 0 || !settings) throw new UserError(problems)

  const between = crossProblems({ settings, datasets, models })
  if (between.length > 0) throw new UserError(between)
  return { settings: settings.config, datasets, models }
}

/** The settings in the text of a `pawl.yaml`; throws a `UserError` that says what is wrong. */
export function parseSettings(text: string): Settings {
  const problems: Problem[] = []
  const loaded = readText({ text, path: 'pawl.yaml', schema: Settings }, problems)
  if (!loaded) throw new UserError(problems)
  return loaded.config
}

/**
 * Reads one model's part of the policy, and the settings: two files and no more. The rules between files are not
 * looked at; whoever merged them has.
 */
export async function loadModelPolicy(
  files: Pick<ProjectFiles, 'name' | 'read'>,
  model: string,
): Promise<{ settings: Settings; policy: Policy }> {
  const problems: Problem[] = []
  const settings = await readSettings(files, problems)
  const path = `models/${model}/model.yaml`
  const text = await files.read(path)
  if (text === undefined) problems.push({ place: { file: path }, message: `is missing in ${files.name}` })
  const loaded = text === undefined ? undefined : readText({ text, path, schema: Model }, problems)
  if (problems.length > 0 || !settings || !loaded) throw new UserError(problems)
  return { settings: settings.config, policy: policyFrom(settings.config, loaded.config) }
}

async function readSettings(
  files: Pick<ProjectFiles, 'name' | 'read'>,
  problems: Problem[],
): Promise<Loaded<Settings> | undefined> {
  const text = await files.read('pawl.yaml')
  if (text !== undefined) return readText({ text, path: 'pawl.yaml', schema: Settings }, problems)
  problems.push({
    place: { file: 'pawl.yaml' },
    message: `is missing in ${files.name}`,
    hint: 'a project starts with pawl.yaml; copy the one of the template',
  })
  return undefined
}

interface Kind<S extends z.ZodType> {
  folder: string
  name: string
  schema: S
  key: string
}

async function readAll<S extends z.ZodType>(
  files: ProjectFiles,
  kind: Kind<S>,
  problems: Problem[],
): Promise<Map<string, Loaded<z.infer<S>>>> {
  const found = new Map<string, Loaded<z.infer<S>>>()
  const paths = (await files.list(kind.folder))
    .filter((path) => path.split('/').length === 3 && path.endsWith(`/${kind.name}`))
    .sort()
  for (const path of paths) {
    const text = await files.read(path)
    const loaded = text === undefined ? undefined : readText({ text, path, schema: kind.schema }, problems)
    if (!loaded) continue
    const name = (loaded.config as Record<string, unknown>)[kind.key] as string
    const folder = path.split('/')[1] as string
    if (name !== folder)
      problems.push({
        place: loaded.yaml.placeOf([kind.key]),
        message: `is named ${JSON.stringify(name)} and lies in the folder ${JSON.stringify(folder)}`,
        hint: `write ${kind.key}: ${folder}`,
      })
    found.set(name, loaded)
  }
  return found
}

function readText<S extends z.ZodType>(
  { text, path, schema }: { text: string; path: string; schema: S },
  problems: Problem[],
): Loaded<z.infer<S>> | undefined {
  const parsed = parseYaml(text, path)
  if (!parsed.ok) {
    problems.push(...parsed.problems)
    return undefined
  }
  const { yaml } = parsed
  try {
    const checked = schema.safeParse(yaml.value)
    if (checked.success) return { path, config: checked.data, yaml }
    problems.push(...checked.error.issues.flatMap((issue) => explain(issue, { yaml, schema })))
  } catch (error) {
    problems.push({ place: { file: path }, message: `cannot be read: ${messageOf(error)}` })
  }
  return undefined
}

type Issue = z.core.$ZodIssue

function explain(issue: Issue, at: { yaml: ParsedYaml; schema: z.ZodType }): Problem[] {
  const { yaml } = at
  const path = issue.path
  const name = path.length > 0 ? path.map(String).join('.') : 'the file'
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const near = nearest(key, knownKeys(at.schema, path))
      return {
        place: yaml.placeOf([...path, key], 'key'),
        message: `unknown key ${JSON.stringify(key)}`,
        hint: near ? `did you mean ${near}?` : `known here: ${knownKeys(at.schema, path).join(', ')}`,
      }
    })
  if (issue.code === 'invalid_union') return [unionProblem(issue, name, at)]
  const isMissing = issue.code === 'invalid_type' && valueAt(yaml.value, path) === undefined
  if (isMissing) return [{ place: yaml.placeOf(path.slice(0, -1)), message: `${name} is missing` }]
  return [{ place: yaml.placeOf(path), message: `${name}: ${lowerFirst(issue.message)}` }]
}

/** Of the ways a value may be written, the complaint of the one that came furthest. */
function unionProblem(
  issue: Issue & { code: 'invalid_union' },
  name: string,
  { yaml, schema }: { yaml: ParsedYaml; schema: z.ZodType },
): Problem {
  const branches = issue.errors.map((errors) => errors[0]).filter((error) => error !== undefined)
  const deepest = branches.reduce<Issue | undefined>(
    (best, error) => (!best || error.path.length > best.path.length ? error : best),
    undefined,
  )
  if (deepest && deepest.path.length > 0) {
    const [problem] = explain({ ...deepest, path: [...issue.path, ...deepest.path] } as Issue, {
      yaml,
      schema,
    })
    if (problem) return problem
  }
  const ways = [...new Set(branches.map((error) => lowerFirst(error.message)))]
  return {
    place: yaml.placeOf(issue.path),
    message: `${name}: ${ways.join(', or ') || lowerFirst(issue.message)}`,
  }
}

function lowerFirst(text: string): string {
  return text.replace(/^Invalid input: /, '').replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const step of path) {
    if (at === null || typeof at !== 'object') return undefined
    at = (at as Record<PropertyKey, unknown>)[step]
  }
  return at
}

interface Definition {
  type: string
  shape?: Record<string, z.ZodType>
  innerType?: z.ZodType
  in?: z.ZodType
  valueType?: z.ZodType
  element?: z.ZodType
  options?: z.ZodType[]
}

/** The keys that a schema knows at a path. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const def = schema._zod.def as unknown as Definition
  const inner = def.innerType ?? def.in
  if (inner) return knownKeys(inner, path)
  if (def.options) return def.options.flatMap((option) => knownKeys(option, path))
  const [step, ...rest] = path
  if (step === undefined) return def.shape ? Object.keys(def.shape) : []
  const next = def.shape?.[String(step)] ?? def.valueType ?? def.element
  return next ? knownKeys(next, rest) : []
}
