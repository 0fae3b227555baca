/** Numbers from 0 up to 1 (Mulberry32): the same seed gives the same numbers on every machine. */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of the names, each as likely as its share says; `at` is a number from 0 up to 1. */
export function pick(shares: readonly [string, number][], at: number): string {
  let sum = 0
  for (const [name, share] of shares) {
    sum += share
    if (at < sum) return name
  }
  return (shares.at(-1) as [string, number])[0]
}
