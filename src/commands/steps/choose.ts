import { nearest } from '../../project/nearest.ts'
import { UserError } from '../../project/problem.ts'
import type { Configured, Project } from '../../project/project.ts'
import type { Dataset } from '../../project/schema/dataset.ts'

/** What a map holds under a name; an unknown name is a `UserError` with the nearest known one. */
export function named<T>(known: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = known.get(name)
  if (found !== undefined) return found
  const near = nearest(name, [...known.keys()])
  throw new UserError({
    message: `there is no ${what} ${JSON.stringify(name)}`,
    hint: near ? `did you mean ${near}?` : `there is ${[...known.keys()].join(', ') || 'none'}`,
  })
}

/** The datasets that were named, or those of the models that were named, or all. */
export function chooseDatasets(
  project: Project,
  { datasets, models }: { datasets?: string[] | undefined; models?: string[] | undefined },
): Configured<Dataset>[] {
  const wanted = [
    ...(datasets ?? []),
    ...(models ?? []).map((model) => named(project.models, model, 'model').config.data.dataset),
  ]
  const chosen = datasets || models ? [...new Set(wanted)] : [...project.datasets.keys()]
  return chosen.map((name) => named(project.datasets, name, 'dataset'))
}
