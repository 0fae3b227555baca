/**
 * Rules for a box that is wider than a narrow window: it scrolls by itself, and a shadow at its edge shows that there is
 * more that way. `ground` is the colour that it stands on; what is in the box lets it through.
 */
export function scrollHint(selectors: readonly string[], ground: string): string {
  const shade = (side: 'left' | 'right') =>
    `radial-gradient(farthest-side at ${side === 'left' ? 0 : 100}% 50%, rgb(110 118 129 / 0.65), transparent) ${side} / 16px 100% no-repeat scroll`
  const cover = (side: 'left' | 'right') =>
    `linear-gradient(to ${side === 'left' ? 'right' : 'left'}, ${ground} 40%, transparent) ${side} / 48px 100% no-repeat local`
  const all = (part: string) => selectors.map((selector) => `${selector}${part}`).join(', ')
  return `${all('')} { overflow-x: auto; background: ${cover('left')}, ${cover('right')}, ${shade('left')}, ${shade('right')}; }
${all('::-webkit-scrollbar')} { height: 8px; } ${all('::-webkit-scrollbar-thumb')} { background: rgb(110 118 129 / 0.5); border-radius: 4px; }`
}
