import { describe, expect, it } from 'vitest'
import { runId, runPath } from '../../src/tracking/run-id.ts'

const inputs = {
  model: 'churn',
  commit: 'a'.repeat(40),
  dataVersion: `sha256:${'b'.repeat(64)}`,
  params: { depth: 4, deep: { x: [1, 2], y: null } },
  seed: 42,
}

describe('the id of a run', () => {
  it('is the same for the same training, in whatever order its parameters are written', () => {
    const turned = { deep: { y: null, x: [1, 2] }, depth: 4 }
    expect(runId({ ...inputs, params: turned })).toBe(runId(inputs))
    expect(runId(inputs)).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each([
    { model: 'churn2' },
    { commit: 'c'.repeat(40) },
    { dataVersion: `sha256:${'d'.repeat(64)}` },
    { params: { depth: 5 } },
    { params: {} },
    { seed: 43 },
  ])('differs when %j does', (other) => {
    expect(runId({ ...inputs, ...other })).not.toBe(runId(inputs))
  })

  it('names a path on the state branch, and nothing outside of it', () => {
    expect(runPath('churn', runId(inputs))).toBe(`runs/churn/${runId(inputs)}.json`)
    expect(() => runPath('../churn', runId(inputs))).toThrow()
    expect(() => runPath('churn', '../x')).toThrow('not a run id')
  })
})
