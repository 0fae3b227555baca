import type { DriftMethod } from './drift-methods.ts'
import type { Model } from './schema/model.ts'

/** What a column is to the model. p is corrected within a family only. */
export const families = ['feature', 'target', 'prediction'] as const
export type Family = (typeof families)[number]

/** How one column is compared. Not set: by the default for what it holds. */
export interface MethodChoice {
  method?: DriftMethod | undefined
  effect?: number | undefined
}

/** A column that drift is judged on. */
export interface Watched extends MethodChoice {
  column: string
  family: Family
}

/**
 * The columns that a model's drift is judged on. A list names them; settings by column are added to the features. The
 * target and the column of predictions come along where the model says so.
 */
export function watchedColumns({ drift, data }: Pick<Model, 'drift' | 'data'>): Watched[] {
  const { columns, target, prediction } = drift
  const settings = new Map<string, MethodChoice>(
    columns === undefined || Array.isArray(columns) ? [] : Object.entries(columns),
  )
  const named = Array.isArray(columns) ? columns : [...data.features, ...settings.keys()]
  const all = [
    ...named,
    ...(target ? [data.target.column] : []),
    ...(prediction === undefined ? [] : [prediction]),
  ]
  return [...new Set(all)].map((column) => ({
    column,
    family: column === data.target.column ? 'target' : column === prediction ? 'prediction' : 'feature',
    ...settings.get(column),
  }))
}
