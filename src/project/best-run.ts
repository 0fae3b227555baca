import { type Measured, measureNamed } from './measures.ts'
import type { Direction } from './metrics.ts'
import type { Model } from './schema/model.ts'

/** The figure by which the best of several versions is told. */
export interface RankedBy {
  metric: string
  better: Exclude<Direction, 'none'>
}

/**
 * The metric of the first gate that compares one of all held-out rows, in its direction; undefined where no gate does. Gates on
 * slices or on what is measured with a clock rank nothing: they are no single figure of what a model says.
 */
export function rankedBy(model: Measured & Pick<Model, 'gates'>): RankedBy | undefined {
  for (const [name, rules] of Object.entries(model.gates)) {
    // Those of the user's own are computed for the two models that are judged, not for every version.
    if (Object.hasOwn(model.metrics ?? {}, name)) continue
    const measure = measureNamed(name, model)
    if ('problem' in measure || measure.family !== 'metrics' || measure.better === 'none') continue
    const compares = rules.some(
      (rule) =>
        rule['max-drop'] !== undefined ||
        rule['max-rise'] !== undefined ||
        rule['min-gain'] !== undefined ||
        rule['min-fall'] !== undefined,
    )
    if (compares) return { metric: measure.metric, better: measure.better }
  }
  return undefined
}
