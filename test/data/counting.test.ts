import { describe, expect, it } from 'vitest'
import { countAgainst } from '../../src/data/count-against.ts'
import { withDatabase } from '../../src/data/database.ts'
import { countedNumbers, numberCounter } from '../../src/data/number-counter.ts'
import type { NumericProfile, Profile } from '../../src/data/profile.ts'
import { withCounting } from '../../src/data/thread/counting.ts'
import { seeded } from '../../src/stats/random.ts'

const [few, many] = [1, 1e9]

function profileOf(edges: number[]): NumericProfile {
  const histogram = { edges, counts: edges.slice(1).map(() => 1), below: 0, above: 0 }
  return { kind: 'numeric', name: 'x', mean: 0.25, histogram } as unknown as NumericProfile
}

function columnsOf(rows: number): Float64Array[] {
  const random = seeded(7)
  const values = () => Float64Array.from({ length: rows }, () => random.uniform() * 4 - 2)
  const holes = values().map((value, row) => (row % 3 === 0 ? Number.NaN : value))
  return [values(), holes, new Float64Array(rows).fill(Number.NaN)]
}

const edges = [-1, -0.5, 0, 0.1, 1.5]

async function counted(values: number, pieces: Float64Array[][]) {
  const rows = pieces.reduce((sum, [first]) => sum + (first?.length ?? 0), 0)
  const counters = [profileOf(edges), profileOf([0.25]), undefined].map(numberCounter)
  await withCounting(values, async (count) => {
    for (const columns of pieces) await count({ counters, columns })
  })
  return counters.map((counter) => countedNumbers(counter, rows))
}

describe('counting between the edges of a profile', () => {
  it('counts in a thread of its own what it counts without one', async () => {
    const pieces = [columnsOf(5000), columnsOf(300)]
    expect(await counted(many, pieces)).toEqual(await counted(few, pieces))
  })

  it('counts what a loop over all edges counts', async () => {
    const [values, holes] = columnsOf(3000) as [Float64Array, Float64Array]
    const [first, second, third] = await counted(few, [[values, holes, holes]])
    const within = (from: number, to: number) => values.filter((value) => value > from && value <= to).length
    expect(first?.histogram).toEqual({
      edges,
      counts: [within(-1, -0.5), within(-0.5, 0), within(0, 0.1), within(0.1, 1.5)],
      below: values.filter((value) => value < -1).length,
      above: values.filter((value) => value > 1.5).length,
    })
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(first?.mean).toBeCloseTo(mean, 12)
    expect([first?.min, first?.max]).toEqual([Math.min(...values), Math.max(...values)])
    expect(second).toMatchObject({ nulls: 1000, histogram: { edges: [0.25], counts: [] } })
    expect(third).toMatchObject({ nulls: 1000, histogram: { edges: [], counts: [] } })
  })

  it('reads more rows than one block holds, in their order', async () => {
    const reference = { rows: 1, columns: [profileOf(edges)] } as unknown as Profile
    const rows = 2_500_000
    await withDatabase(async (database) => {
      await database.run(`CREATE TABLE t AS SELECT (i % 5)::DOUBLE - 2 AS x FROM range(${rows}) r(i)`)
      const side = { relation: 't', where: 'true', columns: new Map([['x', 'number' as const]]) }
      const { columns } = await countAgainst(database, side, { reference, columns: ['x'] })
      const each = rows / 5
      expect(columns).toMatchObject([
        {
          rows,
          nulls: 0,
          min: -2,
          max: 2,
          histogram: { counts: [each, each, 0, each], below: each, above: each },
        },
      ])
    })
  })
})
