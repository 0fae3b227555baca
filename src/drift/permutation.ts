/** p of a figure among those of permutations: (1 + as large ones) / (1 + permutations), which is never 0. */
export function permutationP(figure: number, permuted: readonly number[]): number {
  const asLarge = permuted.filter((value) => value >= figure - 1e-12).length
  return (1 + asLarge) / (1 + permuted.length)
}
