import type { Loaded, LoadedProject } from './loaded.ts'
import { isMetricName, metricNames, metrics } from './metrics.ts'
import { nearest } from './nearest.ts'
import type { Problem } from './problem.ts'
import type { ColumnType, Dataset } from './schema/dataset.ts'
import type { GateRule, Model } from './schema/model.ts'

/** What is wrong between the parts of one config file, or between several. */
export function crossProblems({ datasets, models }: LoadedProject): Problem[] {
  return [
    ...[...datasets.values()].flatMap(datasetProblems),
    ...[...models.values()].flatMap((model) => modelProblems(model, datasets)),
  ]
}

function unknownName(
  what: string,
  name: string,
  known: readonly string[],
): Pick<Problem, 'message' | 'hint'> {
  const near = nearest(name, known)
  return {
    message: `there is no ${what} ${JSON.stringify(name)}`,
    hint: near ? `did you mean ${near}?` : `there is ${known.join(', ') || 'none'}`,
  }
}

function datasetProblems({ config, yaml }: Loaded<Dataset>): Problem[] {
  const problems: Problem[] = []
  const columns = Object.keys(config.columns)
  if (columns.length === 0)
    problems.push({
      place: yaml.placeOf(['columns']),
      message: 'columns is empty',
      hint: 'name at least one column with its type',
    })
  config.key.forEach((name, index) => {
    if (!columns.includes(name))
      problems.push({ place: yaml.placeOf(['key', index]), ...unknownName('column', name, columns) })
  })
  if (config.time !== undefined) {
    const type = config.columns[config.time]?.type
    if (!type)
      problems.push({ place: yaml.placeOf(['time']), ...unknownName('column', config.time, columns) })
    else if (type !== 'date' && type !== 'timestamp')
      problems.push({
        place: yaml.placeOf(['time']),
        message: `${config.time} is of type ${type}; time takes a date or timestamp`,
      })
  }
  for (const [name, rules] of Object.entries(config.columns)) {
    const at = (key: string) => yaml.placeOf(['columns', name, key])
    const ordered =
      rules.type === 'integer' ||
      rules.type === 'number' ||
      rules.type === 'date' ||
      rules.type === 'timestamp'
    for (const bound of ['min', 'max'] as const) {
      const value = rules[bound]
      if (value === undefined) continue
      if (!ordered)
        problems.push({
          place: at(bound),
          message: `${bound} is for numbers, dates and timestamps, and ${name} is of type ${rules.type}`,
        })
      else if (!isBound(value, rules.type))
        problems.push({ place: at(bound), message: `${bound}: expected ${boundWord(rules.type)}` })
    }
    if (
      rules.min !== undefined &&
      rules.max !== undefined &&
      typeof rules.min === typeof rules.max &&
      rules.min > rules.max &&
      rules.max !== 'today'
    )
      problems.push({ place: at('max'), message: `max is below min` })
    if (rules.pattern !== undefined && rules.type !== 'string')
      problems.push({
        place: at('pattern'),
        message: `pattern is for strings, and ${name} is of type ${rules.type}`,
      })
    rules['one-of']?.forEach((value, index) => {
      if (!fits(value, rules.type))
        problems.push({
          place: yaml.placeOf(['columns', name, 'one-of', index]),
          message: `${JSON.stringify(value)} is no ${rules.type}`,
          hint: `${name} is of type ${rules.type}`,
        })
    })
  }
  config.checks.forEach(({ rows }, index) => {
    if (rows.min === undefined && rows.max === undefined)
      problems.push({
        place: yaml.placeOf(['checks', index, 'rows']),
        message: 'rows takes min, max or both',
      })
    if (rows.min !== undefined && rows.max !== undefined && rows.min > rows.max)
      problems.push({ place: yaml.placeOf(['checks', index, 'rows', 'max']), message: 'max is below min' })
  })
  return problems
}

function isBound(value: string | number, type: ColumnType): boolean {
  if (type === 'integer' || type === 'number') return typeof value === 'number'
  return (
    typeof value === 'string' &&
    (value === 'today' || /^\d{4}-\d{2}-\d{2}/.test(value)) &&
    (value === 'today' || !Number.isNaN(Date.parse(value)))
  )
}

function boundWord(type: ColumnType): string {
  return type === 'integer' || type === 'number' ? 'a number' : 'a date such as 2026-03-01, or today'
}

function fits(value: string | number | boolean, type: ColumnType): boolean {
  if (type === 'boolean') return typeof value === 'boolean'
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'number') return typeof value === 'number'
  return typeof value === 'string'
}

function modelProblems(model: Loaded<Model>, datasets: LoadedProject['datasets']): Problem[] {
  const { config, yaml } = model
  const { dataset: name, target, features, split } = config.data
  const dataset = datasets.get(name)
  if (!dataset)
    return [
      { place: yaml.placeOf(['data', 'dataset']), ...unknownName('dataset', name, [...datasets.keys()]) },
      ...gateProblems(model),
    ]

  const columns = Object.keys(dataset.config.columns)
  const problems: Problem[] = []
  const mustExist = (column: string, path: readonly PropertyKey[]): void => {
    if (!columns.includes(column))
      problems.push({ place: yaml.placeOf(path), ...unknownName(`column of ${name} named`, column, columns) })
  }
  mustExist(target.column, ['data', 'target', 'column'])
  mustExist(split.by, ['data', 'split', 'by'])
  features.forEach((feature, index) => {
    mustExist(feature, ['data', 'features', index])
    if (feature === target.column)
      problems.push({
        place: yaml.placeOf(['data', 'features', index]),
        message: `${feature} is the target and cannot be a feature`,
      })
    if (features.indexOf(feature) < index)
      problems.push({
        place: yaml.placeOf(['data', 'features', index]),
        message: `${feature} is listed twice`,
      })
  })
  config.drift.columns?.forEach((column, index) => {
    mustExist(column, ['drift', 'columns', index])
  })
  const type = dataset.config.columns[target.column]?.type
  if (type && !fits(target.positive, type))
    problems.push({
      place: yaml.placeOf(['data', 'target', 'positive']),
      message: `${JSON.stringify(target.positive)} is no ${type}`,
      hint: `${target.column} is of type ${type}`,
    })
  if (split.holdout <= 0 || split.holdout >= 1)
    problems.push({
      place: yaml.placeOf(['data', 'split', 'holdout']),
      message: 'holdout has to be above 0% and below 100%',
    })
  return [...problems, ...gateProblems(model)]
}

const limits = ['min', 'max', 'max-drop', 'max-rise', 'min-gain', 'min-fall'] as const
const onlyFor: Record<string, { way: 'higher' | 'lower'; instead: string }> = {
  'max-drop': { way: 'higher', instead: 'max-rise' },
  'min-gain': { way: 'higher', instead: 'min-fall' },
  'max-rise': { way: 'lower', instead: 'max-drop' },
  'min-fall': { way: 'lower', instead: 'min-gain' },
}

function gateProblems({ config, yaml }: Loaded<Model>): Problem[] {
  const entries = Object.entries(config.gates)
  if (entries.length === 0)
    return [
      {
        place: yaml.placeOf(['gates']),
        message: 'gates is empty',
        hint: 'a model without a gate would always pass',
      },
    ]
  return entries.flatMap(([metric, rules]) => {
    if (!isMetricName(metric))
      return [
        { place: yaml.placeOf(['gates', metric], 'key'), ...unknownName('metric', metric, metricNames) },
      ]
    const isList =
      rules.length > 1 || Array.isArray((yaml.value as { gates: Record<string, unknown> }).gates[metric])
    return rules.flatMap((rule, index) =>
      ruleProblems(rule, { metric, path: isList ? ['gates', metric, index] : ['gates', metric], yaml }),
    )
  })
}

function ruleProblems(
  rule: GateRule,
  {
    metric,
    path,
    yaml,
  }: { metric: keyof typeof metrics; path: readonly PropertyKey[]; yaml: Loaded<Model>['yaml'] },
): Problem[] {
  const given = limits.filter((limit) => rule[limit] !== undefined)
  const problems: Problem[] = []
  const way = metrics[metric]
  for (const limit of given) {
    const only = onlyFor[limit]
    if (only && only.way !== way)
      problems.push({
        place: yaml.placeOf([...path, limit], 'key'),
        message: `${limit} is for figures where ${only.way} is better, and ${way} is better for ${metric}`,
        hint: `use ${only.instead}`,
      })
  }
  if (given.length === 0)
    problems.push({
      place: yaml.placeOf(path),
      message: `${metric} has no limit`,
      hint: `give one of ${limits.join(', ')}`,
    })
  if (rule.min !== undefined && rule.max !== undefined && rule.min > rule.max)
    problems.push({ place: yaml.placeOf([...path, 'max']), message: 'max is below min' })
  return problems
}
