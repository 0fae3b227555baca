import { metricExpressions } from '../../data/metric-rows.ts'
import type { OpenDataset } from '../../data/open.ts'
import type { Subject } from './subject.ts'

/** Throws a `UserError` for an expression of either policy's metrics that cannot be: training comes before evaluation, and takes long. */
export async function requireReadableMetrics(
  { model, own, places }: Subject,
  { dataset, present }: OpenDataset,
): Promise<void> {
  const { task, metrics, data } = model
  await metricExpressions(dataset, { task, metrics, target: data.target, placeOf: places.policy }, present)
  if (own)
    await metricExpressions(
      dataset,
      { task: own.task, metrics: own.metrics, target: data.target, placeOf: places.own },
      present,
    )
}
