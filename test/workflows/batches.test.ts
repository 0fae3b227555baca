import fc from 'fast-check'
import { expect, it } from 'vitest'
import { batchesOf } from '../../src/commands/steps/batches.ts'

const models = (count: number) => Array.from({ length: count }, (_, nth) => `m${nth}`)

it('gives each model a job of its own while a matrix has room for them', () => {
  expect(batchesOf([])).toEqual([])
  expect(batchesOf(['churn', 'fraud'])).toEqual([['churn'], ['fraud']])
  expect(batchesOf(models(256))).toHaveLength(256)
})

it('never makes more than 256 lists, loses nothing, and keeps the order', () => {
  fc.assert(
    fc.property(fc.nat(5000), (count) => {
      const batches = batchesOf(models(count))
      expect(batches.length).toBeLessThanOrEqual(256)
      expect(batches.flat()).toEqual(models(count))
      const sizes = batches.map(({ length }) => length)
      expect(Math.min(...sizes, Infinity)).toBeGreaterThan(0)
      if (count > 0) expect(Math.max(...sizes)).toBe(Math.ceil(count / 256))
    }),
  )
})
