import { caseProblems } from './case-rules.ts'
import { categoryMethods, numberMethods } from './drift-methods.ts'
import { gateProblems } from './gate-rules.ts'
import { heldProblems } from './held-rules.ts'
import type { Loaded, LoadedProject } from './loaded.ts'
import { metricProblems } from './metric-rules.ts'
import { unknownName } from './nearest.ts'
import { predictProblems } from './predict-rules.ts'
import type { Problem } from './problem.ts'
import { robustnessProblems } from './robustness-rules.ts'
import { ColumnType } from './schema/column.ts'
import { columnRules, type Dataset } from './schema/dataset.ts'
import type { Model } from './schema/model.ts'
import { sliceProblems } from './slice-rules.ts'
import { targetProblems } from './target-rules.ts'
import { thresholdProblems } from './threshold-rules.ts'
import { isValueOf, valueWords } from './value-of-type.ts'

/** What is wrong between the parts of a `model.yaml`, or between it and its dataset. */
export function modelProblems(model: Loaded<Model>, datasets: LoadedProject['datasets']): Problem[] {
  const { config, yaml } = model
  const dataset = datasets.get(config.data.dataset)
  if (!dataset)
    return [
      {
        place: yaml.placeOf(['data', 'dataset']),
        ...unknownName('dataset', config.data.dataset, [...datasets.keys()]),
      },
      ...predictProblems(model),
      ...gateProblems(model),
    ]
  return [
    ...columnProblems(model, dataset.config),
    ...targetProblems(model, dataset.config),
    ...driftProblems(model, dataset.config),
    ...splitProblems(model, dataset.config),
    ...heldProblems(model, { dataset: dataset.config, datasets }),
    ...leakageProblems(model),
    ...retrainProblems(model),
    ...sliceProblems(model, dataset.config),
    ...caseProblems(model, dataset.config),
    ...robustnessProblems(model, dataset.config),
    ...thresholdProblems(model),
    ...metricProblems(model),
    ...evaluatedWeightProblems(model, dataset.config),
    ...predictProblems(model),
    ...gateProblems(model),
  ]
}

const typesFor: Record<'weight' | 'group' | 'time', readonly ColumnType[]> = {
  weight: ['integer', 'number'],
  group: ColumnType.options,
  time: ['date', 'timestamp', 'integer', 'number'],
}

function columnProblems({ config, yaml }: Loaded<Model>, dataset: Dataset): Problem[] {
  const { target, features, split } = config.data
  const columns = Object.keys(dataset.columns)
  // The dataset's own problem, and told there.
  if (columns.length === 0) return []
  const problems: Problem[] = []
  const mustExist = (column: string, path: readonly PropertyKey[]): void => {
    if (!columns.includes(column))
      problems.push({
        place: yaml.placeOf(path),
        ...unknownName(`column of ${dataset.dataset} named`, column, columns),
      })
  }
  const mustBeOnce = (list: readonly string[], path: readonly PropertyKey[]): void => {
    list.forEach((column, index) => {
      if (list.indexOf(column) < index)
        problems.push({ place: yaml.placeOf([...path, index]), message: `${column} is listed twice` })
    })
  }
  mustExist(target.column, ['data', 'target', 'column'])
  const atSplit = ['data', 'split', 'time' in split ? 'time' : 'by']
  const by = 'dataset' in split ? undefined : 'time' in split ? split.time : split.by
  if (by !== undefined) mustExist(by, atSplit)
  features.forEach((feature, index) => {
    mustExist(feature, ['data', 'features', index])
    if (feature === target.column)
      problems.push({
        place: yaml.placeOf(['data', 'features', index]),
        message: `${feature} is the target and cannot be a feature`,
        hint: 'a model that sees the answer learns nothing',
      })
  })
  mustBeOnce(features, ['data', 'features'])
  for (const key of ['weight', 'group', 'time'] as const) {
    const column = config.data[key]
    if (column === undefined) continue
    const place = yaml.placeOf(['data', key])
    mustExist(column, ['data', key])
    if (column === target.column)
      problems.push({ place, message: `${column} is the target and cannot be the ${key} of a row` })
    const type = columnRules(dataset, column)?.type
    if (type !== undefined && !typesFor[key].includes(type))
      problems.push({
        place,
        message: `a column of type ${type} cannot be the ${key} of a row`,
        hint: `its type has to be ${typesFor[key].join(' or ')}`,
      })
  }
  const watched = config.drift.columns ?? []
  if (Array.isArray(watched)) {
    watched.forEach((column, index) => {
      mustExist(column, ['drift', 'columns', index])
    })
    mustBeOnce(watched, ['drift', 'columns'])
  } else for (const column of Object.keys(watched)) mustExist(column, ['drift', 'columns', column])
  if (config.drift.prediction !== undefined) mustExist(config.drift.prediction, ['drift', 'prediction'])
  if (by === target.column)
    problems.push({
      place: yaml.placeOf(atSplit),
      message: `${by} is the target; a split by it would hold out one class`,
      hint: 'split by what names a row or its owner',
    })
  return problems
}

/** Rows are weighted by a number that the model neither sees nor predicts. */
function evaluatedWeightProblems({ config, yaml }: Loaded<Model>, dataset: Dataset): Problem[] {
  const { weight } = config.evaluate
  const columns = Object.keys(dataset.columns)
  if (weight === undefined || columns.length === 0) return []
  const place = yaml.placeOf(['evaluate', 'weight'])
  if (!columns.includes(weight))
    return [{ place, ...unknownName(`column of ${dataset.dataset} named`, weight, columns) }]
  if (weight === config.data.target.column)
    return [{ place, message: `${weight} is the target and cannot be the weight of a row` }]
  if (config.data.features.includes(weight))
    return [
      {
        place,
        message: `${weight} is a feature and cannot be the weight of a row`,
        hint: 'take it out of data.features, or weight rows by another column',
      },
    ]
  const type = columnRules(dataset, weight)?.type
  if (type === undefined || typesFor.weight.includes(type)) return []
  return [
    {
      place,
      message: `a column of type ${type} cannot be the weight of a row`,
      hint: `its type has to be ${typesFor.weight.join(' or ')}`,
    },
  ]
}

/** In a split by time, what a moment is depends on the type of the column. */
function splitProblems({ config, yaml }: Loaded<Model>, dataset: Dataset): Problem[] {
  const { split } = config.data
  const type = 'time' in split ? columnRules(dataset, split.time)?.type : undefined
  if (!('time' in split) || type === undefined) return []
  const at = (key: string) => yaml.placeOf(['data', 'split', key])
  if (!typesFor.time.includes(type))
    return [
      {
        place: at('time'),
        message: `rows cannot be split in time by a column of type ${type}`,
        hint: `its type has to be ${typesFor.time.join(' or ')}`,
      },
    ]
  const wrong = (['from', 'until'] as const).filter((key) => {
    const moment = split[key]
    return moment !== undefined && !isValueOf(moment, type)
  })
  if (wrong.length > 0)
    return wrong.map((key) => ({
      place: at(key),
      message: `expected ${valueWords(type)}, found ${JSON.stringify(split[key])}`,
      hint: `${split.time} is of type ${type}`,
    }))
  const isNumber = typeof split.from === 'number'
  return [
    ...(split.until !== undefined && !(moment(split.until) > moment(split.from))
      ? [{ place: at('until'), message: `until is not after from, so no row is held out` }]
      : []),
    ...(split.gap !== undefined && isNumber
      ? [
          {
            place: at('gap'),
            message: `a gap is a duration, and ${split.time} holds numbers`,
            hint: 'leave gap out',
          },
        ]
      : []),
  ]
}

function moment(value: string | number): number {
  return typeof value === 'number' ? value : Date.parse(value)
}

function leakageProblems({ config, yaml }: Loaded<Model>): Problem[] {
  const { leakage, features, split } = config.data
  const time = config.data.time ?? ('time' in split ? split.time : undefined)
  const at = (...path: PropertyKey[]) => yaml.placeOf(['data', 'leakage', ...path])
  return [
    ...leakage.known.flatMap((feature, index): Problem[] =>
      features.includes(feature)
        ? []
        : [{ place: at('known', index), ...unknownName('feature', feature, features) }],
    ),
    ...(leakage.time !== undefined && time === undefined
      ? [
          {
            place: at('time'),
            message: 'time is held against data.time, which is missing',
            hint: 'name the column that says when a row came about as time, under data',
          },
        ]
      : []),
  ]
}

/** A method has to be one for what its column holds. */
function driftProblems({ config, yaml }: Loaded<Model>, dataset: Dataset): Problem[] {
  const { columns = [] } = config.drift
  if (Array.isArray(columns)) return []
  return Object.entries(columns).flatMap(([column, { method }]) => {
    const type = columnRules(dataset, column)?.type
    if (type === undefined || method === undefined) return []
    const isText = type === 'string' || type === 'boolean'
    const fitting = isText ? categoryMethods : numberMethods
    if (fitting.includes(method)) return []
    return [
      {
        place: yaml.placeOf(['drift', 'columns', column, 'method']),
        message: `${method} does not compare ${isText ? 'categories' : 'numbers'}, and ${column} is of type ${type}`,
        hint: `use one of ${fitting.join(', ')}`,
      },
    ]
  })
}

function retrainProblems({ config, yaml }: Loaded<Model>): Problem[] {
  const wanted = config.retrain.when.drift?.columns ?? 0
  const { columns, target, prediction } = config.drift
  const named = Array.isArray(columns) ? columns : [...config.data.features, ...Object.keys(columns ?? {})]
  const further = [
    ...(target ? [config.data.target.column] : []),
    ...(prediction === undefined ? [] : [prediction]),
  ]
  const watched = new Set([...named, ...further]).size
  if (wanted <= watched) return []
  return [
    {
      place: yaml.placeOf(['retrain', 'when', 'drift', 'columns']),
      message: `${wanted} columns have to drift and ${watched} are watched`,
      hint: 'it would never start; lower it',
    },
  ]
}
