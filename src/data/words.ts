import type { Range } from '../project/schema/column-rules.ts'
import type { Amount } from '../project/schema/values.ts'

/** Whether nothing at all is allowed. */
export function isZero(amount: Amount): boolean {
  return 'share' in amount ? amount.share === 0 : amount.count === 0
}

/** An allowed amount as a person would say it. */
export function amountText(amount: Amount): string {
  return 'share' in amount ? percent(amount.share) : countText(amount.count)
}

/** `12.3 %`, with enough digits that something never reads as nothing. */
export function percent(share: number): string {
  const value = share * 100
  return `${value > 0 && value < 0.01 ? '<0.01' : String(Math.round(value * 100) / 100)} %`
}

/** `5,000` */
export function countText(count: number): string {
  return count.toLocaleString('en-US')
}

/** `at least 2 and at most 5` */
export function rangeText({ min, max }: Range): string {
  const low = min === undefined ? [] : [`at least ${figureText(min)}`]
  const high = max === undefined ? [] : [`at most ${figureText(max)}`]
  return [...low, ...high].join(' and ')
}

/** A figure with six significant digits. */
export function figureText(figure: number): string {
  return Number(figure.toPrecision(6)).toLocaleString('en-US', { maximumSignificantDigits: 6 })
}

/** ` in at least 99 % of the rows with a value` */
export function shareWords(share: number): string {
  return ` in at least ${percent(share)} of the rows with a value`
}

/** `1 value`, `2,000 values` */
export function counted(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`
}

const units: readonly [name: string, milliseconds: number][] = [
  ['day', 864e5],
  ['hour', 36e5],
  ['minute', 6e4],
  ['second', 1e3],
]

/** `3 days`, `1 hour 30 minutes`: the two largest units. */
export function durationText(milliseconds: number): string {
  const parts: string[] = []
  let rest = milliseconds
  for (const [name, size] of units) {
    const whole = Math.floor(rest / size)
    if (whole > 0 && parts.length < 2) parts.push(counted(whole, name))
    rest -= whole * size
  }
  return parts.length > 0 ? parts.join(' ') : 'no time'
}
