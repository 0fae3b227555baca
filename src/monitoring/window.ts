import { z } from 'zod'
import type { DataVersion } from '../data/version.ts'
import type { DriftReport } from '../drift/report.ts'
import { Digest, digestOfJson } from '../project/digest.ts'
import { Name, Time, Version } from '../project/name.ts'

/** A file of a window, and whether the version's data had nothing at its path or something else. */
export const WindowFile = z.strictObject({
  path: z.string(),
  digest: Digest,
  change: z.enum(['added', 'changed']),
})
export type WindowFile = z.infer<typeof WindowFile>

/** `windows/<model>/<id>.json` on `pawl/state`: a span of data that was judged, and what was said of it. */
export const WindowRecord = z.strictObject({
  schema: z.literal('pawl/window@1'),
  id: z.string().regex(/^[0-9a-f]{64}$/),
  model: Name,
  dataset: Name,
  /** The version whose training data the window was held against. */
  version: Version,
  /** The data version in which the window stood. */
  data: Digest,
  files: z.array(WindowFile).min(1),
  rows: z.int().min(0),
  verdict: z.enum(['drift', 'stable', 'inconclusive']),
  reason: z.string(),
  /** Columns that drifted. */
  columns: z.array(z.string()),
  at: Time,
})
export type WindowRecord = z.infer<typeof WindowRecord>

/** A span of data that is to be judged now. */
export interface Window {
  id: string
  model: string
  dataset: string
  version: string
  data: Digest
  files: readonly WindowFile[]
}

/** What there is to judge: a window, or nothing because no data is new, or because all of it was judged. */
export type NextWindow = { next: 'window'; window: Window } | { next: 'nothing-new' } | { next: 'all-judged' }

/**
 * The window that a model's data asks to be judged now: the files that are new since the data of a version, less those
 * of windows that were judged against the same version. A window that was inconclusive has not used up its files: they
 * are judged again once more have come. So every file is judged once, and small batches add up until they suffice.
 *
 * A file is new when its content is: renaming or copying a file makes none. A file whose content changed is new as a
 * whole, rows that were there before too, and is marked as changed.
 */
export function nextWindow(given: {
  model: string
  data: DataVersion
  /** The version that is held against, with the files it was trained on. */
  version: { version: string; files: readonly { path: string; digest: string }[] }
  /** All records of the model so far. */
  judged: readonly WindowRecord[]
}): NextWindow {
  const { model, data, version } = given
  const judged = given.judged.filter((record) => record.model === model && record.version === version.version)
  const fresh = newFiles(data.files, version.files)
  if (fresh.length === 0) return { next: 'nothing-new' }

  const settled = new Set(
    judged
      .filter((record) => record.verdict !== 'inconclusive')
      .flatMap((record) => record.files.map((file) => file.digest)),
  )
  const files = fresh.filter((file) => !settled.has(file.digest))
  const id = windowId({ version: version.version, files })
  if (files.length === 0 || judged.some((record) => record.id === id)) return { next: 'all-judged' }
  return {
    next: 'window',
    window: { id, model, dataset: data.dataset, version: version.version, data: data.version, files },
  }
}

/** Files whose content a version's data lacks, each content once, by path. */
export function newFiles(
  files: DataVersion['files'],
  known: readonly { path: string; digest: string }[],
): WindowFile[] {
  const digests = new Set(known.map((file) => file.digest))
  const paths = new Set(known.map((file) => file.path))
  const byPath = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  return byPath
    .filter(({ digest }) => {
      if (digests.has(digest)) return false
      digests.add(digest)
      return true
    })
    .map(({ path, digest }) => ({ path, digest, change: paths.has(path) ? 'changed' : 'added' }))
}

/** The same files held against the same version are the same window, in whatever order they are listed. */
function windowId({ version, files }: { version: string; files: readonly WindowFile[] }): string {
  return digestOfJson({ version, files: files.map(({ path, digest }) => ({ path, digest })) }).replace(
    'sha256:',
    '',
  )
}

/** What is recorded of a window once it was judged and told: the record comes last, so a killed job is run again whole. */
export function windowRecord(given: { window: Window; report: DriftReport; at: string }): WindowRecord {
  const { window, report, at } = given
  if (report.window.id !== window.id || report.model !== window.model)
    throw new Error(`the report is about window ${report.window.id} of ${report.model}, not ${window.id}`)
  return {
    schema: 'pawl/window@1',
    id: window.id,
    model: window.model,
    dataset: window.dataset,
    version: window.version,
    data: window.data,
    files: [...window.files],
    rows: report.window.rows,
    verdict: report.verdict,
    reason: report.reason,
    columns: report.columns.filter(({ verdict }) => verdict === 'drift').map(({ column }) => column),
    at,
  }
}

/** Where the record of a window lies on `pawl/state`. */
export function windowPath({ model, id }: { model: string; id: string }): string {
  return `windows/${model}/${id}.json`
}
