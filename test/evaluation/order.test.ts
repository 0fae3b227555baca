import fc from 'fast-check'
import { expect, it } from 'vitest'
import { orderOf } from '../../src/stats/order.ts'
import { seeded } from '../../src/stats/random.ts'

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

it('holds for many rows as for few', () => {
  const random = seeded(1)
  const column = () => Float64Array.from({ length: 6_000 }, () => (random.below(40) - 20) / 7)
  const [first, second] = [column(), column()]
  const order = orderOf(first, second)
  expect(new Set(order).size).toBe(6_000)
  for (let index = 1; index < order.length; index++) {
    const [p, q] = [order[index - 1] as number, order[index] as number]
    const apart =
      (first[p] as number) - (first[q] as number) || (second[p] as number) - (second[q] as number) || p - q
    expect(apart).toBeLessThan(0)
  }
})
