import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalCell, canonicalText } from '../../src/data/cell.ts'
import { type Database, identifier, literal, withDatabase } from '../../src/data/database.ts'
import { heldOut, isHeldOut, unseenByAll } from '../../src/data/split.ts'
import { opened, repository } from './repository.ts'

const ids = Array.from({ length: 5000 }, (_, index) => `C${String(index).padStart(6, '0')}`)

describe('the split', () => {
  it('holds out the same customers for ever', () => {
    // These values were computed once with Python's hashlib and must never change.
    const split = { by: 'customer_id', holdout: 0.2, salt: 'pawl' }
    const golden: [string, boolean][] = [
      ['C000001', false],
      ['C000003', true],
      ['7590-VHVEG', true],
      ['', false],
      ['Zoë 😀', false],
      ['42', false],
      ['1.5', false],
      ['true', true],
    ]
    expect(golden.map(([text]) => [text, isHeldOut(text, split)])).toEqual(golden)
  })

  it('holds out about the share that is asked for, another draw with another salt', () => {
    const draw = (salt: string): boolean[] => ids.map((id) => isHeldOut(id, { holdout: 0.2, salt }))
    const share = draw('pawl').filter(Boolean).length / ids.length
    expect(share).toBeGreaterThan(0.18)
    expect(share).toBeLessThan(0.22)
    expect(draw('other')).not.toEqual(draw('pawl'))
  })

  it('keeps every held-out row held out when the share grows', () => {
    for (const id of ids)
      if (isHeldOut(id, { holdout: 0.2, salt: 'pawl' }))
        expect(isHeldOut(id, { holdout: 0.3, salt: 'pawl' })).toBe(true)
  })

  it.each([
    {
      type: 'string',
      cells: ['a', 'Zoë', "o'hara", ' a ', '01', '1e5'],
      texts: ['a', 'Zoë', "o'hara", ' a ', '01', '1e5'],
    },
    {
      type: 'integer',
      cells: ['1', '-7', '+3', '5.0', '9007199254740993'],
      texts: ['1', '-7', '3', '5', '9007199254740993'],
    },
    {
      type: 'number',
      cells: ['1.50', '2', '1e-5', '1e21', '-0.0', '123456789012345680'],
      texts: [1.5, 2, 1e-5, 1e21, 0, 123456789012345680].map(canonicalText),
    },
    { type: 'boolean', cells: ['true', 'FALSE', '1', '0'], texts: ['true', 'false', 'true', 'false'] },
    { type: 'date', cells: ['2026-03-01'], texts: ['2026-03-01'] },
    {
      type: 'timestamp',
      cells: ['2026-03-01 10:00:00', '2026-03-01T10:00:00.120+02:00'],
      texts: ['2026-03-01T10:00:00Z', '2026-03-01T08:00:00.12Z'],
    },
  ] as const)('is the same in SQL and in TypeScript for a $type', async ({ type, cells, texts }) => {
    const rows = cells.map((cell) => `"${cell}",1`).join('\n')
    const from = repository(
      { 'a.csv': `by,n\n${rows}\n` },
      { columns: { by: { type }, n: { type: 'integer' } } },
    )
    const split = { by: 'by', holdout: 0.5, salt: "o'salt" }
    const sides = await opened(from, (database, { relation }) =>
      database.rows(
        `SELECT ${canonicalCell(identifier('by'))} AS text, ${heldOut(split)} AS held FROM ${relation}`,
      ),
    )
    expect(sides).toEqual(texts.map((text) => ({ text, held: isHeldOut(text, split) })))
  })

  it('takes rows that both of two splits hold out', async () => {
    const from = repository(
      { 'a.csv': `id\n${ids.slice(0, 1000).join('\n')}\n` },
      { columns: { id: { type: 'string' } } },
    )
    const [one, two] = [
      { by: 'id', holdout: 0.5, salt: 'one' },
      { by: 'id', holdout: 0.3, salt: 'two' },
    ]
    const both = await opened(from, (database, { relation }) =>
      database.rows(`SELECT id FROM ${relation} WHERE ${unseenByAll([one, two])}`),
    )
    expect(both.map(({ id }) => id)).toEqual(
      ids.slice(0, 1000).filter((id) => isHeldOut(id, one) && isHeldOut(id, two)),
    )
    expect(both.length).toBeGreaterThan(50)
  })
})

describe('the canonical text of a number', () => {
  const textsOf = async (database: Database, numbers: readonly number[]): Promise<unknown[]> => {
    const values = numbers.map((number) => `(${literal(String(number))}::DOUBLE)`).join(', ')
    const rows = await database.rows(`SELECT ${canonicalCell('x')} AS text FROM (VALUES ${values}) AS t(x)`)
    return rows.map(({ text }) => text)
  }

  it('is what JavaScript writes, for every double', async () => {
    await withDatabase(async (database) => {
      const double = fc.double({ noNaN: true, noDefaultInfinity: true })
      const decimal = fc
        .tuple(fc.integer({ min: -99999, max: 99999 }), fc.integer({ min: -25, max: 25 }))
        .map(([digits, exponent]) => Number(`${digits}e${exponent}`))
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof(double, decimal), { minLength: 50, maxLength: 100 }),
          async (numbers) => {
            expect(await textsOf(database, numbers)).toEqual(numbers.map((number) => canonicalText(number)))
          },
        ),
        { numRuns: 20 },
      )
    })
  })

  it('is what JavaScript writes where the notation changes', async () => {
    const edges = [
      0,
      1,
      1e-4,
      1e-5,
      1e-6,
      1e-7,
      1.5e-6,
      1.5e-7,
      1e15,
      1e16,
      1e20,
      1.5e20,
      1e21,
      1.5e21,
      123456789e12,
      5e-324,
      Number.MAX_VALUE,
    ]
    const both = [...edges, ...edges.map((edge) => -edge)]
    await withDatabase(async (database) => {
      expect(await textsOf(database, both)).toEqual(both.map(canonicalText))
    })
  })
})
