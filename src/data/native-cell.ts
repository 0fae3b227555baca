import type { ColumnType } from '../project/schema/column.ts'
import { presentCell, typedCell } from './cell.ts'

/** SQL for the typed value of a column, and for whether a value was there that is not of the type. */
export interface TypedCell {
  value: string
  bad: string
  /** A stored text as it is, where only emptiness sets the value apart from it. */
  text?: string
}

/** SQL for a cell that cannot be of another type. */
export const never = 'false'

/** The typed value of a text column. */
export function cellOfText(text: string, type: ColumnType, { isStrict = false } = {}): TypedCell {
  const raw = isStrict ? `nullif(${text}, '')` : presentCell(text, type)
  const value = isStrict ? strictCell(raw, type) : typedCell(raw, type)
  const isBad = type === 'number' ? `(${value} IS NULL OR NOT isfinite(${value}))` : `${value} IS NULL`
  return { value, bad: `(${raw} IS NOT NULL AND ${isBad})` }
}

/** The forms that a program writes, and no others. */
const strictForms: Partial<Record<ColumnType, string>> = {
  integer: '0|-?[1-9][0-9]*',
  boolean: 'true|false|True|False|TRUE|FALSE',
  date: '[0-9]{4}-[0-9]{2}-[0-9]{2}',
}

function strictCell(raw: string, type: ColumnType): string {
  const form = strictForms[type]
  const value = typedCell(raw, type)
  return form ? `CASE WHEN regexp_full_match(${raw}, '${form}') THEN ${value} END` : value
}

const integers = new Set('TINYINT SMALLINT INTEGER BIGINT UTINYINT USMALLINT UINTEGER'.split(' '))
const wideIntegers = new Set('UBIGINT HUGEINT UHUGEINT'.split(' '))
const timestamps = new Set('TIMESTAMP TIMESTAMP_S TIMESTAMP_MS TIMESTAMP_NS'.split(' '))

/**
 * The typed value of a column that a Parquet file stores in a type of DuckDB's. It is what its text would give, without the
 * way over text where that is certain: only FLOAT, whose digits are those of its shortest text, wide decimals and values of
 * another kind take it.
 */
export function cellOfNative(
  column: string,
  native: string,
  type: ColumnType,
  { isStrict = false } = {},
): TypedCell {
  if (isStrict && !isStoredAs(native, type))
    return { value: cellOfText(`${column}::VARCHAR`, type).value, bad: `(${column} IS NOT NULL)` }
  return direct(column, native, type) ?? cellOfText(`${column}::VARCHAR`, type)
}

function direct(column: string, native: string, type: ColumnType): TypedCell | undefined {
  const unlessFinite = `coalesce(NOT isfinite(${column}), false)`
  const finite = (value: string): TypedCell => ({
    value: `CASE WHEN isfinite(${column}) THEN ${value} END`,
    bad: unlessFinite,
  })
  switch (type) {
    case 'string':
      return native === 'VARCHAR' ? { value: `nullif(${column}, '')`, bad: never, text: column } : undefined
    case 'boolean':
      return native === 'BOOLEAN' ? { value: column, bad: never } : undefined
    case 'integer': {
      if (integers.has(native))
        return { value: native === 'BIGINT' ? column : `${column}::BIGINT`, bad: never }
      const isWhole = `${column} = trunc(${column}) AND abs(${column}) < 9223372036854775808`
      const value = wideIntegers.has(native)
        ? `TRY_CAST(${column} AS BIGINT)`
        : native === 'DOUBLE'
          ? `CASE WHEN ${isWhole} THEN TRY_CAST(${column} AS BIGINT) END`
          : undefined
      return value === undefined ? undefined : { value, bad: `(${column} IS NOT NULL AND ${value} IS NULL)` }
    }
    case 'number':
      if (integers.has(native) || isShortDecimal(native)) return { value: `${column}::DOUBLE`, bad: never }
      return native === 'DOUBLE' ? { value: column, bad: unlessFinite } : undefined
    case 'date': {
      if (native === 'DATE') return finite(column)
      if (native !== 'TIMESTAMP') return undefined
      const value = `CASE WHEN isfinite(${column}) AND ${column} = date_trunc('day', ${column}) THEN ${column}::DATE END`
      return { value, bad: `(${column} IS NOT NULL AND ${value} IS NULL)` }
    }
    case 'timestamp':
      if (timestamps.has(native) || native === 'DATE')
        return finite(native === 'TIMESTAMP' ? column : `${column}::TIMESTAMP`)
      // Both count microseconds since 1970 in UTC.
      return native === 'TIMESTAMP WITH TIME ZONE' ? finite(`make_timestamp(epoch_us(${column}))`) : undefined
  }
}

/** Up to 15 digits a decimal is the same double whichever way it is made. */
function isShortDecimal(native: string): boolean {
  const width = /^DECIMAL\((\d+),/.exec(native)?.[1]
  return width !== undefined && Number(width) <= 15
}

/** Whether a stored type is the declared one, with nothing to convert. */
function isStoredAs(native: string, type: ColumnType): boolean {
  switch (type) {
    case 'string':
      return native === 'VARCHAR' || native.startsWith('ENUM(')
    case 'boolean':
      return native === 'BOOLEAN'
    case 'integer':
      return integers.has(native) || wideIntegers.has(native)
    case 'number':
      return /^(FLOAT|DOUBLE|DECIMAL\()/.test(native)
    case 'date':
      return native === 'DATE'
    case 'timestamp':
      return timestamps.has(native) || native === 'TIMESTAMP WITH TIME ZONE'
  }
}

/** Whether a stored type holds more than one plain value. */
export function isNested(native: string): boolean {
  return (
    /[[(]/.test(native.replace(/^(DECIMAL|ENUM)\(.*\)$/s, '')) ||
    /^(BLOB|BIT|VARIANT|GEOMETRY)\b/.test(native)
  )
}
