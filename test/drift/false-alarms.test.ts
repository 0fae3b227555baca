import { describe, expect, it } from 'vitest'
import { compareProfiles } from '../../src/drift/compare.ts'
import type { DriftReport } from '../../src/drift/report.ts'
import { type Columns, categories, generator, normals, profileOf } from './profiles.ts'

const rounds = 100
const zipf = Array.from({ length: 60 }, (_, i) => 1 / (i + 1))

/** Columns of every kind, drawn from one law whatever the seed. */
function draw(rows: number, random: () => number): Columns {
  return {
    normal: normals(rows, random),
    skewed: normals(rows, random).map(Math.exp),
    dice: Array.from({ length: rows }, () => Math.floor(random() * 6)),
    flag: categories(rows, [9, 1], random),
    town: categories(rows, zipf, random),
    sparse: normals(rows, random).map((value) => (random() < 0.2 ? null : value)),
  }
}

/** Share of reports that say drift, with the usual limit on the effect and with none, and of columns with p < 0.05. */
function alarms(rows: { reference: number; window: number }): {
  usual: number
  bare: number
  columns: number
} {
  const random = generator(rows.reference + rows.window)
  let [usual, bare, columns] = [0, 0, 0]
  for (let round = 0; round < rounds; round++) {
    const before = profileOf(draw(rows.reference, random))
    const after = profileOf(draw(rows.window, random), before)
    const [limited, unlimited] = [0.1, 1e-9].map((effect) =>
      compareProfiles({
        model: 'churn',
        settings: { p: 0.05, effect, 'min-rows': 100 },
        columns: before.columns.map((column) => ({ column: column.name, family: 'feature' as const })),
        reference: { version: '1.0.0', profile: before },
        window: { id: 'w', files: [], profile: after },
      }),
    ) as [DriftReport, DriftReport]
    if (limited.verdict === 'drift') usual++
    if (unlimited.verdict === 'drift') bare++
    columns += limited.columns.filter((column) => (column.p ?? 1) < 0.05).length / limited.columns.length
  }
  return { usual: usual / rounds, bare: bare / rounds, columns: columns / rounds }
}

/** What a true rate of 5 % stays below in all but one of a thousand simulations of this size. */
const nominal = 0.05 + 3.1 * Math.sqrt((0.05 * 0.95) / rounds)

describe('false alarms, when nothing has changed, stay at the nominal rate', () => {
  it.each([
    { reference: 500, window: 500 },
    { reference: 2000, window: 200 },
    { reference: 300, window: 2000 },
  ])('for $reference against $window rows', (rows) => {
    const { usual, bare, columns } = alarms(rows)
    expect(bare).toBeLessThanOrEqual(nominal)
    expect(columns).toBeLessThanOrEqual(nominal)
    expect(usual).toBeLessThanOrEqual(bare)
  })

  it('and are rare with the usual limit on the effect and a fair number of rows', () => {
    expect(alarms({ reference: 1500, window: 1500 }).usual).toBeLessThan(0.02)
  })
})
