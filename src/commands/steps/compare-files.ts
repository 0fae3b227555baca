import { resolve } from 'node:path'
import { countAgainst } from '../../data/count-against.ts'
import { withDatabase } from '../../data/database.ts'
import { openFiles } from '../../data/open-files.ts'
import { compareProfiles } from '../../drift/compare.ts'
import { compareRows } from '../../drift/compare-rows.ts'
import type { DriftReport } from '../../drift/report.ts'
import { withoutRows } from '../../drift/together.ts'
import { UserError } from '../../project/problem.ts'
import { type Model, ModelFile } from '../../project/schema/model.ts'
import { type Watched, watchedColumns } from '../../project/watched.ts'
import { isProfile, savedProfile } from './profile-files.ts'

/** What `drift` in model.yaml says when it says nothing. */
const defaults = ModelFile.shape.drift.parse({})

export interface FilesQuestion {
  root: string
  reference: string
  current: string
  model: Model | undefined
  evidently: boolean
  together: boolean
}

/**
 * Holds one file against another or against a saved profile, with a model's settings where one is named: its watched columns, else
 * all columns that the reference has.
 */
export async function compareFiles(given: FilesQuestion): Promise<DriftReport> {
  const { root, model } = given
  const settings = model?.drift ?? defaults
  if (isProfile(given.reference)) return againstProfile(given, settings)
  return withDatabase(
    async (database) => {
      const reference = await openFiles(database, { path: resolve(root, given.reference), as: 'reference' })
      const current = await openFiles(database, { path: resolve(root, given.current), as: 'current' })
      const columns = watchedOf(model, [...reference.columns.keys()])
      if (columns.length === 0) throw new UserError(`${given.reference} has no column that can be compared`)
      return compareRows(database, {
        model: model?.model ?? 'data',
        settings,
        columns,
        sides: { reference, current },
        reference: { version: null },
        window: { id: given.current.slice(-64), files: [given.current] },
        together: togetherOf(given, settings),
        evidently: given.evidently || settings.compat === 'evidently',
        seed: model?.train.seed ?? 42,
      })
    },
    { memory: '600MB' },
  )
}

function watchedOf(model: Model | undefined, columns: readonly string[]): readonly Watched[] {
  return model ? watchedColumns(model) : columns.map((column) => ({ column, family: 'feature' as const }))
}

const togetherOf = ({ together }: FilesQuestion, settings: Model['drift']) =>
  together ? (['domain-classifier', 'mmd'] as const) : settings.together

/** Only the current file is read. */
async function againstProfile(given: FilesQuestion, settings: Model['drift']): Promise<DriftReport> {
  const { root, model } = given
  const reference = await savedProfile(root, given.reference)
  const columns = watchedOf(
    model,
    reference.columns.map(({ name }) => name),
  )
  const profile = await withDatabase(async (database) =>
    countAgainst(database, await openFiles(database, { path: resolve(root, given.current), as: 'current' }), {
      reference,
      columns: columns.map(({ column }) => column),
    }),
  )
  const report = compareProfiles({
    model: model?.model ?? 'data',
    settings,
    columns,
    reference: { version: null, profile: reference },
    window: { id: given.current.slice(-64), files: [given.current], profile },
  })
  return withoutRows(report, {
    together: togetherOf(given, settings),
    evidently: given.evidently || settings.compat === 'evidently',
    reason: 'the reference is a profile, and this takes its rows',
  })
}
