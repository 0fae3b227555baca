import type { Change } from '../evaluation/comparison.ts'
import type { Interval } from '../evaluation/interval.ts'
import { type Figure, plainFigure } from '../evaluation/metrics.ts'
import { changeOfIntervals, rowChange, rowFigure, rowInterval } from '../evaluation/row-metric.ts'
import { type Bench, noFigure, noVersion } from './bench.ts'
import type { Custom, Sides } from './custom-metrics.ts'
import { type Measure, once } from './measure.ts'

/** A metric of the user's own, of all judged rows or, where it has a value for each, of some. */
export function customMeasure(bench: Bench, custom: Custom, rows?: Uint32Array): Measure {
  return custom.kind === 'rows' ? ofRowValues(bench, custom, rows) : ofProgram(bench, custom)
}

function ofRowValues(
  bench: Bench,
  custom: Extract<Custom, { kind: 'rows' }>,
  rows: Uint32Array | undefined,
): Measure {
  const count = rows?.length ?? bench.candidate.y.length
  const some = (values: Float64Array): Float64Array =>
    rows ? Float64Array.from(rows, (row) => values[row] as number) : values
  const { candidate, production } = sidesOf(bench, custom, some)
  const { weights } = bench.truth
  const how = { of: custom.of, weights: weights && some(weights) }
  const figure = (side: Side<Float64Array>): Figure =>
    'undefined' in side ? side : rowFigure(side.known, how)
  return {
    rows: count,
    support: { rows: count, words: (text) => `there are ${text}` },
    candidate: once(() => figure(candidate())),
    production: once(() => figure(production())),
    interval: once(() => {
      const side = candidate()
      return 'undefined' in side ? null : rowInterval(side.known, how, bench.sampling)
    }),
    change: once(() =>
      both(candidate(), production(), (after, before) =>
        rowChange({ candidate: after, production: before }, how, bench.sampling),
      ),
    ),
  }
}

/** The figures of one model, for its table of metrics. */
export function customFigures(
  custom: ReadonlyMap<string, Custom>,
  { side, weights }: { side: 'candidate' | 'production'; weights: Float64Array | undefined },
): Map<string, Figure> {
  return new Map(
    [...custom].map(([name, one]): [string, Figure] => {
      const known = one[side]
      if (known === undefined) return [name, { undefined: noVersion }]
      if ('undefined' in known) return [name, { undefined: known.undefined }]
      return [
        name,
        plainFigure(
          known instanceof Float64Array
            ? rowFigure(known, { of: one.kind === 'rows' ? one.of : 'mean', weights })
            : { value: known.value },
        ),
      ]
    }),
  )
}

const given = 'as its program gave it'
const noInterval = 'its program gave no low and high, and compare.evidence is interval'

function ofProgram(bench: Bench, custom: Extract<Custom, { kind: 'run' }>): Measure {
  const rows = bench.candidate.y.length
  const { candidate, production } = sidesOf(bench, custom, (printed) => printed)
  const figure = (side: Side<Printed>): Figure => ('undefined' in side ? side : { value: side.known.value })
  return {
    rows,
    support: { rows, words: (text) => `there are ${text}` },
    needsInterval: noInterval,
    candidate: once(() => figure(candidate())),
    production: once(() => figure(production())),
    interval: once((): Interval | null => {
      const side = candidate()
      const ends = 'undefined' in side ? undefined : endsIn(side.known)
      return ends ? { low: ends.low, high: ends.high, level: 0.95, method: given } : null
    }),
    change: once(() =>
      both(candidate(), production(), (after, before): Change => {
        const [one, other] = [endsIn(after), endsIn(before)]
        return one && other ? changeOfIntervals(one, other) : { undefined: noInterval }
      }),
    ),
  }
}

type Printed = { value: number; low?: number; high?: number }

function endsIn({ value, low, high }: Printed): { value: number; low: number; high: number } | undefined {
  return low === undefined || high === undefined ? undefined : { value, low, high }
}

/** What is known of one model, or why nothing is: that is never the model's own fault, so a gate is an error. */
type Side<T> = { known: T } | { undefined: string; untold?: true }

function sidesOf<T extends object>(
  bench: Bench,
  custom: Sides<T>,
  part: (known: T) => T,
): { candidate: () => Side<T>; production: () => Side<T> } {
  const side = (known: T | { undefined: string }): Side<T> =>
    'undefined' in known ? { undefined: known.undefined as string, untold: true } : { known: part(known) }
  return {
    candidate: once(
      (): Side<T> => (bench.broken === undefined ? side(custom.candidate) : { undefined: bench.broken }),
    ),
    production: once(
      (): Side<T> => (bench.production && custom.production ? side(custom.production) : noFigure(bench)),
    ),
  }
}

function both<T>(after: Side<T>, before: Side<T>, change: (after: T, before: T) => Change): Change {
  if ('undefined' in after) return { undefined: `of the candidate: ${after.undefined}` }
  if ('undefined' in before) return { undefined: `of production: ${before.undefined}` }
  return change(after.known, before.known)
}
