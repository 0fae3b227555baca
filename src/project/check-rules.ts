import type { Loaded } from './loaded.ts'
import { unknownName } from './nearest.ts'
import type { Problem } from './problem.ts'
import { columnRules, type Dataset, ruleSets } from './schema/dataset.ts'
import type { TableCheck } from './schema/table-check.ts'

const kinds = ['rows', 'row', 'columns', 'fresh', 'sql', 'same', 'score', 'anomaly'] as const

/** What is wrong with the checks on a whole table. */
export function checkProblems(dataset: Loaded<Dataset>): Problem[] {
  const { config, yaml } = dataset
  return config.checks.flatMap((check, index): Problem[] => {
    const at = (...path: PropertyKey[]) => yaml.placeOf(['checks', index, ...path])
    const given = kinds.filter((kind) => check[kind] !== undefined)
    if (given.length !== 1)
      return [{ place: at(), message: `a check takes exactly one of ${kinds.join(', ')}` }]
    return [
      ...(['share', 'where'] as const).flatMap((key): Problem[] =>
        check[key] !== undefined && check.row === undefined
          ? [{ place: at(key), message: `${key} goes with row` }]
          : [],
      ),
      ...(check.timeout !== undefined && check.sql === undefined
        ? [{ place: at('timeout'), message: 'timeout goes with sql' }]
        : []),
      ...(check.timeout !== undefined && (check.timeout === 0 || check.timeout > 36e5)
        ? [{ place: at('timeout'), message: 'expected a duration above zero and of at most 1h' }]
        : []),
      ...rowsProblems(check, at),
      ...freshProblems(config, check, at),
      ...figureProblems(config, check, at),
      ...(check.score && check.score.completeness === undefined && check.score.consistency === undefined
        ? [{ place: at('score'), message: 'score takes completeness, consistency or both' }]
        : []),
    ]
  })
}

type At = (...path: PropertyKey[]) => Problem['place'] & object

function rowsProblems({ rows }: TableCheck, at: At): Problem[] {
  if (!rows) return []
  const { min, max } = rows
  if (min === undefined && max === undefined && rows['max-change'] === undefined)
    return [{ place: at('rows'), message: 'rows takes min, max or max-change' }]
  return min !== undefined && max !== undefined && min > max
    ? [{ place: at('rows', 'max'), message: 'max is below min' }]
    : []
}

function freshProblems(config: Dataset, { fresh }: TableCheck, at: At): Problem[] {
  if (!fresh) return []
  const place = at('fresh', 'column')
  const type = columnRules(config, fresh.column)?.type
  if (!type) return [{ place, ...unknownName('column', fresh.column, Object.keys(config.columns)) }]
  if (type === 'date' || type === 'timestamp') return []
  return [{ place, message: `${fresh.column} is of type ${type}; fresh takes a date or timestamp` }]
}

/** Figures that only numbers have. */
const ofNumbers = ['mean', 'stdev', 'sum']

function figureProblems(config: Dataset, check: TableCheck, at: At): Problem[] {
  return (['same', 'anomaly'] as const).flatMap((kind): Problem[] => {
    const wanted = check[kind]
    if (!wanted) return []
    const { figure, column } = wanted
    if (figure === 'rows')
      return column === undefined
        ? []
        : [{ place: at(kind, 'column'), message: 'rows is a figure of the dataset, not of a column' }]
    if (column === undefined)
      return [{ place: at(kind), message: `${figure} takes the column that it is of` }]
    const place = at(kind, 'column')
    const type = columnRules(config, column)?.type
    if (!type) return [{ place, ...unknownName('column', column, Object.keys(config.columns)) }]
    const isNumber = type === 'integer' || type === 'number'
    const isOrdered = isNumber || type === 'date' || type === 'timestamp'
    const fits =
      figure === 'nulls' || figure === 'distinct' || (ofNumbers.includes(figure) ? isNumber : isOrdered)
    return fits ? [] : [{ place, message: `${column} is of type ${type}, which has no ${figure}` }]
  })
}

/** What is wrong between datasets: rules that speak of another which is not there. */
export function referenceProblems(
  { config, yaml }: Loaded<Dataset>,
  datasets: ReadonlyMap<string, Loaded<Dataset>>,
): Problem[] {
  const problems: Problem[] = []
  const require = (
    path: readonly PropertyKey[],
    names: { dataset: string; column?: string | undefined; key: string },
  ) => {
    const other = datasets.get(names.dataset)
    if (!other)
      problems.push({
        place: yaml.placeOf([...path, 'dataset']),
        ...unknownName('dataset', names.dataset, [...datasets.keys()]),
      })
    else if (names.column !== undefined && !columnRules(other.config, names.column))
      problems.push({
        place: yaml.placeOf([...path, names.key]),
        ...unknownName('column', names.column, Object.keys(other.config.columns)),
      })
  }
  for (const { path, rules } of ruleSets(config))
    if (rules.references) require([...path, 'references'], { ...rules.references, key: 'column' })
  config.checks.forEach(({ same }, index) => {
    if (!same) return
    const { dataset, figure, column, as } = same
    require(['checks', index, 'same'], {
      dataset,
      column: figure === 'rows' ? undefined : (as ?? column),
      key: as === undefined ? 'column' : 'as',
    })
  })
  return problems
}
