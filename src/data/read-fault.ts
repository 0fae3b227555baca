import { messageOf, type Problem, UserError } from '../project/problem.ts'
import type { DataFile } from './files.ts'

/** DuckDB's messages quote whole lines of the file; only the line's number and the kind of fault are told. */
export function unreadable({ path, format }: DataFile, cause: unknown): UserError {
  const said = messageOf(cause)
  const line = /(?:Line:|in (?:line|record\/value)) (\d+)/.exec(said)?.[1]
  return new UserError(
    {
      place: { file: path, ...(line ? { line: Number(line) } : {}) },
      ...(isTooLarge(cause) ? tooLarge : faultOf(format, said)),
    },
    { cause },
  )
}

/** Whether DuckDB ran out of the memory that it is given. */
export function isTooLarge(cause: unknown): boolean {
  return /^Out of Memory/i.test(messageOf(cause))
}

export const tooLarge = {
  message: 'takes more memory than Pawl may use',
  hint: 'declare only the columns that are needed',
}

/** Bytes. */
export const longestLine = 16_000_000

function faultOf(format: DataFile['format'], said: string): Omit<Problem, 'place'> {
  if (format === 'csv') return csvFault(said)
  return format === 'json' ? jsonFault(said) : parquetFault
}

function jsonFault(said: string): Omit<Problem, 'place'> {
  if (/maximum_object_size/.test(said)) return { message: 'has a row of more than 16 MB' }
  if (/unicode|utf-8/i.test(said)) return { message: 'is not UTF-8 text', hint: 'save it as UTF-8' }
  return {
    message: 'is not well-formed JSON',
    hint: 'write one object on each line, or one list of objects',
  }
}

const parquetFault = {
  message: 'cannot be read as Parquet',
  hint: 'it may have been cut short or damaged; write it again',
}

function cellCount(count: string | undefined): string {
  return count === '1' ? '1 cell' : `${count} cells`
}

export const notUtf8 = {
  message: 'is not UTF-8 text',
  hint: 'save it as UTF-8, or name its encoding in dataset.yaml, such as csv: {encoding: windows-1252}',
}

function csvFault(said: string): Omit<Problem, 'place'> {
  const cells = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(said)
  if (cells)
    return {
      message: `has ${cellCount(cells[2])} where the header has ${cells[1]}`,
      hint: 'put cells with commas in quotes',
    }
  if (/unterminated quote/i.test(said)) return { message: 'has a quote that does not end its cell' }
  if (/unicode|utf-8/i.test(said)) return notUtf8
  if (/maximum line size/i.test(said)) return { message: 'has a line of more than 16 MB' }
  return {
    message: 'is not well-formed CSV',
    hint: 'lines end the same way throughout, and a quote inside a quoted cell is doubled',
  }
}
