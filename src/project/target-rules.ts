import type { Loaded } from './loaded.ts'
import type { Problem } from './problem.ts'
import { columnRules, type Dataset } from './schema/dataset.ts'
import type { Model } from './schema/model.ts'
import type { Scalar } from './schema/values.ts'
import { isValueOf, valueWords } from './value-of-type.ts'

/** What is wrong between a model's task, its target and the column that the target is. */
export function targetProblems({ config, yaml }: Loaded<Model>, dataset: Dataset): Problem[] {
  const { task } = config
  const { column, positive, classes } = config.data.target
  const at = (...path: PropertyKey[]) => yaml.placeOf(['data', 'target', ...path])
  const rules = columnRules(dataset, column)
  if (positive !== undefined && task !== 'binary-classification')
    return [
      {
        place: at('positive'),
        message: `positive is for binary-classification, and the task is ${task}`,
        hint: 'leave it out',
      },
    ]
  if (classes !== undefined && task !== 'multiclass-classification')
    return [
      {
        place: at('classes'),
        message: `classes is for multiclass-classification, and the task is ${task}`,
        hint: 'leave it out',
      },
    ]
  if (positive === undefined && task === 'binary-classification')
    return [
      {
        place: at(),
        message: 'positive is missing',
        hint: `name the value of ${column} that counts as positive`,
      },
    ]
  if (!rules) return []
  if (task === 'regression' && rules.type !== 'number' && rules.type !== 'integer')
    return [
      {
        place: at('column'),
        message: `${column} is of type ${rules.type}, and a regression predicts a number`,
        hint: 'name a column of type number or integer, or choose another task',
      },
    ]
  const value = (each: Scalar, place: Problem['place']): Problem[] =>
    valueProblems(each, { place: place as NonNullable<typeof place>, column, rules, dataset })
  const twice = (classes ?? []).findIndex((each, index) => classes?.indexOf(each) !== index)
  return [
    ...(positive === undefined ? [] : value(positive, at('positive'))),
    ...(classes ?? []).flatMap((each, index) => value(each, at('classes', index))),
    ...(twice >= 0
      ? [{ place: at('classes', twice), message: `${JSON.stringify(classes?.[twice])} is listed twice` }]
      : []),
  ]
}

function valueProblems(
  value: Scalar,
  {
    place,
    column,
    rules,
    dataset,
  }: {
    place: NonNullable<Problem['place']>
    column: string
    rules: NonNullable<ReturnType<typeof columnRules>>
    dataset: Dataset
  },
): Problem[] {
  if (!isValueOf(value, rules.type))
    return [
      {
        place,
        message: `expected ${valueWords(rules.type)}, found ${JSON.stringify(value)}`,
        hint: `${column} is of type ${rules.type}`,
      },
    ]
  const known = rules['one-of']
  if (!known || known.includes(value)) return []
  return [
    {
      place,
      message: `${JSON.stringify(value)} is none of the values of ${column}`,
      hint: `one-of in ${dataset.dataset} lists ${known.slice(0, 10).join(', ')}`,
    },
  ]
}
