import type { Loaded } from './loaded.ts'
import { unknownName } from './nearest.ts'
import type { Problem } from './problem.ts'
import { columnRules, type Dataset } from './schema/dataset.ts'
import type { Model } from './schema/model.ts'

/** What is wrong between the slices of a model and its dataset. Expressions are read by DuckDB later. */
export function sliceProblems({ config, yaml }: Loaded<Model>, dataset: Dataset): Problem[] {
  const columns = Object.keys(dataset.columns)
  const { slices = [] } = config.evaluate
  const mustExist = (column: string, path: readonly PropertyKey[]): Problem[] =>
    columns.includes(column)
      ? []
      : [{ place: yaml.placeOf(path), ...unknownName(`column of ${dataset.dataset} named`, column, columns) }]
  return slices.flatMap((slice, index): Problem[] => {
    const path = ['evaluate', 'slices', index]
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
          hint: `slice by ${column} itself`,
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
