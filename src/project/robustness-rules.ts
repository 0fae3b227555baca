import type { Loaded } from './loaded.ts'
import type { Problem } from './problem.ts'
import { columnRules, type Dataset } from './schema/dataset.ts'
import type { Model } from './schema/model.ts'

/** Gates on rows that are disturbed in a way for which no feature is of the right type: they could never pass. */
export function robustnessProblems({ config, yaml }: Loaded<Model>, dataset: Dataset): Problem[] {
  const types = config.data.features.map((feature) => columnRules(dataset, feature)?.type)
  if (types.includes(undefined)) return []
  const isText = types.map((type) => type === 'string' || type === 'boolean')
  const named = [
    ...Object.keys(config.gates).map((name) => ({ name, path: ['gates', name] })),
    ...Object.entries(config.stages ?? {}).flatMap(([stage, { gates }]) =>
      Object.keys(gates)
        .filter((name) => !Object.hasOwn(config.gates, name))
        .map((name) => ({ name, path: ['stages', stage, 'gates', name] })),
    ),
  ]
  return named.flatMap(({ name, path }): Problem[] => {
    const kind = /^robustness\.(noise|boundary|swap)_/.exec(name)?.[1]
    if (kind === undefined || isText.includes(kind === 'swap')) return []
    return [
      {
        place: yaml.placeOf(path, 'key'),
        message: `there is nothing that ${name} is about: no feature is ${kind === 'swap' ? 'of type string or boolean' : 'a number'}`,
        hint: 'take it out',
      },
    ]
  })
}
