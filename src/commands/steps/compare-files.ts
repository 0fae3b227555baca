import { resolve } from 'node:path'
import { withDatabase } from '../../data/database.ts'
import { openFiles } from '../../data/open-files.ts'
import { compareRows } from '../../drift/compare-rows.ts'
import type { DriftReport } from '../../drift/report.ts'
import { UserError } from '../../project/problem.ts'
import { Model } from '../../project/schema/model.ts'
import { watchedColumns } from '../../project/watched.ts'

/** What `drift` in model.yaml says when it says nothing. */
const defaults = Model.shape.drift.parse({})

/**
 * Holds one file against another, with a model's settings where one is named: its watched columns, else all columns that the
 * reference has.
 */
export async function compareFiles(given: {
  root: string
  reference: string
  current: string
  model: Model | undefined
  evidently: boolean
  together: boolean
}): Promise<DriftReport> {
  const { root, model } = given
  const settings = model?.drift ?? defaults
  return withDatabase(
    async (database) => {
      const reference = await openFiles(database, { path: resolve(root, given.reference), as: 'reference' })
      const current = await openFiles(database, { path: resolve(root, given.current), as: 'current' })
      const columns = model
        ? watchedColumns(model)
        : [...reference.columns.keys()].map((column) => ({ column, family: 'feature' as const }))
      if (columns.length === 0) throw new UserError(`${given.reference} has no column that can be compared`)
      return compareRows(database, {
        model: model?.model ?? 'data',
        settings,
        columns,
        sides: { reference, current },
        reference: { version: null },
        window: { id: given.current.slice(-64), files: [given.current] },
        together: given.together ? (['domain-classifier', 'mmd'] as const) : settings.together,
        evidently: given.evidently || settings.compat === 'evidently',
        seed: model?.train.seed ?? 42,
      })
    },
    { memory: '600MB' },
  )
}
