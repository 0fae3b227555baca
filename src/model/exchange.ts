import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Table } from '../data/table.ts'
import type { JobColumn } from './job.ts'

/** Names of the files through which parent and child speak, all in one private folder. */
export const files = {
  job: 'job.json',
  model: 'model.onnx',
  columns: 'columns.bin',
  result: 'result.json',
  values: 'values.bin',
  labels: 'labels.bin',
} as const

/** Writes the table's values for the child and gives their description. Throws an Error when columns differ in length. */
export async function writeColumns(folder: string, table: Table): Promise<JobColumn[]> {
  const file = await open(join(folder, files.columns), 'wx', 0o600)
  try {
    for (const column of table.columns) {
      const values = column.kind === 'number' ? column.values : column.codes
      if (values.length !== table.rows)
        throw new Error(`column ${column.name} has ${values.length} values for ${table.rows} rows`)
      await file.writeFile(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    }
  } finally {
    await file.close()
  }
  return table.columns.map((column) =>
    column.kind === 'number'
      ? { kind: column.kind, name: column.name }
      : { kind: column.kind, name: column.name, dictionary: [...column.dictionary] },
  )
}

/** Reads a file that the child wrote; undefined unless it is a plain file of at most so many bytes. */
export async function readAnswer(
  folder: string,
  wanted: { file: string; most: number },
): Promise<Buffer | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(join(folder, wanted.file), flags).catch(() => undefined)
  if (!file) return undefined
  try {
    const found = await file.stat()
    return found.isFile() && found.size <= wanted.most ? await file.readFile() : undefined
  } finally {
    await file.close()
  }
}
