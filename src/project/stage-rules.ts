import type { Loaded } from './loaded.ts'
import { unknownName } from './nearest.ts'
import type { Problem } from './problem.ts'
import type { Model } from './schema/model.ts'
import type { Settings } from './schema/settings.ts'

/** A stage that pawl.yaml does not have is never asked, so its gates would judge nothing. */
export function stageProblems({ config, yaml }: Loaded<Model>, { stages }: Settings): Problem[] {
  return Object.keys(config.stages ?? {}).flatMap((stage): Problem[] =>
    stages.includes(stage)
      ? []
      : [{ place: yaml.placeOf(['stages', stage], 'key'), ...unknownName('stage', stage, stages) }],
  )
}
