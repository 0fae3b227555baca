import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { alteredHoldout, type HoldoutChange } from '../../src/data/altered.ts'
import { withDatabase } from '../../src/data/database.ts'
import { type Holdout, readHoldout } from '../../src/data/holdout.ts'
import { openDataset } from '../../src/data/open.ts'
import { isHeldOut } from '../../src/data/split.ts'
import type { Table } from '../../src/data/table.ts'
import { type Selection, writeTrainingRows } from '../../src/data/training-rows.ts'
import type { Objective } from '../../src/data/truth.ts'
import { digestOf } from '../../src/project/digest.ts'
import type { SplitRule } from '../../src/project/schema/split.ts'
import { describeShared } from '../shared.ts'
import { type Columns, filesOf, opened, parquet, type Repository, repository } from './repository.ts'

const split = { by: 'id', holdout: 0.4, salt: 'pawl' }
const columns: Columns = {
  id: { type: 'string' },
  n: { type: 'number' },
  day: { type: 'date' },
  flag: { type: 'boolean' },
  kind: { type: 'string' },
  y: { type: 'string' },
}
const selection: Selection = {
  features: ['kind', 'n', 'day', 'flag'],
  target: { column: 'y', positive: 'yes' },
  split,
}

interface Line {
  id: string
  n: string
  day: string
  flag: string
  kind: string
  y: string
}

const lines: Line[] = Array.from({ length: 200 }, (_, index) => ({
  id: `c${index}`,
  n: index % 9 === 0 ? '' : String(index / 4),
  day: index % 7 === 0 ? '' : '1970-01-03',
  flag: index % 5 === 0 ? 'true' : 'false',
  kind: index % 11 === 0 ? '' : `k${index % 3}`,
  y: index % 3 === 0 ? 'yes' : 'no',
}))
const held = lines.filter(({ id }) => isHeldOut(id, split))
const trained = lines.filter(({ id }) => !isHeldOut(id, split))

const csv = (rows: readonly Line[]): string =>
  [
    'id,n,day,flag,kind,y',
    ...rows.map(({ id, n, day, flag, kind, y }) => [id, n, day, flag, kind, y].join(',')),
    '',
  ].join('\n')

const from = (rows: readonly Line[], config: { key?: string[]; columns?: Columns } = {}): Repository =>
  repository({ 'a.csv': csv(rows) }, { key: ['id'], columns, ...config })

const objectiveFor = ({ target: { column, positive = '' } }: Selection): Objective => ({
  task: 'binary-classification',
  column,
  positive,
})

const positivesOf = ({ truth }: Holdout): number => [...truth.y].filter((label) => label === 1).length

const read = (
  of: Repository,
  splits: readonly [SplitRule, ...SplitRule[]] = [split],
  chosen = selection,
): Promise<Holdout> =>
  opened(of, (database, open) =>
    readHoldout(database, open, { selection: chosen, objective: objectiveFor(chosen), splits }),
  )

/** The cells of a table as text, row by row. */
function rowsOf({ rows, columns: all }: Table): string[][] {
  return Array.from({ length: rows }, (_, row) =>
    all.map((column) => {
      if (column.kind === 'number') return String(column.values[row])
      return column.dictionary[column.codes[row] as number] ?? ''
    }),
  )
}

describe('the held-out rows', () => {
  it('are features in their order, the target as bytes, in the order of the file', async () => {
    const holdout = await read(from(lines))
    const { features, truth } = holdout
    expect(features.columns.map(({ kind, name }) => [kind, name])).toEqual([
      ['text', 'kind'],
      ['number', 'n'],
      ['number', 'day'],
      ['number', 'flag'],
    ])
    expect(rowsOf(features)).toEqual(
      held.map(({ kind, n, day, flag }) => [
        kind,
        n === '' ? 'NaN' : n,
        day === '' ? 'NaN' : '2',
        flag === 'true' ? '1' : '0',
      ]),
    )
    expect([...truth.y]).toEqual(held.map(({ y }) => (y === 'yes' ? 1 : 0)))
    expect(positivesOf(holdout)).toBe(held.filter(({ y }) => y === 'yes').length)
  })

  it.each([
    ['boolean', true, ['true', '1', 'false'], 2],
    ['integer', 1, ['1', '1.0', '0'], 2],
    ['number', 1, ['1', '1.0', '0.5'], 2],
    ['string', "o'b", ["o'b", 'ob', "o'b"], 2],
  ] as const)('know a positive target of type %s', async (type, positive, cells, positives) => {
    const rows = Array.from({ length: 30 }, (_, index) => `r${index},${cells[index % 3]}`).join('\n')
    const of = repository(
      { 'a.csv': `id,y\n${rows}\n` },
      { columns: { id: { type: 'string' }, y: { type } } },
    )
    const everything = { by: 'id', holdout: 1, salt: 'pawl' }
    const chosen = { features: ['id'], target: { column: 'y', positive }, split: everything }
    expect(positivesOf(await read(of, [everything], chosen))).toBe(positives * 10)
  })

  it('are those that candidate and production both hold out', async () => {
    const production = { by: 'id', holdout: 0.5, salt: 'other' }
    const { features } = await read(from(lines), [split, production])
    expect(features.rows).toBe(held.filter(({ id }) => isHeldOut(id, production)).length)
    expect(features.rows).toBeLessThan(held.length)
  })

  it('have a digest that every cell counts for, and the order', async () => {
    const { digest } = await read(from(lines))
    expect((await read(from(lines))).digest).toBe(digest)
    const [first, second, ...others] = held
    if (!first || !second) throw new Error('the split holds out too few rows')
    const variants: Line[][] = [
      [second, first, ...others],
      [{ ...first, y: first.y === 'yes' ? 'no' : 'yes' }, second, ...others],
      [{ ...first, n: '7777' }, second, ...others],
      [{ ...first, kind: `${first.kind}x` }, second, ...others],
      [first, ...others],
    ]
    for (const variant of variants)
      expect((await read(from([...variant, ...trained]))).digest).not.toBe(digest)
  })

  it('have a digest that no text can forge by moving from cell to cell', async () => {
    const digestOfCells = async (a: string, b: string): Promise<string> => {
      const of = repository(
        { 'a.csv': `id,a,b,y\n1,"${a}","${b}",yes\n` },
        {
          columns: {
            id: { type: 'string' },
            a: { type: 'string' },
            b: { type: 'string' },
            y: { type: 'string' },
          },
        },
      )
      const all = { by: 'id', holdout: 1, salt: '' }
      return (
        await read(of, [all], { features: ['a', 'b'], target: { column: 'y', positive: 'yes' }, split: all })
      ).digest
    }
    expect(await digestOfCells('x\u001f', 'y')).not.toBe(await digestOfCells('x', '\u001fy'))
    expect(await digestOfCells('1:x', '')).not.toBe(await digestOfCells('', '1:x'))
    expect(await digestOfCells('-', '')).not.toBe(await digestOfCells('', '-'))
  })

  it('have the same digest in CSV and in Parquet', async () => {
    const of = repository({ 'a.parquet': '' }, { key: ['id'], columns })
    const typed = `SELECT id, nullif(n, '')::DOUBLE AS n, nullif(day, '')::DATE AS day, flag::BOOLEAN AS flag, nullif(kind, '') AS kind, y FROM`
    const values = lines
      .map((line) => `('${[line.id, line.n, line.day, line.flag, line.kind, line.y].join("','")}')`)
      .join(', ')
    await parquet(
      join(of.root, 'data/rows/a.parquet'),
      `${typed} (VALUES ${values}) AS t(id, n, day, flag, kind, y)`,
    )
    expect((await read(of)).digest).toBe((await read(from(lines))).digest)
  })

  it('tell how many of them are the same as a training row', async () => {
    const [one] = held
    const [other] = trained
    if (!one || !other) throw new Error('the split leaves a side empty')
    const twin = { ...other, id: one.id }
    const unlike = held.slice(1).map((line, index) => ({ ...line, n: String(10_000 + index) }))
    expect((await read(from([twin, ...unlike, ...trained]))).twins).toBe(1)
    expect((await read(from([{ ...twin, kind: 'never' }, ...unlike, ...trained]))).twins).toBe(0)
  })

  it.each([
    [
      'no target',
      held.map((line, index) => (index < 3 ? { ...line, y: '' } : line)),
      '3 held-out rows have no y (give each a target, or take the rows out)',
    ],
    [
      'no value to split by',
      lines.map((line, index) => (index < 2 ? { ...line, id: '' } : line)),
      '2 rows of rows have no id to split by (give every row a value, or split by another column)',
    ],
    ['no row at all', trained, 'no row of rows is held out (enlarge holdout, or add rows)'],
  ])('with %s are refused', async (_what, rows, message) => {
    await expect(read(from(rows))).rejects.toThrow(message)
  })

  it('are refused when a column is not in the files', async () => {
    const wanted = { ...selection, features: ['gone'] }
    const of = from(lines, { columns: { ...columns, gone: { type: 'string' } } })
    await expect(read(of, [split], wanted)).rejects.toThrow(
      'the files of rows lack gone, which the model needs',
    )
  })
})

describe('the training rows', () => {
  async function written(
    of: Repository,
    format: 'parquet' | 'csv',
    chosen = selection,
    more: readonly string[] = [],
  ): Promise<{ path: string; rows: number; cells: unknown[][] }> {
    const folder = mkdtempSync(join(tmpdir(), 'pawl-train-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, `it's rows.${format}`)
    const { rows } = await opened(of, (database, open) =>
      writeTrainingRows(database, open, { selection: chosen, more, path, format }),
    )
    const from =
      format === 'csv'
        ? `read_csv('${path.replaceAll("'", "''")}', all_varchar = true)`
        : `'${path.replaceAll("'", "''")}'`
    const found = await withDatabase((database) => database.rows(`SELECT * FROM ${from}`))
    return { path, rows, cells: [Object.keys(found[0] ?? {}), ...found.map((row) => Object.values(row))] }
  }

  it.each(['parquet', 'csv'] as const)(
    'hold features and target of rows that are not held out, in order, as %s',
    async (format) => {
      const { rows, cells } = await written(from(lines), format)
      expect(rows).toBe(trained.length)
      expect(cells[0]).toEqual(['kind', 'n', 'day', 'flag', 'y'])
      expect(cells.slice(1).map((row) => row.map(String))).toEqual(
        trained.map(({ kind, n, day, flag, y }) => [
          kind || 'null',
          n === '' ? 'null' : format === 'csv' && !n.includes('.') ? `${n}.0` : n,
          day === '' ? 'null' : format === 'csv' ? '2.0' : '2',
          flag,
          y,
        ]),
      )
    },
  )

  it('hold the columns besides that training asks for, each of them once', async () => {
    const { cells } = await written(from(lines), 'parquet', selection, ['id', 'n', 'id'])
    expect(cells[0]).toEqual(['kind', 'n', 'day', 'flag', 'y', 'id'])
    expect(cells.slice(1).map((row) => String(row.at(-1)))).toEqual(trained.map(({ id }) => id))
    await expect(written(from(lines), 'parquet', selection, ['gone'])).rejects.toThrow('lack gone')
  })

  it('and held-out rows share no id, and together are all', async () => {
    const { cells } = await written(from(lines), 'parquet', { ...selection, features: ['id'] })
    const ids = new Set(cells.slice(1).map(([id]) => id))
    const { features } = await read(from(lines), [split], { ...selection, features: ['id'] })
    const other = rowsOf(features).map(([id]) => id)
    expect(other.some((id) => ids.has(id))).toBe(false)
    expect(ids.size + other.length).toBe(lines.length)
  })

  it('without a target are left out', async () => {
    const rows = lines.map((line) => (line === trained[0] ? { ...line, y: '' } : line))
    expect((await written(from(rows), 'csv')).rows).toBe(trained.length - 1)
  })

  it('have the same bytes each time', async () => {
    for (const format of ['parquet', 'csv'] as const) {
      const [one, two] = [await written(from(lines), format), await written(from(lines), format)]
      expect(digestOf(readFileSync(one.path))).toBe(digestOf(readFileSync(two.path)))
    }
  })

  it('keep hostile names and cells as they are', async () => {
    const name = 'a "b"\n=1;--'
    const of = repository(
      { 'a.csv': `id,"${name.replaceAll('"', '""')}",y\n1,"=cmd()\n""x""",yes\n` },
      { columns: { id: { type: 'string' }, [name]: { type: 'string' }, y: { type: 'string' } } },
    )
    const nobody = { by: 'id', holdout: 0, salt: '' }
    const { cells } = await written(of, 'csv', {
      features: [name],
      target: { column: 'y', positive: 'yes' },
      split: nobody,
    })
    expect(cells).toEqual([
      [name, 'y'],
      ['=cmd()\n"x"', 'yes'],
    ])
  })
})

describe('held-out rows of the base that a change alters or takes away', () => {
  async function compared(
    head: readonly Line[],
    options: { headColumns?: Columns; chosen?: Selection; headText?: string } = {},
  ): Promise<HoldoutChange | undefined> {
    const base = from(lines)
    const changed = repository(
      { 'a.csv': options.headText ?? csv(head) },
      { key: ['id'], columns: options.headColumns ?? columns },
    )
    const [baseFiles, headFiles] = [await filesOf(base), await filesOf(changed)]
    return withDatabase(async (database) => {
      const before = await openDataset(database, { dataset: base.dataset, files: baseFiles, as: 'base' })
      const after = await openDataset(database, { dataset: changed.dataset, files: headFiles, as: 'head' })
      return alteredHoldout(database, { base: before, head: after, selection: options.chosen ?? selection })
    })
  }
  const altered = async (...of: Parameters<typeof compared>): Promise<number | undefined> =>
    (await compared(...of))?.altered
  const change = (which: readonly Line[], how: (line: Line) => Line): Line[] =>
    lines.map((line) => (which.includes(line) ? how(line) : line))

  it('are none when nothing changes, rows are added or training rows change', async () => {
    expect(await altered(lines)).toBe(0)
    expect(await altered([...lines].reverse())).toBe(0)
    expect(await altered([...lines, { ...(lines[0] as Line), id: 'new' }])).toBe(0)
    expect(await altered(change(trained, (line) => ({ ...line, n: '5' })))).toBe(0)
  })

  it.each([
    ['a feature', (line: Line) => ({ ...line, n: '123456' })],
    ['a value taken away', (line: Line) => ({ ...line, flag: '' })],
    ['the target', (line: Line) => ({ ...line, y: line.y === 'yes' ? 'no' : 'yes' })],
    ['the key', (line: Line) => ({ ...line, id: `${line.id}-x` })],
  ])('are counted for %s', async (_what, how) => {
    expect(await altered(change(held.slice(0, 7), how))).toBe(7)
  })

  it('are counted when they are gone, and when one of two equal rows is', async () => {
    expect(await altered(lines.filter((line) => !held.slice(0, 4).includes(line)))).toBe(4)
  })

  it('are told apart from rows that are new', async () => {
    const more = held.slice(0, 3).map((line, index) => ({ ...line, id: `${line.id}-new-${index}` }))
    const newlyHeld = more.filter(({ id }) => isHeldOut(id, split)).length
    expect(await compared([...lines, ...more])).toEqual({ altered: 0, added: newlyHeld })
    // A copy of a row is a row more.
    expect(await compared([...lines, ...held.slice(0, 2)])).toEqual({ altered: 0, added: 2 })
  })

  it('cannot be told where the base lacks the column of the split or the target', async () => {
    expect(
      await compared(lines, { chosen: { ...selection, split: { ...split, by: 'gone' } } }),
    ).toBeUndefined()
    expect(
      await compared(lines, { chosen: { ...selection, target: { column: 'gone', positive: 'yes' } } }),
    ).toBeUndefined()
  })

  it('are not hidden by a new column that the model takes', async () => {
    const headText = csv(change(held, (line) => ({ ...line, n: '9' })))
      .split('\n')
      .map((line, index) => (line === '' ? '' : `${line},${index === 0 ? 'new' : '1'}`))
      .join('\n')
    const chosen = { ...selection, features: [...selection.features, 'new'] }
    const expected = held.filter(({ n }) => n !== '9').length
    expect(
      await altered([], { headText, chosen, headColumns: { ...columns, new: { type: 'integer' } } }),
    ).toBe(expected)
  })

  it('are all of them when a column is gone', async () => {
    const { flag: _flag, ...without } = columns
    expect(await altered(lines, { headColumns: without })).toBe(held.length)
  })

  it('are none when only the declared type changes and cells say the same', async () => {
    const unlike = held.filter(({ n }) => n !== '' && !Number.isInteger(Number(n))).length
    expect(await altered(lines, { headColumns: { ...columns, flag: { type: 'string' } } })).toBe(0)
    expect(await altered(lines, { headColumns: { ...columns, n: { type: 'integer' } } })).toBe(unlike)
  })
})

describeShared('the split of published data', (folder) => {
  it('telco churn: a fifth is held out, and nothing is lost', async () => {
    const of = repository(
      { 'telco.csv': readFileSync(join(folder, 'data/telco-churn.csv')) },
      {
        key: ['customerID'],
        columns: {
          customerID: { type: 'string' },
          tenure: { type: 'integer' },
          TotalCharges: { type: 'number' },
          Contract: { type: 'string' },
          Churn: { type: 'string' },
        },
      },
    )
    const fifth = { by: 'customerID', holdout: 0.2, salt: 'pawl' }
    const chosen = {
      features: ['tenure', 'TotalCharges', 'Contract'],
      target: { column: 'Churn', positive: 'Yes' },
      split: fifth,
    }
    const path = join(of.root, 'train.parquet')
    const { holdout, rows } = await opened(of, async (database, open) => ({
      holdout: await readHoldout(database, open, {
        selection: chosen,
        objective: objectiveFor(chosen),
        splits: [fifth],
      }),
      rows: (await writeTrainingRows(database, open, { selection: chosen, path, format: 'parquet' })).rows,
    }))
    expect(existsSync(path)).toBe(true)
    expect(holdout.features.rows + rows).toBe(7043)
    expect(holdout.features.rows / 7043).toBeCloseTo(0.2, 1)
    expect(positivesOf(holdout) / holdout.features.rows).toBeCloseTo(1869 / 7043, 1)
  })
})

describe('rows that belong together', () => {
  const several = lines.map((line, index) => ({ ...line, id: `c${index % 50}`, n: String(index) }))
  const groupsIn = (rows: readonly Line[], asked: { group?: string } = {}): Promise<Holdout> =>
    opened(from(rows), (database, open) =>
      readHoldout(database, open, {
        selection,
        objective: objectiveFor(selection),
        splits: [split],
        ...asked,
      }),
    )

  it('are told by what rows are split by', async () => {
    const { truth, together } = await groupsIn(several)
    const ids = several.filter(({ id }) => isHeldOut(id, split)).map(({ id }) => id)
    expect(together).toBe('id')
    expect(new Set(truth.clusters).size).toBe(new Set(ids).size)
    const codes = new Map<string, number>()
    for (const [row, id] of ids.entries()) {
      const known = codes.get(id) ?? (truth.clusters?.[row] as number)
      codes.set(id, known)
      expect(truth.clusters?.[row]).toBe(known)
    }
  })

  it('are not told by so few values that these are parts of the data, unless the model names them', async () => {
    const parts = lines.map((line, index) => ({ ...line, id: `part ${index % 6}`, n: String(index) }))
    const held = new Set(parts.map(({ id }) => id).filter((id) => isHeldOut(id, split)))
    const own = await groupsIn(parts)
    expect(own.together).toBeUndefined()
    expect(own.truth.clusters).toBeUndefined()
    expect(own.parts).toEqual({ column: 'id', count: held.size })
    // A part of them can be drawn all the same.
    expect(new Set(own.ranks).size).toBe(own.features.rows)
    const named = await groupsIn(parts, { group: 'id' })
    expect(named.parts).toBeUndefined()
    expect(new Set(named.truth.clusters).size).toBe(held.size)
  })

  it('are told by the group where the model names one', async () => {
    const { truth, together } = await groupsIn(several, { group: 'kind' })
    expect(together).toBe('kind')
    // Rows without a group stand for themselves.
    const missing = several.filter(({ id, kind }) => isHeldOut(id, split) && kind === '').length
    expect(new Set(truth.clusters).size).toBe(3 + missing)
  })

  it('are not told where each row stands for itself', async () => {
    const { truth, together } = await groupsIn(lines)
    expect(together).toBeUndefined()
    expect(truth.clusters).toBeUndefined()
  })
})
