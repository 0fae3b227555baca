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
