import { countAgainst } from '../../data/count-against.ts'
import { type Database, withDatabase } from '../../data/database.ts'
import type { DataFile } from '../../data/files.ts'
import { openDataset } from '../../data/open.ts'
import type { OpenFiles } from '../../data/open-files.ts'
import { inTraining } from '../../data/split.ts'
import type { DataVersion } from '../../data/version.ts'
import { compareProfiles } from '../../drift/compare.ts'
import { compareRows } from '../../drift/compare-rows.ts'
import type { DriftReport } from '../../drift/report.ts'
import { withoutRows } from '../../drift/together.ts'
import type { Configured } from '../../project/project.ts'
import { columnRules, type Dataset } from '../../project/schema/dataset.ts'
import type { Model } from '../../project/schema/model.ts'
import { watchedColumns } from '../../project/watched.ts'
import type { VersionManifest } from '../../registry/version.ts'
import { importanceOf, referenceProfile } from './windows.ts'

export interface WindowQuestion {
  root: string
  model: Model
  manifest: VersionManifest
  dataset: Configured<Dataset>
  /** Files of the window. */
  files: readonly DataFile[]
  /** Files that the version was trained on; undefined where they are not all here any more. */
  trainedOn: readonly DataFile[] | undefined
  window: string
  commit: string
}

/** Holds the files of a window against the rows that production was trained on, or against their profile. */
export async function judgeWindow(question: WindowQuestion): Promise<DriftReport> {
  const { root, model, manifest, dataset, files, trainedOn, window, commit } = question
  const importance = await importanceOf(root, { commit, manifest })
  const columns = watchedColumns(model)
  const { reference: from, together, compat } = model.drift
  const wantsRows = from === 'rows' || together.length > 0 || compat !== undefined
  const about = { model: model.model, settings: model.drift, columns, importance }
  return withDatabase(async (database) => {
    const current = await open(database, { dataset, files, as: 'current' })
    const named = { id: window, files: files.map(({ path }) => path) }
    if (wantsRows && trainedOn !== undefined) {
      const before = await open(database, { dataset, files: trainedOn, as: 'reference' })
      // Held-out rows of a dataset of their own are in none of these files.
      const where = 'dataset' in manifest.split ? 'true' : inTraining(manifest.split)
      const reference = { ...before, where }
      return compareRows(database, {
        ...about,
        sides: { reference, current },
        reference: { version: manifest.version },
        window: named,
        together,
        evidently: compat === 'evidently',
        seed: model.train.seed,
      })
    }
    const reference = await referenceProfile(root, { commit, manifest })
    const profile = await countAgainst(database, current, {
      reference,
      columns: columns.map(({ column }) => column),
    })
    const report = compareProfiles({
      ...about,
      reference: { version: manifest.version, profile: reference },
      window: { ...named, profile },
    })
    return withoutRows(report, { together, evidently: compat === 'evidently' })
  })
}

async function open(
  database: Database,
  { dataset, files, as }: { dataset: Configured<Dataset>; files: readonly DataFile[]; as: string },
): Promise<OpenFiles> {
  const { relation, present } = await openDataset(database, { dataset, files, as })
  const columns = new Map(
    present.map((name) => [name, columnRules(dataset.config, name)?.type ?? 'string'] as const),
  )
  return { relation, where: 'true', columns }
}

/** Of the files of a dataset, those that a version was trained on, if all of them are still here as they were. */
export function trainingFiles(
  files: readonly DataFile[],
  { data, manifest }: { data: DataVersion; manifest: VersionManifest },
): DataFile[] | undefined {
  const pathOf = new Map(data.files.map(({ path, digest }) => [digest, path]))
  const wanted = manifest.data.files.map(({ digest }) => pathOf.get(digest))
  const found = files.filter(({ path }) => wanted.includes(path))
  return found.length === new Set(wanted).size ? found : undefined
}
