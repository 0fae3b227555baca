import type { Direction } from './metrics.ts'
import type { Task } from './task.ts'

const binary = {
  demographic_parity_difference: 'lower',
  demographic_parity_ratio: 'higher',
  equal_opportunity_difference: 'lower',
  equalized_odds_difference: 'lower',
  equalized_odds_ratio: 'higher',
  predictive_parity_difference: 'lower',
  calibration_difference: 'lower',
} as const satisfies Record<string, Direction>

/** Between groups, of each class against the rest; the accuracy is of all classes at once. */
const multiclass = { ...binary, accuracy_difference: 'lower' } as const satisfies Record<string, Direction>

const regression = {
  mean_error_difference: 'lower',
  mae_difference: 'lower',
} as const satisfies Record<string, Direction>

export type FairnessMeasureName = keyof typeof binary | keyof typeof multiclass | keyof typeof regression

/** The figures between the groups of a protected attribute, named as in fairlearn where that has them, and which way is better. */
export const fairnessOf: Record<Task, ReadonlyMap<FairnessMeasureName, Direction>> = {
  'binary-classification': entries(binary),
  'multiclass-classification': entries(multiclass),
  regression: entries(regression),
}

/** Whether a figure of several classes is of each class against the rest, so that the worst class decides. */
export function isOfEachClass(task: Task, measure: string): boolean {
  return task === 'multiclass-classification' && Object.hasOwn(binary, measure)
}

function entries<Name extends string>(of: Record<Name, Direction>): ReadonlyMap<Name, Direction> {
  return new Map(Object.entries(of) as [Name, Direction][])
}
