import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nearest } from '../../src/project/nearest.ts'

it('finds a word with a typing mistake and nothing for a foreign word', () => {
  expect(nearest('modle', ['model', 'base'])).toBe('model')
  expect(nearest('completely-else', ['model', 'base'])).toBeUndefined()
})

it('finds every word itself', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }), (words) => {
      for (const word of words) expect(nearest(word, words)).toBe(word)
    }),
  )
})
