import { binaryMetrics } from '../evaluation/metrics.ts'
import { type Problem, UserError } from '../project/problem.ts'
import type { GateRule, Margin, Model } from '../project/schema/model.ts'
import type { GateResult } from './report.ts'

export type ChangeRule = 'max-drop' | 'max-rise' | 'min-gain' | 'min-fall'

/** One rule of the policy, taken apart. */
export interface Gate {
  /** Metric and rule, `roc_auc.max-drop`; a second rule of the same kind is `roc_auc.max-drop.2`. */
  id: string
  metric: string
  better: 'higher' | 'lower'
  level: GateRule['level']
  minRows: number | undefined
  /** The limit as a person wrote it. */
  text: string
  test:
    | { of: 'figure'; rule: 'min' | 'max'; limit: number }
    | { of: 'change'; rule: ChangeRule; margin: Margin }
}

const boundRules = ['min', 'max'] as const
const changeRules = ['max-drop', 'max-rise', 'min-gain', 'min-fall'] as const
const rulesFor = { higher: ['max-drop', 'min-gain'], lower: ['max-rise', 'min-fall'] } as const

/**
 * The gates of a model in the order of its file.
 * @throws UserError for a metric that is not known, a rule without exactly one limit, a margin that is negative or no
 * number, and a comparing rule of the wrong direction: a policy that cannot be judged is no policy
 */
export function gatesOf(policy: Model['gates']): Gate[] {
  const problems: Problem[] = []
  const taken = new Map<string, number>()
  const gates = Object.entries(policy).flatMap(([metric, rules]) =>
    rules.flatMap((rule) => {
      const gate = gateOf(metric, rule)
      if ('message' in gate) {
        problems.push(gate)
        return []
      }
      const times = (taken.get(gate.id) ?? 0) + 1
      taken.set(gate.id, times)
      return [times === 1 ? gate : { ...gate, id: `${gate.id}.${times}` }]
    }),
  )
  if (problems.length > 0) throw new UserError(problems)
  return gates
}

function gateOf(name: string, rule: GateRule): Gate | Problem {
  const where = `gates.${name}`
  const metric = binaryMetrics.get(name)
  if (metric === undefined)
    return { message: `${where}: no such metric`, hint: `known are ${[...binaryMetrics.keys()].join(', ')}` }
  const set = [...boundRules, ...changeRules].filter((key) => rule[key] !== undefined)
  const [key] = set
  if (key === undefined || set.length > 1)
    return {
      message: `${where}: expected exactly one limit, found ${set.length === 0 ? 'none' : set.join(' and ')}`,
      hint: 'several rules on one metric are a list',
    }
  const limit = rule[key]
  const shared = {
    id: `${name}.${key}`,
    metric: name,
    better: metric.direction,
    level: rule.level,
    minRows: rule['min-rows'],
  }
  if (key === 'min' || key === 'max') {
    if (typeof limit !== 'number' || !Number.isFinite(limit))
      return { message: `${where}.${key}: expected a finite number` }
    return { ...shared, text: String(limit), test: { of: 'figure', rule: key, limit } }
  }
  const allowed: readonly string[] = rulesFor[metric.direction]
  if (!allowed.includes(key))
    return {
      message: `${where}.${key}: ${name} is better when ${metric.direction}`,
      hint: `use ${allowed.join(' or ')}`,
    }
  if (typeof limit !== 'object' || !isMargin(limit))
    return { message: `${where}.${key}: expected a number or a percentage that is not negative` }
  return { ...shared, text: marginText(limit), test: { of: 'change', rule: key, margin: limit } }
}

function isMargin(margin: Margin): boolean {
  const size = 'relative' in margin ? margin.relative : margin.absolute
  return Number.isFinite(size) && size >= 0
}

function marginText(margin: Margin): string {
  return 'relative' in margin
    ? `${Number((margin.relative * 100).toPrecision(12))}%`
    : String(margin.absolute)
}

/** The change from production that a rule asks for at least (higher is better) or at most, signed; null for a share of nothing. */
export function changeLimit(
  test: Extract<Gate['test'], { of: 'change' }>,
  production: number,
): number | null {
  const { rule, margin } = test
  if ('relative' in margin && production === 0) return null
  const size = 'relative' in margin ? margin.relative * Math.abs(production) : margin.absolute
  return rule === 'max-rise' || rule === 'min-gain' ? size : -size
}

/** The limit as the number that stands in a result; a relative margin without a baseline stays a share. */
export function limitValue(gate: Gate, production?: number): GateResult['limit']['value'] {
  if (gate.test.of === 'figure') return gate.test.limit
  const baseline = production === undefined || production === 0 ? 1 : production
  return (changeLimit(gate.test, baseline) ?? 0) + 0
}
