import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = resolve(fileURLToPath(import.meta.url), '../../..')
const { dependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
  dependencies: Record<string, string>
}
const texts = readFileSync(`${root}/dist/licenses.txt`, 'utf8')

it('the bundle comes with the licence of everything in it', () => {
  const natives = ['@duckdb/node-api', 'onnxruntime-node']
  const bundled = Object.entries(dependencies).filter(([name]) => !natives.includes(name))
  expect(bundled.filter(([name, version]) => !texts.includes(`${name} ${version} (`))).toEqual([])
  // What they need themselves, too.
  expect(texts).toMatch(/^@stdlib\/number-float64-base-from-words /m)
  expect(texts).toContain('Apache License')
  expect(texts).toContain('Permission is hereby granted, free of charge')
})
