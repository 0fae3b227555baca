import type { Random } from './random.ts'

/** Puts a list into a random order in place (Fisher and Yates). */
export function shuffle(list: Uint8Array | Uint32Array, random: Random): void {
  for (let last = list.length - 1; last > 0; last--) {
    const other = random.below(last + 1)
    const kept = list[last] as number
    list[last] = list[other] as number
    list[other] = kept
  }
}
