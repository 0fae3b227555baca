import { type FamilyName, type Measured, measureNamed } from '../project/measures.ts'
import { type Problem, UserError } from '../project/problem.ts'
import type { GateRule, Margin } from '../project/schema/gates.ts'
import type { Model } from '../project/schema/model.ts'
import type { GateResult } from './report.ts'

export type FigureRule = 'min' | 'max' | 'equal' | 'between'
export type ChangeRule = 'max-drop' | 'max-rise' | 'min-gain' | 'min-fall'

/** One rule of the policy, taken apart. */
export interface Gate {
  /** Metric and rule, `roc_auc.max-drop`; a second rule of the same kind is `roc_auc.max-drop.2`. */
  id: string
  family: FamilyName
  metric: string
  level: GateRule['level']
  minRows: number | undefined
  /** The limit as a person wrote it. */
  text: string
  test: /** Both ends belong to what is asked for; infinite where there is no limit on that side. */
    | { of: 'figure'; rule: FigureRule; low: number; high: number }
    | { of: 'change'; rule: ChangeRule; better: 'higher' | 'lower'; margin: Margin }
}

const figureRules = ['min', 'max', 'equal', 'between'] as const
const changeRules = ['max-drop', 'max-rise', 'min-gain', 'min-fall'] as const
const rulesFor: Record<'higher' | 'lower', readonly string[]> = {
  higher: ['max-drop', 'min-gain'],
  lower: ['max-rise', 'min-fall'],
}

/** What the gates of a model are read from. */
export type Gated = Measured & Pick<Model, 'gates'>

/**
 * The gates of a model in the order of its file.
 * @throws UserError for a metric that is not known, a rule without exactly one limit, a margin that is negative or no
 * number, and a comparing rule of the wrong direction: a policy that cannot be judged is no policy
 */
export function gatesOf(model: Gated): Gate[] {
  const problems: Problem[] = []
  const taken = new Map<string, number>()
  const gates = Object.entries(model.gates).flatMap(([name, rules]) =>
    rules.flatMap((rule) => {
      const gate = gateOf(name, rule, model)
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

function gateOf(name: string, rule: GateRule, model: Measured): Gate | Problem {
  const where = `gates.${name}`
  const measure = measureNamed(name, model)
  if ('problem' in measure) return { ...measure.problem, message: `${where}: ${measure.problem.message}` }
  const set = [...figureRules, ...changeRules].filter((key) => rule[key] !== undefined)
  const [key] = set
  if (key === undefined || set.length > 1)
    return {
      message: `${where}: expected exactly one limit, found ${set.length === 0 ? 'none' : set.join(' and ')}`,
      hint: 'several rules on one metric are a list',
    }
  const limit = rule[key]
  const shared = {
    id: `${name}.${key}`,
    family: measure.family,
    metric: measure.metric,
    level: rule.level,
    minRows: rule['min-rows'],
  }
  if (!comparing(key)) {
    const asked = askedOf(rule)
    return asked === undefined
      ? { message: `${where}.${key}: expected finite numbers, the lower one first` }
      : { ...shared, text: asked.text, test: { of: 'figure', rule: key, low: asked.low, high: asked.high } }
  }
  const { better } = measure
  if (better === 'none')
    return {
      message: `${where}.${key}: neither higher nor lower is better for ${name}, so it cannot be compared`,
    }
  const allowed = rulesFor[better]
  if (!allowed.includes(key))
    return {
      message: `${where}.${key}: ${name} is better when ${better}`,
      hint: `use ${allowed.join(' or ')}`,
    }
  if (typeof limit !== 'object' || !('relative' in limit || 'absolute' in limit) || !isMargin(limit))
    return { message: `${where}.${key}: expected a number or a percentage that is not negative` }
  return { ...shared, text: marginText(limit), test: { of: 'change', rule: key, better, margin: limit } }
}

/** Whether a rule compares two models. */
export function comparing(rule: FigureRule | ChangeRule): rule is ChangeRule {
  return (changeRules as readonly string[]).includes(rule)
}

/** The range that a rule on one figure asks for; undefined where it is no range. */
function askedOf({
  min,
  max,
  equal,
  between,
}: GateRule): { low: number; high: number; text: string } | undefined {
  const range = (numbers: readonly number[], asked: { low: number; high: number; text: string }) =>
    numbers.every(Number.isFinite) && asked.low <= asked.high ? asked : undefined
  if (min !== undefined) return range([min], { low: min, high: Number.POSITIVE_INFINITY, text: String(min) })
  if (max !== undefined) return range([max], { low: Number.NEGATIVE_INFINITY, high: max, text: String(max) })
  if (equal !== undefined) {
    const { to, within } = equal
    const text = within === 0 ? String(to) : `${to} ± ${within}`
    return range([to, within], { low: to - within, high: to + within, text })
  }
  const [low = Number.NaN, high = Number.NaN] = between ?? []
  return range([low, high], { low, high, text: `${low} to ${high}` })
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

/**
 * The change from production that a rule asks for at least (higher is better) or at most, signed. A share is one of the
 * size of production's figure, so a negative figure turns no rule round. A share of 0 allows no loss at all; null where
 * a gain is asked for, because any candidate would have gained nothing.
 */
export function changeLimit(
  test: Extract<Gate['test'], { of: 'change' }>,
  production: number,
): number | null {
  const { rule, margin } = test
  if ('relative' in margin && production === 0) return isLoss(rule) ? 0 : null
  const size = 'relative' in margin ? margin.relative * Math.abs(production) : margin.absolute
  return rule === 'max-rise' || rule === 'min-gain' ? size : -size
}

/** Rules that allow a figure to get worse by so much; the others ask it to get better by so much. */
export function isLoss(rule: ChangeRule): boolean {
  return rule === 'max-drop' || rule === 'max-rise'
}

/** The limit as it stands in a result; a relative margin without a baseline stays a share. */
export function limitOf({ text, test }: Gate, production = 1): GateResult['limit'] {
  if (test.of === 'change')
    return { text, value: (changeLimit(test, production) ?? changeLimit(test, 1) ?? 0) + 0 }
  const { low, high } = test
  if (!Number.isFinite(high)) return { text, value: low }
  return Number.isFinite(low) && low < high ? { text, value: low, to: high } : { text, value: high }
}
