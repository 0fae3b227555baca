import { wilson } from '../../stats/proportion.ts'

/** How sure a suggested share is: its interval is two-sided at this level. */
const level = 0.99

/** A number not above another, with two digits of `scale` kept, or of itself. */
export function roundDown(value: number, scale = value): number {
  if (value === 0 || scale === 0) return value
  return stepDown(value, Math.floor(Math.log10(Math.abs(scale))) - 1)
}

/** The multiple of a power of ten that is not above a number. */
function stepDown(value: number, step: number): number {
  const whole = Math.floor(Number((value / 10 ** step).toPrecision(15)))
  return Number(`${whole}e${step}`)
}

/** A number not below another, with two digits of `scale` kept, or of itself. */
export function roundUp(value: number, scale = value): number {
  return -roundDown(-value, scale) + 0
}

/** Less than one row in a thousand is never worth a rule of its own. */
const leastShare = 0.001

/** The share of rows that may break a rule, from how many did: the upper end of Wilson's interval, rounded up to one digit. */
export function allowedShare(count: number, rows: number): number {
  const { high } = wilson({ count, rows, level })
  const rounded = -stepDown(-high, Math.floor(Math.log10(high)))
  return Math.min(1, Math.max(leastShare, rounded))
}

/** The share of rows that must hold, from how many did not: the lower end of Wilson's interval, rounded down. */
export function heldShare(broken: number, rows: number): number {
  return Number((1 - allowedShare(broken, rows)).toPrecision(12))
}

/** `0.1%` */
export function percentText(share: number): string {
  return `${Number((share * 100).toPrecision(12))}%`
}
