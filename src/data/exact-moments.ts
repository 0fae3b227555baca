import { type Database, doubleLiteral } from './database.ts'

/** Bits kept of each value, against the largest distance from the centre. */
const bits = 60

/**
 * Mean and sample standard deviation of the column `x` of a source of finite values. Sums of doubles depend on the order
 * in which threads add them; here values are rounded to 2^-60 of the largest and added as integers, so the same rows give
 * the same figures on any number of threads. Distances are taken from a centre, so a small spread far from zero keeps its
 * digits (shifted data, see Chan, Golub and LeVeque, 1983).
 */
export async function exactMoments(
  database: Database,
  { source, min, max, centre }: { source: string; min: number; max: number; centre: number },
): Promise<{ mean: number; stdev: number | null }> {
  const exponent = exponentOf(Math.max(Math.abs(min), Math.abs(max)))
  const scaled = (text: string): string =>
    powers(exponent).reduce((all, power) => `${all} * ${doubleLiteral(power)}`, text)
  const distance = `(${scaled('x')} - ${scaled(doubleLiteral(centre))})`
  // A distance is at most 2, its square at most 4: sums of 2^64 values would fit.
  const whole = (value: string): string => `sum((${value} * ${doubleLiteral(2 ** bits)})::HUGEINT)::VARCHAR`
  const { rows, first, second } = await database.row(
    `SELECT count(*) AS rows, ${whole(distance)} AS first, ${whole(`${distance} * ${distance}`)} AS second FROM ${source}`,
  )
  const n = Number(rows)
  const sum = Number(BigInt(String(first))) / 2 ** bits
  const squares = Number(BigInt(String(second))) / 2 ** bits
  const unscale = (value: number): number => powers(exponent).reduce((all, power) => all / power, value)
  return {
    mean: Math.min(max, Math.max(min, centre + unscale(sum / n))),
    stdev: n < 2 ? null : unscale(Math.sqrt(Math.max(0, squares - (sum * sum) / n) / (n - 1))),
  }
}

/** The power of two that a magnitude is below. */
function exponentOf(magnitude: number): number {
  return magnitude === 0 ? 0 : Math.floor(Math.log2(magnitude)) + 1
}

/** 2^-exponent as two factors, each a normal double. */
function powers(exponent: number): number[] {
  const half = Math.trunc(exponent / 2)
  return [2 ** -half, 2 ** -(exponent - half)]
}
