/** What a method of drift compares. */
export type DriftSubject = 'numbers' | 'categories' | 'both'

/** The methods by name: what they compare, and the effect from which a difference matters unless the model says another. */
export const driftMethods = {
  ks: { of: 'numbers', effect: 0.1 },
  'cramer-von-mises': { of: 'numbers', effect: 0.08 },
  'anderson-darling': { of: 'numbers', effect: 0.18 },
  'mann-whitney': { of: 'numbers', effect: 0.15 },
  'welch-t': { of: 'numbers', effect: 0.2 },
  wasserstein: { of: 'numbers', effect: 0.1 },
  energy: { of: 'numbers', effect: 0.15 },
  mean: { of: 'numbers', effect: 0.2 },
  spread: { of: 'numbers', effect: 0.2 },
  'chi-square': { of: 'categories', effect: 0.1 },
  g: { of: 'categories', effect: 0.1 },
  categories: { of: 'categories', effect: 0.01 },
  psi: { of: 'both', effect: 0.1 },
  'jensen-shannon': { of: 'both', effect: 0.1 },
  hellinger: { of: 'both', effect: 0.1 },
  'total-variation': { of: 'both', effect: 0.1 },
  'l-infinity': { of: 'both', effect: 0.1 },
  'null-share': { of: 'both', effect: 0.1 },
} as const satisfies Record<string, { of: DriftSubject; effect: number }>

export type DriftMethod = keyof typeof driftMethods

export const driftMethodNames = Object.keys(driftMethods) as [DriftMethod, ...DriftMethod[]]

/** Those that compare numbers, and those that compare categories. */
export const numberMethods = fitting('categories')
export const categoryMethods = fitting('numbers')

function fitting(not: DriftSubject): [DriftMethod, ...DriftMethod[]] {
  return driftMethodNames.filter((name) => driftMethods[name].of !== not) as [DriftMethod, ...DriftMethod[]]
}
