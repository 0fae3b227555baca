import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withDatabase } from '../../src/data/database.ts'
import { DataDiff, reportable } from '../../src/data/diff/data-diff.ts'
import { diffDatasets } from '../../src/data/diff/diff-datasets.ts'
import { openDataset } from '../../src/data/open.ts'
import { digestOf } from '../../src/project/digest.ts'
import { renderDataDiffText } from '../../src/report/text/data-diff.ts'
import { type Columns, filesOf, repository } from './repository.ts'

type Cells = readonly (string | number)[]
interface Rows {
  columns?: Columns
  key?: string[]
  header: readonly string[]
  rows: readonly Cells[]
}

const declared: Columns = { id: { type: 'string' }, a: { type: 'number' }, b: { type: 'string' } }

async function diffOf(before: Rows, after: Rows): Promise<DataDiff> {
  const of = ({ columns = declared, key = ['id'], header, rows }: Rows) =>
    repository(
      { 'a.csv': `${[header, ...rows].map((cells) => cells.join(',')).join('\n')}\n` },
      { key, columns },
    )
  return withDatabase(async (database) => {
    const side = async (rows: Rows, name: string) => {
      const from = of(rows)
      const open = await openDataset(database, {
        dataset: from.dataset,
        files: await filesOf(from),
        as: name,
      })
      return { open, version: digestOf(JSON.stringify(rows)), name }
    }
    return DataDiff.parse(
      await diffDatasets(database, {
        before: await side(before, 'before'),
        after: await side(after, 'after'),
      }),
    )
  })
}

const header = ['id', 'a', 'b']
const base: Rows = {
  header,
  rows: [
    ['r1', 1, 'x'],
    ['r2', 2, 'y'],
    ['r3', 3, ''],
    ['r4', 4, 'x'],
  ],
}

describe('the difference between two sets of rows', () => {
  it('counts rows that came, went and changed by key, and in which columns', async () => {
    const diff = await diffOf(base, {
      header,
      rows: [
        ['r4', 4, 'x'],
        ['r2', 2.5, 'y'],
        ['r3', 3, 'now there'],
        ['r5', 5, 'x'],
        ['r6', 6, 'x'],
      ],
    })
    expect(diff.rows).toEqual({
      by: 'key',
      key: ['id'],
      added: 2,
      removed: 1,
      changed: 2,
      same: 1,
      unclear: { before: 0, after: 0 },
    })
    const changed = new Map(diff.profile.map((column) => [column.column, column.changed]))
    expect(changed).toEqual(
      new Map([
        ['a', 1],
        ['b', 1],
      ]),
    )
    expect(diff.profile.find(({ column }) => column === 'b')).toMatchObject({
      before: { nulls: 1 },
      after: { nulls: 0 },
    })
  })

  it('is nothing between a set and itself in another order', async () => {
    const diff = await diffOf(base, {
      header: ['b', 'id', 'a'],
      rows: base.rows.map(([id, a, b]) => [b ?? '', id ?? '', a ?? '']).reverse(),
    })
    expect(diff.rows).toMatchObject({ added: 0, removed: 0, changed: 0, same: 4 })
    expect(diff.profile.map(({ shift }) => shift)).toEqual([0, 0])
    expect(diff.columns).toEqual({ added: [], removed: [], retyped: [] })
  })

  it('names columns that came, went and changed their type, and compares the last by what the cells say', async () => {
    const diff = await diffOf(base, {
      header: ['id', 'a', 'c'],
      columns: { id: { type: 'string' }, a: { type: 'string' }, c: { type: 'integer' } },
      rows: [
        ['r1', 1, 7],
        ['r2', 'two', 8],
      ],
    })
    expect(diff.columns).toEqual({
      added: ['c'],
      removed: ['b'],
      retyped: [{ column: 'a', before: 'number', after: 'string' }],
    })
    expect(diff.rows).toMatchObject({ removed: 2, changed: 1, same: 1 })
    expect(diff.profile.find(({ column }) => column === 'a')).toMatchObject({ shift: null, changed: 1 })
  })

  it('leaves rows without a key of their own out, and counts them', async () => {
    const diff = await diffOf(base, {
      header,
      rows: [
        ['r1', 1, 'x'],
        ['r1', 1, 'x'],
        ['', 2, 'y'],
        ['r3', 3, ''],
      ],
    })
    expect(diff.rows).toMatchObject({ added: 0, removed: 2, same: 1, unclear: { before: 1, after: 3 } })
  })

  it('compares rows by all their values where there is no key', async () => {
    const diff = await diffOf(
      { ...base, key: [] },
      { key: [], header, rows: [...base.rows.slice(1), ['r2', 2, 'y']] },
    )
    expect(diff.rows).toMatchObject({ by: 'values', added: 1, removed: 1, changed: null, same: 3 })
  })

  it('tells a cell that is not of its type from one that is missing', async () => {
    const diff = await diffOf(base, {
      header,
      rows: [['r1', 'much', 'x'], ['r2', '', 'y'], ...base.rows.slice(2)],
    })
    expect(diff.profile.find(({ column }) => column === 'a')).toMatchObject({
      changed: 2,
      after: { nulls: 1, bad: 1 },
    })
  })

  it('works for names and cells that mean something in SQL', async () => {
    const name = `"; DROP TABLE before; --'`
    const quoted = `"${name.replaceAll('"', '""')}"`
    const columns: Columns = { id: { type: 'string' }, [name]: { type: 'string' } }
    const diff = await diffOf(
      { columns, header: ['id', quoted], rows: [['r1', "'"]] },
      { columns, header: ['id', quoted], rows: [['r1', '--']] },
    )
    expect(diff.rows.changed).toBe(1)
  })

  it('shows no cell in a report, and single numbers only to who has the data', async () => {
    const diff = await diffOf(base, { header, rows: [['r1', 98765, 'secret']] })
    expect(renderDataDiffText(diff)).toContain('98,765')
    expect(JSON.stringify(diff)).not.toContain('secret')
    expect(JSON.stringify(reportable(diff)).replaceAll('"mean":98765', '')).not.toContain('98765')
  })

  it('tells how far a column moved', async () => {
    const rows = (shift: number): Cells[] =>
      Array.from({ length: 400 }, (_, row) => [
        `r${row}`,
        (row % 100) + shift,
        row % 4 < 2 + shift / 100 ? 'x' : 'y',
      ])
    const diff = await diffOf({ header, rows: rows(0) }, { header, rows: rows(25) })
    const shift = (column: string) => diff.profile.find((each) => each.column === column)?.shift
    expect(shift('a')).toBeCloseTo(0.25, 2)
    expect(shift('b')).toBeCloseTo(0.25, 10)
  })
})

const keyed = fc.uniqueArray(
  fc.tuple(fc.integer({ min: 0, max: 9 }), fc.constantFrom('', '1', '2'), fc.constantFrom('', 'x', 'y')),
  {
    selector: ([id]) => id,
    minLength: 1,
    maxLength: 8,
  },
)

it('the counts are those of going through all rows by hand', async () => {
  await fc.assert(
    fc.asyncProperty(keyed, keyed, async (before, after) => {
      const as = (rows: typeof before): Rows => ({ header, rows: rows.map(([id, a, b]) => [`r${id}`, a, b]) })
      const { rows } = await diffOf(as(before), as(after))
      const old = new Map(before.map(([id, ...cells]) => [id, cells.join()]))
      const now = new Map(after.map(([id, ...cells]) => [id, cells.join()]))
      const both = [...old].filter(([id]) => now.has(id))
      expect(rows).toMatchObject({
        added: [...now.keys()].filter((id) => !old.has(id)).length,
        removed: old.size - both.length,
        changed: both.filter(([id, cells]) => now.get(id) !== cells).length,
        same: both.filter(([id, cells]) => now.get(id) === cells).length,
      })
    }),
    { numRuns: 15 },
  )
}, 60_000)
