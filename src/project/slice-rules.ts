import type { Loaded } from './loaded.ts'
import { unknownName } from './nearest.ts'
import type { Problem } from './problem.ts'
import { columnRules, type Dataset } from './schema/dataset.ts'
import type { Model } from './schema/model.ts'
import type { Slice } from './schema/slices.ts'

/**
 * What is wrong between the slices and protected attributes of a model and its dataset. Expressions are read by DuckDB
 * later.
 */
export function sliceProblems(model: Loaded<Model>, dataset: Dataset): Problem[] {
  return [
    ...kindProblems(model, dataset, 'slices'),
    ...kindProblems(model, dataset, 'protected'),
    ...segmentProblems(model),
  ]
}

function segmentProblems({ config, yaml }: Loaded<Model>): Problem[] {
  const { features } = config.data
  const { columns = [] } = config.evaluate['weak-segments'] ?? {}
  return columns.flatMap((column, index): Problem[] =>
    features.includes(column)
      ? []
      : [
          {
            place: yaml.placeOf(['evaluate', 'weak-segments', 'columns', index]),
            ...unknownName('feature', column, features),
          },
        ],
  )
}

/** Whether a slice could be one of those that rows are divided into, and what there could be, for a message. */
export function couldBeSlice(
  name: string,
  kinds: readonly Slice[],
  dataset: Dataset | undefined,
): { known: true } | { known: false; names: string[] } {
  const starts = (column: string, with_: string): boolean =>
    name.startsWith(`${column}=`) || name.startsWith(`${column} is missing${with_}`)
  const valuesOf = (column: string): string[] | undefined =>
    dataset && columnRules(dataset, column)?.['one-of']?.map(String)
  const known = kinds.some((kind) => {
    if (Array.isArray(kind)) return starts(kind[0] as string, ' and ')
    if (typeof kind === 'object')
      return 'where' in kind ? name === kind.name : name.startsWith(`${kind.column} `)
    if (!starts(kind, '')) return false
    const values = valuesOf(kind)
    return (
      values === undefined || name === `${kind} is missing` || values.includes(name.slice(kind.length + 1))
    )
  })
  if (known) return { known }
  const names = kinds.flatMap((kind) => {
    if (typeof kind === 'string') return (valuesOf(kind) ?? ['…']).map((value) => `${kind}=${value}`)
    if (Array.isArray(kind)) return [`${kind[0]}=… and ${kind[1]}=…`]
    return 'where' in kind ? [kind.name] : [`${kind.column} below ${kind.bins[0]}, …`]
  })
  return { known, names }
}

/** What reports call it; two of one name could not be told apart. */
export function nameOf(kind: Slice): string {
  if (typeof kind === 'string') return kind
  if (Array.isArray(kind)) return kind.join(' and ')
  return 'where' in kind ? kind.name : kind.column
}

function kindProblems(
  { config, yaml }: Loaded<Model>,
  dataset: Dataset,
  key: 'slices' | 'protected',
): Problem[] {
  const columns = Object.keys(dataset.columns)
  const kinds: readonly Slice[] = config.evaluate[key] ?? []
  const names = kinds.map(nameOf)
  const mustExist = (column: string, path: readonly PropertyKey[]): Problem[] =>
    columns.includes(column)
      ? []
      : [{ place: yaml.placeOf(path), ...unknownName(`column of ${dataset.dataset} named`, column, columns) }]
  return kinds.flatMap((slice, index): Problem[] => {
    const path = ['evaluate', key, index]
    const name = names[index] as string
    if (key === 'protected' && names.indexOf(name) < index)
      return [{ place: yaml.placeOf(path), message: `${name} is listed twice` }]
    if (key === 'protected' && [slice].flat().includes(config.data.target.column))
      return [
        {
          place: yaml.placeOf(path),
          message: `${config.data.target.column} is the target and cannot be a protected attribute`,
        },
      ]
    if (typeof slice === 'string') return mustExist(slice, path)
    if (Array.isArray(slice)) return slice.flatMap((column, at) => mustExist(column, [...path, at]))
    if ('where' in slice) return []
    const { column, bins } = slice
    const type = columnRules(dataset, column)?.type
    const place = (key: string) => yaml.placeOf([...path, key])
    if (type === 'string' || type === 'boolean')
      return [
        {
          place: place('column'),
          message: `${column} is of type ${type}, which has no bins`,
          hint: `name ${column} itself`,
        },
      ]
    const falling = bins.findIndex((edge, at) => at > 0 && edge <= (bins[at - 1] as number))
    return [
      ...mustExist(column, [...path, 'column']),
      ...(falling > 0
        ? [
            {
              place: yaml.placeOf([...path, 'bins', falling]),
              message: `${bins[falling]} is not above ${bins[falling - 1]}`,
              hint: 'give the edges in rising order',
            },
          ]
        : []),
    ]
  })
}
