import { smirnovSf } from './smirnov.ts'

/**
 * P(D >= x) of Kolmogorov's two-sided statistic for a sample of n: the finite-n law that SciPy calls `kstwo.sf`.
 *
 * Chooses among methods as Simard and L'Ecuyer do (2011, "Computing the two-sided Kolmogorov-Smirnov distribution"),
 * at SciPy's limits, so that both agree to 1e-6 relative up to n = 1,000,000 (beyond, SciPy's tail is a rough formula
 * and this one stays a sum): closed forms at the ends (Ruben and Gambino 1982), twice the one-sided tail where both
 * sides cannot matter at once (Miller 1956), Durbin's matrix (Marsaglia, Tsang and Wang 2003) for small samples and
 * values, Pelz and Good's expansion (1976) for the rest. The tail is a sum of positive terms and never 1 - cdf.
 */
export function kstwoSf(x: number, n: number): number {
  if (!Number.isInteger(n) || n < 1 || Number.isNaN(x)) return Number.NaN
  const t = n * x
  if (t <= 0.5) return 1
  if (x >= 1) return 0
  if (t <= 1) return 1 - firstBand(n, t)
  if (t >= n - 1) return 2 * (1 - x) ** n
  const z2 = t * x
  if (x >= 0.5 || z2 > (n <= 140 ? 4 : 2.2)) return Math.min(1, 2 * smirnovSf(n, x))
  const cdf = n <= 140 || (n <= 1000 && n * x ** 1.5 <= 1.4) ? durbin(n, x) : pelzGood(n, x)
  return Math.min(1, Math.max(0, 1 - cdf))
}

/** P(D < x) for 1/2 <= n x <= 1: n! ((2 n x - 1) / n)^n. */
function firstBand(n: number, t: number): number {
  let product = 1
  for (let factor = 1; factor <= n && product > 0; factor++) product *= (factor / n) * (2 * t - 1)
  return product
}

/** P(D < x) as n!/n^n times an entry of the n-th power of a matrix of order 2 ceil(n x) - 1. */
function durbin(n: number, x: number): number {
  const k = Math.ceil(n * x)
  const order = 2 * k - 1
  const power = scaledPower(durbinMatrix(order, k - n * x), order, n)
  let value = power.values[(k - 1) * order + k - 1] as number
  let exponent = power.exponent
  for (let factor = 1; factor <= n; factor++) {
    value *= factor / n
    if (value < 1e-140) {
      value *= 1e140
      exponent -= 140
    }
  }
  return value * 10 ** exponent
}

function durbinMatrix(order: number, h: number): Float64Array {
  const matrix = new Float64Array(order * order)
  for (let row = 0; row < order; row++)
    for (let column = 0; column <= Math.min(row + 1, order - 1); column++) matrix[row * order + column] = 1
  const corner = (order - 1) * order
  for (let i = 0; i < order; i++) {
    matrix[i * order] = (matrix[i * order] as number) - h ** (i + 1)
    matrix[corner + i] = (matrix[corner + i] as number) - h ** (order - i)
  }
  if (2 * h > 1) matrix[corner] = (matrix[corner] as number) + (2 * h - 1) ** order
  for (let row = 0; row < order; row++)
    for (let column = 0; column <= row; column++)
      for (let factor = 2; factor <= row - column + 1; factor++)
        matrix[row * order + column] = (matrix[row * order + column] as number) / factor
  return matrix
}

interface Scaled {
  values: Float64Array
  /** The values are to be multiplied by 10 to this power. */
  exponent: number
}

/** Power of a square matrix by repeated squaring, kept within the range of doubles. */
function scaledPower(matrix: Float64Array, order: number, n: number): Scaled {
  if (n === 1) return { values: matrix, exponent: 0 }
  const half = scaledPower(matrix, order, Math.floor(n / 2))
  const square = { values: multiply(half.values, half.values, order), exponent: 2 * half.exponent }
  const result = n % 2 === 0 ? square : { ...square, values: multiply(matrix, square.values, order) }
  const middle = result.values[((order - 1) / 2) * (order + 1)] as number
  if (middle <= 1e140) return result
  return { values: result.values.map((value) => value * 1e-140), exponent: result.exponent + 140 }
}

function multiply(a: Float64Array, b: Float64Array, order: number): Float64Array {
  const product = new Float64Array(order * order)
  for (let row = 0; row < order; row++)
    for (let inner = 0; inner < order; inner++) {
      const factor = a[row * order + inner] as number
      if (factor === 0) continue
      for (let column = 0; column < order; column++)
        product[row * order + column] =
          (product[row * order + column] as number) + factor * (b[inner * order + column] as number)
    }
  return product
}

/** P(D < x): Kolmogorov's limit and its corrections of order n^-1/2, n^-1 and n^-3/2 (Pelz and Good 1976). */
function pelzGood(n: number, x: number): number {
  const z = Math.sqrt(n) * x
  const z2 = z * z
  const pi2 = Math.PI ** 2
  let [k0, k1, k2, k3] = [0, 0, 0, 0]
  for (let k = Math.ceil((16 * z) / Math.PI); k >= 1; k--) {
    const odd = (pi2 * (k - 0.5) ** 2) / 2
    const a = 2 * odd
    const weight = Math.exp(-odd / z2)
    k0 += weight
    k1 += weight * (a - z2)
    k2 += weight * (6 * z2 ** 3 + 2 * z2 ** 2 + (2 * z2 ** 2 - 5 * z2) * a + (1 - 2 * z2) * a ** 2)
    k3 +=
      weight *
      (-30 * z2 ** 3 -
        90 * z2 ** 4 +
        (135 * z2 ** 2 - 96 * z2 ** 3) * a +
        (212 * z2 ** 2 - 60 * z2) * a ** 2 +
        (5 - 30 * z2) * a ** 3)
    const even = pi2 * k * k
    const evenWeight = Math.exp(-even / (2 * z2))
    k2 -= 2 * z2 ** 2 * even * evenWeight
    k3 += 30 * z2 ** 2 * (3 * z2 * even - even ** 2) * evenWeight
  }
  const scale = Math.sqrt(2 * Math.PI)
  return (
    scale *
    (k0 / z + k1 / (6 * z ** 4 * n ** 0.5) + k2 / (72 * z ** 7 * n) + k3 / (6480 * z ** 10 * n ** 1.5))
  )
}
