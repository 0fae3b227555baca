/** Numbers as people read them. Everything is independent of the machine's locale: the same input gives the same text. */

/** What stands where a figure has no value. */
export const undefinedFigure = 'undefined'

/** A metric's figure with four decimals, fewer where it is large; from 10,000 on whole and with commas, as people write prices. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return undefinedFigure
  const size = Math.abs(value)
  if (size !== 0 && size < 0.0001) return minus(value.toPrecision(2))
  if (size >= 1e9) return minus(value.toExponential(3))
  if (size >= 10_000) return count(Math.round(value))
  return minus(value.toFixed(size >= 1000 ? 1 : size >= 10 ? 2 : 4))
}

/** A change with its sign: `+0.0123`, `−0.0310`. */
export function signed(value: number | null | undefined): string {
  const text = figure(value)
  return value !== null && value !== undefined && value > 0 ? `+${text}` : text
}

/** A count with commas: `5,000`. */
export function count(value: number): string {
  return minus(String(Math.trunc(value))).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 row`, `37 rows`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** A share as a percentage that never rounds something to nothing: `0.74 %`, `< 0.01 %`. */
export function percent(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return undefinedFigure
  if (share > 0 && share < 0.0001) return '< 0.01 %'
  if (share < 1 && share > 0.9999) return '> 99.99 %'
  const value = share * 100
  return `${Number(value.toFixed(value < 10 ? 2 : 1))} %`
}

/** A p-value; very small ones as a bound, because more digits say nothing. */
export function probability(p: number | null): string {
  if (p === null || !Number.isFinite(p)) return undefinedFigure
  if (p < 0.0001) return '< 0.0001'
  return p.toFixed(p < 0.01 ? 4 : 3)
}

/** Bytes in the units of `store.folder`: `12.3 kB`, `4.56 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const unit = bytes < 1e6 ? 'kB' : bytes < 1e9 ? 'MB' : 'GB'
  const value = bytes / (unit === 'kB' ? 1e3 : unit === 'MB' ? 1e6 : 1e9)
  return `${value.toPrecision(3)} ${unit}`
}

/** Seconds as `0.4 s`, `12 s`, `3 min 20 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** The first seven digits of a commit id. */
export function shortSha(sha: string): string {
  return sha.slice(0, 7)
}

/** `sha256:` and the first twelve digits of a digest. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 'sha256:'.length + 12)
}

/** A true minus sign, which is as wide as a plus sign and is never read as a dash. */
function minus(text: string): string {
  return text.replace('-', '\u2212').replace('e+', 'e')
}
