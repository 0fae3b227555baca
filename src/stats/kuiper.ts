/**
 * P(V >= v) of Kuiper's statistic V = D+ + D- of two samples, by its limit law with Stephens' correction for the size (1970):
 * 2 sum of (4 j^2 x^2 - 1) exp(-2 j^2 x^2), x = (sqrt(N) + 0.155 + 0.24 / sqrt(N)) v, N = n m / (n + m).
 */
export function kuiperSf({ v, n, m }: { v: number; n: number; m: number }): number {
  const root = Math.sqrt((n * m) / (n + m))
  const x = (root + 0.155 + 0.24 / root) * v
  if (!(x >= 0.4)) return Number.isNaN(x) ? Number.NaN : 1
  let sum = 0
  for (let j = 1; j <= 50; j++) {
    const square = (j * x) ** 2
    const term = (4 * square - 1) * Math.exp(-2 * square)
    sum += term
    if (Math.abs(term) <= 1e-17 * Math.abs(sum)) break
  }
  return Math.min(1, Math.max(0, 2 * sum))
}
