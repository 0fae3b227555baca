import type { ColumnType } from '../project/schema/column.ts'

/** ISO 8601 down to the day, the minute or the second; without a zone it is UTC. */
const instant =
  '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?'

/**
 * SQL that gives the typed value of a text cell, or null when it is not one of the type. DuckDB's own casts take more than
 * people mean (`1.5` as 2, `1_000`, `epoch`, `t`), so the form of the text is checked first.
 */
export function typedCell(text: string, type: ColumnType): string {
  switch (type) {
    case 'string':
      return text
    case 'integer':
      return `CASE WHEN regexp_full_match(${text}, '[+-]?[0-9]+(\\.0*)?') THEN TRY_CAST(${text} AS BIGINT) END`
    case 'number':
      return `CASE WHEN NOT contains(${text}, '_') THEN TRY_CAST(${text} AS DOUBLE) END`
    case 'boolean':
      return `CASE WHEN lower(${text}) IN ('true', 'yes', '1') THEN true WHEN lower(${text}) IN ('false', 'no', '0') THEN false END`
    case 'date':
      return `CASE WHEN regexp_full_match(${text}, '[0-9]{4}-[0-9]{2}-[0-9]{2}( 00:00:00)?') THEN TRY_CAST(left(${text}, 10) AS DATE) END`
    case 'timestamp':
      return `CASE WHEN regexp_full_match(${text}, '${instant}') THEN TRY_CAST(regexp_replace(${text}, '^(.{10}[T ][0-9]{2}:[0-9]{2})(Z|[+-].*)$', '\\1:00\\2') AS TIMESTAMPTZ) AT TIME ZONE 'UTC' END`
  }
}

/** A cell that is there: empty text is a missing value, and so are blanks where no text is expected. */
export function presentCell(column: string, type: ColumnType): string {
  return type === 'string' ? `nullif(${column}, '')` : `nullif(trim(${column}), '')`
}

/** SQL for a value as a number: dates as days and timestamps as seconds since 1970-01-01 UTC, booleans as 0 and 1. */
export function numericCell(column: string, type: ColumnType): string {
  if (type === 'date') return `date_diff('day', DATE '1970-01-01', ${column})::DOUBLE`
  if (type === 'timestamp') return `(epoch_us(${column}) / 1e6)::DOUBLE`
  return `${column}::DOUBLE`
}

/**
 * SQL for the canonical text of a value, the same for ever and in every format of file: text as it is, numbers as
 * JavaScript writes them, true and false, ISO dates, ISO timestamps with Z and as many decimals as needed.
 */
export function canonicalCell(column: string): string {
  const text = `${column}::VARCHAR`
  return `CASE typeof(${column}) WHEN 'DOUBLE' THEN ${numberText(text)} WHEN 'TIMESTAMP' THEN replace(${text}, ' ', 'T') || 'Z' ELSE ${text} END`
}

/** The canonical text of a value that JavaScript holds; the twin of `canonicalCell`. */
export function canonicalText(value: string | number | bigint | boolean): string {
  return String(value)
}

/**
 * DuckDB and JavaScript find the same shortest digits and place them differently: `1.0`, `1e-05` and `1e+16` here are
 * 1, 0.00001 and 10000000000000000 there. The cases are those of ECMA-262, Number::toString.
 */
function numberText(text: string): string {
  const plain = `CASE WHEN ${text} IN ('0.0', '-0.0') THEN '0' WHEN ends_with(${text}, '.0') THEN left(${text}, -2) ELSE ${text} END`
  const part = (group: number): string =>
    `regexp_extract(${text}, '^(-?)([0-9])\\.?([0-9]*)e([+-][0-9]+)$', ${group})`
  const exponent = `TRY_CAST(${part(4)} AS INTEGER)`
  const digits = `(${part(2)} || ${part(3)})`
  const point = `(${exponent} + 1)`
  return `CASE WHEN NOT contains(${text}, 'e') THEN ${plain}
    WHEN ${point} BETWEEN length(${digits}) AND 21 THEN ${part(1)} || rpad(${digits}, ${point}, '0')
    WHEN ${point} BETWEEN 1 AND 21 THEN ${part(1)} || left(${digits}, ${point}) || '.' || substr(${digits}, ${point} + 1)
    WHEN ${point} BETWEEN -5 AND 0 THEN ${part(1)} || '0.' || repeat('0', -${point}) || ${digits}
    ELSE ${part(1)} || ${part(2)} || CASE WHEN ${part(3)} = '' THEN '' ELSE '.' || ${part(3)} END || 'e' || CASE WHEN ${exponent} > 0 THEN '+' ELSE '-' END || abs(${exponent})::VARCHAR END`
}
