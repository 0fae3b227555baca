import { open } from 'node:fs/promises'
import type { Problem } from '../project/problem.ts'
import type { Csv } from '../project/schema/dataset.ts'
import { notUtf8 } from './read-fault.ts'

const longestHeader = 2 ** 20
/** The bytes EF BB BF. */
const byteOrderMark = '\u00ef\u00bb\u00bf'

/** The first record of a CSV file, read by us: DuckDB's own detection skips lines and renames columns in silence. */
export interface CsvHeader {
  columns: string[]
  newline: '\n' | '\r\n' | '\r'
  delimiter: Delimiter
}

type Delimiter = NonNullable<Csv['delimiter']>
const delimiters: readonly Delimiter[] = [',', ';', '\t', '|']

/**
 * The header of a CSV file, or why it cannot be used. A delimiter that is not given is the one that makes most declared
 * columns of the first line. Without a header the columns are the declared ones, in their order.
 */
export async function findCsvHeader(
  path: string,
  { csv, declared }: { csv: Csv; declared: readonly string[] },
): Promise<CsvHeader | Fault> {
  const file = await open(path)
  try {
    const head = Buffer.alloc(longestHeader)
    const { bytesRead } = await file.read(head, 0, longestHeader, 0)
    if (bytesRead === longestHeader && !head.includes('\n') && !head.includes('\r'))
      return { message: 'has a first line of more than 1 MB', hint: 'rows are separated by line breaks' }
    return chooseHeader(head.subarray(0, bytesRead), { csv, declared })
  } finally {
    await file.close()
  }
}

type Fault = Omit<Problem, 'place'>

function chooseHeader(
  bytes: Uint8Array,
  { csv, declared }: { csv: Csv; declared: readonly string[] },
): CsvHeader | Fault {
  const tried = (csv.delimiter === undefined ? delimiters : [csv.delimiter]).map((delimiter) =>
    headerOf(bytes, { ...csv, delimiter }),
  )
  const usable = tried.filter((header) => 'columns' in header)
  const fits = ({ columns }: CsvHeader): number =>
    csv.header
      ? columns.filter((column) => declared.includes(column)).length
      : -Math.abs(columns.length - declared.length)
  const [best] = usable.toSorted((a, b) => fits(b) - fits(a) || b.columns.length - a.columns.length)
  const [fault] = tried.filter((header) => 'message' in header)
  if (!best) return fault ?? { message: 'has no header' }
  if (csv.header) return best
  if (best.columns.length === declared.length) return { ...best, columns: [...declared] }
  return {
    message: `has ${best.columns.length} columns and no header, where dataset.yaml declares ${declared.length}`,
    hint: 'declare every column, in the order of the file',
  }
}

/** The header in the first bytes of a CSV file. */
export function headerOf(
  bytes: Uint8Array,
  csv: Pick<Csv, 'trim' | 'quote' | 'header'> & { delimiter: Delimiter },
): CsvHeader | Fault {
  const { delimiter, trim } = csv
  // As bytes, since a character may be cut in two at the end; only the names have to be whole.
  const text = Buffer.from(bytes).toString('latin1')
  const hasMark = text.startsWith(byteOrderMark)
  const found = firstRecord(hasMark ? text.slice(byteOrderMark.length) : text, csv)
  if (!found) return { message: 'has no header that ends', hint: 'a quote may be missing in the first line' }
  const header = { ...found, columns: [] as string[] }
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const names = found.columns.map((name) => decoder.decode(Buffer.from(name, 'latin1')))
    header.columns = trim ? names.map((name) => name.replace(/^ +| +$/g, '')) : names
  } catch {
    return notUtf8
  }
  const { columns } = header
  if (!csv.header) return header
  if (hasMark && columns.some((name) => /[\r\n]/.test(name)))
    return {
      message: 'has a line break in its header and a byte order mark, which cannot be read together',
      hint: 'save it without the byte order mark',
    }
  const unnamed = columns.indexOf('')
  if (unnamed >= 0)
    return { message: `has no name for column ${unnamed + 1}`, hint: 'name every column in the first line' }
  const twice = columns.find((name, index) => columns.indexOf(name) < index)
  if (twice !== undefined)
    return { message: `has two columns named ${JSON.stringify(twice)}`, hint: 'rename or remove one' }
  const [only] = columns
  const other = columns.length === 1 && only !== undefined ? /[,;\t|]/.exec(only)?.[0] : undefined
  if (other !== undefined)
    return {
      message: `is not separated by ${JSON.stringify(delimiter)}`,
      hint: `say what stands between cells in dataset.yaml: csv: {delimiter: ${JSON.stringify(other)}}`,
    }
  return header
}

/** Reads RFC 4180 up to the end of the first record; undefined when a quote stays open. */
function firstRecord(
  text: string,
  { delimiter, quote }: { delimiter: Delimiter; quote: Csv['quote'] },
): CsvHeader | undefined {
  const columns: string[] = []
  let at = 0
  for (;;) {
    let cell = ''
    if (text[at] === quote) {
      for (at++; ; at++) {
        if (at >= text.length) return undefined
        if (text[at] !== quote) cell += text[at]
        else if (text[at + 1] === quote) cell += text[++at]
        else break
      }
      at++
    }
    for (; at < text.length && !`${delimiter}\r\n`.includes(text[at] as string); at++) cell += text[at]
    columns.push(cell)
    if (text[at] === delimiter) at++
    else return { columns, delimiter, newline: newlineAt(text, at) }
  }
}

function newlineAt(text: string, at: number): CsvHeader['newline'] {
  if (text[at] !== '\r') return '\n'
  return text[at + 1] === '\n' ? '\r\n' : '\r'
}
