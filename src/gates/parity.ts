import { rowsBeyond } from '../evaluation/parity.ts'
import type { Bench } from './bench.ts'
import type { Gate } from './gate.ts'
import type { Measure } from './measure.ts'
import { numberOf } from './words.ts'

const none = { undefined: 'it is the distance of the candidate from its own origin' }

/** How far the framework's own model is from the export, for the gate `parity`. That it cannot be told is an error. */
export function parityMeasure({ parity, candidate }: Bench, test: Gate['test']): Measure {
  const rows = candidate.y.length
  const found = parity ?? { undefined: 'it was not asked' }
  return {
    rows,
    owed: true,
    support: { rows, words: (count) => `there are ${count}` },
    candidate: () => ('undefined' in found ? found : { value: found.value }),
    production: () => none,
    interval: () => null,
    change: () => none,
    remark() {
      if ('undefined' in found || test.of === 'change') return undefined
      const beyond = rowsBeyond(found, test.high)
      const share = `${Number(((100 * beyond) / rows).toPrecision(2))} %`
      return beyond === 0
        ? `no row is beyond that`
        : `${numberOf(beyond, 'row')} of ${numberOf(rows, 'row').replace(/ rows?$/, '')} (${share}) ${beyond === 1 ? 'is' : 'are'} beyond that`
    },
  }
}
