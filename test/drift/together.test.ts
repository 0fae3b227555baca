import { describe, expect, it } from 'vitest'
import { normals } from '../../scripts/drift-pairs.ts'
import type { SampledColumn } from '../../src/data/sample-rows.ts'
import type { Sampled } from '../../src/drift/encode.ts'
import { judgeTogether } from '../../src/drift/together.ts'
import { seeded } from '../../src/stats/random.ts'

const rows = 300
const numeric = (name: string, values: Float64Array): SampledColumn => ({ name, kind: 'numeric', values })

/** Two columns of normal numbers and one of text; `shape` makes the current side's second column from the first and noise. */
function sampled(seed: number, shape: (first: number, noise: number) => number): Sampled {
  const random = seeded(seed)
  const side = (of: (first: number, noise: number) => number) => {
    const first = normals(random, rows, 0)
    const noise = normals(random, rows, 0)
    return [first, noise.map((value, at) => of(first[at] as number, value))] as const
  }
  const [[a, b], [c, d]] = [side((_, noise) => noise), side(shape)]
  const text = () =>
    Array.from({ length: rows }, () => (random.uniform() < 0.1 ? null : `k${random.below(4)}`))
  return {
    rows: { reference: rows, current: rows },
    columns: [
      { reference: numeric('a', a), current: numeric('a', c) },
      { reference: numeric('b', b), current: numeric('b', d) },
      {
        reference: { name: 't', kind: 'categorical', values: text() },
        current: { name: 't', kind: 'categorical', values: text() },
      },
    ],
  }
}

const settings = { alpha: 0.05, minRows: 100, seed: 42 }

describe.each(['domain-classifier', 'mmd'] as const)('%s', (method) => {
  it('cannot tell two samples of one law apart', () => {
    const verdicts = [1, 2, 3, 4].map((seed) =>
      judgeTogether(
        method,
        sampled(seed, (_, noise) => noise),
        settings,
      ),
    )
    expect(verdicts.filter(({ verdict }) => verdict === 'drift').length).toBeLessThanOrEqual(1)
    expect(verdicts.filter(({ p }) => (p as number) < 0.05).length).toBeLessThanOrEqual(1)
  })

  it('sees columns that belong together otherwise, each of which is as it was', () => {
    const tied = judgeTogether(
      method,
      sampled(1, (first, noise) => 0.9 * first + 0.436 * noise),
      settings,
    )
    expect(tied).toMatchObject({ verdict: 'drift', p: 0.01 })
  })

  it('gives the same figures for the same seed', () => {
    const of = () =>
      judgeTogether(
        method,
        sampled(2, (_, noise) => noise + 0.3),
        settings,
      )
    expect(of()).toEqual(of())
  })

  it('is inconclusive with too few rows or no column', () => {
    const whole = sampled(1, (_, noise) => noise)
    expect(judgeTogether(method, whole, { ...settings, minRows: 1000 })).toMatchObject({
      verdict: 'inconclusive',
      p: null,
    })
    expect(judgeTogether(method, { ...whole, columns: [] }, settings)).toMatchObject({
      verdict: 'inconclusive',
    })
  })
})
