import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../sandbox/pages/markdown.ts'
import { drawMermaid } from '../../sandbox/pages/mermaid.ts'
import { sanitise } from '../../sandbox/pages/sanitise.ts'

const pieces = [
  '<',
  '>',
  '</',
  '/>',
  '"',
  "'",
  '=',
  ' ',
  '<!--',
  '-->',
  '<p>',
  '</p>',
  '<details open>',
  '</details>',
  '<summary>',
  '<script>',
  '</script>',
  '<a href="',
  'javascript:',
  'https://x.test',
  'onclick=',
  '<img src=x>',
  '<svg/onload=1>',
  '<input type=image src=x checked>',
  '<td style="text-align:right">',
  '<td style="background:url(x)">',
  '<br/>',
  'a',
  '&lt;',
  '\u0000',
  '__proto__=',
  '<code class=language-js>',
  '<CODE CLASS="x">',
]
const markup = fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((parts) => parts.join(''))

/** Tags that stay open, or a close without an opening one. */
function unbalanced(html: string): string[] {
  const open: string[] = []
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
    if (['br', 'hr', 'input'].includes(name)) continue
    if (!slash) open.push(name)
    else if (open.pop() !== name) return [`</${name}>`]
  }
  return open
}

describe('HTML in a comment', () => {
  it('is only what GitHub lets through, closed as it was opened', () => {
    fc.assert(
      fc.property(markup, (source) => {
        const html = sanitise(source)
        expect(unbalanced(html)).toEqual([])
        expect(html).not.toMatch(/<(script|img|svg|iframe|style)|<[^>]*(onclick|onload|javascript:|url\()/i)
        expect(html.replace(/<\/?[a-z0-9]+( [a-z]+="[^"<>]*")*>/g, '')).not.toMatch(/[<>]/)
      }),
      { numRuns: 1500 },
    )
  })

  it('is shown as text where it is not let through', () => {
    expect(sanitise('<script>x</script>')).toBe('&lt;script&gt;x&lt;/script&gt;')
    expect(sanitise('<p>a<!-- hidden --></p>')).toBe('<p>a</p>')
  })

  it('keeps tables, tasks and things that open', () => {
    expect(renderMarkdown('<details><summary>more</summary>\n\n**b**\n\n</details>')).toBe(
      '<details><summary>more</summary>\n<p><strong>b</strong></p>\n</details>',
    )
    expect(renderMarkdown('- [x] done')).toContain(
      '<li class="task"><input type="checkbox" disabled="disabled" checked="checked"> done</li>',
    )
    expect(renderMarkdown('|a|\n|-:|\n|1|')).toContain('<td style="text-align:right">1</td>')
  })

  it('breaks out of nothing in any markdown', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            markup,
            fc.constantFrom(
              '\n',
              '\n\n',
              '`',
              '```',
              '- ',
              '> ',
              '|',
              '[x](',
              ')',
              '@ada ',
              '#1 ',
              '```mermaid\n',
              '\ue0000\ue001',
            ),
          ),
          { maxLength: 10 },
        ),
        (parts) => {
          expect(unbalanced(renderMarkdown(parts.join('')))).toEqual([])
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('a Mermaid chart', () => {
  const chart = 'xychart-beta\n title "ROC"\n x-axis "a" 0 --> 1\n y-axis "b" 0 --> 1\n line [0, 0.5, 1]\n'

  it('of the kind that Pawl writes is drawn', () => {
    expect(drawMermaid(chart)).toContain(
      '<polyline class="line line-0" points="56.0,274.0 250.0,155.0 444.0,36.0"/>',
    )
  })

  it('of bars with names is drawn, upright and sideways, in the colours that it asks for', () => {
    const bars =
      '%%{init: {"themeVariables":{"xyChart":{"plotColorPalette":"#2f6fd0, #d97706"}}}}%%\nxychart-beta horizontal\n' +
      ' title "Slices"\n x-axis "slice" ["1 a", "2 <b>"]\n y-axis "recall" 0 --> 1\n bar [0.5, 1]\n line [0.25, 0.75]\n'
    const drawn = drawMermaid(bars)
    expect(drawn?.match(/<rect class="bar bar-0" style="fill:#2f6fd0"/g)).toHaveLength(2)
    expect(drawn).toContain('<polyline class="line line-1" style="stroke:#d97706"')
    expect(drawn).toContain('>2 &lt;b&gt;</text>')
    expect(drawMermaid(bars.replace(' horizontal', ''))).toMatch(/<rect .*<polyline/)
    expect(drawMermaid(bars.replace('"1 a", ', ''))).toBeUndefined()
    expect(drawMermaid(bars.replace('#d97706', 'red;}'))).toBeUndefined()
  })

  it('of any other kind stays code', () => {
    expect(drawMermaid('graph TD; A-->B')).toBeUndefined()
    expect(drawMermaid(`${chart} click x "javascript:1"`)).toBeUndefined()
    expect(drawMermaid(chart.replace('0.5', 'NaN'))).toBeUndefined()
    expect(renderMarkdown('```mermaid\ngraph TD; A-->B\n```')).toContain(
      '<code class="language-mermaid">graph TD',
    )
  })

  it('cannot be put somewhere by text that looks like its place', () => {
    expect(renderMarkdown(`\ue0000\ue001\n\n\`\`\`mermaid\n${chart}\`\`\``).match(/<svg/g)).toHaveLength(1)
  })
})
