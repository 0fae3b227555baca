import { withDatabase } from '../../data/database.ts'
import type { DataFile } from '../../data/files.ts'
import { openDataset } from '../../data/open.ts'
import { profileRows } from '../../data/profile-rows.ts'
import { compareProfiles, driftColumns } from '../../drift/compare.ts'
import type { DriftReport } from '../../drift/report.ts'
import type { Configured } from '../../project/project.ts'
import type { Dataset } from '../../project/schema/dataset.ts'
import type { Model } from '../../project/schema/model.ts'
import type { VersionManifest } from '../../registry/version.ts'
import type { ProfilePair } from '../../report/histogram.ts'
import { referenceProfile } from './windows.ts'

/** Holds the files of a window against the rows that production was trained on. */
export async function judgeWindow(of: {
  root: string
  model: Model
  manifest: VersionManifest
  dataset: Configured<Dataset>
  files: readonly DataFile[]
  window: string
  commit: string
}): Promise<{ report: DriftReport; profiles: ProfilePair }> {
  const { root, model, manifest, dataset, files, window, commit } = of
  const reference = await referenceProfile(root, { commit, manifest })
  const columns = driftColumns(model)
  const profile = await withDatabase(async (database) => {
    const open = await openDataset(database, { dataset, files })
    return profileRows(database, open, { columns, where: 'true', reference })
  })
  const report = compareProfiles({
    model: model.model,
    settings: model.drift,
    columns,
    reference: { version: manifest.version, profile: reference },
    window: { id: window, files: files.map(({ path }) => path), profile },
  })
  return { report, profiles: { reference, current: profile } }
}
