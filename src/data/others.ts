import type { OpenDataset } from './open.ts'

/** Opens another dataset of the project in the same database, or says why it cannot be. */
export type Others = (dataset: string) => Promise<OpenDataset | { unreadable: string }>

/** Where nothing else is known, as for a dataset on its own. */
export const noOthers: Others = async (dataset) => ({ unreadable: `${dataset} is not at hand` })

/** Why a column of another dataset cannot be looked at; undefined where it can. */
export function whyNot(other: Awaited<ReturnType<Others>>, column: string | undefined): string | undefined {
  if ('unreadable' in other) return other.unreadable
  if (column === undefined || other.present.includes(column)) return undefined
  return `${other.dataset.config.dataset} has no column ${column}`
}
