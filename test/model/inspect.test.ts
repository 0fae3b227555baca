import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inspectModel } from '../../src/model/inspect.ts'
import { digestOfFile } from '../../src/project/digest.ts'
import { compiledChild } from './child.ts'
import { fileOf, fixtures, scratch } from './table.ts'

const entry = compiledChild()

test('inspecting a model gives the digest of its bytes and what it says about itself', async () => {
  const path = join(fixtures, 'columns-zipmap.onnx')
  const inspection = await inspectModel(path, { entry })
  expect(inspection.digest).toBe(await digestOfFile(path))
  expect(inspection.bytes).toBe(691)
  expect(inspection.signature.inputs.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    'tenure: tensor(float)',
    'plan: tensor(string)',
  ])
  expect(inspection.operators).toContainEqual({ domain: 'ai.onnx.ml', name: 'ZipMap', count: 1 })
})

describe.concurrent('inspecting refuses, with the name that was given and a way to mend it,', () => {
  const named = { entry, name: 'models/churn/model.onnx' }
  test.each([
    ['an empty file', '', /^models\/churn\/model\.onnx: is empty/],
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:9f86\nsize 48213\n',
      /LFS pointer.*lfs: true/,
    ],
    ['what is no protobuf', '\x80\x04\x95pickle', /truncated, or in another format/],
    ['what is protobuf and no model', '\x08\x08', /holds no graph/],
  ])('%s', async (_, content, message) => {
    await expect(inspectModel(fileOf(Buffer.from(content, 'latin1')), named)).rejects.toThrow(message)
  })

  test('a file above the size limit', async () => {
    const path = join(scratch(), 'big.onnx')
    writeFileSync(path, Buffer.alloc(2_000))
    await expect(inspectModel(path, { ...named, maxBytes: 1_000 })).rejects.toThrow(
      /2000 bytes, more than the 1000/,
    )
  })

  test('a file that takes too much memory to read', async () => {
    // Two bytes each: an empty node.
    const nodes = Buffer.alloc(40_000_000, Buffer.from([0x0a, 0x00]))
    const length = varint(nodes.length)
    const path = fileOf(Buffer.concat([Buffer.from([0x3a]), length, nodes]))
    const limits = { milliseconds: 25_000, memory: 400 * 2 ** 20, output: 2 ** 20 }
    await expect(inspectModel(path, { ...named, limits })).rejects.toThrow(/cannot be read safely.*memory/)
  })
})

function varint(number: number): Buffer {
  const bytes: number[] = []
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}
