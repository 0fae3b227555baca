import { writeFile } from 'node:fs/promises'
import { isAddress } from '../../data/addresses/address.ts'
import type { Database } from '../../data/database.ts'
import { type DataFile, datasetFolder, dataVersion, inspectFiles } from '../../data/files.ts'
import { type HistoryPoint, historyName, parseHistory, recorded } from '../../data/history.ts'
import { type OpenDataset, openDataset } from '../../data/open.ts'
import type { Others } from '../../data/others.ts'
import { unreadableReport, validate } from '../../data/validate.ts'
import type { ValidationReport } from '../../data/validation.ts'
import type { DataVersion } from '../../data/version.ts'
import { digestOfJson } from '../../project/digest.ts'
import { resolveInside } from '../../project/paths.ts'
import { UserError } from '../../project/problem.ts'
import type { Configured } from '../../project/project.ts'
import { columnRules, type Dataset } from '../../project/schema/dataset.ts'
import { workingFiles } from '../../project/sources.ts'
import { writeFilesOf } from './committed-files.ts'

/** A dataset that was read: its rows can be asked for, and it was held against its rules. */
export interface ReadDataset {
  open: OpenDataset
  version: DataVersion
  files: readonly DataFile[]
  report: ValidationReport
}

export interface ReadOptions {
  root: string
  dataset: Configured<Dataset>
  now: Date
  /** All of the project, for rules that speak of another. */
  datasets?: ReadonlyMap<string, Configured<Dataset>>
  /** Whether the rows are needed after the files may have changed; see `openDataset`. */
  hold?: boolean
  /** What the relation is called; `dataset` if not given. */
  as?: string
  /** How many keys of violating rows to tell for each rule. */
  samples?: number
}

/** Reads and validates a dataset of the working copy. Files that cannot be read are a failing report, not an exception. */
export async function readDataset(
  database: Database,
  options: ReadOptions,
): Promise<ReadDataset | { open: null; report: ValidationReport }> {
  const { root, dataset, now, hold = true, samples = 0, as } = options
  try {
    const files = await datasetFiles(root, dataset)
    const content = await dataVersion(dataset, files)
    const open = await openDataset(database, { dataset, files, hold, ...(as !== undefined && { as }) })
    const report = await validate(database, open, {
      version: content.version,
      now,
      files,
      samples,
      history: await readHistory(root, dataset),
      others: othersOf(database, options),
    })
    return { open, version: { ...content, ...factsOf(open, report) }, files, report }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { open: null, report: unreadableReport(dataset.config.dataset, error.message) }
  }
}

/** What is recorded of a dataset beside its content. */
function factsOf(
  { dataset: { config }, order, present }: OpenDataset,
  { rows }: ValidationReport,
): Pick<DataVersion, 'rows' | 'schema' | 'description' | 'tags'> {
  const inOrder = [...order.filter((column) => present.includes(column)), ...present]
  const { description, tags } = config
  return {
    rows,
    schema: [...new Set(inOrder)].map((column) => ({
      column,
      type: columnRules(config, column)?.type ?? 'string',
    })),
    ...(description === undefined ? {} : { description }),
    ...(tags === undefined ? {} : { tags }),
  }
}

async function datasetFiles(root: string, dataset: Configured<Dataset>): Promise<DataFile[]> {
  return inspectFiles(root, dataset, await workingFiles(root).list(datasetFolder(dataset)))
}

/** Opens each other dataset once, when a rule first speaks of it. */
function othersOf(database: Database, { root, datasets = new Map(), hold = true }: ReadOptions): Others {
  const opened = new Map<string, ReturnType<Others>>()
  const open = async (name: string): ReturnType<Others> => {
    const dataset = datasets.get(name)
    if (!dataset) return { unreadable: `there is no dataset ${name}` }
    try {
      const files = await datasetFiles(root, dataset)
      return await openDataset(database, { dataset, files, hold, as: `dataset ${name}` })
    } catch (error) {
      if (error instanceof UserError) return { unreadable: `${name} cannot be read: ${error.message}` }
      throw error
    }
  }
  return (name) => {
    const found = opened.get(name) ?? open(name)
    opened.set(name, found)
    return found
  }
}

function historyPath(dataset: Configured<Dataset>): string {
  return `${datasetFolder(dataset)}/${historyName}`
}

async function readHistory(root: string, dataset: Configured<Dataset>): Promise<HistoryPoint[]> {
  const path = historyPath(dataset)
  return parseHistory((await workingFiles(root).read(path)) ?? '', path)
}

/** Adds the figures of a validated version to the history beside dataset.yaml; a version that is there is not added again. */
export async function recordHistory(
  { root, dataset, now }: Pick<ReadOptions, 'root' | 'dataset' | 'now'>,
  report: ValidationReport,
): Promise<void> {
  if (report.version === null || !report.figures) return
  const path = historyPath(dataset)
  const before = (await workingFiles(root).read(path)) ?? ''
  const point = { version: report.version, at: now.toISOString(), figures: report.figures }
  await writeFile(resolveInside(root, path), recorded(before, point, path))
}

/**
 * Opens a dataset as a commit has it, beside the one of the working copy; `same` where its files and how they are read
 * are the same. The files are written below a folder of the caller's. Throws a UserError where the commit has no such
 * files, or they cannot be read.
 */
export async function openAt(
  database: Database,
  options: {
    root: string
    commit: string
    dataset: Configured<Dataset>
    head: Pick<ReadDataset, 'open' | 'version'>
    folder: string
    /** What the relation is called. */
    as: string
    /** The digests that the files had then, where somebody recorded them. */
    recorded?: readonly { path: string; digest: string }[] | undefined
  },
): Promise<OpenDataset | 'same'> {
  const { root, commit, dataset, folder, head, as, recorded = [] } = options
  const paths = await writeFilesOf({ root, commit, dataset, folder })
  if (paths.length === 0 && !dataset.config.files.some(isAddress))
    throw new UserError(`commit ${commit.slice(0, 10)} holds no file of ${dataset.config.dataset}`)
  const files = await inspectFiles(folder, dataset, paths)
  const { version, files: now } = await dataVersion(dataset, files)
  // A commit holds no bytes of what lies at an address, so only a digest can tell that they are others now.
  const moved = now.find(
    ({ path, digest }) =>
      isAddress(path) && recorded.some((then) => then.path === path && then.digest !== digest),
  )
  if (moved) throw new UserError(`${moved.path} has other bytes than it had then`)
  // The same bytes read in another way are other rows: a type decides on which side of the split a row falls.
  if (version === head.version.version && sameReading(dataset.config, head.open.dataset.config)) return 'same'
  return openDataset(database, { dataset, files, as })
}

function sameReading(a: Dataset, b: Dataset): boolean {
  const reading = ({ dataset, format, csv, partitions, key, columns }: Dataset) =>
    digestOfJson({
      dataset,
      format,
      csv,
      partitions,
      key,
      columns: Object.entries(columns).map(([name, { type, coerce }]) => [name, type, coerce]),
    })
  return reading(a) === reading(b)
}
