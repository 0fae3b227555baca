import { type DriftMethod, driftMethods } from '../project/drift-methods.ts'
import type { MethodChoice } from '../project/watched.ts'
import { compareCategories, compareSeen } from './categories.ts'
import type { Comparison } from './comparison.ts'
import { compareDistance } from './distances.ts'
import type { Evidence } from './evidence.ts'
import { compareNumbers } from './numbers.ts'

export interface MethodDefaults {
  /** The limit of KS, of chi-square and of the share of missing values. */
  effect: number
  numbers?: MethodChoice | undefined
  categories?: MethodChoice | undefined
}

export interface Chosen {
  method: DriftMethod
  /** The effect from which a difference matters. */
  limit: number
}

/** The method and limit of a column: its own, else those of its kind, else KS and chi-square at the model's limit. */
export function chooseMethod(kind: Evidence['kind'], own: MethodChoice, defaults: MethodDefaults): Chosen {
  const byKind = (kind === 'numeric' ? defaults.numbers : defaults.categories) ?? {}
  const method = own.method ?? byKind.method ?? (kind === 'numeric' ? 'ks' : 'chi-square')
  const usual = ['ks', 'chi-square', 'null-share'].includes(method)
    ? defaults.effect
    : driftMethods[method].effect
  return { method, limit: own.effect ?? (own.method === undefined ? byKind.effect : undefined) ?? usual }
}

/** Compares the values of a column. A method that is not for what the column holds has nothing to say. */
export function compareValues(method: Exclude<DriftMethod, 'null-share'>, evidence: Evidence): Comparison {
  switch (method) {
    case 'psi':
    case 'jensen-shannon':
    case 'hellinger':
    case 'total-variation':
    case 'l-infinity':
      return compareDistance(method, evidence)
    case 'chi-square':
    case 'g':
    case 'categories':
      if (evidence.kind !== 'categorical') return notFor(method, 'numbers')
      return method === 'categories' ? compareSeen(evidence) : compareCategories(method, evidence)
    default:
      return evidence.kind === 'numeric' ? compareNumbers(method, evidence) : notFor(method, 'text')
  }
}

function notFor(method: DriftMethod, what: 'numbers' | 'text'): Comparison {
  const { of } = driftMethods[method]
  return { verdict: 'inconclusive', reason: `${method} compares ${of}, and the column holds ${what}` }
}
