import type { Table } from '../data/table.ts'
import { seeded } from '../stats/random.ts'
import { spearman } from '../stats/rank-correlation.ts'
import { shuffle } from '../stats/shuffle.ts'
import type { Figure } from './metrics.ts'
import { drop } from './robustness.ts'
import type { Predictions } from './tasks.ts'

/** How often each feature is permuted, for the spread. */
export const repeats = 5
/** Fewer features than this have no order worth comparing. */
const leastFeatures = 3

/** How much of the main metric is lost when one feature's values go to other rows: mean and standard deviation over the repeats. */
export interface FeatureImportance {
  feature: string
  mean: number
  deviation: number
}

/** The rows with the values of one feature permuted, each feature in turn and several times (Breiman 2001). */
export function permutations(table: Table, seed: number): { feature: string; table: Table }[] {
  const random = seeded(seed)
  const places = Array.from({ length: repeats }, () => {
    const order = Uint32Array.from({ length: table.rows }, (_, row) => row)
    shuffle(order, random)
    return order
  })
  return table.columns.flatMap((column, at) =>
    places.map((order) => ({
      feature: column.name,
      table: {
        rows: table.rows,
        columns: table.columns.with(
          at,
          column.kind === 'number'
            ? { ...column, values: Float64Array.from(order, (row) => column.values[row] as number) }
            : { ...column, codes: Int32Array.from(order, (row) => column.codes[row] as number) },
        ),
      },
    })),
  )
}

/** The importance of each feature, in the order of the permutations; a reason where the metric has no value. */
export function importances(
  clean: Predictions,
  permuted: readonly { feature: string; disturbed: Predictions }[],
): FeatureImportance[] | { undefined: string } {
  const losses = new Map<string, number[]>()
  for (const { feature, disturbed } of permuted) {
    const loss = drop({ clean, disturbed })
    if ('undefined' in loss) return loss
    losses.set(feature, [...(losses.get(feature) ?? []), loss.value])
  }
  return [...losses].map(([feature, values]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    return { feature, mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) }
  })
}

/** Spearman's correlation of two models' importances, over the features that both have. */
export function importanceCorrelation(
  candidate: readonly FeatureImportance[],
  production: readonly FeatureImportance[],
): Figure {
  const before = new Map(production.map(({ feature, mean }) => [feature, mean]))
  const shared = candidate.flatMap(({ feature, mean }) => {
    const other = before.get(feature)
    return other === undefined ? [] : [[mean, other] as const]
  })
  if (shared.length < leastFeatures)
    return { undefined: `the two models share fewer than ${leastFeatures} features` }
  const value = spearman(
    shared.map(([mine]) => mine),
    shared.map(([, other]) => other),
  )
  return Number.isNaN(value) ? { undefined: 'all features matter as much to one of the models' } : { value }
}
