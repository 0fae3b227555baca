/** Points at which the sum over a large sample is taken; below this many terms every one is. */
const mostTerms = 4096

/**
 * P(D+ >= x): the chance that the distribution of n independent values stands somewhere by x or more above its law
 * (Smirnov 1944; Birnbaum and Tingey 1951):
 *
 *   x * sum over j = 0 .. floor(n (1 - x)) of C(n, j) (x + j/n)^(j-1) (1 - x - j/n)^(n-j)
 *
 * Each term is x / (x + j/n) times a binomial probability, taken in Loader's form (2000), which neither overflows nor
 * loses digits. All terms are positive, so small values keep theirs. Beyond 4,096 terms the sum takes every k-th one:
 * the terms are a smooth bump that vanishes at both ends, for which such a sum converges faster than any power
 * (the trapezoidal rule), as long as n x^2 is not small; `kstwoSf` asks for nothing else.
 */
export function smirnovSf(n: number, x: number): number {
  if (x <= 0) return 1
  if (x >= 1) return 0
  const last = Math.floor(n * (1 - x))
  const stride = Math.max(1, Math.floor(last / mostTerms))
  let sum = Math.exp(n * Math.log1p(-x)) / stride
  for (let j = stride; j <= last; j += stride) sum += term(n, j, x)
  return Math.min(1, stride * sum)
}

/** The j-th term for 0 < j <= n (1 - x). */
function term(n: number, j: number, x: number): number {
  const u = j / n
  const rest = 1 - u
  if (x >= rest) return 0
  const divergence = -u * Math.log1p(x / u) - rest * Math.log1p(-x / rest)
  const corrections = stirlingError(n) - stirlingError(j) - stirlingError(n - j)
  const probability = Math.exp(corrections - n * divergence) / Math.sqrt(2 * Math.PI * j * rest)
  return (x / (x + u)) * probability
}

/** ln(m!) of 0 to 15, for which Stirling's series is too short. */
const logFactorials = Array.from({ length: 16 }, (_, m) => {
  let product = 1
  for (let factor = 2; factor <= m; factor++) product *= factor
  return Math.log(product)
})

/** ln(m!) less Stirling's approximation (m + 1/2) ln m - m + ln(2 pi) / 2, for m >= 1. */
function stirlingError(m: number): number {
  if (m < 16) return (logFactorials[m] as number) - (m + 0.5) * Math.log(m) + m - 0.5 * Math.log(2 * Math.PI)
  const square = m * m
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / m
}
