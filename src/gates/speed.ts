import { runsOf, speedChange, speedFigure, speedInterval } from '../evaluation/speed.ts'
import type { Measurement } from '../model/measure.ts'
import type { Bench } from './bench.ts'
import { type Measure, once } from './measure.ts'
import type { Speed } from './measure-sides.ts'

const unmeasured = { undefined: 'nothing was measured' }
const nothing = { undefined: 'there is nothing beside it that could be measured' }

/** A measured figure of a model, for a gate: `latency.p95`. */
export function speedMeasure({ speeds, sampling }: Bench, name: string): Measure {
  const candidate = speeds?.candidate ?? unmeasured
  const production = speeds?.production ?? nothing
  const of = (speed: Speed) => (isMeasured(speed) ? speedFigure(name, speed) : speed)
  const rows = isMeasured(candidate) ? runsOf(name, candidate) : 0
  return {
    rows,
    each: 'runs',
    support: { rows: Number.POSITIVE_INFINITY, words: (count) => `there are ${count}` },
    candidate: once(() => of(candidate)),
    production: once(() => of(production)),
    interval: once(() => (isMeasured(candidate) ? speedInterval(name, candidate, sampling) : null)),
    change: once(() => {
      if (!isMeasured(candidate)) return candidate
      if (!isMeasured(production)) return production
      return speedChange(name, { candidate, production }, sampling)
    }),
  }
}

function isMeasured(speed: Speed): speed is Measurement {
  return !('undefined' in speed)
}
