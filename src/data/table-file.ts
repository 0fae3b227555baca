import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type Database, identifier, literal } from './database.ts'
import type { Column, Table } from './table.ts'

export type FileFormat = 'parquet' | 'csv'

const rowsAtATime = 4_096

/** Writes a table as a file that other programs read: whole numbers as such, missing values as such. */
export async function writeTableFile(
  database: Database,
  table: Table,
  { path, format }: { path: string; format: FileFormat },
): Promise<void> {
  if (format === 'csv') return writeCsv(table, path)
  const text = `${path}.csv`
  await writeCsv(table, text)
  const columns = table.columns.map((column) => `${literal(column.name)}: ${literal(typeOf(column))}`)
  await database.run(
    `COPY (SELECT * FROM read_csv(${literal(text)}, columns = {${columns.join(', ')}}, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, parallel = false, auto_detect = false)) TO ${literal(path)} (FORMAT parquet, COMPRESSION snappy)`,
  )
  await rm(text)
}

async function writeCsv({ rows, columns }: Table, path: string): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  const failed = once(file, 'error').then(([error]) => Promise.reject(error))
  const cells = columns.map(cellsOf)
  const write = async (text: string): Promise<void> => {
    if (!file.write(text)) await Promise.race([once(file, 'drain'), failed])
  }
  await write(`${columns.map(({ name }) => quoted(name)).join(',')}\n`)
  for (let start = 0; start < rows; start += rowsAtATime) {
    let text = ''
    for (let row = start; row < Math.min(rows, start + rowsAtATime); row++)
      text += `${cells.map((cell) => cell(row)).join(',')}\n`
    await write(text)
  }
  file.end()
  await Promise.race([once(file, 'finish'), failed])
}

function cellsOf(column: Column): (row: number) => string {
  if (column.kind === 'text') {
    const texts = column.dictionary.map(quoted)
    return (row) => texts[column.codes[row] as number] ?? ''
  }
  return (row) => {
    const value = column.values[row] as number
    if (Number.isNaN(value)) return ''
    return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf'
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

function typeOf(column: Column): string {
  if (column.kind === 'text') return 'VARCHAR'
  return column.values.every((value) => Number.isNaN(value) || Number.isSafeInteger(value))
    ? 'BIGINT'
    : 'DOUBLE'
}

/** A column of a file as numbers, NaN where there is none; or as texts. */
export interface FileColumns {
  rows: number
  names: readonly string[]
  numbers(names: readonly string[], width: number): Promise<Float64Array>
  texts(name: string): Promise<(string | null)[]>
}

/** Opens a file that another program wrote. `most` are the rows to read at most: one more tells that there are too many. */
export async function openTableFile(
  database: Database,
  { path, format }: { path: string; format: FileFormat },
): Promise<FileColumns> {
  const from =
    format === 'parquet'
      ? `read_parquet(${literal(path)})`
      : `read_csv(${literal(path)}, all_varchar = true, header = true, delim = ',', parallel = false)`
  const described = await database.rows(`DESCRIBE SELECT * FROM ${from}`)
  const { rows } = await database.row(`SELECT count(*) AS rows FROM ${from}`)
  const count = Number(rows)
  return {
    rows: count,
    names: described.map(({ column_name }) => String(column_name)),
    async numbers(names, width) {
      const values = new Float64Array(count * width).fill(Number.NaN)
      let offset = 0
      const cells = names.map((name) => `try_cast(${identifier(name)} AS DOUBLE)`).join(', ')
      await database.chunks(`SELECT ${cells} FROM ${from}`, (chunk) => {
        for (const index of names.keys())
          chunk.visitColumnValues(index, (value, row) => {
            if (value !== null) values[(offset + row) * width + index] = Number(value)
          })
        offset += chunk.rowCount
      })
      return values
    },
    async texts(name) {
      const values: (string | null)[] = []
      await database.chunks(`SELECT ${identifier(name)}::VARCHAR FROM ${from}`, (chunk) => {
        chunk.visitColumnValues(0, (value) => void values.push(value === null ? null : String(value)))
      })
      return values
    },
  }
}
