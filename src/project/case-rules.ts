import type { Loaded } from './loaded.ts'
import { unknownName } from './nearest.ts'
import type { Problem } from './problem.ts'
import type { EdgeCase, Range } from './schema/cases.ts'
import { columnRules, type Dataset } from './schema/dataset.ts'
import type { Model } from './schema/model.ts'
import type { Task } from './task.ts'
import { isValueOf, valueWords } from './value-of-type.ts'

const answersOf: Record<Task, readonly (keyof EdgeCase['expect'])[]> = {
  'binary-classification': ['label', 'score'],
  'multiclass-classification': ['label'],
  regression: ['value'],
}

/** What is wrong between the edge cases of a model and its features, target and dataset. */
export function caseProblems({ config, yaml }: Loaded<Model>, dataset: Dataset): Problem[] {
  const cases = config.cases ?? []
  const { features, target } = config.data
  return cases.flatMap((one, index): Problem[] => {
    const at = (...path: PropertyKey[]) => yaml.placeOf(['cases', index, ...path])
    const twice = cases.findIndex(({ name }) => name === one.name) < index
    return [
      ...(twice ? [{ place: at('name'), message: `${one.name} is the name of another case too` }] : []),
      ...Object.entries(one.features).flatMap(([feature, value]): Problem[] => {
        if (!features.includes(feature))
          return [
            {
              place: yaml.placeOf(['cases', index, 'features', feature], 'key'),
              ...unknownName('feature', feature, features),
            },
          ]
        const type = columnRules(dataset, feature)?.type
        if (type === undefined || isValueOf(value, type)) return []
        return [
          {
            place: at('features', feature),
            message: `${feature} is of type ${type}, and ${JSON.stringify(value)} is not ${valueWords(type)}`,
          },
        ]
      }),
      ...answerProblems(one.expect, { task: config.task, at }),
      ...labelProblems(one.expect, { target, type: columnRules(dataset, target.column)?.type, at }),
    ]
  })
}

type At = (...path: PropertyKey[]) => NonNullable<Problem['place']>

function answerProblems(expect: EdgeCase['expect'], { task, at }: { task: Task; at: At }): Problem[] {
  const asked = (['label', 'score', 'value'] as const).filter((answer) => expect[answer] !== undefined)
  const [answer] = asked
  const fitting = answersOf[task]
  if (answer === undefined || asked.length > 1 || !fitting.includes(answer))
    return [
      {
        place: at('expect'),
        message: `a case of a ${task} expects exactly one ${fitting.join(' or ')}`,
        hint: `found ${asked.join(' and ') || 'none'}`,
      },
    ]
  if (answer === 'label') return []
  const { min, max, between } = expect[answer] as Range
  if (min === undefined && max === undefined && between === undefined)
    return [
      { place: at('expect', answer), message: `${answer} has no limit`, hint: 'give min, max or between' },
    ]
  if (between && (min !== undefined || max !== undefined))
    return [
      {
        place: at('expect', answer, 'between'),
        message: 'between stands for both min and max',
        hint: 'leave one of them out',
      },
    ]
  const [low, high] = between ?? [min, max]
  if (low !== undefined && high !== undefined && low > high)
    return [{ place: at('expect', answer), message: `${high} is below ${low}` }]
  return []
}

function labelProblems(
  { label }: EdgeCase['expect'],
  {
    target,
    type,
    at,
  }: { target: Model['data']['target']; type: Parameters<typeof isValueOf>[1] | undefined; at: At },
): Problem[] {
  if (label === undefined) return []
  if (target.classes && !target.classes.includes(label))
    return [
      { place: at('expect', 'label'), ...unknownName('class', String(label), target.classes.map(String)) },
    ]
  if (type === undefined || isValueOf(label, type)) return []
  return [
    {
      place: at('expect', 'label'),
      message: `${target.column} is of type ${type}, and ${JSON.stringify(label)} is not ${valueWords(type)}`,
    },
  ]
}
