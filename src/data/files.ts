import { open as openFile, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { digestOfFile, digestOfJson } from '../project/digest.ts'
import { resolveInside } from '../project/paths.ts'
import { type Problem, UserError } from '../project/problem.ts'
import type { Configured } from '../project/project.ts'
import type { Dataset, FileFormat } from '../project/schema/dataset.ts'
import { isAddress } from './addresses/address.ts'
import type { FetchedFile } from './addresses/fetch-files.ts'
import { type Fetch, fetchInProcess } from './addresses/fetch-once.ts'
import { matcher } from './glob.ts'
import { historyName } from './history.ts'
import { entriesThatAreNoFiles } from './links.ts'
import { dvcPointer, isDvcFile, lfsPointer, longestPointer, type Pointer } from './pointers.ts'
import type { DataVersion } from './version.ts'

/** A file of a dataset. */
export interface DataFile {
  /** In the repository, with `/`; or its address. */
  path: string
  /** On this machine. */
  absolute: string
  format: FileFormat
  /** How the bytes are packed; Parquet packs its own. */
  compression: 'none' | 'gzip' | 'zstd'
}

/** The folder that a dataset's config file lies in. */
export function datasetFolder({ path }: Configured<Dataset>): string {
  return dirname(path)
}

/** Of some paths, those that a dataset's `files` name, sorted. */
export function selectFiles(dataset: Configured<Dataset>, paths: readonly string[]): string[] {
  const folder = `${datasetFolder(dataset)}/`
  const matches = dataset.config.files.map(matcher)
  return paths
    .filter((path) => path.startsWith(folder) && path !== dataset.path && path !== `${folder}${historyName}`)
    .filter((path) => !isDvcFile(path))
    .filter((path) => matches.some((match) => match(path.slice(folder.length))))
    .sort()
}

/**
 * Looks at each file before DuckDB reads it, and downloads those that lie at an address; what is wrong with a file is the
 * user's to mend.
 */
export async function inspectFiles(
  root: string,
  dataset: Configured<Dataset>,
  paths: readonly string[],
  fetch: Fetch = fetchInProcess,
): Promise<DataFile[]> {
  const local = selectFiles(dataset, paths).map((path) => ({ path, absolute: resolveInside(root, path) }))
  const selected = [...local, ...(await remoteFiles(dataset, fetch))].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  )
  const absent = await absentFiles(root, dataset, paths)
  if (absent.length > 0)
    throw new UserError(
      absent.map(({ path }) => ({
        place: { file: path },
        message: 'is kept by DVC and is not here',
        hint: 'run dvc pull before',
      })),
    )
  const problems: Problem[] = await entriesThatAreNoFiles(root, {
    folder: datasetFolder(dataset),
    matches: (path) => selectFiles(dataset, [path]).length > 0,
  })
  if (problems.length > 0) throw new UserError(problems)
  if (selected.length === 0) throw noFile(dataset)
  const files: DataFile[] = []
  for (const { path, absolute } of selected) {
    const compression = compressionOf(path)
    const format = dataset.config.format ?? formatOf(path)
    const problem = format && (await problemOf(absolute, path, format))
    if (problem || !format) {
      problems.push({ place: { file: path }, ...(problem ?? unknownFormat) })
      continue
    }
    files.push({ path, absolute, format, compression: format === 'parquet' ? 'none' : compression })
  }
  if (problems.length > 0) throw new UserError(problems)
  return files
}

function noFile(dataset: Configured<Dataset>): UserError {
  return new UserError({
    place: { file: dataset.path },
    message: `no file matches ${dataset.config.files.join(', ')}`,
    hint: 'files is relative to the folder of dataset.yaml',
  })
}

/** The files at addresses, as files of a folder of Pawl's own. */
async function remoteFiles(dataset: Configured<Dataset>, fetch: Fetch): Promise<FetchedFile[]> {
  const found = new Map<string, FetchedFile>()
  const problems: Problem[] = []
  for (const entry of new Set(dataset.config.files.filter(isAddress)))
    try {
      for (const file of await fetch(entry)) {
        if (found.has(file.path))
          problems.push({
            place: { file: file.path },
            message: 'is named twice by files',
            hint: 'addresses that differ after the ? only are taken for one',
          })
        found.set(file.path, file)
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      problems.push(...error.problems.map((problem) => ({ place: { file: dataset.path }, ...problem })))
    }
  if (problems.length > 0) throw new UserError(problems)
  return [...found.values()]
}

const endings: readonly [RegExp, FileFormat][] = [
  [/\.(csv|tsv)(\.gz|\.zst)?$/i, 'csv'],
  [/\.(jsonl|ndjson|json)(\.gz|\.zst)?$/i, 'json'],
  [/\.parquet$/i, 'parquet'],
]

function formatOf(path: string): FileFormat | undefined {
  return endings.find(([ending]) => ending.test(path))?.[1]
}

function compressionOf(path: string): DataFile['compression'] {
  if (/\.gz$/i.test(path)) return 'gzip'
  return /\.zst$/i.test(path) ? 'zstd' : 'none'
}

const unknownFormat = {
  message: 'ends in none of .csv, .tsv, .jsonl, .ndjson, .json and .parquet',
  hint: 'name the format in dataset.yaml, or make files match the data only',
}

async function problemOf(
  absolute: string,
  path: string,
  format: DataFile['format'],
): Promise<Omit<Problem, 'place'> | undefined> {
  // DuckDB takes these for patterns and would read other files than this one.
  if (!isAddress(path) && /[*?[\]]/.test(path))
    return { message: 'has one of * ? [ ] in its name', hint: 'give the file a plain name' }
  const { size } = await stat(absolute)
  if (size === 0) return { message: 'is empty', hint: 'remove it, or put the rows back' }
  const file = await openFile(absolute)
  try {
    const head = Buffer.alloc(Math.min(size, 64))
    await file.read(head, 0, head.length, 0)
    if (head.toString('latin1').startsWith('version https://git-lfs.github.com/spec/'))
      return { message: 'is a git LFS pointer, not the data', hint: 'check out with lfs: true' }
    if (format === 'parquet') return await parquetProblem(file, size)
  } finally {
    await file.close()
  }
  return undefined
}

/** A Parquet file begins and ends with PAR1; a truncated one lacks the end. */
async function parquetProblem(
  file: Awaited<ReturnType<typeof openFile>>,
  size: number,
): Promise<Omit<Problem, 'place'> | undefined> {
  const ends = Buffer.alloc(8)
  await file.read(ends, 0, 4, 0)
  await file.read(ends, 4, 4, Math.max(0, size - 4))
  if (size >= 12 && ends.toString('latin1') === 'PAR1PAR1') return undefined
  return { message: 'is no whole Parquet file', hint: 'it may have been cut short; write it again' }
}

/** Pointers of DVC's for files of a dataset that are not among these paths. */
async function absentFiles(
  root: string,
  dataset: Configured<Dataset>,
  paths: readonly string[],
): Promise<Pointer[]> {
  const pointers: Pointer[] = []
  for (const path of paths.filter(isDvcFile)) {
    const data = path.replace(/\.dvc$/, '')
    if (paths.includes(data) || selectFiles(dataset, [data]).length === 0) continue
    const pointer = dvcPointer(await readFile(resolveInside(root, path), 'utf8'), path)
    if (pointer) pointers.push(pointer)
  }
  return pointers
}

/**
 * What tells whether a dataset has changed, without the bytes that git LFS and DVC keep elsewhere: the data version where all
 * bytes are here or kept by git LFS, which names them by the same digest; with DVC's own digests another text.
 */
export async function namedVersion(
  root: string,
  dataset: Configured<Dataset>,
  paths: readonly string[],
): Promise<string> {
  const far = await remoteFiles(dataset, fetchInProcess)
  const here = [
    ...selectFiles(dataset, paths).map((path) => ({ path, absolute: resolveInside(root, path) })),
    ...far,
  ]
  const listed = await Promise.all(here.map(async (file) => (await pointedFile(file)) ?? listedFile(file)))
  const absent = (await absentFiles(root, dataset, paths)).map(({ path, bytes, hash, hex }) => ({
    path,
    bytes,
    digest: `${hash}:${hex}`,
  }))
  const all = [...listed, ...absent].sort((a, b) => (a.path < b.path ? -1 : 1))
  if (all.length === 0) throw noFile(dataset)
  return digestOfJson(all)
}

async function pointedFile({
  path,
  absolute,
}: FetchedFile): Promise<{ path: string; bytes: number; digest: string } | undefined> {
  if ((await stat(absolute)).size > longestPointer) return undefined
  const pointer = lfsPointer(await readFile(absolute, 'utf8'), path)
  return pointer && { path, bytes: pointer.bytes, digest: `${pointer.hash}:${pointer.hex}` }
}

async function listedFile({ path, absolute }: FetchedFile): Promise<DataVersion['files'][number]> {
  return { path, bytes: (await stat(absolute)).size, digest: await digestOfFile(absolute) }
}

/** What a dataset's content is: its files by name, size and SHA-256, and the digest of that list. */
export async function dataVersion(
  dataset: Configured<Dataset>,
  files: readonly DataFile[],
): Promise<DataVersion> {
  const listed = await Promise.all(files.map(listedFile))
  return { dataset: dataset.config.dataset, version: digestOfJson(listed), files: listed }
}
