import { checkProblems } from './check-rules.ts'
import type { Loaded } from './loaded.ts'
import { unknownName } from './nearest.ts'
import type { Problem } from './problem.ts'
import type { ColumnType } from './schema/column.ts'
import type { Range } from './schema/column-rules.ts'
import { columnRules, type Dataset, type RuleSet, ruleSets } from './schema/dataset.ts'
import { isValueOf, valueWords } from './value-of-type.ts'

/** What is wrong between the parts of a `dataset.yaml`. */
export function datasetProblems(dataset: Loaded<Dataset>): Problem[] {
  const { config, yaml } = dataset
  const columns = Object.keys(config.columns)
  if (columns.length === 0)
    return [
      {
        place: yaml.placeOf(['columns']),
        message: 'columns is empty',
        hint: 'name at least one column with its type',
      },
    ]
  const problems: Problem[] = []
  const lowered = columns.map((name) => name.toLowerCase())
  columns.forEach((name, index) => {
    const before = lowered.indexOf(name.toLowerCase())
    if (before < index)
      problems.push({
        place: yaml.placeOf(['columns', name], 'key'),
        message: `${JSON.stringify(columns[before])} and ${JSON.stringify(name)} differ in case only`,
        hint: 'SQL takes them for the same; rename one in the files',
      })
  })
  config.key.forEach((name, index) => {
    const place = yaml.placeOf(['key', index])
    if (!columns.includes(name)) problems.push({ place, ...unknownName('column', name, columns) })
    if (config.key.indexOf(name) < index) problems.push({ place, message: `${name} is listed twice` })
  })
  return [
    ...problems,
    ...timeProblems(dataset),
    ...ruleSets(config).flatMap((set) => [
      ...(set.isOwn ? [] : setProblems(dataset, set)),
      ...columnProblems(dataset, set),
    ]),
    ...checkProblems(dataset),
  ]
}

function timeProblems({ config, yaml }: Loaded<Dataset>): Problem[] {
  if (config.time === undefined) return []
  const place = yaml.placeOf(['time'])
  const type = columnRules(config, config.time)?.type
  if (!type) return [{ place, ...unknownName('column', config.time, Object.keys(config.columns)) }]
  if (type === 'date' || type === 'timestamp') return []
  return [{ place, message: `${config.time} is of type ${type}; time takes a date or timestamp` }]
}

/** Keys of a check of a column that say how its rules are asked, and ask nothing. */
const saying = ['name', 'description', 'owner', 'level', 'where', 'share']
/** Rules that some values may break. */
const sharing = [
  'one-of',
  'not-one-of',
  'min',
  'max',
  'pattern',
  'length',
  'format',
  'monotone',
  'references',
]

/** What is wrong with one entry of a column's `checks`, whatever the type of the column. */
function setProblems({ config, yaml }: Loaded<Dataset>, { column, path, rules }: RuleSet): Problem[] {
  const place = yaml.placeOf(path)
  const asked = Object.entries(rules).flatMap(([key, value]) =>
    value === undefined || value === false || saying.includes(key) ? [] : [key],
  )
  if (asked.length === 0)
    return [{ place, message: `a check of ${column} takes at least one rule`, hint: 'such as max: 100' }]
  const id = path.slice(1).join('.')
  return [
    ...(rules.share !== undefined && !asked.some((key) => sharing.includes(key))
      ? [{ place: yaml.placeOf([...path, 'share']), message: 'share goes with rules on single values' }]
      : []),
    ...(Object.hasOwn(config.columns, id)
      ? [
          {
            place,
            message: `the column ${JSON.stringify(id)} has the same name in reports`,
            hint: 'rename it',
          },
        ]
      : []),
  ]
}

function columnProblems({ yaml }: Loaded<Dataset>, { column, type, path: set, rules }: RuleSet): Problem[] {
  const { min, max } = rules
  const at = (...path: PropertyKey[]) => yaml.placeOf([...set, ...path])
  const hint = `${column} is of type ${type}`
  const problems: Problem[] = []
  const isOrdered = type !== 'string' && type !== 'boolean'
  for (const bound of ['min', 'max'] as const) {
    const value = rules[bound]
    if (value === undefined) continue
    if (!isOrdered)
      problems.push({ place: at(bound), message: `${bound} is for numbers, dates and timestamps`, hint })
    else if (!isValueOf(value, type) && value !== clockWord(type))
      problems.push({
        place: at(bound),
        message: `${bound}: expected ${boundWords(type)}, found ${JSON.stringify(value)}`,
        hint,
      })
  }
  const areFixed = typeof min === typeof max && min !== clockWord(type) && max !== clockWord(type)
  if (min !== undefined && max !== undefined && areFixed && min > max)
    problems.push({ place: at('max'), message: 'max is below min' })
  for (const rule of ['pattern', 'length', 'format'] as const)
    if (rules[rule] !== undefined && type !== 'string')
      problems.push({ place: at(rule), message: `${rule} is for strings`, hint })
  if (rules.monotone !== undefined && type === 'boolean')
    problems.push({ place: at('monotone'), message: 'monotone is for ordered values', hint })
  const common = rules['most-common']
  if (common && !common['one-of'] && common.share?.min === undefined && common.share?.max === undefined)
    problems.push({ place: at('most-common'), message: 'most-common takes one-of, share or both' })
  const commonShare = common?.share && rangeProblem(common.share, 'most-common.share')
  if (commonShare && common?.['one-of'])
    problems.push({ place: at('most-common', 'share'), message: commonShare })
  common?.['one-of']?.forEach((value, index) => {
    if (!isValueOf(value, type))
      problems.push({
        place: at('most-common', 'one-of', index),
        message: `expected ${valueWords(type)}, found ${JSON.stringify(value)}`,
        hint,
      })
  })
  for (const rule of numberRules)
    if (rules[rule] !== undefined && type !== 'integer' && type !== 'number')
      problems.push({ place: at(rule), message: `${rule} is for numbers`, hint })
  const ranges = (['length', ...figures, 'distinct'] as const).map((rule) => [[rule], rules[rule]] as const)
  const quantiles = Object.entries(rules.quantiles ?? {}).map(
    ([name, range]) => [['quantiles', name], range] as const,
  )
  for (const [path, range] of [...ranges, ...quantiles]) {
    const message = range && rangeProblem(range, path.join('.'))
    if (message) problems.push({ place: at(...path), message })
  }
  for (const list of ['one-of', 'not-one-of'] as const)
    rules[list]?.forEach((value, index) => {
      if (!isValueOf(value, type))
        problems.push({
          place: at(list, index),
          message: `expected ${valueWords(type)}, found ${JSON.stringify(value)}`,
          hint,
        })
    })
  return problems
}

/** The word that stands for the moment of the check: a day for dates, an instant for timestamps. */
function clockWord(type: ColumnType): string | undefined {
  return type === 'date' ? 'today' : type === 'timestamp' ? 'now' : undefined
}

function boundWords(type: ColumnType): string {
  const word = clockWord(type)
  return word ? `${valueWords(type)}, or ${word}` : valueWords(type)
}

const figures = ['mean', 'median', 'stdev', 'sum'] as const
const numberRules = [...figures, 'quantiles', 'outliers'] as const

/** What is wrong with limits that should hold a figure. */
export function rangeProblem({ min, max }: Range, name: string): string | undefined {
  if (min === undefined && max === undefined) return `${name} takes min, max or both`
  return min !== undefined && max !== undefined && min > max ? `${name}: max is below min` : undefined
}
