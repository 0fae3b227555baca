import type { Format } from '../project/schema/column-rules.ts'
import { literal } from './database.ts'

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
const octet = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
const ipv4 = `${octet}(?:\\.${octet}){3}`
const group = '[0-9A-Fa-f]{1,4}'
const clock = '(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?'
const day = '[0-9]{4}-[0-9]{2}-[0-9]{2}'

/** RFC 4291: eight groups, or fewer with `::` once; the last two may be an IPv4 address. */
const ipv6 = [
  `(?:${group}:){7}${group}`,
  `(?:${group}:){6}${ipv4}`,
  ...Array.from({ length: 8 }, (_, before) => shortened(before)),
].join('|')

/** Addresses with so many groups before the `::`. */
function shortened(before: number): string {
  const head = before === 0 ? '' : `${group}(?::${group}){${before - 1}}`
  const after = 7 - before
  const tails = [
    after > 0 ? [`(?:${group}(?::${group}){0,${after - 1}})?`] : [''],
    after > 2 ? [`(?:${group}:){0,${after - 2}}${ipv4}`] : after === 2 ? [ipv4] : [],
  ].flat()
  return `${head}::(?:${tails.join('|')})`
}

/** RE2 patterns of the whole text. */
const patterns: Record<Format, string> = {
  // As browsers check it (HTML, input type=email), with a dot in the domain.
  email: `[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${label}(?:\\.${label})+`,
  uuid: '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}',
  date: day,
  // RFC 3339: the zone is part of it.
  'date-time': `${day}T${clock}(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])`,
  time: clock,
  url: `https?://(?:${label}(?:\\.${label})*|\\[(?:${ipv6})\\])(?::[0-9]{1,5})?(?:[/?#][^\\s]*)?`,
  hostname: `${label}(?:\\.${label})*`,
  ipv4,
  ipv6,
  // E.164
  phone: '\\+[1-9][0-9]{6,14}',
}

/** SQL: a text is written in a format. Dates must be in the calendar too. */
export function isOfFormat(value: string, format: Format): string {
  const matches = `regexp_full_match(${value}, ${literal(patterns[format])})`
  if (format !== 'date' && format !== 'date-time') return matches
  return `${matches} AND TRY_CAST(left(${value}, 10) AS DATE) IS NOT NULL`
}
