import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { JsonSchema } from '../../scripts/key-table.ts'
import { churn } from './memory-files.ts'

const kinds = [
  { name: 'pawl', path: 'pawl.yaml' },
  { name: 'dataset', path: 'data/customers/dataset.yaml' },
  { name: 'model', path: 'models/churn/model.yaml' },
]

function schemaOf(name: string): JsonSchema {
  return JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')) as JsonSchema
}

function editor(name: string): ValidateFunction {
  return new Ajv({ allowUnionTypes: true }).compile(schemaOf(name))
}

it('schemas and reference are what the source gives', () => {
  execFileSync('node_modules/.bin/tsx', ['scripts/schemas.ts', '--check'], { stdio: 'pipe' })
})

describe.each(kinds)('the editor schema of $path', ({ name, path }) => {
  it('takes the example and the template', () => {
    const takes = editor(name)
    for (const text of [churn[path] as string, readFileSync(`template/${path}`, 'utf8')]) {
      takes(parse(text))
      expect(takes.errors).toBeNull()
    }
  })

  it('refuses an unknown key', () => {
    expect(editor(name)({ ...(parse(churn[path] as string) as object), colour: 'red' })).toBe(false)
  })

  it('explains every key in a sentence', () => {
    const keys: [string, string | undefined][] = []
    const walk = (schema: JsonSchema): void => {
      for (const [key, property] of Object.entries(schema.properties ?? {}))
        keys.push([key, property.description])
      for (const below of [
        ...Object.values(schema.properties ?? {}),
        ...(schema.anyOf ?? []),
        ...[schema.items ?? [], schema.additionalProperties ?? []].flat(),
      ])
        if (typeof below === 'object') walk(below)
    }
    walk(schemaOf(name))
    expect(keys.filter(([, description]) => !/^[A-Z].*\.$/.test(description ?? ''))).toEqual([])
    expect(keys.length).toBeGreaterThan(10)
  })
})

it('the editor knows the metrics, units and kinds of column', () => {
  const model = parse(churn['models/churn/model.yaml'] as string) as { gates: object; train: object }
  const takes = editor('model')
  expect(takes({ ...model, gates: { roc_acu: { min: 0.5 } } })).toBe(false)
  // Metrics and points of one's own have names that no schema can know.
  expect(takes({ ...model, gates: { profit: { min: 0.5 }, 'points.outreach.recall': { min: 0.5 } } })).toBe(
    true,
  )
  expect(takes({ ...model, train: { run: 'x', timeout: '30' } })).toBe(false)
  expect(takes({ ...model, train: { run: 'x', timeout: '30m' } })).toBe(true)
})
