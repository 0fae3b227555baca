import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { Database } from '../../data/database.ts'
import { type DataDiff, reportable } from '../../data/diff/data-diff.ts'
import { type DiffSide, diffDatasets } from '../../data/diff/diff-datasets.ts'
import { datasetFolder, dataVersion, inspectFiles } from '../../data/files.ts'
import { openDataset } from '../../data/open.ts'
import { commitFiles } from '../../git/commit-files.ts'
import { git } from '../../git/git.ts'
import { readDraft } from '../../project/draft.ts'
import type { Log } from '../../project/log.ts'
import { messageOf, UserError } from '../../project/problem.ts'
import type { Configured, ProjectFiles } from '../../project/project.ts'
import type { Dataset } from '../../project/schema/dataset.ts'
import { workingFiles } from '../../project/sources.ts'
import { writeFilesOf } from './committed-files.ts'
import type { ReadDataset } from './dataset.ts'
import type { Change, Subject } from './subject.ts'

/** Where the other side of a difference is. */
export type Base = { commit: string } | { path: string }

/** The dataset of the working copy as one side of a difference. */
export async function currentSide(
  database: Database,
  { root, dataset }: { root: string; dataset: Configured<Dataset> },
): Promise<DiffSide> {
  return openSide(database, {
    root,
    dataset,
    files: workingFiles(root),
    as: 'after',
    name: 'the working copy',
  })
}

/** What a dataset was like at a base, and the difference from there. Throws a `UserError` where the base cannot be read. */
export async function diffFrom(
  database: Database,
  { root, dataset, base, after }: { root: string; dataset: Configured<Dataset>; base: Base; after: DiffSide },
): Promise<DataDiff> {
  if ('path' in base)
    return diffDatasets(database, { before: await pathSide(database, dataset, base.path), after })
  const scratch = await mkdtemp(join(tmpdir(), 'pawl-diff-'))
  try {
    const files = commitFiles(root, base.commit)
    const text = await files.read(dataset.path)
    if (text === undefined)
      throw new UserError({
        message: `${dataset.config.dataset} is not in ${files.name}`,
        hint: 'name a later commit',
      })
    const then = readDraft(text, dataset.path)
    await writeFilesOf({ root, commit: base.commit, dataset: then, folder: scratch })
    const before = await openSide(database, {
      root: scratch,
      dataset: then,
      files: workingFiles(scratch),
      as: 'before',
      name: files.name,
    })
    return await diffDatasets(database, { before, after })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Files of the same rules elsewhere: a folder as the dataset's, or one file. */
async function pathSide(database: Database, dataset: Configured<Dataset>, path: string): Promise<DiffSide> {
  const absolute = resolve(path)
  const isFolder = (await stat(absolute)).isDirectory()
  const folder = isFolder ? absolute : dirname(absolute)
  const there: Configured<Dataset> = {
    path: `${basename(folder)}/dataset.yaml`,
    config: isFolder ? dataset.config : { ...dataset.config, files: [basename(absolute)] },
  }
  const root = dirname(folder)
  return openSide(database, { root, dataset: there, files: workingFiles(root), as: 'before', name: path })
}

async function openSide(
  database: Database,
  side: { root: string; dataset: Configured<Dataset>; files: ProjectFiles; as: string; name: string },
): Promise<DiffSide> {
  const { root, dataset, as, name } = side
  const files = await inspectFiles(root, dataset, await side.files.list(datasetFolder(dataset)))
  const { version } = await dataVersion(dataset, files)
  return { open: await openDataset(database, { dataset, files, as }), version, name }
}

/**
 * The difference of a model's data from the base of a change, fit for a report; nothing where the files are the same or
 * are new. A base that cannot be read any more is told in the log: it is no fault of the change.
 */
export async function diffOfChange(
  database: Database,
  { change, subject, dataset, log }: { change: Change; subject: Subject; dataset: ReadDataset; log: Log },
): Promise<DataDiff | undefined> {
  const { root, base } = change
  if (!subject.datasetBefore || !(await isChanged(change, subject.dataset))) return undefined
  const name = subject.dataset.config.dataset
  const after = { open: dataset.open, version: dataset.version.version, name: 'this change' }
  try {
    const diff = await log.step(`compare ${name} with the base`, () =>
      diffFrom(database, { root, dataset: subject.dataset, base: { commit: base }, after }),
    )
    return diff.before.version === diff.after.version ? undefined : reportable(diff)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    log.warn(`${name} cannot be compared with the base: ${messageOf(error)}`)
    return undefined
  }
}

/** Whether any file in the dataset's folder differs from the base's. */
async function isChanged({ root, base }: Change, dataset: Configured<Dataset>): Promise<boolean> {
  const listed = await git(
    root,
    ...[
      '--literal-pathspecs',
      'diff',
      '--name-only',
      '--no-renames',
      '-z',
      base,
      '--',
      datasetFolder(dataset),
    ],
  )
  return listed !== ''
}
