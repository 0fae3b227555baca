import { join } from 'node:path'
import { expect, it } from 'vitest'
import { measureModel } from '../../src/model/measure.ts'
import { compiledChild } from './child.ts'
import { abc, fixtures, generous } from './table.ts'

const entry = compiledChild()
const asked = { task: 'binary-classification', positive: 1 } as const
const effort = { warmUp: 2, runs: 7, milliseconds: 10_000 }
const measured = (model: string, rows = 50) =>
  measureModel({
    artifact: join(fixtures, `${model}.onnx`),
    name: 'm.onnx',
    features: abc(rows),
    asked,
    limits: generous,
    entry,
    effort,
  })

it('a model is measured in a process of its own: single rows, all rows, loading and memory', async () => {
  const found = await measured('tensor')
  if (!found.ok) throw new Error(found.message)
  const { single, hundreds, batch, rows, load, memory } = found.measurement
  expect(hundreds).toEqual([])
  expect(single).toHaveLength(7)
  expect(batch.length).toBeGreaterThan(0)
  expect(load.length).toBeGreaterThan(0)
  expect(rows).toBe(50)
  for (const time of [...single, ...batch, ...load]) expect(time).toBeGreaterThan(0)
  expect(memory).toBeGreaterThan(10e6)
})

it('runs a hundred rows at once where there are as many', async () => {
  const found = await measured('tensor', 250)
  if (!found.ok) throw new Error(found.message)
  expect(found.measurement.hundreds.length).toBeGreaterThan(10)
  for (const time of found.measurement.hundreds) expect(time).toBeGreaterThan(0)
})

it('a model that does not fit is an answer and names the file', async () => {
  const found = await measured('columns-zipmap')
  expect(found).toMatchObject({ ok: false, message: expect.stringContaining('m.onnx') })
})
