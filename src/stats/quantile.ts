import { binomial, seeded } from './random.ts'

/** The least value that at least this share of the values does not exceed (type 1 of Hyndman and Fan). Sorted; NaN without any. */
export function quantileOf(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/**
 * Draws of where the true quantile lies: the order statistics at ranks drawn from the binomial law of how many values lie
 * below it, the law that the exact interval of a quantile comes from (David and Nagaraja, "Order Statistics", 7.1). Of a
 * rank beyond the values the draw is the nearest one: of few values the ends of a sample bound nothing beyond themselves.
 */
export function quantileDraws(
  sorted: Float64Array,
  { share, seed, draws }: { share: number; seed: number; draws: number },
): Float64Array {
  const random = seeded(seed)
  const last = sorted.length - 1
  return Float64Array.from(
    { length: draws },
    () => sorted[Math.min(last, binomial(random, sorted.length, share, 1 - share))] ?? Number.NaN,
  )
}
