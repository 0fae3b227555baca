import { join } from 'node:path'
import { expect, it } from 'vitest'
import { measureModel } from '../../src/model/measure.ts'
import { compiledChild } from './child.ts'
import { abc, fixtures, generous } from './table.ts'

const entry = compiledChild()
const asked = { task: 'binary-classification', positive: 1 } as const
const effort = { warmUp: 2, runs: 7, milliseconds: 10_000 }
const measured = (model: string) =>
  measureModel({
    artifact: join(fixtures, `${model}.onnx`),
    name: 'm.onnx',
    features: abc(50),
    asked,
    limits: generous,
    entry,
    effort,
  })

it('a model is measured in a process of its own: single rows, all rows, loading and memory', async () => {
  const found = await measured('tensor')
  if (!found.ok) throw new Error(found.message)
  const { single, batch, rows, load, memory } = found.measurement
  expect(single).toHaveLength(7)
  expect(batch.length).toBeGreaterThan(0)
  expect(load.length).toBeGreaterThan(0)
  expect(rows).toBe(50)
  for (const time of [...single, ...batch, ...load]) expect(time).toBeGreaterThan(0)
  expect(memory).toBeGreaterThan(10e6)
})

it('a model that does not fit is an answer and names the file', async () => {
  const found = await measured('columns-zipmap')
  expect(found).toMatchObject({ ok: false, message: expect.stringContaining('m.onnx') })
})
