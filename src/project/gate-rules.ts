import type { Loaded } from './loaded.ts'
import { isMetricName, type MetricName, metricNames, metrics } from './metrics.ts'
import { unknownName } from './nearest.ts'
import type { Problem } from './problem.ts'
import { type Limit, limits, type Model } from './schema/model.ts'

/** Limits that are for figures of one direction only, and what the other direction has instead. */
const onlyFor: Partial<Record<Limit, { way: 'higher' | 'lower'; instead: Limit }>> = {
  'max-drop': { way: 'higher', instead: 'max-rise' },
  'min-gain': { way: 'higher', instead: 'min-fall' },
  'max-rise': { way: 'lower', instead: 'max-drop' },
  'min-fall': { way: 'lower', instead: 'min-gain' },
}

/** A rule as it is written: with no limit, or with several. */
type WrittenRule = Partial<Record<Limit, unknown>>

/** What is wrong with the gates of a model. Looks at the rules as written, before those with several limits are taken apart. */
export function gateProblems({ yaml }: Loaded<Model>): Problem[] {
  const { gates } = yaml.value as { gates: Record<string, WrittenRule | WrittenRule[]> }
  const entries = Object.entries(gates)
  if (entries.length === 0)
    return [
      {
        place: yaml.placeOf(['gates']),
        message: 'gates is empty',
        hint: 'a model without a gate would always pass',
      },
    ]
  return entries.flatMap(([metric, written]) => {
    if (!isMetricName(metric))
      return [
        { place: yaml.placeOf(['gates', metric], 'key'), ...unknownName('metric', metric, metricNames) },
      ]
    if (!Array.isArray(written)) return ruleProblems(written, { metric, path: ['gates', metric], yaml })
    return written.flatMap((rule, index) =>
      ruleProblems(rule, { metric, path: ['gates', metric, index], yaml }),
    )
  })
}

function ruleProblems(
  rule: WrittenRule,
  { metric, path, yaml }: { metric: MetricName; path: readonly PropertyKey[]; yaml: Loaded<Model>['yaml'] },
): Problem[] {
  const given = limits.filter((limit) => rule[limit] !== undefined)
  const way = metrics[metric]
  const fitting = limits.filter((limit) => (onlyFor[limit]?.way ?? way) === way)
  if (given.length === 0)
    return [
      {
        place: yaml.placeOf(path),
        message: `${metric} has no limit`,
        hint: `give one of ${fitting.join(', ')}`,
      },
    ]

  const problems = given.flatMap((limit): Problem[] => {
    const only = onlyFor[limit]
    if (!only || only.way === way) return []
    return [
      {
        place: yaml.placeOf([...path, limit], 'key'),
        message: `${limit} is for figures where ${only.way} is better, and ${way} is better for ${metric}`,
        hint: `use ${only.instead}`,
      },
    ]
  })
  if (typeof rule.min === 'number' && typeof rule.max === 'number' && rule.min > rule.max)
    problems.push({ place: yaml.placeOf([...path, 'max']), message: 'max is below min' })
  if (Array.isArray(rule.between) && rule.between[0] > rule.between[1])
    problems.push({
      place: yaml.placeOf([...path, 'between']),
      message: `${rule.between[1]} is below ${rule.between[0]}`,
      hint: `write between: [${rule.between[1]}, ${rule.between[0]}]`,
    })
  return problems
}
