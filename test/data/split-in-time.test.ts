import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alteredHoldout } from '../../src/data/altered.ts'
import { withDatabase } from '../../src/data/database.ts'
import { readHoldout } from '../../src/data/holdout.ts'
import { findLeakage } from '../../src/data/leakage/find-leakage.ts'
import { openDataset } from '../../src/data/open.ts'
import { heldOut, inTraining, unseenByAll } from '../../src/data/split.ts'
import { type Selection, writeTrainingRows } from '../../src/data/training-rows.ts'
import type { SplitRule, TimeSplit } from '../../src/project/schema/split.ts'
import { type Columns, filesOf, opened, type Repository, repository } from './repository.ts'

const dayMs = 864e5
const dayOf = (number: number): string => new Date(number * dayMs).toISOString().slice(0, 10)

/** One row for each day from 2026-01-01 on, in an order that is not that of time. */
const days = Array.from({ length: 60 }, (_, index) => dayOf(20454 + ((index * 7) % 60)))
const columns: Columns = { day: { type: 'date' }, n: { type: 'integer' }, y: { type: 'boolean' } }
const csv = (rows: readonly string[]): string =>
  ['day,n,y', ...rows.map((day, index) => `${day},${index},${index % 2 === 0}`), ''].join('\n')
const from = (rows: readonly string[] = days): Repository => repository({ 'a.csv': csv(rows) }, { columns })
const selectionBy = (split: SplitRule): Selection => ({
  features: ['n'],
  target: { column: 'y', positive: true },
  split,
})

const objective = { task: 'binary-classification', column: 'y', positive: true } as const

/** The cells of one column where a condition holds. */
const where = (of: Repository, condition: string, column = 'day'): Promise<string[]> =>
  opened(of, async (database, { relation }) =>
    (await database.rows(`SELECT ${column} AS cell FROM ${relation} WHERE ${condition}`))
      .map(({ cell }) => String(cell))
      .sort(),
  )

describe('a split in time', () => {
  const split: TimeSplit = { time: 'day', from: '2026-02-01', until: '2026-02-15', gap: 7 * dayMs }

  it('holds out rows from a day until before another, and trains on rows before the gap', async () => {
    const sorted = [...days].sort()
    expect(await where(from(), heldOut(split))).toEqual(
      sorted.filter((day) => day >= '2026-02-01' && day < '2026-02-15'),
    )
    expect(await where(from(), inTraining(split))).toEqual(sorted.filter((day) => day < '2026-01-25'))
  })

  it('never has a row on both sides, whatever the times, and puts it there whatever other rows there are', async () => {
    const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 2, 1) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(instant, { minLength: 1, maxLength: 40 }),
        instant,
        fc.integer({ min: 1, max: 30 * dayMs }),
        fc.option(fc.integer({ min: 1, max: 30 * dayMs }), { nil: undefined }),
        async (instants, start, gap, length) => {
          const text = (time: number): string => new Date(time).toISOString()
          const rule: TimeSplit = {
            time: 'at',
            from: text(start),
            gap,
            ...(length === undefined ? {} : { until: text(start + length) }),
          }
          const of = repository(
            { 'a.csv': `at,n\n${instants.map((time) => `${text(time)},${time}`).join('\n')}\n` },
            { columns: { at: { type: 'timestamp' }, n: { type: 'integer' } } },
          )
          const expected = (test: (time: number) => boolean): string[] =>
            instants.filter(test).map(String).sort()
          expect(await where(of, heldOut(rule), 'n')).toEqual(
            expected((time) => time >= start && (length === undefined || time < start + length)),
          )
          expect(await where(of, inTraining(rule), 'n')).toEqual(expected((time) => time < start - gap))
        },
      ),
      { numRuns: 25 },
    )
  })

  it('goes by numbers where the column counts', async () => {
    const of = repository(
      { 'a.csv': 'week,y\n1,true\n2,false\n3,true\n4,true\n' },
      { columns: { week: { type: 'integer' }, y: { type: 'boolean' } } },
    )
    const rule: TimeSplit = { time: 'week', from: 2, until: 4 }
    expect(await where(of, heldOut(rule), 'week')).toEqual(['2', '3'])
    expect(await where(of, inTraining(rule), 'week')).toEqual(['1'])
  })

  it('puts no row on a side that its column cannot tell', async () => {
    const of = repository({ 'a.csv': csv(days) }, { columns: { ...columns, day: { type: 'string' } } })
    expect(await where(of, `${heldOut(split)} OR ${inTraining(split)}`)).toEqual([])
    expect(await where(from(), heldOut({ time: 'day', from: 5 }))).toEqual([])
  })

  it('gives training the rows before it only, and judges on those after it', async () => {
    const selection = selectionBy(split)
    await opened(from(), async (database, open) => {
      const path = `${database.folder}/train.parquet`
      const { rows } = await writeTrainingRows(database, open, { selection, path, format: 'parquet' })
      expect(rows).toBe(days.filter((day) => day < '2026-01-25').length)
      const holdout = await readHoldout(database, open, { selection, objective, splits: [split] })
      expect(holdout.features.rows).toBe(14)
    })
  })

  it('refuses rows that have no time, since nobody can tell their side', async () => {
    const rows = opened(from([...days, '']), (database, open) =>
      readHoldout(database, open, { selection: selectionBy(split), objective, splits: [split] }),
    )
    await expect(rows).rejects.toThrow('1 rows of rows have no day to split by')
  })

  it('says where to begin when no row is that late', async () => {
    const late: TimeSplit = { time: 'day', from: '2027-01-01' }
    const rows = opened(from(), (database, open) =>
      readHoldout(database, open, { selection: selectionBy(late), objective, splits: [late] }),
    )
    await expect(rows).rejects.toThrow('add rows from 2027-01-01 on, or begin earlier')
  })

  it('compares two models after both cuts: held out by the one, and not trained on by the other', async () => {
    const earlier: TimeSplit = { time: 'day', from: '2026-01-10', until: '2026-01-20' }
    expect(await where(from(), unseenByAll([split, earlier]))).toEqual(await where(from(), heldOut(split)))
    const later: TimeSplit = { time: 'day', from: '2026-02-10' }
    expect(await where(from(), unseenByAll([split, later]))).toEqual(
      [...days].sort().filter((day) => day >= '2026-02-10' && day < '2026-02-15'),
    )
  })

  it('leaves no leak of time by its own column, and shows one by another', async () => {
    const leakage = await opened(from(), (database, open) =>
      findLeakage(database, open, { selection: selectionBy(split), objective, splits: [split], time: 'day' }),
    )
    expect(leakage.time).toEqual({ column: 'day', rows: 0 })
    const of = repository(
      {
        'a.csv': `day,n,y,paid\n${days.map((day, n) => `${day},${n},${n % 2 === 0},2026-01-01`).join('\n')}\n`,
      },
      { columns: { ...columns, paid: { type: 'date' } } },
    )
    const other = await opened(of, (database, open) =>
      findLeakage(database, open, {
        selection: selectionBy(split),
        objective,
        splits: [split],
        time: 'paid',
      }),
    )
    expect(other.time).toEqual({ column: 'paid', rows: 14 })
  })

  it('counts what moves out of the held-out time as altered', async () => {
    const moved = days.map((day) => (day === '2026-02-03' ? '2026-01-03' : day))
    await withDatabase(async (database) => {
      const [base, head] = [from(), from(moved)]
      const open = async (of: Repository, as: string) =>
        openDataset(database, { dataset: of.dataset, files: await filesOf(of), as })
      expect(
        await alteredHoldout(database, {
          base: await open(base, 'base'),
          head: await open(head, 'head'),
          selection: selectionBy(split),
        }),
      ).toEqual({ altered: 1, added: 0 })
    })
  })
})
