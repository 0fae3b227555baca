import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { validate } from '../../src/commands/validate.ts'
import { withDatabase } from '../../src/data/database.ts'
import type { ValidationReport } from '../../src/data/validation.ts'
import { laptop, noon } from './context.ts'

const settings = 'pawl: 1\nstages: [staging, production]\napprovals: {required: 1, from: [ada]}\n'

function project(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'pawl-validate-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries({ 'pawl.yaml': settings, ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

async function validated(root: string, inputs: { samples?: number; record?: boolean } = {}) {
  const { samples = 0, record = false } = inputs
  const { json, text } = await validate.run(laptop(root), {
    datasets: ['orders'],
    models: undefined,
    samples,
    record,
  })
  const [report] = json as ValidationReport[]
  if (!report) throw new Error('no report')
  return { report, text }
}

/** The dataset.yaml that docs/data.md shows. */
const tour = (): string => {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/data.md'), 'utf8')
  return /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
}

async function orders(rows: string): Promise<string> {
  const root = project({
    'data/orders/dataset.yaml': tour(),
    'data/customers/dataset.yaml':
      'dataset: customers\nfiles: a.csv\ncolumns:\n  customer_id: {type: string}\n',
    'data/customers/a.csv': `customer_id\n${Array.from({ length: 50 }, (_, index) => `c${index}`).join('\n')}\n`,
    'data/invoices/dataset.yaml': 'dataset: invoices\nfiles: a.jsonl\ncolumns:\n  total: {type: number}\n',
    'data/invoices/a.jsonl': '{"total":59796}\n',
    'data/orders/year=2026/a.parquet': '',
  })
  await withDatabase((database) =>
    database.run(
      `COPY (SELECT order_id, customer, ordered_at, country, email, amount, refunded, status FROM (${rows})) TO '${join(root, 'data/orders/year=2026/a.parquet')}' (FORMAT parquet)`,
    ),
  )
  return root
}

const good = (change = ''): string =>
  `SELECT i AS order_id, 'c' || (i % 50) AS customer, TIMESTAMP '${noon.toISOString().slice(0, 19)}' - INTERVAL 1 HOUR + to_milliseconds(i) AS ordered_at, (['AT', 'CH', 'DE'])[i % 3 + 1] AS country, 'a' || i || '@example.org' AS email, 20.0 + i % 41 AS amount, CASE WHEN i % 10 = 0 THEN 5.0 END AS refunded, CASE WHEN i % 10 = 0 THEN 'refunded' ELSE 'paid' END AS status${change} FROM range(1500) AS t(i)`

describe('the tour of docs/data.md', () => {
  it('passes data that is as it says, but for a history that it lacks', async () => {
    const { report, text } = await validated(await orders(good()))
    const remarkable = report.results.filter(({ verdict }) => verdict !== 'pass').map(({ rule }) => rule)
    expect(remarkable, text).toEqual(['checks.6.anomaly'])
    expect(report.verdict).toBe('warn')
  })

  it('finds what is not, and names rows for those who ask', async () => {
    const broken = good()
      .replace("'c' || (i % 50)", "CASE WHEN i = 7 THEN 'nobody' ELSE 'c' || (i % 50) END")
      .replace('20.0 + i % 41', 'CASE WHEN i = 9 THEN -5.0 WHEN i = 10 THEN 55.0 ELSE 20.0 + i % 41 END')
    const { report, text } = await validated(await orders(broken), { samples: 3 })
    const failed = report.results.filter(({ verdict }) => verdict === 'fail')
    expect(failed.map(({ rule }) => rule).sort()).toEqual([
      'columns.amount.min',
      'columns.customer.references',
    ])
    expect(failed.find(({ rule }) => rule === 'columns.amount.min')?.samples).toEqual(['order_id 9'])
    expect(text).toContain('such as order_id 9')
    expect((await validated(await orders(broken))).text).not.toContain('order_id 9')
  })
})

describe('further rules of a column', () => {
  const yaml = (check: string): string =>
    `dataset: orders\nfiles: "*.csv"\ncolumns:\n  v:\n    type: string\n    checks:\n      - format: date\n      - ${check}\n`

  it.each([
    ["{pattern: 'a(?=b)'}", '8:19: columns.v.checks[1].pattern is no regular expression'],
    ['{one-of: [a], where: v = }', '8:30: columns.v.checks[1].where: '],
    ['{one-of: [a], where: gone = 1}', '8:30: columns.v.checks[1].where: gone is no declared column'],
    ['{one-of: [a], where: (SELECT true)}', '8:30: columns.v.checks[1].where: subquery is not allowed here'],
  ])('with %s are errors with their place', async (check, said) => {
    const root = project({ 'data/orders/dataset.yaml': yaml(check), 'data/orders/a.csv': 'v\na\n' })
    expect((await validated(root)).report).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining(`data/orders/dataset.yaml:${said}`),
    })
  })

  it('are called by their names in the terminal, with whom to ask', async () => {
    const check = "{pattern: '[A-Z]+', name: in capitals, owner: ada, level: warn}"
    const root = project({ 'data/orders/dataset.yaml': yaml(check), 'data/orders/a.csv': 'v\na\n' })
    const { text, report } = await validated(root)
    expect(report.verdict).toBe('fail')
    expect(text).toContain('in capitals: v matches [A-Z]+ (ask ada)')
  })
})

describe('pawl validate --record', () => {
  const yaml =
    'dataset: orders\nfiles: "*"\ncolumns:\n  v: {type: integer, min: 0}\nchecks:\n  - rows: {max-change: 50%}\n'
  const rows = (count: number): string => `v\n${'1\n'.repeat(count)}`

  it('adds each version once to a file that is no data, and later ones are held against it', async () => {
    const root = project({ 'data/orders/dataset.yaml': yaml, 'data/orders/a.csv': rows(10) })
    const history = join(root, 'data/orders/history.jsonl')
    await validated(root)
    expect(existsSync(history)).toBe(false)
    await validated(root, { record: true })
    await validated(root, { record: true })
    expect(readFileSync(history, 'utf8').split('\n')).toHaveLength(2)
    writeFileSync(join(root, 'data/orders/a.csv'), rows(16))
    const { report } = await validated(root, { record: true })
    expect(report).toMatchObject({
      verdict: 'fail',
      reason:
        'the number of rows moves by at most 50 % from the last recorded version, but it moved from 10 to 16 (60 %)',
    })
    expect(readFileSync(history, 'utf8').split('\n')).toHaveLength(2)
  })

  it('names the line of a history that is none', async () => {
    const root = project({
      'data/orders/dataset.yaml': yaml,
      'data/orders/a.csv': rows(1),
      'data/orders/history.jsonl': '\n{"x":1}\n',
    })
    expect((await validated(root)).report.reason).toContain(
      'data/orders/history.jsonl:2: is no point of a history',
    )
  })
})
