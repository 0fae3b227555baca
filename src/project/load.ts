import type { z } from 'zod'
import { explain, plainWords } from './explain.ts'
import type { Loaded } from './loaded.ts'
import { Name } from './name.ts'
import { type Policy, policyFrom } from './policy.ts'
import { type Problem, UserError } from './problem.ts'
import type { Project, ProjectFiles } from './project.ts'
import { crossProblems } from './rules.ts'
import { Dataset } from './schema/dataset.ts'
import { Model } from './schema/model.ts'
import { Settings } from './schema/settings.ts'
import { parseYaml } from './yaml.ts'

/**
 * Reads `pawl.yaml`, `data/<name>/dataset.yaml` and `models/<name>/model.yaml` and holds them against each other.
 * Throws one `UserError` with everything that is wrong, each with file, line and column.
 */
export async function loadProject(files: ProjectFiles): Promise<Project> {
  const problems: Problem[] = []
  const settings = await readSettings(files, problems)
  const datasets = await readAll(files, { folder: 'data', schema: Dataset, key: 'dataset' }, problems)
  const models = await readAll(files, { folder: 'models', schema: Model, key: 'model' }, problems)
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
  const other = await files.read('pawl.yml')
  if (other !== undefined) problems.push(misnamed('pawl.yml'))
  else
    problems.push({
      place: { file: 'pawl.yaml' },
      message: `is missing in ${files.name}`,
      hint: 'a project starts with pawl.yaml; copy the one of the template',
    })
  return undefined
}

function misnamed(path: string): Problem {
  return {
    place: { file: path },
    message: 'is not read',
    hint: `rename it to ${path.replace(/^.*\/|\.yml$/g, '')}.yaml`,
  }
}

interface Kind<S extends z.ZodType> {
  folder: string
  schema: S
  /** The key that holds the name, and the name of the file without `.yaml`. */
  key: 'dataset' | 'model'
}

async function readAll<S extends z.ZodType>(
  files: ProjectFiles,
  kind: Kind<S>,
  problems: Problem[],
): Promise<Map<string, Loaded<z.infer<S>>>> {
  const found = new Map<string, Loaded<z.infer<S>>>()
  const paths = (await files.list(kind.folder)).filter((path) => path.split('/').length === 3).sort()
  problems.push(...paths.filter((path) => path.endsWith(`/${kind.key}.yml`)).map(misnamed))
  for (const path of paths.filter((path) => path.endsWith(`/${kind.key}.yaml`))) {
    const text = await files.read(path)
    const loaded = text === undefined ? undefined : readText({ text, path, schema: kind.schema }, problems)
    if (!loaded) continue
    const name = (loaded.config as Record<string, unknown>)[kind.key] as string
    const folder = path.split('/')[1] as string
    if (name !== folder)
      problems.push({
        place: loaded.yaml.placeOf([kind.key]),
        message: `is named ${JSON.stringify(name)} and lies in the folder ${JSON.stringify(folder)}`,
        hint: Name.safeParse(folder).success
          ? `write ${kind.key}: ${folder}`
          : 'rename the folder; names have lower-case letters, digits and inner hyphens',
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
  const checked = schema.safeParse(yaml.value, { error: plainWords })
  if (checked.success) return { path, config: checked.data, yaml, placeOf: (at) => yaml.placeOf(at) }
  problems.push(...explain(checked.error.issues, { yaml, schema }))
  return undefined
}
