import type { ColumnRules } from '../../project/schema/column-rules.ts'
import type { YamlValue } from '../../project/yaml-flow.ts'
import { countText, figureText, percent } from '../words.ts'
import { allowedShare, heldShare, percentText, roundDown, roundUp } from './bounds.ts'
import type { ColumnFacts, NumberFacts, TextFacts } from './column-facts.ts'

/** A rule for one column before it was tried. */
export interface Proposal {
  keys: Record<string, YamlValue>
  because: string
}

/** Rows with a value below which nothing is said of the values. */
const leastValues = 30
/** How often each of a closed set of values has to be seen on average. */
const leastRepeats = 10

/**
 * Rules that a column's facts support, with room for what the sample did not show. What `written` has already is left as
 * it is. `now` decides whether dates end today.
 */
export function columnSuggestions(
  facts: ColumnFacts,
  { written, isKey, now }: { written: Partial<ColumnRules>; isKey: boolean; now: Date },
): Proposal[] {
  const proposals = [...nulls(facts, isKey), ...values(facts, { written, now })]
  return proposals.flatMap(({ keys, because }) => {
    const isTaken = Object.keys(keys).some((key) => Object.hasOwn(written, key))
    return isTaken ? [] : [{ keys, because }]
  })
}

function nulls({ nulls, rows }: ColumnFacts, isKey: boolean): Proposal[] {
  // A key has a value in every row anyway.
  if (isKey || rows === 0) return []
  const most = allowedShare(nulls, rows)
  return [
    {
      keys: { nulls: { max: percentText(most) } },
      because: `${countText(nulls)} of ${countText(rows)} rows have no value; up to ${percent(most)} would be no surprise`,
    },
  ]
}

function values(
  facts: ColumnFacts,
  { written, now }: { written: Partial<ColumnRules>; now: Date },
): Proposal[] {
  const told = facts.rows - facts.nulls - facts.bad
  if (told < leastValues) return []
  if (facts.numbers && (facts.type === 'date' || facts.type === 'timestamp'))
    return days(facts.type, { ...facts.numbers, now })
  if (facts.numbers) return numbers(facts, { numbers: facts.numbers, told, written })
  return facts.texts ? texts(facts, { texts: facts.texts, told, written }) : []
}

function days(
  type: 'date' | 'timestamp',
  { min, max, now }: Pick<NumberFacts, 'min' | 'max'> & { now: Date },
): Proposal[] {
  const scale = type === 'date' ? 864e5 : 1000
  const first = new Date((min - (max - min) / 4) * scale)
  const year = first.getUTCFullYear()
  const isPast = max * scale <= now.getTime()
  return [
    ...(year >= 1000 && year <= 9999
      ? [
          {
            keys: { min: `${year}-01-01` },
            because: `the first is of ${new Date(min * scale).getUTCFullYear()}`,
          },
        ]
      : []),
    ...(isPast
      ? [{ keys: { max: type === 'date' ? 'today' : 'now' }, because: 'none lies in the future' }]
      : []),
  ]
}

interface NumbersOf {
  numbers: NumberFacts
  told: number
  written: Partial<ColumnRules>
}

function numbers(facts: ColumnFacts, { numbers, told, written }: NumbersOf): Proposal[] {
  if (written['one-of']) return []
  const { distinct, values, type } = facts
  if (values && distinct <= 2 && values.every(Number.isInteger) && told >= leastRepeats * distinct)
    return [{ keys: { 'one-of': values }, because: `${countText(told)} rows hold nothing else` }]
  const isUnique = distinct === told
  const { low, high, isFar } = range(numbers, type === 'integer')
  const bounds: Proposal[] = [
    {
      keys: { min: low },
      because: `the lowest is ${figureText(numbers.min)}; a quarter of the spread is left as room`,
    },
    ...(isFar
      ? []
      : [
          {
            keys: { max: high },
            because: `the highest is ${figureText(numbers.max)}; a quarter of the spread is left as room`,
          },
        ]),
  ]
  // Single values far out carry the mean; numbers that only name a row have none.
  if (isFar || (isUnique && type === 'integer') || numbers.stdev === 0) return bounds
  const notBelow = (value: number): number => (numbers.min >= 0 ? Math.max(0, value) : value)
  const room = Math.max(numbers.stdev / 2, (4 * numbers.stdev) / Math.sqrt(told))
  return [
    ...bounds,
    {
      keys: {
        mean: {
          min: notBelow(roundDown(numbers.mean - room, room)),
          max: roundUp(numbers.mean + room, room),
        },
      },
      because: `it is ${figureText(numbers.mean)}; half a standard deviation is left as room`,
    },
  ]
}

/** Bounds with a quarter of the spread as room; numbers without a sign stay so. `isFar`: single values lie far above all others. */
function range(
  { min, max, q01, q99 }: NumberFacts,
  isWhole: boolean,
): { low: number; high: number; isFar: boolean } {
  const spread = q99 - q01 || max - min || Math.abs(max) / 2
  const low = min - spread / 4
  const floor = isWhole ? Math.floor : (value: number) => value
  const high = roundUp(max + spread / 4, spread)
  return {
    low: min >= 0 && low < 0 ? 0 : floor(roundDown(low, spread)),
    high: isWhole ? Math.ceil(high) : high,
    isFar: max > q99 + 5 * spread,
  }
}

interface TextsOf {
  texts: TextFacts
  told: number
  written: Partial<ColumnRules>
}

function texts(facts: ColumnFacts, { texts, told, written }: TextsOf): Proposal[] {
  if (written['one-of'] ?? written.pattern ?? written.format) return []
  const { values, once, distinct } = facts
  if (values && distinct * leastRepeats <= told && !(written.share && once > 0)) {
    // Good and Turing: the chance that the next row brings a value not seen yet is that of values seen once.
    const holding = heldShare(once, told)
    const seen = `${countText(told)} rows hold ${countText(distinct)} different values`
    return once === 0
      ? [{ keys: { 'one-of': values }, because: `${seen}, each of them more than once` }]
      : holding >= 0.95
        ? [
            {
              keys: { 'one-of': values, share: { min: percentText(holding) } },
              because: `${seen}, ${countText(once)} of them once, so others may come`,
            },
          ]
        : []
  }
  if (texts.format) return [{ keys: { format: texts.format }, because: 'all values are written so' }]
  const pattern = texts.form && patternOf(texts.form, texts.prefix)
  if (pattern && distinct > leastRepeats)
    return [{ keys: { pattern }, because: `all ${countText(told)} values have this form` }]
  return [
    {
      keys: { length: { min: Math.max(1, Math.floor(texts.shortest / 2)), max: roundUp(texts.longest * 2) } },
      because: `they have ${countText(texts.shortest)} to ${countText(texts.longest)} characters`,
    },
  ]
}

/** A regular expression for a form such as `A000000`; letters that never change stand for themselves. */
function patternOf(form: string, prefix: string): string | undefined {
  if (form.length > 64 || !/[A0]/i.test(form)) return undefined
  const letters = /^[A-Za-z]*/.exec(prefix)?.[0] ?? ''
  const parts = [...letters, ...(form.slice(letters.length).match(/A+|a+|0+|[\s\S]/g) ?? [])]
  return parts.map((part, index) => (index < letters.length ? part : partOf(part))).join('')
}

function partOf(part: string): string {
  const classes = new Map([
    ['A', '[A-Z]'],
    ['a', '[a-z]'],
    ['0', '[0-9]'],
  ])
  const letters = classes.get(part.slice(0, 1))
  if (letters) return part.length === 1 ? letters : `${letters}{${part.length}}`
  return part.replace(/[\\^$.*+?()[\]{}|/-]/g, (sign) => (sign === '-' || sign === '/' ? sign : `\\${sign}`))
}
