/** One colour over another, so much of it as a share: what CSS mixes with `transparent`. */
export function over(top: string, ground: string, share: number): string {
  const parts = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
  const under = parts(ground)
  const mixed = parts(top).map((part, at) => Math.round(share * part + (1 - share) * (under[at] ?? 0)))
  return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** The contrast of two colours such as `#0b62c4`, from 1 to 21, as WCAG 2 counts it. */
export function contrast(one: string, other: string): number {
  const light = (hex: string) => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b) as [number, number]
  return (high + 0.05) / (low + 0.05)
}
