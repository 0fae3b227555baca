import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fixtures as made } from '../fixtures/models/make.ts'
import { fixtures } from './table.ts'

test('the committed models are those that their script makes', () => {
  const files = readdirSync(fixtures).filter((name) => name.endsWith('.onnx'))
  expect(files.sort()).toEqual([...made().keys()].sort())
  for (const [name, bytes] of made())
    expect(readFileSync(join(fixtures, name)).equals(Buffer.from(bytes)), name).toBe(true)
})
