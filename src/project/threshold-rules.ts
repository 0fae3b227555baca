import type { Loaded } from './loaded.ts'
import type { Problem } from './problem.ts'
import type { Model } from './schema/model.ts'

/** Only scores of one class have a threshold. */
export function thresholdProblems({ config: { task, evaluate }, yaml }: Loaded<Model>): Problem[] {
  if (task === 'binary-classification') return []
  const only = (key: string): Problem => ({
    place: yaml.placeOf(['evaluate', key], 'key'),
    message: `${key === 'points' ? 'points are' : 'a threshold is chosen'} for binary-classification, and the task is ${task}`,
    hint: 'leave it out',
  })
  return [
    ...(typeof evaluate.threshold === 'number' ? [] : [only('threshold')]),
    ...(evaluate.points ? [only('points')] : []),
  ]
}
