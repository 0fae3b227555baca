import type { Dataset } from '../../project/schema/dataset.ts'
import { countText } from '../words.ts'
import { roundDown } from './bounds.ts'
import type { ColumnFacts } from './column-facts.ts'
import type { Draft } from './suggestion.ts'

/** Rows below which different values say nothing about a key. */
const leastRows = 30

/** Key, time, uniqueness and number of rows, where dataset.yaml does not speak of them yet. */
export function tableSuggestions(
  facts: ReadonlyMap<string, ColumnFacts>,
  { config, written, rows }: { config: Dataset; written: unknown; rows: number },
): Draft[] {
  const isWritten = (key: string): boolean =>
    typeof written === 'object' && written !== null && Object.hasOwn(written, key)
  const names = [...facts].filter(([, of]) => namesRows(of)).map(([column]) => column)
  const key = config.key.length > 0 ? [] : nameLike(names)
  const [time, second] = [...facts].filter(([, { type }]) => type === 'date' || type === 'timestamp')
  const hasRows = config.checks.some((check) => check.rows)
  return [
    ...key.map(
      (column): Draft => ({
        column: null,
        keys: { key: [column] },
        because: 'it has a value in every row, and no value twice',
      }),
    ),
    ...(time && !second && !isWritten('time')
      ? [{ column: null, keys: { time: time[0] }, because: 'it is the only column with a day or time' }]
      : []),
    ...names
      .filter((column) => facts.get(column)?.type === 'string')
      .filter((column) => !key.includes(column) && !config.key.includes(column))
      .filter((column) => !config.columns[column]?.unique)
      .map((column): Draft => ({ column, keys: { unique: true }, because: 'no value occurs twice' })),
    ...(rows >= leastRows && !hasRows
      ? [
          {
            column: null,
            keys: { checks: [{ rows: { min: roundDown(rows / 2) } }] },
            because: `there are ${countText(rows)}; half of them is taken for the least`,
          },
        ]
      : []),
  ]
}

function namesRows({ type, rows, nulls, bad, distinct }: ColumnFacts): boolean {
  const canName = type === 'string' || type === 'integer'
  return canName && rows >= leastRows && nulls === 0 && bad === 0 && distinct === rows
}

/** The one that is called an id, or the first. */
function nameLike(columns: readonly string[]): string[] {
  const called = columns.find((column) => /(^|[_\s-])(id|key|uuid)$|I[dD]$/i.test(column))
  return [called ?? columns[0]].filter((column) => column !== undefined)
}
