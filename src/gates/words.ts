/**
 * A figure with three decimals, or as many more as it takes to tell it from the others it is compared with: nothing
 * "fell by 0.010, beyond the 0.01 allowed".
 */
export function figureText(value: number, ...others: readonly number[]): string {
  for (let decimals = 3; decimals < 9; decimals++) {
    const text = value.toFixed(decimals)
    const clash = others.some(
      (other) => Math.abs(other - value) > 1e-12 && Number(text) === Number(other.toFixed(decimals)),
    )
    const lost = value !== 0 && Number(text) === 0
    if (!clash && !lost) return text
  }
  return value.toPrecision(3)
}

/** `rose by 0.024`, `fell by 0.083`, `did not change`. */
export function moveText(change: number, limit: number): string {
  if (change === 0) return 'did not change'
  const size = figureText(Math.abs(change), Math.abs(limit))
  return change > 0 ? `rose by ${size}` : `fell by ${size}`
}

/** The ends of an interval of a change, in the words of `moveText`: sizes where both ends lie on the estimate's side. */
export function spanText({ low, high }: { low: number; high: number }, change: number): string {
  if (change > 0 && low >= 0) return `${figureText(low)} to ${figureText(high)}`
  if (change < 0 && high <= 0) return `${figureText(-high)} to ${figureText(-low)}`
  return `from ${endText(low)} to ${endText(high)}`
}

/** `a fall of 0.011`, `a rise of 0.003`, `no change`. */
export function endText(change: number): string {
  if (change === 0) return 'no change'
  return change > 0 ? `a rise of ${figureText(change)}` : `a fall of ${figureText(-change)}`
}

/** A count with commas: `5,000`. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 gate`, `3 gates`. */
export function numberOf(count: number, one: string): string {
  return `${countText(count)} ${one}${count === 1 ? '' : 's'}`
}
