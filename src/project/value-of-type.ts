import type { ColumnType } from './schema/column.ts'
import type { Scalar } from './schema/values.ts'

const day = /^(\d{4})-(\d{2})-(\d{2})$/
const instant = /^(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/

/**
 * Whether a value of a config file is one that a column of a type can hold. Strict, because a value that no cell can
 * equal would make a rule that never fires.
 */
export function isValueOf(value: Scalar, type: ColumnType): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return Number.isSafeInteger(value)
    case 'number':
      return typeof value === 'number'
    case 'date':
      return typeof value === 'string' && isDay(value)
    case 'timestamp':
      return typeof value === 'string' && isInstant(value)
  }
}

/** What such a value is, for messages. */
export function valueWords(type: ColumnType): string {
  switch (type) {
    case 'string':
      return 'a text'
    case 'boolean':
      return 'true or false'
    case 'integer':
      return 'a whole number'
    case 'number':
      return 'a number'
    case 'date':
      return 'a date such as 2026-03-01'
    case 'timestamp':
      return 'a timestamp such as 2026-03-01T12:00:00Z'
  }
}

/** Whether the calendar has the day: 2026-02-30 is none. */
function isDay(text: string): boolean {
  const [, year, month, date] = (day.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || date === undefined) return false
  const parsed = new Date(0)
  parsed.setUTCFullYear(year, month - 1, date)
  return (
    parsed.getUTCFullYear() === year && parsed.getUTCMonth() === month - 1 && parsed.getUTCDate() === date
  )
}

function isInstant(text: string): boolean {
  const [, date, time] = instant.exec(text) ?? []
  if (date === undefined || !isDay(date)) return false
  if (time === undefined) return true
  const [hours = 0, minutes = 0, seconds = 0] = time.slice(1).split(/[Z+-]/)[0]?.split(':').map(Number) ?? []
  return hours < 24 && minutes < 60 && seconds < 60
}
