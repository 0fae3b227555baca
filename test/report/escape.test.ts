import fc from 'fast-check'
import MarkdownIt, { type Token } from 'markdown-it'
import { describe, expect, it } from 'vitest'
import { code, codeBlock, folded, link, md, text } from '../../src/report/markdown/escape.ts'
import { table } from '../../src/report/markdown/table.ts'
import { visible } from '../../src/report/visible.ts'

const github = new MarkdownIt({ html: true, linkify: true, breaks: true })

/** What a value must never become: everything that is neither text nor the code span or table that we made. */
function structure(markdown: string): string[] {
  const flat = (tokens: Token[]): Token[] => tokens.flatMap((token) => [token, ...flat(token.children ?? [])])
  return flat(github.parse(markdown, {}))
    .map(({ type }) => type)
    .filter((type) => type !== 'text' && type !== 'text_special' && type !== 'inline')
}

/** What a reader sees of a value in running text. */
function shown(markdown: string): string {
  const [inline] = github.parseInline(markdown, {})
  return (inline?.children ?? [])
    .map(({ content }) => content)
    .join('')
    .replaceAll('\u200b', '')
}

const nasty = [
  '@ada',
  '#12',
  'GH-7',
  'acme/site#3',
  'https://evil.test/x',
  'www.evil.test',
  '//evil.test',
  'a@b.test',
  'evil.com',
  '<script>',
  '<!--',
  '-->',
  '<img src=x onerror=1>',
  '</details>',
  '![a](b)',
  '[a](javascript:1)',
  '[^1]',
  '`',
  '```',
  '~~~',
  '|',
  '\\',
  '\\|',
  '*',
  '**',
  '_',
  '__',
  '~',
  '~~',
  '$',
  '$$',
  ':+1:',
  ':tada:',
  '&lt;',
  '&#64;',
  '&',
  '\n',
  '\r\n',
  '\n\n',
  '\u2028',
  '\t',
  '    ',
  '# ',
  '> ',
  '- ',
  '+ ',
  '1. ',
  '1) ',
  '---',
  '===',
  '| a |',
  ':-:',
  '\u202e',
  '\u200b',
  '\u0000',
  '\ud800',
  '👩‍🔬',
  'mailto:x@y.test',
  'ftp://x.test',
  '<pawl:check>',
  '- [ ] ',
  '[!NOTE]',
  '"',
  "'",
  '__proto__',
]
const value = fc.oneof(
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...nasty),
        fc.string({ maxLength: 5, unit: 'binary' }),
        fc.constantFrom('a', ' ', '.', ':', '/', '0'),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
)
const runs = { numRuns: 600 }

describe('a value from outside', () => {
  it('is nothing but text in a paragraph', () => {
    fc.assert(
      fc.property(value, (hostile) => {
        expect(structure(text(hostile).markdown)).toEqual(['paragraph_open', 'paragraph_close'])
      }),
      runs,
    )
  })

  it('reads as what it is', () => {
    fc.assert(
      fc.property(value, (hostile) => {
        expect(shown(text(hostile, 300).markdown)).toBe(visible(hostile, 300) || '(empty)')
      }),
      runs,
    )
  })

  it('leaves nothing for GitHub to make a mention, reference, emoji or address of', () => {
    fc.assert(
      fc.property(value, (hostile) => {
        const seen = github.render(text(hostile).markdown).replace(/<[^>]*>/g, '')
        expect(seen).not.toMatch(/@[a-z0-9]|(?<!&)#\d|\bgh-\d|:\/\/|\bwww\.|:[\w+-]+:/i)
      }),
      runs,
    )
  })

  it('is one code span as code, and the same text', () => {
    fc.assert(
      fc.property(value, (hostile) => {
        const line = visible(hostile, 120)
        const inline = github.parse(code(hostile).markdown, {}).flatMap(({ children }) => children ?? [])
        if (line !== '')
          expect(inline.map(({ type, content }) => [type, content])).toEqual([['code_inline', line]])
      }),
      runs,
    )
  })

  it('keeps a table a table, in text and in code', () => {
    const plain = structure(
      table(
        [{ title: 'a' }, { title: 'b' }],
        [
          ['x', code('y')],
          ['x', 'y'],
        ],
      ).markdown,
    )
    fc.assert(
      fc.property(value, value, (one, two) => {
        const rows = [
          [`x${one}`, code(`y${two}`)],
          [md`${one}${two}`, text(`y${two}`)],
        ]
        expect(structure(table([{ title: 'a' }, { title: 'b' }], rows).markdown)).toEqual(plain)
      }),
      runs,
    )
  })

  it('cannot leave a block of code', () => {
    fc.assert(
      fc.property(value, (hostile) => {
        expect(structure(codeBlock(hostile).markdown)).toEqual(['fence'])
      }),
      runs,
    )
  })

  it('cannot leave a heading, a list or a title that opens', () => {
    const plain = (hostile: string) =>
      structure(
        md`### ${hostile}\n\n- a ${hostile}\n- b\n\n${folded(`x${hostile}`, md`x ${hostile}`)}`.markdown,
      )
    fc.assert(
      fc.property(value, (hostile) => {
        expect(plain(hostile)).toEqual(plain('x'))
        expect(folded(hostile, md``).markdown.match(/<[^>]*>/g)).toHaveLength(4)
      }),
      runs,
    )
  })

  it('has no bare pipe, so that no line of text is taken for a row', () => {
    fc.assert(fc.property(value, (hostile) => !text(hostile).markdown.includes('|')))
  })

  it('stays legible in the source where it is harmless', () => {
    expect(text('11 of 7,043 rows (0.16 %) are empty').markdown).toBe('11 of 7,043 rows (0.16 %) are empty')
    expect(code('roc_auc').markdown).toBe('`roc_auc`')
  })

  it('shows characters that hide or reorder text by their code point', () => {
    expect(visible('abc\u202egnp.exe\u200b')).toBe('abc⟨U+202E⟩gnp.exe⟨U+200B⟩')
  })

  it('is cut without leaving half a character', () => {
    expect(visible('👩👩👩', 4)).toBe('👩…')
  })
})

describe('an address', () => {
  it('is a link only when it is https or http', () => {
    expect(link('log', 'https://github.test/a?b=(c)').markdown).toBe('[log](https://github.test/a?b=%28c%29)')
    expect(link('log', 'javascript:alert(1)').markdown).toBe('log')
    expect(link('log', 'nonsense').markdown).toBe('log')
  })

  it('is one link, whatever it holds', () => {
    fc.assert(
      fc.property(value, (hostile) => {
        expect(structure(link('log', `https://github.test/${hostile}`).markdown)).toEqual([
          'paragraph_open',
          'link_open',
          'link_close',
          'paragraph_close',
        ])
      }),
      runs,
    )
  })
})
