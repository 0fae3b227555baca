import type { Loaded, LoadedProject } from './loaded.ts'
import { unknownName } from './nearest.ts'
import type { Problem } from './problem.ts'
import { columnRules, type Dataset } from './schema/dataset.ts'
import type { Model } from './schema/model.ts'

/** What is wrong with a dataset that is held out whole: it has to be another one, with the same columns that the model needs. */
export function heldProblems(
  { config, yaml }: Loaded<Model>,
  { dataset, datasets }: { dataset: Dataset; datasets: LoadedProject['datasets'] },
): Problem[] {
  const { split, features, target, weight, group, time } = config.data
  if (!('dataset' in split)) return []
  const place = yaml.placeOf(['data', 'split', 'dataset'])
  const others = [...datasets.keys()].filter((name) => name !== dataset.dataset)
  const held = datasets.get(split.dataset)?.config
  if (!held) return [{ place, ...unknownName('dataset', split.dataset, others) }]
  if (split.dataset === dataset.dataset)
    return [
      { place, message: `${split.dataset} is what the model is trained on`, hint: 'name another dataset' },
    ]
  const needed = [...features, target.column, weight, group, time, config.evaluate.weight, ...dataset.key]
  return [...new Set(needed)].flatMap((column): Problem[] => {
    const wanted = column === undefined ? undefined : columnRules(dataset, column)?.type
    if (column === undefined || wanted === undefined) return []
    const type = columnRules(held, column)?.type
    if (type === wanted) return []
    return [
      {
        place,
        message:
          type === undefined
            ? `${split.dataset} has no column ${column}, which ${dataset.dataset} has`
            : `${column} is of type ${type} in ${split.dataset}, and of type ${wanted} in ${dataset.dataset}`,
        hint: 'declare it alike in both',
      },
    ]
  })
}
