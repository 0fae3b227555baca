import type { Random } from '../stats/random.ts'

/** Puts a list into a random order in place (Fisher and Yates). */
export function shuffle(list: Uint8Array | Uint32Array, random: Random): void {
  for (let last = list.length - 1; last > 0; last--) {
    const other = random.below(last + 1)
    const kept = list[last] as number
    list[last] = list[other] as number
    list[other] = kept
  }
}

/** p of a figure among those of permutations: (1 + as large ones) / (1 + permutations), which is never 0. */
export function permutationP(figure: number, permuted: readonly number[]): number {
  const asLarge = permuted.filter((value) => value >= figure - 1e-12).length
  return (1 + asLarge) / (1 + permuted.length)
}
