import type { Loaded } from './loaded.ts'
import { familyNames } from './measures.ts'
import { classMetrics, metricsOf } from './metrics.ts'
import type { Problem } from './problem.ts'
import type { Model } from './schema/model.ts'
import { Task } from './task.ts'

/** A metric of one's own must not be taken for one of Pawl's: not today, and not where the task is another one. */
export function metricProblems({ config: { metrics = {} }, yaml }: Loaded<Model>): Problem[] {
  const taken = new Set<string>([
    ...Task.options.flatMap((task) => [...metricsOf[task].keys()]),
    ...classMetrics.keys(),
    ...familyNames,
    'cases',
    'preset',
  ])
  return Object.keys(metrics).flatMap((name): Problem[] =>
    taken.has(name)
      ? [
          {
            place: yaml.placeOf(['metrics', name], 'key'),
            message: `${name} is a name of Pawl's own`,
            hint: `call it something else, such as our-${name}`,
          },
        ]
      : [],
  )
}
