import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MetricRows, metricExpressions, rowValues } from '../../src/data/metric-rows.ts'
import { UserError } from '../../src/project/problem.ts'
import type { Configured } from '../../src/project/project.ts'
import type { CustomMetrics } from '../../src/project/schema/custom-metrics.ts'
import type { Dataset } from '../../src/project/schema/dataset.ts'
import type { Task } from '../../src/project/task.ts'

const dataset = {
  path: 'data/rows/dataset.yaml',
  config: {
    dataset: 'rows',
    columns: {
      spent: { type: 'number' },
      'a "b"': { type: 'string' },
      since: { type: 'date' },
      seen: { type: 'timestamp' },
      vip: { type: 'boolean' },
    },
  },
} as unknown as Configured<Dataset>

const placeOf = (path: readonly PropertyKey[]) => ({ file: `m.yaml#${path.join('.')}`, line: 12, column: 7 })

function read(sql: string, task: Task = 'binary-classification', present?: string[]) {
  const metrics: CustomMetrics = { own: { sql, better: 'higher' } }
  return metricExpressions(dataset, { task, metrics, placeOf }, present)
}

describe('an expression', () => {
  it.each([
    ['no number', `'a' || 'b'`, 'is no number'],
    ['a subquery', '(SELECT max(spent) FROM metric_rows)', 'subquery is not allowed here'],
    ['an aggregate', 'sum(spent)', 'the function sum is not allowed here'],
    ['a window', 'sum(spent) OVER ()', 'not allowed here'],
    ['a file', `read_text('/etc/passwd')`, 'not allowed here'],
    ['the environment', `getenv('HOME')`, 'the function getenv is not allowed here'],
    ['an unknown column', 'spend * 2', 'spend is no declared column'],
    ['more than one statement', '1); DROP TABLE metric_rows; SELECT (1', 'statement'],
    ['more than one expression', '1, 2', ''],
    ['a syntax error', 'target *', 'syntax error'],
    ['a NUL', 'target\0', 'holds a NUL character'],
    ['a number of text', '"a ""b""" * 2', ''],
  ])('that is %s is a mistake with its line and column', async (_what, sql, said) => {
    const error = await read(sql).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).message).toMatch(/^m\.yaml#metrics\.own\.sql:12:7: metrics\.own\.sql: /)
    expect((error as UserError).message).toContain(said)
  })

  it('of a regression has no label', async () => {
    await expect(read('label + 1', 'regression')).rejects.toThrow('label is no declared column')
    await expect(read('abs(target - prediction)', 'regression')).resolves.toBeDefined()
  })

  it('cannot speak of a column that the files lack', async () => {
    await expect(read('spent', 'binary-classification', ['vip'])).rejects.toThrow(
      'the files of rows lack spent',
    )
  })
})

describe("a name that is both Pawl's and a column's", () => {
  type Target = Parameters<typeof metricExpressions>[1]['target']
  const column = { type: 'integer' }
  function speak(
    sql: string,
    { target, task = 'binary-classification' as Task }: { target: Target; task?: Task },
  ) {
    const columns = { label: column, Target: column, prediction: column, spent: column }
    const rows = { path: 'd', config: { dataset: 'rows', columns } } as unknown as Configured<Dataset>
    const metrics: CustomMetrics = { own: { sql, better: 'higher' } }
    return metricExpressions(rows, { task, metrics, target, placeOf })
  }
  const target = { column: 'spent', positive: 1 }

  it.each(['label', 'LABEL', '"Target"', 'prediction'])('is a mistake as %s', async (name) => {
    await expect(speak(`spent * ${name}`, { target })).rejects.toThrow(
      /^m\.yaml#metrics\.own\.sql:12:7: metrics\.own\.sql: .* is Pawl's name for .*, and rows has a column .* too/,
    )
  })
  it('says how to write what is meant', async () => {
    const hint = async (of: Target) => (await speak('label', { target: of }).catch(String)) as string
    expect(await hint(target)).toContain(
      'write pawl.label for the predicted class, or rename the column to speak of it',
    )
    expect(await hint({ column: 'label', positive: 1 })).toContain(
      'write pawl.label for the predicted class, or pawl.target for what is true, which is told by that column',
    )
  })
  it("is Pawl's behind pawl", async () => {
    const read = await speak('pawl.label * PAWL.target * spent', { target })
    expect(read.get('own')?.columns).toEqual(['label', 'target', 'spent'])
  })
  it('leaves no other way to name a table', async () => {
    await expect(speak('pawl.spent', { target })).rejects.toThrow('pawl.spent is no declared column')
    await expect(speak('one_row.spent', { target })).rejects.toThrow('one_row.spent is no declared column')
  })
  it('is none where the target is called target and means the same', async () => {
    const same = (positive: boolean | number | string) =>
      speak('target', { target: { column: 'Target', positive } })
    await expect(same(1)).resolves.toBeDefined()
    await expect(same(true)).resolves.toBeDefined()
    await expect(same('yes')).resolves.toBeDefined()
    await expect(same(0)).rejects.toThrow('write pawl.target for what is true')
    await expect(same('0')).rejects.toThrow(UserError)
    await expect(speak('target', { target: { column: 'Target' }, task: 'regression' })).resolves.toBeDefined()
  })
  it('is none of a regression, which has no labels', async () => {
    const read = await speak('label', { target: { column: 'spent' }, task: 'regression' })
    expect(read.get('own')?.columns).toEqual(['label'])
  })
})

function rowsOf(
  rows: readonly { target: number; prediction: number; label: number; spent: string | null }[],
): MetricRows {
  const numbers = (name: 'target' | 'prediction' | 'label') => ({
    kind: 'number' as const,
    name,
    values: Float64Array.from(rows, (row) => row[name]),
  })
  return {
    task: 'binary-classification',
    rows: rows.length,
    given: [numbers('target'), numbers('prediction'), numbers('label')],
    cells: [
      {
        kind: 'text',
        name: 'spent',
        codes: Int32Array.from(rows, ({ spent }, row) => (spent === null ? -1 : row)),
        dictionary: rows.map(({ spent }) => spent ?? ''),
      },
    ],
    types: new Map([['spent', 'number']]),
  }
}

async function valuesOf(sql: string, rows: MetricRows) {
  return (await rowValues(rows, await read(sql))).get('own')
}

it('has for each row, in order, the value that its numbers give', async () => {
  const row = fc.record({
    target: fc.integer({ min: 0, max: 1 }),
    prediction: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
    label: fc.integer({ min: 0, max: 1 }),
    spent: fc.integer({ min: -1000, max: 1000 }).map((cents) => String(cents / 100)),
  })
  const sql = 'CASE WHEN pawl.label = 1 THEN target * spent - 5 ELSE 0 END + pawl.prediction'
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 50 }), async (rows) => {
      const found = await valuesOf(sql, rowsOf(rows))
      if (!(found instanceof Float64Array)) throw new Error('no values')
      for (const [at, { target, prediction, label, spent }] of rows.entries())
        expect(found[at]).toBeCloseTo((label === 1 ? target * Number(spent) - 5 : 0) + prediction, 9)
    }),
    { numRuns: 5 },
  )
})

describe('whatever is no finite number for every row', () => {
  const rows = rowsOf([
    { target: 1, prediction: 0.5, label: 1, spent: '10' },
    { target: 0, prediction: 0, label: 0, spent: null },
  ])
  it.each([
    ['a missing cell', 'spent', 'no finite number for 1 of 2 rows'],
    ['a division by zero', '1 / prediction', 'no finite number for 1 of 2 rows'],
    ['an infinity', `CASE WHEN target = 1 THEN 'inf'::DOUBLE ELSE 1 END`, 'no finite number for 1 of 2 rows'],
    ['NaN', `CASE WHEN target = 1 THEN 'nan'::DOUBLE ELSE 1 END`, 'no finite number for 1 of 2 rows'],
    [
      'a cast that fails',
      `CASE WHEN target = 1 THEN 'x' || 'y' ELSE '1' END::DOUBLE`,
      'ends with a conversion error',
    ],
    ['an overflow', `exp(1000 * (1 + target))`, ''],
  ])('is undefined and says no cell: %s', async (_what, sql, said) => {
    const found = await valuesOf(sql, rows)
    expect(found).toHaveProperty('undefined')
    const { undefined: why } = found as { undefined: string }
    expect(why).toContain(said)
    expect(why).not.toContain('xy')
  })

  it('and coalesce fills in', async () => {
    expect(await valuesOf('coalesce(spent, 0) + 1', rows)).toEqual(Float64Array.from([11, 1]))
  })
})

it('typed cells are what they are in the dataset', async () => {
  const one: MetricRows = {
    ...rowsOf([{ target: 1, prediction: 0.5, label: 1, spent: '1e-7' }]),
    cells: [
      { kind: 'text', name: 'since', codes: Int32Array.of(0), dictionary: ['2026-03-01'] },
      { kind: 'text', name: 'seen', codes: Int32Array.of(0), dictionary: ['2026-03-01T12:30:15.5Z'] },
      { kind: 'text', name: 'vip', codes: Int32Array.of(0), dictionary: ['true'] },
      { kind: 'text', name: 'a "b"', codes: Int32Array.of(0), dictionary: ['x,"y"\n'] },
    ],
    types: new Map([
      ['since', 'date'],
      ['seen', 'timestamp'],
      ['vip', 'boolean'],
      ['a "b"', 'string'],
    ]),
  }
  const sql = `month(since) + hour(seen) * 100 + CASE WHEN vip THEN 10000 ELSE 0 END + length("a ""b""") * 100000`
  expect(await valuesOf(sql, one)).toEqual(Float64Array.from([3 + 1200 + 10_000 + 600_000]))
})
