import { describe, expect, it } from 'vitest'
import { ink } from '../../src/report/html/charts.ts'
import { renderHtml } from '../../src/report/html/check.ts'
import { renderDriftHtml } from '../../src/report/html/drift.ts'
import { style } from '../../src/report/html/style.ts'
import { contrast, over } from './contrast.ts'
import { check, checks, decision, drift, report } from './fixtures.ts'

/** The colours of the page by name, for a light and for a dark screen. */
const [light, dark] = [...style.matchAll(/:root \{([^}]*)\}/g)].map(
  ([, block = '']) =>
    new Map(
      [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]),
    ),
) as [Map<string, string>, Map<string, string>]
const modes = [
  ['light', light],
  ['dark', new Map([...light, ...dark])],
] as const

const confusion = {
  classes: ['a', 'b'],
  counts: [
    [40, 1],
    [2, 30],
  ],
}
const { candidate } = report()
const pages = [
  ...Object.values(checks),
  check({ report: report({ candidate: { ...candidate, confusion } }) }),
].map((one) => renderHtml([one], { changesWorkflows: false }))
pages.push(renderDriftHtml(drift, { decision }))
const inline = pages.flatMap((page) =>
  [...page.matchAll(/--tone:var\(--([a-z-]+)\)/g)].map(([, name = '']) => name),
)
/** Colours of verdicts that text may have, those of pages that no fixture makes too. */
const tones = ['pass', 'warn', 'inconclusive', 'fail', 'error', 'info', 'not-applied', 'unchanged']

describe('on the pages of reports', () => {
  it('all text has a colour of the palette, so that what follows is about all of it', () => {
    const named = [...style.matchAll(/(?<![-\w])color: ([^;}]+)/g)].map(([, colour]) => colour)
    expect(new Set(named)).toEqual(
      new Set(['var(--text)', 'var(--accent)', 'var(--muted)', 'var(--tone)', 'inherit']),
    )
    expect(new Set([ink.text, ink.muted])).toEqual(new Set(['var(--text)', 'var(--muted)']))
    const drawn = pages.flatMap((page) => page.match(/<text[^>]*>/g) ?? [])
    expect(drawn.length).toBeGreaterThan(20)
    for (const text of drawn) expect(text).toMatch(/fill="var\(--(text|muted)\)"/)
    expect(inline.length).toBeGreaterThan(10)
    for (const tone of inline) expect(tones).toContain(tone)
  })

  it('all text stands on a ground of the palette', () => {
    const grounds = [...style.matchAll(/background: ([^;}]+)/g)].map(([, ground = '']) => ground)
    const plain = grounds.filter((ground) => !ground.includes('gradient'))
    expect(new Set(plain)).toEqual(
      new Set([
        'var(--page)',
        'var(--card)',
        'var(--soft)',
        'color-mix(in srgb, var(--tone) var(--share), transparent)',
        // Bars and the thumb of a scroll bar, on which no text stands.
        'var(--tone, var(--accent))',
        'rgb(110 118 129 / 0.5)',
        '#fff',
      ]),
    )
  })

  describe.each(modes)('on a %s screen', (_mode, palette) => {
    const colour = (name: string) => palette.get(name) ?? `no colour ${name}`

    it.each(['text', 'muted', 'accent', ...tones])(
      '%s has a contrast of 4.5 to 1 on every ground',
      (name) => {
        for (const ground of ['page', 'card', 'soft'])
          expect(contrast(colour(name), colour(ground)), `on ${ground}`).toBeGreaterThanOrEqual(4.5)
      },
    )

    it.each(['pass', 'fail'])(
      'figures have it on the deepest shade of %s in the confusion matrix',
      (tone) => {
        const shades = pages.flatMap((page) =>
          [...page.matchAll(/--share:(\d+)%/g)].map(([, share]) => Number(share)),
        )
        expect(Math.max(...shades)).toBeGreaterThan(30)
        for (const share of [...shades, 45])
          expect(
            contrast(colour('text'), over(colour(tone), colour('card'), share / 100)),
          ).toBeGreaterThanOrEqual(4.5)
      },
    )

    it.each(['candidate', 'production', 'chance', ...tones])(
      'what is drawn in the colour of %s has 3 to 1',
      (name) => {
        expect(contrast(colour(name), colour('card'))).toBeGreaterThanOrEqual(3)
      },
    )
  })

  it('paper gets the colours of a light screen', () => {
    expect(style).toContain('@media screen and (prefers-color-scheme: dark)')
  })
})

describe('a chart of rows with names', () => {
  const page = renderHtml([checks.failing], { changesWorkflows: false })

  it('is drawn twice, and each window shows one: names beside the rows, or above them', () => {
    const [, wide = '', narrow = ''] =
      /<div class="wide">(<svg[\s\S]*?<\/svg>)<\/div><div class="narrow">(<svg[\s\S]*?<\/svg>)/.exec(page) ??
      []
    const width = (svg: string) => Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1])
    expect(width(wide)).toBe(680)
    expect(width(narrow)).toBeLessThan(350)
    expect(narrow).toContain('>recall ≥ 0.50<')
    expect(wide).toMatch(/>recall<[\s\S]*>≥ 0\.50</)
    expect(style).toMatch(
      /figure \.narrow \{ display: none; \}[\s\S]*max-width: 640px[\s\S]*figure \.narrow \{ display: block; \}/,
    )
  })

  it('asks for no more room than a narrow window has', () => {
    // As a property; a query of the window's width asks for nothing.
    expect(style).not.toMatch(/[{;]\s*min-width: [3-9]\d\dpx/)
  })
})
