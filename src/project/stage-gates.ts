import type { Model } from './schema/model.ts'

/** The stage that a change aims at in the end, and whose gates its verdict is of. */
export const lastStage = 'production'

/** The gates for a promotion to a stage: its own where model.yaml has some, else those of all stages. */
export function gatesFor({ gates, stages }: Pick<Model, 'gates' | 'stages'>, stage: string): Model['gates'] {
  return stages && Object.hasOwn(stages, stage) ? (stages[stage]?.gates ?? gates) : gates
}
