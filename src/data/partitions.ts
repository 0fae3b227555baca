import { UserError } from '../project/problem.ts'
import type { Configured } from '../project/project.ts'
import type { Dataset } from '../project/schema/dataset.ts'
import { isAddress } from './addresses/address.ts'
import { type DataFile, datasetFolder } from './files.ts'

/** What Hive writes where there is no value. */
const none = '__HIVE_DEFAULT_PARTITION__'

/** The columns that folders such as `year=2026` give to a file, with their values as text. */
export function partitionsOf(
  dataset: Configured<Dataset>,
  { path }: Pick<DataFile, 'path'>,
): Map<string, string | null> {
  const inside = isAddress(path)
    ? path.replace(/^[^:]*:\/\/[^/]*\//, '')
    : path.slice(datasetFolder(dataset).length + 1)
  const folders = inside.split('/').slice(0, -1)
  const found = new Map<string, string | null>()
  for (const folder of folders) {
    const at = folder.indexOf('=')
    if (at < 1) continue
    const [name, value] = [unescaped(folder.slice(0, at)), unescaped(folder.slice(at + 1))]
    if (name === undefined || value === undefined || found.has(name) || isReserved(name + value))
      throw new UserError({
        place: { file: path },
        message: `lies in the folder ${JSON.stringify(folder)}, which cannot be read as a column and its value`,
        hint: 'folders are named column=value, each column once, with %XX for special characters',
      })
    found.set(name, value === none ? null : value)
  }
  if (found.size === 0)
    throw new UserError({
      place: { file: path },
      message: 'lies in no folder such as year=2026',
      hint: 'leave partitions out of dataset.yaml, or move the file',
    })
  return found
}

function isReserved(text: string): boolean {
  return text.includes('\0') || text.includes('\u001f')
}

/** Hive and Spark escape special characters of names as URLs do. */
function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
