import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headerOf } from '../../src/data/csv-header.ts'
import { withDatabase } from '../../src/data/database.ts'
import { dataVersion, selectFiles } from '../../src/data/files.ts'
import { matcher } from '../../src/data/glob.ts'
import { openDataset } from '../../src/data/open.ts'
import { formatProblem, UserError } from '../../src/project/problem.ts'
import { cellsOf, filesOf, opened, parquet, type Repository, repository } from './repository.ts'

const text = { type: 'string' } as const
const usual = { delimiter: ',', quote: '"', header: true, trim: false } as const
const ab = { columns: { a: { type: 'integer' }, b: text } } as const

/** What a person is told when the dataset cannot be opened. */
async function refusal(from: Repository): Promise<string> {
  try {
    await opened(from, async () => undefined)
  } catch (error) {
    if (error instanceof UserError) return error.problems.map(formatProblem).join('\n')
    throw error
  }
  throw new Error('it was opened')
}

const cells = (from: Repository): Promise<string[][]> => opened(from, cellsOf)

describe('reading CSV', () => {
  it('reads quotes, commas, line breaks and empty cells', async () => {
    const from = repository({ 'a.csv': 'a,b\n1,"x, ""y""\nz"\n2,\n3,""\n' }, ab)
    expect(await cells(from)).toEqual([
      ['1', 'x, "y"\nz'],
      ['2', 'null'],
      ['3', 'null'],
    ])
  })

  it.each([
    ['\n', ''],
    ['\r\n', ''],
    ['\r', ''],
    ['\n', '\ufeff'],
    ['\r\n', '\ufeff'],
  ])('reads lines that end in %j after %j', async (end, mark) => {
    const lines = ['a,b', '1,x', '2,"y"', ''].join(end)
    expect(await cells(repository({ 'a.csv': mark + lines }, ab))).toEqual([
      ['1', 'x'],
      ['2', 'y'],
    ])
  })

  it('reads every line as a row: no title, no comment and no type is guessed', async () => {
    const from = repository({ 'a.csv': 'a,b\n#1,#\ntitle,x\n2,007\n' }, { columns: { a: text, b: text } })
    expect(await cells(from)).toEqual([
      ['#1', '#'],
      ['title', 'x'],
      ['2', '007'],
    ])
  })

  it('keeps the order of files and rows', async () => {
    const lines = (from: number): string =>
      Array.from({ length: 30_000 }, (_, index) => `${from + index},x`).join('\n')
    const from = repository(
      { 'b.csv': `a,b\n${lines(30_000)}\n`, 'a.csv': `b,a\n${lines(0).replaceAll(/(\d+),x/g, 'x,$1')}` },
      ab,
    )
    const rows = await cells(from)
    expect(rows.map(([a]) => a)).toEqual(Array.from({ length: 60_000 }, (_, index) => String(index)))
  })

  it.each([
    'select',
    'a "quoted" name',
    'two\nlines',
    "o'hara; DROP TABLE dataset; --",
    'größe 😀',
    '__proto__ x',
    'constructor',
    ' blank',
    '${x}',
    '| * _ `',
  ])('takes a column named %j', async (name) => {
    const header = `"${name.replaceAll('"', '""')}",other`
    const from = repository({ 'a.csv': `${header}\n5,x\n` }, { columns: { [name]: { type: 'integer' } } })
    await opened(from, async (database, open) => {
      expect(open.present).toEqual([name])
      expect(open.extra).toEqual(['other'])
      expect(await cellsOf(database, open)).toEqual([['5']])
    })
  })

  it('takes file names with quotes, blanks and line breaks', async () => {
    const from = repository(
      { "o'hara; --.csv": 'a,b\n1,x\n', 'two\nlines.csv': 'a,b\n2,y\n', '-rf.csv': 'a,b\n3,z\n' },
      ab,
    )
    expect((await cells(from)).map(([a]) => a)).toEqual(['3', '1', '2'])
  })

  it.each([
    [
      'no file at all',
      {},
      'data/rows/dataset.yaml: no file matches **/* (files is relative to the folder of dataset.yaml)',
    ],
    ['an empty file', { 'a.csv': '' }, 'data/rows/a.csv: is empty (remove it, or put the rows back)'],
    [
      'a git LFS pointer',
      { 'a.csv': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n' },
      'data/rows/a.csv: is a git LFS pointer, not the data (check out with lfs: true)',
    ],
    [
      'a late NUL byte',
      { 'a.csv': `a,b\n${'1,x\n'.repeat(50_000)}2,\0\n` },
      'data/rows/a.csv: holds NUL bytes (save it as UTF-8 text)',
    ],
    [
      'Latin-1 in a row',
      { 'a.csv': Buffer.from('a,b\n1,x\n2,\xff\n', 'latin1') },
      'data/rows/a.csv:3: is not UTF-8 text (save it as UTF-8, or name its encoding in dataset.yaml, such as csv: {encoding: windows-1252})',
    ],
    [
      'Latin-1 in the header',
      { 'a.csv': Buffer.from('a,\xff\n1,x\n', 'latin1') },
      'data/rows/a.csv:1: is not UTF-8 text (save it as UTF-8, or name its encoding in dataset.yaml, such as csv: {encoding: windows-1252})',
    ],
    [
      'too few cells',
      { 'a.csv': 'a,b\n1,secret\n2\n' },
      'data/rows/a.csv:3: has 1 cell where the header has 2 (put cells with commas in quotes)',
    ],
    [
      'too many cells',
      { 'a.csv': 'a,b\n1,secret\n2,x,y\n' },
      'data/rows/a.csv:3: has 3 cells where the header has 2 (put cells with commas in quotes)',
    ],
    [
      'an open quote',
      { 'a.csv': 'a,b\n1,"secret\n' },
      'data/rows/a.csv:2: has a quote that does not end its cell',
    ],
    [
      'two columns of one name',
      { 'a.csv': 'a,b,a\n1,x,2\n' },
      'data/rows/a.csv:1: has two columns named "a" (rename or remove one)',
    ],
    [
      'a column without a name',
      { 'a.csv': 'a,,b\n1,x,2\n' },
      'data/rows/a.csv:1: has no name for column 2 (name every column in the first line)',
    ],
    [
      'another ending',
      { 'a.txt': 'a,b\n1,x\n' },
      'data/rows/a.txt: ends in none of .csv, .tsv, .jsonl, .ndjson, .json and .parquet (name the format in dataset.yaml, or make files match the data only)',
    ],
    [
      'a pattern for a name',
      { 'a[1].csv': 'a,b\n1,x\n' },
      'data/rows/a[1].csv: has one of * ? [ ] in its name (give the file a plain name)',
    ],
    [
      'other columns in a second file',
      { 'a.csv': 'a,b\n1,x\n', 'b.csv': 'a,c\n1,x\n' },
      'data/rows/b.csv: has other columns than data/rows/a.csv: "c", "b" (files of one dataset have the same columns)',
    ],
    [
      'text that calls itself Parquet',
      { 'a.parquet': 'a,b\n1,x\n' },
      'data/rows/a.parquet: is no whole Parquet file (it may have been cut short; write it again)',
    ],
  ])('refuses %s', async (_what, files, message) => {
    const said = await refusal(repository(files as unknown as Record<string, string>, ab))
    expect(said).toBe(message)
    expect(said).not.toContain('secret')
  })

  it('reads back every table that is written as RFC 4180 says', async () => {
    const cell = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', "'", '#', '\\', ';', '\t') }),
      fc.constantFrom('', '"', '""', '\r\n', '#', 'NULL', '\\N'),
    )
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 12 }))
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\ufeff'),
        fc.boolean(),
        async (rows, end, mark, isQuotedAlways) => {
          const width = rows[0]?.length ?? 2
          const names = Array.from({ length: width }, (_, index) => `c${index}`)
          const written = (value: string): string =>
            isQuotedAlways || value === '' || /[,"\r\n]/.test(value)
              ? `"${value.replaceAll('"', '""')}"`
              : value
          const lines = [names, ...rows].map((row) => row.map(written).join(',') + end)
          const columns = Object.fromEntries(names.map((name) => [name, text]))
          const from = repository({ 'a.csv': mark + lines.join('') }, { columns })
          expect(await cells(from)).toEqual(
            rows.map((row) => row.map((value) => (value === '' ? 'null' : value))),
          )
        },
      ),
      { numRuns: 25 },
    )
  })

  it('refuses lines that end in different ways rather than lose rows', async () => {
    expect(await refusal(repository({ 'a.csv': 'a,b\n1,x\r\n2,y\n' }, ab))).toMatch(
      /^data\/rows\/a\.csv(:\d+)?: is not well-formed CSV/,
    )
  })

  it.each([';', '\t', '|', ','] as const)(
    'reads cells with %j between them where dataset.yaml says so',
    async (delimiter) => {
      const lines = [
        ['b', 'a'],
        [`"x${delimiter}y"`, '1'],
        ['', '2'],
        ['",;"', '3'],
      ]
      const text = lines.map((line) => line.join(delimiter)).join('\n')
      expect(await cells(repository({ 'a.csv': text }, { ...ab, csv: { delimiter } }))).toEqual([
        ['1', `x${delimiter}y`],
        ['2', 'null'],
        ['3', ',;'],
      ])
    },
  )

  it('cuts blanks off names and values where dataset.yaml says so, and nowhere else', async () => {
    const text = 'a , b\n1, x y \n 2,\t\n3,  \n'
    expect(await cells(repository({ 'a.csv': text }, { ...ab, csv: { trim: true } }))).toEqual([
      ['1', 'x y'],
      ['2', '\t'],
      ['3', 'null'],
    ])
    const asWritten = { columns: { 'a ': { type: 'integer' }, ' b': { type: 'string' } } } as const
    expect(await cells(repository({ 'a.csv': text }, asWritten))).toEqual([
      ['1', ' x y '],
      ['2', '\t'],
      ['3', '  '],
    ])
    expect(await refusal(repository({ 'a.csv': 'a, a,b\n1,2,3\n' }, { ...ab, csv: { trim: true } }))).toBe(
      'data/rows/a.csv:1: has two columns named "a" (rename or remove one)',
    )
  })

  it('reads a cell of a megabyte', async () => {
    const long = 'ü"'.repeat(2 ** 19)
    const from = repository({ 'a.csv': `a,b\n1,"${long.replaceAll('"', '""')}"\n` }, ab)
    expect((await cells(from))[0]?.[1]).toBe(long)
  })

  it('says so when a line or the rows are too large', async () => {
    const line = repository({ 'a.csv': `a,b\n1,${'x'.repeat(16_000_001)}\n` }, ab)
    expect(await refusal(line)).toBe('data/rows/a.csv:2: has a line of more than 16 MB')
    // DuckDB reads a file that is one such line as no row at all.
    const longer = repository({ 'a.csv': `a,b\n1,y\n1,${'x'.repeat(70_000_000)}\n1,y\n` }, ab)
    expect(await refusal(longer)).toBe('data/rows/a.csv:3: has a line of more than 16 MB')
    const open = repository({ 'a.csv': `a,b\n1,"${'x\n'.repeat(9_000_000)}` }, ab)
    expect(await refusal(open)).toContain('a.csv:2: has a quoted cell of more than 16 MB (the quote')
    const header = repository({ 'a.csv': `a,b,${'x'.repeat(2_000_000)}\n1,2,3\n` }, ab)
    expect(await refusal(header)).toContain('a.csv:1: has a first line of more than 1 MB')

    const from = repository({ 'a.csv': `a,b\n${'1,x\n'.repeat(1000)}` }, ab)
    const files = await filesOf(from)
    const opening = withDatabase((database) => openDataset(database, { dataset: from.dataset, files }), {
      memory: '10MB',
    })
    await expect(opening).rejects.toThrow(
      new UserError({
        place: { file: 'data/rows/a.csv' },
        message: 'takes more memory than Pawl may use',
        hint: 'declare only the columns that are needed',
      }),
    )
  })

  it('tells of every bad file at once', async () => {
    const said = await refusal(repository({ 'a.csv': '', 'b.csv': '', 'c.csv': 'a,b\n1,x\n' }, ab))
    expect(said.split('\n')).toHaveLength(2)
  })

  it('refuses links and pipes that its patterns name, since their rows would pass unread', async () => {
    const from = repository({ 'a.csv': 'a,b\n1,x\n', 'part/c.txt': 'x' }, { ...ab, files: '**/*.csv' })
    const folder = join(from.root, 'data/rows')
    symlinkSync('a.csv', join(folder, 'b.csv'))
    symlinkSync('/etc', join(folder, 'etc'))
    mkdirSync(join(from.root, 'far'))
    writeFileSync(join(from.root, 'far/d.csv'), 'a,b\n1,x\n')
    symlinkSync(join(from.root, 'far'), join(folder, 'far'))
    execFileSync('mkfifo', [join(folder, 'part/pipe.csv')])
    const said = (await refusal(from)).split('\n')
    expect(said).toHaveLength(3)
    expect(said[0]).toContain('data/rows/b.csv: is a link, which is not followed')
    expect(said[1]).toContain('data/rows/far: is a link, which is not followed')
    expect(said[2]).toContain('data/rows/part/pipe.csv: is no file but a pipe')
  })

  it('refuses a link that leaves the repository', async () => {
    const from = repository({ 'a.csv': 'a,b\n1,x\n' }, ab)
    symlinkSync('/etc/hostname', join(from.root, 'data/rows/b.csv'))
    await expect(filesOf({ ...from, paths: [...from.paths, 'data/rows/b.csv'] })).rejects.toThrow(
      'leaves the repository through a link',
    )
  })
})

describe('the header of a CSV file', () => {
  it('is read as it was written, whatever the names', () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1 })
      .filter((text) => !text.includes('\ufeff') && Buffer.from(text).toString() === text)
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 2, maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        (names, end) => {
          const line = names.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')
          expect(headerOf(Buffer.from(`${line}${end}1,2`), usual)).toEqual({
            columns: names,
            newline: end,
            delimiter: ',',
          })
        },
      ),
    )
  })

  it('has to end', () => {
    expect(headerOf(Buffer.from('a,"b\n1,2\n'), usual)).toHaveProperty('message', 'has no header that ends')
  })
})

describe('types', () => {
  it.each([
    [
      'integer',
      ['1', '-2', '+3', '4.0', ' 5 '],
      ['1', '-2', '3', '4', '5'],
      ['1.5', '1_000', '0x1A', '1e3', 'x', '99999999999999999999'],
    ],
    [
      'number',
      ['1', '1.5', '-2e3', ' 7 ', '.5'],
      ['1', '1.5', '-2000', '7', '0.5'],
      ['1,5', '1_000', 'NaN', 'inf', '-Infinity', '1e400', 'x'],
    ],
    [
      'boolean',
      ['true', 'False', '1', '0', 'yes', 'No', 'YES', ' no '],
      ['true', 'false', 'true', 'false', 'true', 'false', 'true', 'false'],
      ['y', 'N', 't', 'on', '2', '1.0', 'truee'],
    ],
    [
      'date',
      ['2026-03-01'],
      ['2026-03-01'],
      ['2026-3-1', '2026/03/01', '2026-02-30', 'epoch', 'infinity', 'today'],
    ],
    [
      'timestamp',
      ['2026-03-01 10:00:00', '2026-03-01T10:00Z', '2026-03-01T10:00:00.5+02:00', '2026-03-01'],
      ['2026-03-01 10:00:00', '2026-03-01 10:00:00', '2026-03-01 08:00:00.5', '2026-03-01 00:00:00'],
      ['now', 'infinity', '10:00', '2026-03-01 25:00:00'],
    ],
  ] as const)('reads what is a %s and tells what is not', async (type, good, values, bad) => {
    const rows = [...good, ...bad].map((cell) => `"${cell}",x`).join('\n')
    const from = repository({ 'a.csv': `a,b\n${rows}\n` }, { columns: { a: { type } } })
    await opened(from, async (database, { relation }) => {
      const read = await database.rows(`SELECT a, "a\u001fbad" AS bad FROM ${relation}`)
      expect(read.slice(0, good.length)).toEqual(
        values.map((value) => ({
          a:
            type === 'integer' || type === 'number'
              ? Number(value)
              : type === 'boolean'
                ? value === 'true'
                : value,
          bad: false,
        })),
      )
      expect(read.slice(good.length).map((row) => row.bad)).toEqual(bad.map(() => true))
    })
  })

  it('takes blank cells for missing, but for text', async () => {
    const from = repository({ 'a.csv': 'a,b\n , \n' }, ab)
    expect(await cells(from)).toEqual([['null', ' ']])
  })
})

describe('reading Parquet', () => {
  const rows = `SELECT * FROM (VALUES (1, 'x', 1.5::FLOAT, DATE '2026-03-01', true), (NULL, NULL, NULL, NULL, NULL)) AS t(a, b, f, d, t)`
  const columns = {
    a: { type: 'integer' },
    b: text,
    f: { type: 'number' },
    d: { type: 'date' },
    t: { type: 'boolean' },
  } as const

  it('gives the same rows as the same values in CSV', async () => {
    const from = repository({ 'a.parquet': '' }, { columns })
    await parquet(join(from.root, 'data/rows/a.parquet'), rows)
    const csv = repository({ 'a.csv': 'a,b,f,d,t\n1,x,1.5,2026-03-01,true\n,,,,\n' }, { columns })
    expect(await cells(from)).toEqual(await cells(csv))
  })

  it('refuses one that is cut short, damaged inside, or nested', async () => {
    const from = repository({ 'a.parquet': '' }, { columns })
    const path = join(from.root, 'data/rows/a.parquet')
    await parquet(path, rows)
    truncateSync(path, 200)
    expect(await refusal(from)).toBe(
      'data/rows/a.parquet: is no whole Parquet file (it may have been cut short; write it again)',
    )
    writeFileSync(path, `PAR1${'x'.repeat(100)}PAR1`)
    expect(await refusal(from)).toBe(
      'data/rows/a.parquet: cannot be read as Parquet (it may have been cut short or damaged; write it again)',
    )
    await parquet(path, 'SELECT [1] AS a')
    expect(await refusal(from)).toBe(
      'data/rows/a.parquet: the column "a" holds lists, structures or bytes (write one plain value for each row)',
    )
  })
})

describe('the files of a dataset', () => {
  it.each([
    ['*.csv', ['a.csv'], ['b/a.csv', 'a.csvx', 'xcsv']],
    ['**/*.csv', ['a.csv', 'b/a.csv', 'b/c/a.csv'], ['a.parquet']],
    ['2026-??.csv', ['2026-01.csv'], ['2026-1.csv', '2026-0/.csv']],
    ['b/**', ['b/a', 'b/c/a'], ['a', 'c/b']],
    ['a+(b)[c].csv', ['a+(b)[c].csv'], ['aab.csv']],
  ])('the pattern %s takes what it says', (pattern, taken, left) => {
    const matches = matcher(pattern)
    expect(taken.filter(matches)).toEqual(taken)
    expect(left.filter(matches)).toEqual([])
  })

  it('a pattern made to take for ever does not', () => {
    const started = performance.now()
    expect(matcher('*a'.repeat(200))('a'.repeat(199))).toBe(false)
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('are those below its folder, without dataset.yaml', () => {
    const { dataset } = repository({}, { columns: { a: text } })
    const paths = [
      'data/rows/dataset.yaml',
      'data/rows/b.csv',
      'data/rows/a.csv',
      'data/other/a.csv',
      'data/rowsx/a.csv',
    ]
    expect(selectFiles(dataset, paths)).toEqual(['data/rows/a.csv', 'data/rows/b.csv'])
  })

  it('have one version by name and content, whatever the order', async () => {
    const versionOf = async (files: Record<string, string>): Promise<string> => {
      const from = repository(files, ab)
      return (await dataVersion(from.dataset, await filesOf(from))).version
    }
    const one = await versionOf({ 'a.csv': 'a,b\n1,x\n', 'b.csv': 'a,b\n2,y\n' })
    expect(await versionOf({ 'b.csv': 'a,b\n2,y\n', 'a.csv': 'a,b\n1,x\n' })).toBe(one)
    expect(await versionOf({ 'a.csv': 'a,b\n1,x\n', 'c.csv': 'a,b\n2,y\n' })).not.toBe(one)
    expect(await versionOf({ 'a.csv': 'a,b\n1,x\n', 'b.csv': 'a,b\n2,z\n' })).not.toBe(one)
  })

  it('may lie in folders', async () => {
    const from = repository({ 'x/a.csv': 'a,b\n1,x\n', 'year=2026/a.csv': 'a,b\n2,y\n' }, ab)
    mkdirSync(join(from.root, 'data/rows/empty'))
    expect(await cells(from)).toEqual([
      ['1', 'x'],
      ['2', 'y'],
    ])
  })
})
