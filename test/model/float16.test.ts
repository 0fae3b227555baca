import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHalves, largestHalf, toHalf } from '../../src/model/float16.ts'

const fromHalf = (bits: number) => fromHalves(Uint16Array.of(bits))[0] as number

describe('a half', () => {
  test('comes back from the number it stands for, all 65,536 of them', () => {
    for (let bits = 0; bits < 2 ** 16; bits++) {
      const value = fromHalf(bits)
      if (Number.isNaN(value)) expect(bits & 0x7fff).toBeGreaterThan(0x7c00)
      else if (toHalf(value) !== bits) expect(toHalf(value)).toBe(bits)
    }
  })

  /** Bits as numpy 2.4 writes them: `numpy.float16(x).view('uint16')`. */
  test.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.1, 0x2e66],
    [1 / 3, 0x3555],
    [largestHalf, 0x7bff],
    [65_519.99, 0x7bff],
    [65_520, 0x7c00],
    [-1e300, 0xfc00],
    [Number.POSITIVE_INFINITY, 0x7c00],
    [Number.NaN, 0x7e00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -25 * 1.0000001, 0x0001],
    [2 ** -14 - 2 ** -26, 0x0400],
    [2049, 0x6800],
    [2051, 0x6802],
    [1 + 2 ** -11, 0x3c00],
    [1 + 2 ** -11 + 2 ** -40, 0x3c01],
  ])('of %d is %d', (value, bits) => expect(toHalf(value)).toBe(bits))

  test('is the nearest one to any number, and the even one of two that are as near', () => {
    fc.assert(
      fc.property(fc.double({ min: -65_519, max: 65_519, noNaN: true }), (value) => {
        const bits = toHalf(value)
        const distance = Math.abs(fromHalf(bits) - value)
        for (const other of [bits - 1, bits + 1]) {
          if ((other & 0x8000) !== (bits & 0x8000) || (other & 0x7fff) >= 0x7c00) continue
          const further = Math.abs(fromHalf(other) - value)
          expect(distance < further || (distance === further && bits % 2 === 0)).toBe(true)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
