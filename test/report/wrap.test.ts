import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wrap } from '../../src/report/html/wrap.ts'

describe('a long name in lines', () => {
  it('is broken between its words', () => {
    expect(wrap('demographic_parity_difference', 20)).toEqual(['demographic_parity_', 'difference'])
    expect(wrap('sex and marital status', 12)).toEqual(['sex and', 'marital', 'status'])
    expect(wrap('short', 12)).toEqual(['short'])
  })
  it('is broken anywhere where it has no words, and wide letters count twice', () => {
    expect(wrap('abcdefgh', 4)).toEqual(['abcd', 'efgh'])
    expect(wrap('契約契約契約', 4)).toEqual(['契約', '契約', '契約'])
  })
  it('loses nothing but blanks, and no line is longer than it may be', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.integer({ min: 4, max: 40 }), (text, most) => {
        const lines = wrap(text, most)
        const bare = (value: string) => value.replace(/\s/g, '')
        expect(bare(lines.join(''))).toBe(bare(text))
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(most)
      }),
    )
  })
})
