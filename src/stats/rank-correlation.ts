/** Spearman's rank correlation: that of Pearson of the ranks, ties at their mean rank. NaN below two values or for a constant. */
export function spearman(x: readonly number[], y: readonly number[]): number {
  if (x.length !== y.length) throw new Error('two rankings must be of the same things')
  return pearson(ranks(x), ranks(y))
}

function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((p, q) => (values[p] as number) - (values[q] as number))
  const found = new Array<number>(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++
    for (const place of order.slice(from, to)) found[place] = (from + to - 1) / 2
    from = to
  }
  return found
}

function pearson(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [mx, my] = [mean(x), mean(y)]
  let [xx, yy, xy] = [0, 0, 0]
  for (const [at, value] of x.entries()) {
    const [dx, dy] = [value - mx, (y[at] as number) - my]
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : Number.NaN
}
