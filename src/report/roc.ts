/** The height of a ROC curve at a false positive rate, by straight lines between its points. */
export function rocAt(roc: readonly (readonly [number, number])[], rate: number): number {
  const after = roc.findIndex(([x]) => x > rate)
  if (after === -1) return roc.at(-1)?.[1] ?? 0
  const [x1, y1] = roc[after] as readonly [number, number]
  const [x0, y0] = roc[after - 1] ?? [0, 0]
  return x1 === x0 ? y1 : y0 + ((y1 - y0) * (rate - x0)) / (x1 - x0)
}
