/**
 * SQL for inputs like those of the shared benchmarks, where these are not there: normal and gamma numbers, categories of Zipf's
 * law, and on the current side a shift of 0.3, a scale of 1.4, two humps, reversed shares, a new category, and missing values.
 */
export function driftInputs(size: string): Record<'ref' | 'cur', string> {
  const [rows, numbers, categories] = size === '1m' ? [1_000_000, 50, 10] : [100_000, 17, 3]
  return { ref: side(1, false), cur: side(2, true) }

  function side(seed: number, isCurrent: boolean): string {
    const uniform = (key: string) =>
      `((hash(i * 1000003 + ${seed}, '${key}') >> 11)::DOUBLE + 0.5) / 9007199254740992`
    const cells = [
      ...Array.from({ length: numbers }, (_, at) => numberCell(at)),
      ...Array.from({ length: categories }, (_, at) => categoryCell(at)),
    ]
    return `SELECT ${cells.join(', ')} FROM range(${rows}) AS r(i)`

    function numberCell(at: number): string {
      const normal = `sqrt(-2 * ln(${uniform(`a${at}`)})) * cos(2 * pi() * ${uniform(`b${at}`)})`
      const gamma = `-ln(${uniform(`a${at}`)}) - ln(${uniform(`b${at}`)})`
      let value = at % 3 === 0 ? gamma : normal
      if (isCurrent && at === 1) value = `${value} + 0.3`
      if (isCurrent && at === 2) value = `1.4 * ${value}`
      if (isCurrent && at === 4)
        value = `0.2 * ${value} + CASE WHEN ${uniform('h')} < 0.5 THEN 0.98 ELSE -0.98 END`
      const missing = isCurrent && at === 5 ? 0.3 : 0.01
      const cell =
        at === 5 || at === 7 ? `CASE WHEN ${uniform(`m${at}`)} >= ${missing} THEN ${value} END` : value
      return `${cell} AS num_${String(at).padStart(2, '0')}`
    }

    function categoryCell(at: number): string {
      const kinds = [3, 5, 8, 12, 20, 30, 50, 100, 200, 400][categories > 3 ? at : ([1, 3, 7][at] ?? 0)] ?? 3
      const reversed = isCurrent && at === 0
      // Nearly 1 / rank: the chance of rank r is the logarithm of (r + 1) / r, which needs no search.
      const rank = `least(${kinds}, floor(exp(${uniform(`c${at}`)} * ln(${kinds + 1})))::INTEGER)`
      const known = `'c${at}_' || ${reversed ? `(${kinds + 1} - ${rank})` : rank}`
      const cell =
        isCurrent && at === 1 ? `CASE WHEN ${uniform('n')} < 0.15 THEN 'NEW' ELSE ${known} END` : known
      return `${cell} AS cat_${String(at).padStart(2, '0')}`
    }
  }
}
