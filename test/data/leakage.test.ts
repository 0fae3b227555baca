import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHoldout } from '../../src/data/holdout.ts'
import { findLeakage, type LeakageQuestion } from '../../src/data/leakage/find-leakage.ts'
import { Leakage } from '../../src/data/leakage/leakage.ts'
import { isHeldOut } from '../../src/data/split.ts'
import type { Selection } from '../../src/data/training-rows.ts'
import type { Objective } from '../../src/data/truth.ts'
import { describeShared } from '../shared.ts'
import { type Columns, opened, type Repository, repository } from './repository.ts'

const split = { by: 'id', holdout: 0.4, salt: 'pawl' }
const columns: Columns = {
  id: { type: 'string' },
  owner: { type: 'string' },
  n: { type: 'number' },
  kind: { type: 'string' },
  day: { type: 'date' },
  y: { type: 'boolean' },
}
const selection: Selection = { features: ['n', 'kind'], target: { column: 'y', positive: true }, split }
const objective: Objective = { task: 'binary-classification', column: 'y', positive: true }

interface Line {
  id: string
  owner: string
  n: string
  kind: string
  day: string
  y: boolean
}

/** Rows that know nothing of each other: the target is drawn by a rule that no feature shows. */
const lines: Line[] = Array.from({ length: 600 }, (_, row) => ({
  id: `r${row}`,
  owner: `o${row}`,
  n: String(row),
  kind: `k${row % 3}`,
  day: '2026-01-01',
  y: (row * 7919) % 13 < 6,
}))

const from = (rows: readonly Line[], key = ['id']): Repository =>
  repository(
    { 'a.csv': ['id,owner,n,kind,day,y', ...rows.map((row) => Object.values(row).join(',')), ''].join('\n') },
    { key, columns },
  )

const found = (of: Repository, asked: Partial<LeakageQuestion> = {}): Promise<Leakage> =>
  opened(of, async (database, open) =>
    Leakage.parse(await findLeakage(database, open, { selection, objective, splits: [split], ...asked })),
  )

const powerOf = ({ power }: Leakage, feature: string): number | undefined =>
  power.find((each) => each.feature === feature)?.auc

describe('leakage', () => {
  it('is not seen where there is none', async () => {
    const leakage = await found(from(lines), { group: 'owner' })
    expect(leakage['both-sides']).toEqual([
      { columns: ['id'], values: 0 },
      { columns: ['owner'], values: 0 },
    ])
    expect(leakage.conflicts).toBe(0)
    for (const { auc } of leakage.power) expect(auc).toBeLessThan(0.65)
  })

  it('of a key or a group on both sides is counted by value, and missing ones are nobody', async () => {
    const households = lines.map((line, row) => ({
      ...line,
      owner: row < 20 ? 'twenty' : row < 40 ? '' : `o${row}`,
    }))
    const leakage = await found(from(households, ['owner']), { group: 'owner' })
    expect(leakage['both-sides']).toEqual([
      { columns: ['owner'], values: 1 },
      { columns: ['owner'], values: 1 },
    ])
    const together = await found(from(households, ['id', 'owner']), {
      group: 'owner',
      splits: [{ ...split, by: 'owner' }],
      selection: { ...selection, split: { ...split, by: 'owner' } },
    })
    expect(together['both-sides'].map(({ values }) => values)).toEqual([0, 0])
  })

  it('of rows that differ from a training row in the target only is counted', async () => {
    const held = lines.filter(({ id }) => isHeldOut(id, split))
    const [trained] = lines.filter(({ id }) => !isHeldOut(id, split))
    if (!trained) throw new Error('the split leaves a side empty')
    const twisted = held.map((line, row) =>
      row < 5 ? { ...trained, id: line.id, y: row < 3 ? !trained.y : trained.y } : line,
    )
    const rows = [...lines.filter(({ id }) => !isHeldOut(id, split)), ...twisted]
    expect((await found(from(rows))).conflicts).toBe(3)
  })

  it.each<[string, (line: Line, row: number) => Partial<Line>]>([
    ['a copy of it', ({ y }) => ({ n: y ? '1' : '0' })],
    ['the other way round', ({ y }) => ({ n: y ? '-5' : '5' })],
    ['in no order', ({ y }, row) => ({ n: String(y ? (row % 5) * 2 : (row % 5) * 2 + 1) })],
    ['by being missing', ({ y, n }) => ({ n: y ? '' : n })],
    ['by a bin of many values', ({ y }, row) => ({ n: String((y ? 5000 : 0) + row) })],
  ])('of a feature that tells the target is found: %s', async (_, change) => {
    const leakage = await found(from(lines.map((line, row) => ({ ...line, ...change(line, row) }))))
    expect(powerOf(leakage, 'n')).toBeGreaterThan(0.999)
    expect(leakage.power[0]?.feature).toBe('n')
  })

  it('of names that are never twice is not seen in them: they tell nothing of other rows', async () => {
    const leakage = await found(from(lines.map((line) => ({ ...line, kind: `name ${line.id}` }))))
    expect(powerOf(leakage, 'kind')).toBeCloseTo(0.5, 10)
  })

  it('of single features is not told from a few rows', async () => {
    const leakage = await found(from(lines.map((line, row) => ({ ...line, y: row < 8 }))))
    expect(leakage.power).toEqual([])
    expect(leakage['no-power']).toMatch(/rows of the rarer class/)
  })

  it('of time is counted: held-out rows that are no later than the newest training row', async () => {
    const rows = lines.map((line) => ({
      ...line,
      day: isHeldOut(line.id, split) ? '2026-03-01' : '2026-02-01',
    }))
    expect((await found(from(rows), { time: 'day' })).time).toEqual({ column: 'day', rows: 0 })
    const [first] = rows.filter(({ id }) => isHeldOut(id, split))
    if (first) first.day = '2026-02-01'
    expect((await found(from(rows), { time: 'day' })).time?.rows).toBe(1)
    expect((await found(from(rows))).time).toBeNull()
  })
})

it('the power of a feature is the AUC of scores made by hand', async () => {
  const values = fc.array(fc.tuple(fc.constantFrom('1', '2', '3', ''), fc.boolean()), {
    minLength: 200,
    maxLength: 200,
  })
  await fc.assert(
    fc.asyncProperty(values, async (drawn) => {
      const rows = drawn.map(([n, y], row) => ({ ...(lines[row] as Line), n, y }))
      const trained = rows.filter(({ id }) => !isHeldOut(id, split))
      const held = rows.filter(({ id }) => isHeldOut(id, split))
      const average = trained.filter(({ y }) => y).length / trained.length
      const scores = new Map(
        ['1', '2', '3', ''].map((n) => {
          const alike = trained.filter((row) => row.n === n)
          const positive = alike.filter(({ y }) => y).length
          return [n, alike.length < 5 ? Number.NaN : (positive + 10 * average) / (alike.length + 10)]
        }),
      )
      fc.pre(![...scores.values()].some(Number.isNaN))
      let [won, pairs] = [0, 0]
      for (const positive of held.filter(({ y }) => y))
        for (const negative of held.filter(({ y }) => !y)) {
          const gap = (scores.get(positive.n) ?? 0) - (scores.get(negative.n) ?? 0)
          won += Math.abs(gap) < 1e-12 ? 0.5 : gap > 0 ? 1 : 0
          pairs++
        }
      expect(powerOf(await found(from(rows)), 'n')).toBeCloseTo(won / pairs, 10)
    }),
    { numRuns: 8 },
  )
}, 60_000)

describeShared('leakage in real customers', (shared) => {
  it('is what going through them by hand finds, and no feature gives the target away', async () => {
    const text = readFileSync(join(shared, 'data/telco-churn.csv'), 'utf8')
    const [header = [], ...rows] = text
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','))
    const features = ['tenure', 'Contract', 'MonthlyCharges', 'PaymentMethod']
    const of = repository(
      { 'telco.csv': text },
      {
        key: ['customerID'],
        columns: Object.fromEntries(
          header.map((name) => [
            name,
            { type: /tenure|Monthly/.test(name) ? ('number' as const) : ('string' as const) },
          ]),
        ),
      },
    )
    const byCustomer = { by: 'customerID', holdout: 0.2, salt: 'pawl' }
    const wanted: Selection = {
      features,
      target: { column: 'Churn', positive: 'Yes' },
      split: byCustomer,
    }
    const { leakage, twins } = await opened(of, async (database, open) => {
      const objective = { task: 'binary-classification', column: 'Churn', positive: 'Yes' } as const
      const asked: LeakageQuestion = { selection: wanted, objective, splits: [byCustomer] }
      const { twins } = await readHoldout(database, open, asked)
      return { leakage: await findLeakage(database, open, asked), twins }
    })
    const cell = (row: string[], name: string): string => row[header.indexOf(name)] ?? ''
    const cells = (row: string[]): string => features.map((name) => cell(row, name)).join()
    const isHeld = (row: string[]): boolean => isHeldOut(cell(row, 'customerID'), byCustomer)
    const targets = new Map<string, Set<string>>()
    for (const row of rows.filter((row) => !isHeld(row)))
      targets.set(cells(row), (targets.get(cells(row)) ?? new Set()).add(cell(row, 'Churn')))
    const held = rows.filter(isHeld).map((row) => ({ seen: targets.get(cells(row)), y: cell(row, 'Churn') }))
    expect(twins).toBe(held.filter(({ seen, y }) => seen?.has(y)).length)
    expect(twins).toBeGreaterThan(50)
    expect(leakage.conflicts).toBe(
      held.filter(({ seen, y }) => [...(seen ?? [])].some((one) => one !== y)).length,
    )
    expect(leakage['both-sides']).toEqual([{ columns: ['customerID'], values: 0 }])
    expect(leakage.power[0]?.auc).toBeGreaterThan(0.7)
    expect(leakage.power[0]?.auc).toBeLessThan(0.8)
  })
})
