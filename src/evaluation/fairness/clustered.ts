import { countClusters, type DesignEffect, designEffect } from '../../stats/clusters.ts'
import { type Grouped, groupsOf as groupsOfRows, leastClusters } from '../clustered.ts'
import { meanOf } from '../mean-of-rows.ts'
import type { Predictions } from '../tasks.ts'
import { type Between, jointParts } from './figure.ts'
import { cellsOf, type FairnessMeasure, type Rate } from './measures.ts'

/**
 * The largest design effect of any rate or mean that takes part, of one model or of the change between two, so that the interval is
 * wide enough for each; undefined where each row stands for itself. `few`: a protected group has rows of too few groups.
 */
export function clusteredGroups(
  { measure, attribute, least }: Between,
  [first, second]: readonly [Predictions, Predictions?],
): Grouped | 'few' | undefined {
  const { clusters } = first
  const groups = groupsOfRows(first)
  if (clusters === undefined || groups === undefined) return undefined
  let effect: DesignEffect | undefined
  for (const [index, { judged }] of jointParts({ measure, attribute, least }, first, second).entries())
    for (const { name } of judged) {
      const rows = attribute.groups.find((group) => group.name === name)?.rows ?? new Uint32Array()
      const own = Int32Array.from(rows, (row) => clusters[row] as number)
      if (countClusters(own) < leastClusters) return 'few'
      const slopes = slopesOf(measure, index, { model: first, rows })
      const others = second && slopesOf(measure, index, { model: second, rows })
      const found = designEffect(
        others ? slopes.map((slope, at) => slope - (others[at] as number)) : slopes,
        { clusters: own },
      )
      if (found && (effect === undefined || found.effect > effect.effect)) effect = found
    }
  return { clusters, groups, effect }
}

/** What each of a protected group's rows adds to its rate or mean. */
function slopesOf(
  measure: FairnessMeasure,
  index: number,
  { model, rows }: { model: Predictions; rows: Uint32Array },
): Float64Array {
  const { weights } = model
  const weight = (row: number): number => weights?.[row] ?? 1
  if (measure.kind === 'mean') {
    const values = measure.mean.values(model)
    const mean = meanOf(values, rows, weights)
    return Float64Array.from(rows, (row) => weight(row) * ((values[row] as number) - mean))
  }
  const { truths, truth, label } = cellsOf(model)
  const { share } = measure.rates[index] as Rate
  const ofCell = Array.from({ length: 2 * truths }, (_, cell) =>
    share(Array.from({ length: 2 * truths }, (_, other) => (other === cell ? 1 : 0))),
  )
  const of = (row: number) => ofCell[2 * (truth[row] as number) + (label[row] as number)]
  let [count, all] = [0, 0]
  for (const row of rows) {
    count += weight(row) * (of(row)?.count ?? 0)
    all += weight(row) * (of(row)?.rows ?? 0)
  }
  return Float64Array.from(
    rows,
    (row) => (weight(row) * ((of(row)?.count ?? 0) - (count / all) * (of(row)?.rows ?? 0))) / all,
  )
}
