import { describe, expect, it } from 'vitest'
import type { Column, Table } from '../../src/data/table.ts'
import { weakSegments } from '../../src/evaluation/segments/find.ts'
import { type Losses, lossesOf } from '../../src/evaluation/segments/losses.ts'
import { seeded } from '../../src/stats/random.ts'

const contracts = ['month-to-month', 'one-year', 'two-year']

interface World {
  features: Table
  losses: Losses
  halves: Uint8Array
}

/** Rows whose loss is noise about 0.4, and `more` for month-to-month contracts with a tenure below 4. */
function world(more: number, { rows = 2000, seed = 1 } = {}): World {
  const random = seeded(seed)
  const tenure = Float64Array.from({ length: rows }, () =>
    random.uniform() < 0.05 ? Number.NaN : random.below(16),
  )
  const codes = Int32Array.from({ length: rows }, () => random.below(3))
  const noise = Float64Array.from({ length: rows }, () => random.below(50))
  const values = Float64Array.from(
    { length: rows },
    (_, row) => 0.8 * random.uniform() + ((tenure[row] as number) < 4 && codes[row] === 0 ? more : 0),
  )
  return {
    features: {
      rows,
      columns: [
        { kind: 'number', name: 'tenure', values: tenure },
        { kind: 'text', name: 'contract', codes, dictionary: contracts },
        { kind: 'number', name: 'noise', values: noise },
      ],
    },
    losses: { metric: 'log_loss', values },
    halves: Uint8Array.from({ length: rows }, () => random.below(2)),
  }
}

const asked = { columns: ['tenure', 'contract', 'noise'], depth: 2, least: 30 }

describe('weak segments', () => {
  it('are found where they are, and told in words with what the model costs there', () => {
    const { segments } = weakSegments(world(0.5), asked)
    expect(segments[0]?.name.split(' and ').sort()).toEqual(['contract = month-to-month', 'tenure below 4'])
    expect(segments[0]?.rows).toBeGreaterThan(30)
    expect(segments[0]?.inside).toBeCloseTo(0.9, 1)
    expect(segments[0]?.outside).toBeCloseTo(0.4, 1)
    expect(segments[0]?.excess.low).toBeGreaterThan(0.3)
  })

  it('are seldom found where there is none: what one half shows, the other has to confirm', () => {
    let found = 0
    for (let seed = 1; seed <= 100; seed++)
      if (weakSegments(world(0, { rows: 400, seed }), asked).segments.length > 0) found++
    expect(found).toBeLessThanOrEqual(6)
  })

  it('do not depend on the order of the rows', () => {
    const { features, losses, halves } = world(0.3)
    const order = Array.from({ length: features.rows }, (_, row) => (row * 1201) % features.rows)
    const moved: World = {
      features: {
        rows: features.rows,
        columns: features.columns.map(
          (column): Column =>
            column.kind === 'number'
              ? { ...column, values: Float64Array.from(order, (row) => column.values[row] as number) }
              : { ...column, codes: Int32Array.from(order, (row) => column.codes[row] as number) },
        ),
      },
      losses: { ...losses, values: Float64Array.from(order, (row) => losses.values[row] as number) },
      halves: Uint8Array.from(order, (row) => halves[row] as number),
    }
    expect(weakSegments(moved, asked)).toEqual(weakSegments(world(0.3), asked))
  })

  it('tell the loss of the other model on the same rows', () => {
    const given = world(0.5)
    const other: Losses = { metric: 'log_loss', values: given.losses.values.map(() => 0.25) }
    expect(weakSegments({ ...given, other }, asked).segments[0]?.other).toBe(0.25)
  })

  it('are not searched for among too few rows, and every loss the same shows none', () => {
    expect(weakSegments(world(0.5, { rows: 100 }), asked)).toEqual({ tried: 0, segments: [] })
    const even = world(0)
    even.losses.values.fill(0.3)
    expect(weakSegments(even, asked).segments).toEqual([])
  })

  it('name no value that few rows have', () => {
    const given = world(0)
    const [tenure, contract, noise] = given.features.columns as [Column, Column, Column]
    const rare = {
      ...contract,
      codes: Int32Array.from(given.halves, (_, row) => (row < 20 ? 0 : 1)),
    } as Column
    given.losses.values.forEach((_, row) => {
      if (row < 20) given.losses.values[row] = 9
    })
    const { segments } = weakSegments(
      { ...given, features: { ...given.features, columns: [tenure, rare, noise] } },
      { ...asked, columns: ['contract'] },
    )
    expect(segments).toEqual([])
  })
})

describe('what a row costs', () => {
  it('is the log loss where there are probabilities, else whether the label is wrong', () => {
    const y = Uint8Array.of(1, 0)
    const binary = { task: 'binary-classification', y, threshold: 0.5 } as const
    expect(lossesOf({ ...binary, score: Float64Array.of(0.5, 0.5), labelsOnly: false })).toEqual({
      metric: 'log_loss',
      values: Float64Array.of(Math.log(2), Math.log(2)),
    })
    expect(lossesOf({ ...binary, score: Float64Array.of(1, 1), labelsOnly: true })).toEqual({
      metric: 'error_rate',
      values: Float64Array.of(0, 1),
    })
  })

  it('is the absolute error of a value', () => {
    const model = { task: 'regression', y: Float64Array.of(1, 2), predicted: Float64Array.of(3, 1) } as const
    expect(lossesOf(model)).toEqual({ metric: 'mae', values: Float64Array.of(2, 1) })
  })
})
