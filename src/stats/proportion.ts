import betainc from '@stdlib/math-base-special-betainc'
import { normalQuantile } from './normal.ts'

export interface Proportion {
  count: number
  rows: number
  /** Two-sided confidence, such as 0.95. */
  level: number
}

export interface Ends {
  low: number
  high: number
}

/** Wilson's score interval of a proportion (Wilson 1927, without continuity correction). */
export function wilson({ count, rows, level }: Proportion): Ends {
  requireProportion({ count, rows, level })
  const z = -normalQuantile((1 - level) / 2)
  const share = count / rows
  const scale = 1 + (z * z) / rows
  const centre = (share + (z * z) / (2 * rows)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / rows + (z * z) / (4 * rows * rows))
  return {
    low: count === 0 ? 0 : Math.max(0, centre - half),
    high: count === rows ? 1 : Math.min(1, centre + half),
  }
}

/** The exact interval of a proportion (Clopper and Pearson 1934): never too narrow, whatever the share. */
export function clopperPearson({ count, rows, level }: Proportion): Ends {
  requireProportion({ count, rows, level })
  const tail = (1 - level) / 2
  return {
    low: count === 0 ? 0 : betaQuantile(tail, count, rows - count + 1),
    high: count === rows ? 1 : 1 - betaQuantile(tail, rows - count, count + 1),
  }
}

/** Bisection on the regularised incomplete beta function, down to the last bit that moves. */
function betaQuantile(p: number, a: number, b: number): number {
  let low = 0
  let high = 1
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (betainc(middle, a, b, true, false) < p) low = middle
    else high = middle
  }
}

function requireProportion({ count, rows, level }: Proportion): void {
  if (!(rows > 0 && count >= 0 && count <= rows)) throw new RangeError(`${count} of ${rows} is no proportion`)
  if (!(level > 0 && level < 1)) throw new RangeError(`${level} is no confidence level`)
}
