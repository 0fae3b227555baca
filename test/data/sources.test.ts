import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import * as zlib from 'node:zlib'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { withDatabase } from '../../src/data/database.ts'
import { openDataset } from '../../src/data/open.ts'
import { plainFile } from '../../src/data/plain-file.ts'
import { zstdProgram } from '../../src/data/unpack-zstd.ts'
import { validate } from '../../src/data/validate.ts'
import { digestOf } from '../../src/project/digest.ts'
import { formatProblem, UserError } from '../../src/project/problem.ts'
import {
  cellsOf,
  filesOf,
  noon,
  opened,
  parquet,
  type Repository,
  repository,
  resultOf,
} from './repository.ts'

const text = { type: 'string' } as const
const integer = { type: 'integer' } as const
const ab = { columns: { a: integer, b: text } }
const rows = [
  ['1', 'x'],
  ['2', 'ü'],
]
const lines = 'a,b\n1,x\n2,ü\n'

const cells = (from: Repository): Promise<string[][]> => opened(from, cellsOf)

async function refusal(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(formatProblem).join('\n')
    throw error
  }
  throw new Error('it was not refused')
}

describe('CSV that is not the usual', () => {
  it.each([
    [';', 'a;b\n1;x\n2;ü\n'],
    ['\t', 'a\tb\n1\tx\n2\tü\n'],
    ['|', '"a"|b\n1|x\n2|ü\n'],
    [',', 'a,b\n1,x\n2,ü\n'],
  ])('has its delimiter found: %j', async (_delimiter, csv) => {
    expect(await cells(repository({ 'a.csv': csv }, ab))).toEqual(rows)
  })

  it('has the delimiter that makes the declared columns, whatever else is in the header', async () => {
    const from = repository({ 'a.csv': '"a,1;2";b\n5;x\n' }, { columns: { 'a,1;2': integer, b: text } })
    expect(await cells(from)).toEqual([['5', 'x']])
  })

  it('may have other quotes or none', async () => {
    expect(await cells(repository({ 'a.csv': "a,b\n1,'x,''y'\n" }, { ...ab, csv: { quote: "'" } }))).toEqual([
      ['1', "x,'y"],
    ])
    expect(
      await cells(repository({ 'a.csv': 'a,b\n1,5" pipe\n' }, { ...ab, csv: { quote: 'none' } })),
    ).toEqual([['1', '5" pipe']])
  })

  it('may have no header', async () => {
    const headless = { ...ab, csv: { header: false } }
    expect(await cells(repository({ 'a.csv': '1,x\n2,ü\n' }, headless))).toEqual(rows)
    expect(await cells(repository({ 'a.csv': '1;x\n2;ü\n' }, headless))).toEqual(rows)
    expect(await refusal(() => cells(repository({ 'a.csv': '1,x,3\n' }, headless)))).toBe(
      'data/rows/a.csv:1: has 3 columns and no header, where dataset.yaml declares 2 (declare every column, in the order of the file)',
    )
  })

  const utf16 = (mark: boolean): Buffer => Buffer.from((mark ? '\ufeff' : '') + lines, 'utf16le')
  it.each([
    ['UTF-16 with a byte order mark, which is found', utf16(true), undefined],
    ['big-endian UTF-16, which is found', utf16(true).swap16(), undefined],
    ['UTF-16 without one', utf16(false), 'utf-16le'],
    ['Windows-1252', Buffer.from(lines, 'latin1'), 'windows-1252'],
    ['UTF-8', Buffer.from(lines), 'utf-8'],
  ] as const)('may be %s', async (_what, bytes, encoding) => {
    expect(
      await cells(repository({ 'a.csv': bytes }, { ...ab, ...(encoding ? { csv: { encoding } } : {}) })),
    ).toEqual(rows)
  })
})

describe('packed files', () => {
  const hasZstdProgram = spawnSync('zstd', ['--version']).status === 0
  const canZstd = 'createZstdDecompress' in zlib || hasZstdProgram

  it('are read from gzip, CSV and JSON lines', async () => {
    const packed = { 'a.csv.gz': zlib.gzipSync(lines) }
    expect(await cells(repository(packed, ab))).toEqual(rows)
    const json = zlib.gzipSync('{"a":1,"b":"x"}\n{"a":2,"b":"ü"}\n')
    expect(await cells(repository({ 'a.jsonl.gz': json }, ab))).toEqual(rows)
  })

  /** What the program zstd makes of the lines. */
  const packedLines = Buffer.from('KLUv/QRYaQAAYSxiCjEseAoyLMO8Cmw0AOI=', 'base64')

  it.skipIf(!canZstd)('are read from zstd, by Node or by the program', async () => {
    expect(await cells(repository({ 'a.csv.zst': packedLines }, ab))).toEqual(rows)
  })

  it.skipIf(!hasZstdProgram)('are unpacked by the program zstd where Node cannot', async () => {
    const chunks: Buffer[] = []
    await pipeline(Readable.from([packedLines]), zstdProgram('a.csv.zst'), async (unpacked) => {
      for await (const chunk of unpacked) chunks.push(chunk)
    })
    expect(Buffer.concat(chunks).toString()).toBe(lines)
    for (const bad of [packedLines.subarray(0, packedLines.length - 4), Buffer.from(lines)])
      await expect(
        pipeline(Readable.from([bad]), zstdProgram('a.csv.zst'), async (unpacked) => {
          for await (const _ of unpacked);
        }),
      ).rejects.toThrow('zstd cannot unpack it')
  })

  it('packed with zstd say what unpacks them where nothing here does', async () => {
    vi.stubEnv('PATH', mkdtempSync(join(tmpdir(), 'pawl-empty-')))
    onTestFinished(() => void vi.unstubAllEnvs())
    const unpacking = pipeline(Readable.from([packedLines]), zstdProgram('a.csv.zst'), async (unpacked) => {
      for await (const _ of unpacked);
    })
    await expect(unpacking).rejects.toThrow(
      'a.csv.zst: is packed with zstd, which takes Node 22.15 or newer, or the program zstd',
    )
  })

  it('that are cut short or are none are refused', async () => {
    const whole = zlib.gzipSync('a,b\n' + '1,x\n'.repeat(1000))
    for (const bytes of [whole.subarray(0, whole.length - 9), Buffer.from(lines)])
      expect(await refusal(() => cells(repository({ 'a.csv.gz': bytes }, ab)))).toBe(
        'data/rows/a.csv.gz: cannot be unpacked as gzip (it may have been cut short; write it again)',
      )
  })

  it('that grow beyond what data does are refused before they fill the disk', async () => {
    const from = repository({ 'a.csv.gz': zlib.gzipSync(Buffer.alloc(20_000_000, 'x')) }, ab)
    const [file] = await filesOf(from)
    if (!file) throw new Error('no file')
    const folder = mkdtempSync(join(tmpdir(), 'pawl-bomb-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const growth = { bytes: 1_000_000, times: 100 }
    expect(await refusal(() => plainFile(file, { folder, name: 'plain', growth }))).toBe(
      'data/rows/a.csv.gz: unpacks to more than 2 MB, far more than data does (if it is real, split it into smaller files or write Parquet)',
    )
  })

  it('leave no copy behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('pawl-duckdb-'))
    await cells(repository({ 'a.csv.gz': zlib.gzipSync(lines) }, ab))
    const after = readdirSync(tmpdir()).filter(
      (name) => name.startsWith('pawl-duckdb-') && !before.includes(name),
    )
    expect(after.filter((name) => existsSync(join(tmpdir(), name, 'plain-1')))).toEqual([])
  })
})

describe('JSON', () => {
  it.each([
    ['lines', 'a.jsonl', '{"a":1,"b":"x"}\n{"b":"ü","a":2}\n'],
    ['lines of another ending', 'a.ndjson', '{"a":1,"b":"x"}\n{"b":"ü","a":2}'],
    ['a list', 'a.json', '[{"a":1,"b":"x"},\n {"a":2,"b":"ü"}]'],
  ])('is read as %s', async (_what, name, content) => {
    expect(await cells(repository({ [name]: content }, ab))).toEqual(rows)
  })

  it('takes values of every type, missing ones and null alike', async () => {
    const columns = { n: { type: 'number' }, t: { type: 'boolean' }, d: { type: 'date' }, s: text } as const
    const from = repository(
      { 'a.jsonl': '{"n":1.5,"t":true,"d":"2026-01-02","s":"a\\"b\\n"}\n{"n":null,"s":""}\n{"n":"x"}\n' },
      { columns },
    )
    expect(await cells(from)).toEqual([
      ['1.5', 'true', '2026-01-02', 'a"b\n'],
      ['null', 'null', 'null', 'null'],
      ['null', 'null', 'null', 'null'],
    ])
  })

  it.each(['a/b', 'a~1b', '$.a', "o'h", 'a"b', '0', '', 'ü 😀'].filter(Boolean))(
    'takes a column named %j',
    async (name) => {
      const from = repository(
        { 'a.jsonl': `${JSON.stringify({ [name]: 5 })}\n` },
        { columns: { [name]: integer } },
      )
      expect(await cells(from)).toEqual([['5']])
    },
  )

  it.each([
    [
      'a line that is cut',
      '{"a":1,"b":"x"}\n{"a":2,"b":',
      /^data\/rows\/a\.jsonl(:\d)?: is not well-formed JSON/,
    ],
    ['a line that is no object', '{"a":1,"b":"secret"}\n7\n', /has 1 rows? that (is|are) no object/],
    ['nested values', '{"a":1,"b":{"c":"secret"}}\n', /the column "b" holds lists or structures/],
    ['a long line', `{"a":1,"b":"${'x'.repeat(34_000_000)}"}\n`, /has a row of more than 16 MB/],
  ])('with %s is refused', async (_what, content, message) => {
    const said = await refusal(() => cells(repository({ 'a.jsonl': content }, ab)))
    expect(said).toMatch(message)
    expect(said).not.toContain('secret')
  })
})

describe('folders that give columns', () => {
  const partitioned = { columns: { year: integer, city: text, a: integer }, partitions: true }

  it('are read as Hive writes them, for CSV and for Parquet in place', async () => {
    const from = repository(
      {
        'year=2025/city=K%C3%B6ln/a.csv': 'a\n1\n',
        'year=2026/city=__HIVE_DEFAULT_PARTITION__/b.csv': 'a\n2\n',
      },
      partitioned,
    )
    expect(await cells(from)).toEqual([
      ['2025', 'Köln', '1'],
      ['2026', 'null', '2'],
    ])
    const both = repository(
      { 'year=2025/city=x/a.parquet': '', 'year=2026/city=y/a.parquet': '' },
      partitioned,
    )
    await parquet(join(both.root, 'data/rows/year=2025/city=x/a.parquet'), 'SELECT 1::BIGINT AS a')
    await parquet(join(both.root, 'data/rows/year=2026/city=y/a.parquet'), 'SELECT 2::BIGINT AS a')
    const files = await filesOf(both)
    for (const hold of [true, false])
      await withDatabase(async (database) => {
        const open = await openDataset(database, { dataset: both.dataset, files, hold })
        expect(await cellsOf(database, open)).toEqual([
          ['2025', 'x', '1'],
          ['2026', 'y', '2'],
        ])
      })
  })

  it.each([
    [{ 'a.csv': 'a\n1\n' }, 'data/rows/a.csv: lies in no folder such as year=2026'],
    [
      { 'year=1/year=2/a.csv': 'a\n1\n' },
      'lies in the folder "year=2", which cannot be read as a column and its value',
    ],
    [
      { 'year=1/city=x/a.csv': 'a,year\n1,2\n' },
      'has the column "year" and lies in a folder that gives it too',
    ],
  ])('that do not fit are refused: %j', async (files, message) => {
    expect(
      await refusal(() => cells(repository(files as unknown as Record<string, string>, partitioned))),
    ).toContain(message)
  })
})

describe('Parquet in place', () => {
  async function both<T>(
    from: Repository,
    use: (found: { relation: string[][]; report: unknown }) => T,
  ): Promise<T[]> {
    const files = await filesOf(from)
    return Promise.all(
      [true, false].map((hold) =>
        withDatabase(async (database) => {
          const open = await openDataset(database, { dataset: from.dataset, files, hold })
          const report = await validate(database, open, { version: digestOf('data'), now: noon })
          return use({ relation: await cellsOf(database, open), report })
        }),
      ),
    )
  }

  it('says what the same rows in memory say, for every stored type', async () => {
    const from = repository(
      { 'a.parquet': '', 'b.parquet': '' },
      {
        key: ['i'],
        columns: {
          i: { type: 'integer', unique: true },
          whole: { type: 'integer' },
          n: { type: 'number', min: 0, mean: { max: 1 } },
          price: { type: 'number', sum: { max: 2 } },
          s: { type: 'string', 'one-of': ['a', 'b'], pattern: '[ab]', 'not-one-of': ['b', ''] },
          t: { type: 'boolean' },
          d: { type: 'date', min: '2026-01-01' },
          at: { type: 'timestamp', max: 'now' },
          zoned: { type: 'timestamp' },
          day: { type: 'date' },
          digits: { type: 'integer' },
        },
        nulls: { max: '50%' },
      },
    )
    const row = (i: number, last: string): string =>
      `SELECT ${i} AS i, 2.0::DOUBLE AS whole, 1.5::DOUBLE AS n, 1.10::DECIMAL(9,2) AS price, 'a' AS s, true AS t, DATE '2026-03-01' AS d, TIMESTAMP '2026-03-01 10:00:00' AS at, TIMESTAMPTZ '2026-03-01 10:00:00+02' AS zoned, TIMESTAMP '2026-03-01' AS day, '7' AS digits UNION ALL ${last}`
    const bad = `SELECT 1, 2.5, 'NaN', 3, '', NULL, 'infinity', '2031-01-01', 'infinity', TIMESTAMP '2026-03-01 10:00', 'x'`
    await parquet(join(from.root, 'data/rows/a.parquet'), row(1, bad))
    await parquet(join(from.root, 'data/rows/b.parquet'), row(2, bad.replace('SELECT 1,', 'SELECT NULL,')))
    const [held, inPlace] = await both(from, (found) => found)
    expect(inPlace).toEqual(held)
    const report = held?.report as Awaited<ReturnType<typeof validate>>
    const broken = ['whole', 'n', 'd', 'zoned', 'day', 'digits'].map(
      (column) => resultOf(report, `columns.${column}.type`).violations,
    )
    expect(broken).toEqual([2, 2, 2, 2, 2, 2])
    expect(resultOf(report, 'columns.s.nulls').violations).toBe(2)
    expect(resultOf(report, 'columns.s.one-of')).toMatchObject({ violations: 0, rows: 2 })
    expect(resultOf(report, 'columns.i.unique').violations).toBe(2)
    expect(resultOf(report, 'columns.at.max').violations).toBe(2)
  })

  it('has files that store one column in different types', async () => {
    const from = repository({ 'a.parquet': '', 'b.parquet': '', 'c.parquet': '' }, ab)
    await parquet(join(from.root, 'data/rows/a.parquet'), "SELECT 1::INTEGER AS a, 'x' AS b")
    await parquet(join(from.root, 'data/rows/b.parquet'), "SELECT 'y' AS b, '2' AS a")
    await parquet(join(from.root, 'data/rows/c.parquet'), "SELECT 3::INTEGER AS a, 'z' AS b")
    const [held, inPlace] = await both(from, ({ relation }) => relation.toSorted())
    expect(inPlace).toEqual(held)
    expect(held).toEqual([
      ['1', 'x'],
      ['2', 'y'],
      ['3', 'z'],
    ])
  })

  it('may have columns with the names that DuckDB gives to places', async () => {
    const from = repository({ 'a.parquet': '' }, { columns: { file_row_number: integer, File_Index: text } })
    await parquet(
      join(from.root, 'data/rows/a.parquet'),
      'SELECT 7 AS file_row_number, \'x\' AS "File_Index"',
    )
    expect(await both(from, ({ relation }) => relation)).toEqual([[['7', 'x']], [['7', 'x']]])
  })

  it('that is damaged inside is found by the first query that meets it, and named', async () => {
    const from = repository({ 'a.parquet': '' }, ab)
    const path = join(from.root, 'data/rows/a.parquet')
    await parquet(path, 'SELECT range AS a, md5(range::VARCHAR) AS b FROM range(50000)')
    const files = await filesOf(from)
    const said = await refusal(() =>
      withDatabase(async (database) => {
        const open = await openDataset(database, { dataset: from.dataset, files, hold: false })
        truncateSync(path, 1000)
        await validate(database, open, { version: digestOf('data'), now: noon })
      }),
    )
    expect(said).toBe(
      'data/rows/a.parquet: cannot be read as Parquet (it may have been cut short or damaged; write it again)',
    )
  })
})

describe('strict types', () => {
  it('take what a program writes and nothing that only reads alike', async () => {
    const strict = { type: 'integer', coerce: false } as const
    const from = repository(
      { 'a.csv': 'a,b\n1,x\n+2,x\n3.0,x\n 4,x\n05,x\n' },
      { columns: { a: strict, b: text } },
    )
    const report = await opened(from, (database, open) =>
      validate(database, open, { version: digestOf('data'), now: noon }),
    )
    expect(resultOf(report, 'columns.a.type').violations).toBe(4)
  })

  it('take no column that Parquet stores in another type', async () => {
    const from = repository(
      { 'a.parquet': '' },
      { columns: { a: { ...integer, coerce: false }, b: { ...integer, coerce: true } } },
    )
    await parquet(join(from.root, 'data/rows/a.parquet'), "SELECT '1' AS a, '1' AS b")
    const report = await opened(from, (database, open) =>
      validate(database, open, { version: digestOf('data'), now: noon }),
    )
    expect(resultOf(report, 'columns.a.type')).toMatchObject({ violations: 1, verdict: 'fail' })
    expect(resultOf(report, 'columns.b.type').violations).toBe(0)
  })
})
