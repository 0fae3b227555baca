import type { Selection } from '../data/training-rows.ts'
import type { Model } from '../project/schema/model.ts'

/** What a model takes from its dataset. */
export function selectionOf({ data }: Pick<Model, 'data'>): Selection {
  const { features, target, split } = data
  return { features, target, split }
}

/** Columns that training is handed besides features and target. */
export function besides({ data }: Pick<Model, 'data'>): string[] {
  return [data.weight, data.group, data.time].filter((column) => column !== undefined)
}
