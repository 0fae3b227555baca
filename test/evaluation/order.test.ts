import fc from 'fast-check'
import { expect, it } from 'vitest'
import { orderOf } from '../../src/stats/order.ts'

const numbers = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, -5e-324),
)

it('rows come by the first column, ties by the second, and last as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(numbers, numbers), { maxLength: 40 }), (pairs) => {
      const [first, second] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
      const compared = (column: number[], p: number, q: number) => {
        const [a, b] = [column[p] as number, column[q] as number]
        return a < b ? -1 : a > b ? 1 : 0
      }
      const expected = [...pairs.keys()].sort(
        (p, q) => compared(first, p, q) || compared(second, p, q) || p - q,
      )
      expect([...orderOf(Float64Array.from(first), Float64Array.from(second))]).toEqual(expected)
    }),
  )
})
