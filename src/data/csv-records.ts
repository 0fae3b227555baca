import { createReadStream } from 'node:fs'
import type { Csv } from '../project/schema/dataset.ts'
import { longestLine } from './read-fault.ts'

const lineFeed = 10
const carriageReturn = 13

/** What the bytes of a CSV file say, before any reader has interpreted them. */
export interface CsvBytes {
  holdsNul: boolean
  /** Records, the header among them. */
  records: number
  /** Lines without a byte: rows of a file with one column, nothing in one with more. */
  blank: number
  /** The first record that is too long, by the line that it begins on; nothing is counted beyond it. */
  tooLong?: { line: number; isQuoted: boolean }
}

/**
 * Counts the records of a CSV file by RFC 4180. DuckDB's reader was seen to lose rows in silence (a byte order mark
 * before a quoted line break, line ends named together with strict mode), so what it read is held against this count.
 */
export async function countCsv(
  path: string,
  { delimiter, quote: mark }: { delimiter: string; quote: Csv['quote'] },
): Promise<CsvBytes> {
  // No byte is -1.
  const quote = mark === 'none' ? -1 : mark.charCodeAt(0)
  const separator = delimiter.charCodeAt(0)
  const counted: CsvBytes = { holdsNul: false, records: 0, blank: 0 }
  let isQuoted = false
  let isCellStart = true
  let isLineStart = true
  let before = 0
  let [line, recordLine] = [1, 1]
  // Places of bytes in the file.
  let [chunkStart, recordStart] = [0, 0]
  const isTooLong = (end: number): boolean => end - recordStart > longestLine
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    const bytes = chunk as Buffer
    counted.holdsNul ||= bytes.includes(0)
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at] as number
      if (isQuoted) {
        // A doubled quote ends the cell and opens it again, which comes to the same.
        if (byte === quote) isQuoted = false
        else if (byte === lineFeed) line++
      } else if (byte === quote) {
        if (isCellStart || before === quote) isQuoted = true
        isCellStart = false
        isLineStart = false
      } else if (byte === separator) {
        isCellStart = true
        isLineStart = false
      } else if (byte === lineFeed || byte === carriageReturn) {
        if (byte === lineFeed && before === carriageReturn) isLineStart = true
        else if (isLineStart) counted.blank++
        else counted.records++
        if (isTooLong(chunkStart + at)) break
        if (byte === lineFeed || bytes[at + 1] !== lineFeed) line++
        recordLine = line
        recordStart = chunkStart + at + 1
        isLineStart = true
        isCellStart = true
      } else {
        isCellStart = false
        isLineStart = false
      }
      before = byte
    }
    chunkStart += bytes.length
    if (isTooLong(chunkStart)) return { ...counted, tooLong: { line: recordLine, isQuoted } }
  }
  if (!isLineStart) counted.records++
  return counted
}
