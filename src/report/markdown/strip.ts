import type { Axis } from '../limit.ts'
import type { Markdown } from './escape.ts'

/**
 * An interval as a strip of text, the better end at the right: `··━━●━━···┃····`. ● is the estimate, ━ its interval,
 * ┃ the limit. Undefined where there is no estimate.
 */
export function strip(
  { point, low, high, limit, to: other, better }: Axis,
  width = 19,
): Markdown | undefined {
  if (point === null) return undefined
  const from = low ?? point
  const to = high ?? point
  const limits = other === null ? [limit] : [limit, other]
  const least = Math.min(from, point, ...limits)
  const span = Math.max(to, point, ...limits) - least
  const cell = (value: number) => {
    const share = span === 0 ? 0.5 : (value - least) / span
    return 1 + Math.round((better === 'higher' ? share : 1 - share) * (width - 3))
  }
  const cells = Array.from({ length: width }, () => '·')
  const [first, last] = [cell(from), cell(to)].sort((a, b) => a - b) as [number, number]
  for (let at = first; at <= last; at++) cells[at] = '━'
  for (const end of limits) cells[cell(end)] = '┃'
  cells[cell(point)] = '●'
  return { markdown: `\`${cells.join('')}\`` }
}

/** A share as a bar of ten cells. Anything above zero fills at least one. */
export function bar(share: number, width = 10): Markdown {
  const filled = share <= 0 ? 0 : Math.max(1, Math.min(width, Math.round(share * width)))
  return { markdown: `\`${'█'.repeat(filled)}${'·'.repeat(width - filled)}\`` }
}
