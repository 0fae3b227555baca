import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { suggest } from '../../src/commands/suggest.ts'
import { validate } from '../../src/commands/validate.ts'
import { Suggestions } from '../../src/data/suggest/suggestion.ts'
import { git } from '../../src/git/git.ts'
import { readDraft } from '../../src/project/draft.ts'
import { describeShared } from '../shared.ts'
import { laptop } from './context.ts'

/** A folder with these files. */
function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'pawl-suggest-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

async function suggested(root: string, write = false, sample = 100_000) {
  const { json, text } = await suggest.run(laptop(root), { dataset: 'rows', write, sample })
  const { diff, written, ...found } = json as Suggestions & { diff: string; written: boolean }
  return { found: Suggestions.parse(found), diff, written, text }
}

const yaml = (root: string): string => readFileSync(join(root, 'data/rows/dataset.yaml'), 'utf8')

/** Columns by name, as lists of cells, as a CSV file. */
function csv(columns: Readonly<Record<string, readonly (string | number)[]>>): string {
  const names = Object.keys(columns)
  const rows = Object.values(columns)[0] ?? []
  const quoted = (cell: string | number): string => `"${String(cell).replaceAll('"', '""')}"`
  return [
    names.map(quoted).join(','),
    ...rows.map((_, row) => names.map((name) => quoted(columns[name]?.[row] ?? '')).join(',')),
    '',
  ].join('\n')
}

const many = <T>(make: (row: number) => T, rows = 300): T[] =>
  Array.from({ length: rows }, (_, row) => make(row))

/** The rules suggested for the one column `x`. */
async function rulesFor(
  cells: readonly (string | number)[],
  declared = '',
): Promise<Record<string, unknown>> {
  const root = folder({
    'data/rows/a.csv': csv({ x: cells }),
    ...(declared
      ? { 'data/rows/dataset.yaml': `dataset: rows\nfiles: a.csv\ncolumns:\n  x: ${declared}\n` }
      : {}),
  })
  const { found } = await suggested(root)
  return Object.assign(
    {},
    ...found.suggestions.filter(({ column }) => column === 'x').map(({ keys }) => keys),
  )
}

describe('a rule is suggested from what a column holds', () => {
  it.each<[string, (string | number)[], Record<string, unknown>]>([
    [
      'a closed set of words',
      many((row) => ['red', 'green', 'blue'][row % 3] ?? ''),
      { type: 'string', 'one-of': ['blue', 'green', 'red'] },
    ],
    ['flags of 0 and 1', many((row) => row % 2), { type: 'integer', 'one-of': [0, 1] }],
    ['true and false', many((row) => (row % 2 ? 'TRUE' : 'false')), { type: 'boolean' }],
    [
      'words with a third answer to come',
      many((row) => (row % 2 ? 'yes' : 'no')),
      { type: 'string', 'one-of': ['no', 'yes'] },
    ],
    ['addresses', many((row) => `p${row}@example.com`), { type: 'string', format: 'email', unique: true }],
    [
      'ids of one form',
      many((row) => `C${String(row % 150).padStart(6, '0')}`),
      { type: 'string', pattern: 'C[0-9]{6}' },
    ],
    [
      'codes with leading zeros',
      many((row) => String(row % 150).padStart(5, '0')),
      { type: 'string', pattern: '[0-9]{5}' },
    ],
    [
      'free text',
      many((row) => 'word '.repeat((row % 7) + 1) + (row % 77)),
      { type: 'string', length: { min: 3, max: 74 } },
    ],
    [
      'days that are past',
      many((row) => `2024-0${(row % 9) + 1}-11`),
      { type: 'date', min: '2023-01-01', max: 'today' },
    ],
    ['days to come', many((row) => `2032-0${(row % 9) + 1}-11`), { type: 'date', min: '2031-01-01' }],
    [
      'instants',
      many((row) => `2024-01-01T0${row % 9}:00:00Z`),
      { type: 'timestamp', min: '2023-01-01', max: 'now' },
    ],
    ['counts', many((row) => row % 101), { type: 'integer', min: 0, max: 125, mean: { min: 34, max: 64 } }],
    [
      'temperatures',
      many((row) => (row % 41) / 2 - 10),
      { type: 'number', min: -15, max: 15, mean: { min: -3.2, max: 2.9 } },
    ],
  ])('%s', async (_, cells, rules) => {
    const { nulls, ...others } = await rulesFor(cells)
    const { unique, ...expected } = rules
    // A column that names its rows becomes the key, which is unique without saying so.
    expect(others).toEqual(expected)
    expect(unique ? 'key' : nulls).toEqual(unique ? 'key' : { max: '3%' })
  })

  it('missing values may get somewhat commoner, and no more', async () => {
    const cells = many((row) => (row % 10 === 0 ? '' : row), 2000)
    const { nulls } = (await rulesFor(cells)) as { nulls: { max: string } }
    const most = Number.parseFloat(nulls.max)
    expect(most).toBeGreaterThan(10)
    expect(most).toBeLessThanOrEqual(20)
  })

  it('a set of words with rare ones leaves room for others', async () => {
    const rules = await rulesFor(many((row) => (row === 77 ? 'rare' : `k${row % 4}`), 4000))
    expect(rules).toMatchObject({ 'one-of': ['k0', 'k1', 'k2', 'k3', 'rare'], share: { min: '99.7%' } })
  })

  it('a number far above all others gives no upper bound, and no mean that it would carry', async () => {
    const rules = await rulesFor(many((row) => (row === 5 ? 999_999_999 : row % 50)))
    expect(rules).toMatchObject({ type: 'integer', min: 0 })
    expect(rules).not.toHaveProperty('max')
    expect(rules).not.toHaveProperty('mean')
  })

  it('what dataset.yaml says already is left as it is', async () => {
    const rules = await rulesFor(
      many((row) => row % 101),
      '{type: number, max: 99, nulls: {max: 5}}',
    )
    expect(Object.keys(rules).sort()).toEqual(['mean', 'min'])
  })

  it('a few rows say nothing about values', async () => {
    expect(await rulesFor([1, 2, 3])).toEqual({ type: 'integer', nulls: { max: '80%' } })
  })
})

describe('the suggestions', () => {
  it('are shown as a change and written only when asked; git takes the change', async () => {
    const text =
      '# Ours.\ndataset: rows\nfiles: a.csv\ncolumns:\n  # who\n  id: { type: string } # the customer\n'
    const root = folder({
      'data/rows/a.csv': csv({ id: many((row) => `c${row}`), n: many((row) => row % 20) }),
      'data/rows/dataset.yaml': text,
    })
    const shown = await suggested(root)
    expect(yaml(root)).toBe(text)
    expect(shown.written).toBe(false)
    expect(shown.text).toContain('pawl suggest rows --write')

    const { written } = await suggested(root, true)
    expect(written).toBe(true)
    const result = yaml(root)
    for (const line of text.split('\n').filter((line) => !line.includes('id:')))
      expect(result).toContain(line)
    expect(result).toContain('# the customer')
    expect(readDraft(result, 'x').config.columns).toMatchObject({ n: { type: 'integer', min: 0 } })

    writeFileSync(join(root, 'data/rows/dataset.yaml'), text)
    writeFileSync(join(root, 'change.diff'), shown.diff)
    await git(root, 'init', '--quiet')
    await git(root, 'apply', 'change.diff')
    expect(yaml(root)).toBe(result)

    const again = await suggested(root)
    expect(again).toMatchObject({ diff: '', found: { suggestions: [] } })
    expect(again.text).toContain('nothing to add')
  })

  it.each([
    [
      'over several lines',
      '  n:\n    type: integer # counted\n    checks:\n      - max: 9 # usual\n        level: warn\n      - {min: -5, where: n < 3}\n',
    ],
    ['on one line', '  n: {type: integer, checks: [{max: 9, level: warn}, {min: -5, where: n < 3}]}\n'],
  ])('keep further rules of a column that are written %s', async (_where, column) => {
    const text = `dataset: rows\nfiles: a.csv\ncolumns:\n${column}  id: {type: string}\n`
    const root = folder({
      'data/rows/a.csv': csv({ id: many((row) => `c${row}`), n: many((row) => row % 20) }),
      'data/rows/dataset.yaml': text,
    })
    const before = readDraft(text, 'x').config.columns.n
    await suggested(root, true)
    const { n } = readDraft(yaml(root), 'x').config.columns
    expect(n?.checks).toEqual(before?.checks)
    expect(n).toMatchObject({ min: 0 })
    for (const line of column.split('\n').filter((each) => !each.includes('n: {')))
      expect(yaml(root)).toContain(line)
  })

  it('that other rows speak against are left out, and told', async () => {
    // No number is twice among the rows of the sample; among all of them each is.
    const root = folder({ 'data/rows/a.csv': csv({ n: many((row) => row % 2000, 4000) }) })
    const { found, text } = await suggested(root, false, 50)
    expect(found.rows.all).toBe(4000)
    expect(found.rows.sample + found.rows['held-out']).toBeLessThan(55)
    expect(found['left-out']).toMatchObject([{ keys: { key: ['n'] }, all: { holds: false } }])
    expect(text).toContain('left out, because rows speak against it')
  })

  it('come from an even part of the rows, also where each file has one', async () => {
    const files = many((row) => [`data/rows/${row}.csv`, csv({ n: [row] })] as const, 60)
    const { found } = await suggested(folder(Object.fromEntries(files)))
    expect(found.rows.sample).toBeGreaterThan(42)
    expect(found.rows['held-out']).toBeGreaterThan(6)
  })

  it('pass on the data that they came from', async () => {
    const root = folder({
      'pawl.yaml': 'pawl: 1\napprovals: {from: [ada]}\n',
      'data/rows/a.csv': csv({
        id: many((row) => row),
        day: many((row) => `2025-01-${String((row % 28) + 1).padStart(2, '0')}`),
        amount: many((row) => (row % 17 === 0 ? '' : ((row * 7919) % 1000) / 8)),
        kind: many((row) => `k${row % 5}`),
      }),
    })
    await suggested(root, true)
    expect(yaml(root)).toContain('key: [id]\ntime: day\n')
    const { verdict, text } = await validate.run(laptop(root), {
      datasets: ['rows'],
      models: undefined,
      samples: 0,
      record: false,
    })
    expect(verdict, text).toBe('pass')
  })

  it('tell of columns that cannot be declared, and of cells that look like mistakes', async () => {
    const root = folder({
      'data/rows/a.csv': csv({
        n: many((row) => (row === 3 ? '25 years' : row)),
        empty: many(() => ''),
        N: many(() => 1),
        workclass: many((row) => (row % 3 ? 'Private' : '?')),
        ['__proto__']: many(() => 1),
      }),
    })
    const { found } = await suggested(root)
    expect(found.remarks.join('\n')).toMatch(/^n is of type integer but for 1 of 300 values/m)
    expect(found.remarks.join('\n')).toMatch(/^empty has no value/m)
    expect(found.remarks.join('\n')).toMatch(/^workclass holds "\?"/m)
    expect(found.remarks.join('\n')).toMatch(/"N" differs from another column in case only/)
  })

  it.each<[string, (row: number) => string | number, string, string]>([
    [
      'texts',
      (row) => (row % 10 < 7 ? 'n/a' : row),
      'number',
      'x is declared as number, and 210 of its 300 values are none: write type: string',
    ],
    [
      'dates',
      (row) => `2026-01-${String(1 + (row % 28)).padStart(2, '0')}`,
      'number',
      'x is declared as number, and none of its 300 values is one: write type: date',
    ],
    [
      'fractions',
      (row) => row / 4,
      'integer',
      'x is declared as integer, and 225 of its 300 values are none: write type: number',
    ],
  ])('say that a declared type is wrong where a column holds %s', async (_what, make, type, said) => {
    const root = folder({
      'data/rows/a.csv': csv({ x: many(make), y: many((row) => row) }),
      'data/rows/dataset.yaml': `dataset: rows\nfiles: a.csv\ncolumns:\n  x: {type: ${type}}\n  y: {type: integer}\n`,
    })
    const { found, text } = await suggested(root)
    expect(found.remarks).toContainEqual(expect.stringContaining(said))
    expect(text).toContain(said)
    expect(found.suggestions.filter(({ column }) => column === 'x')).toEqual([])
    expect(found.suggestions.some(({ column }) => column === 'y')).toBe(true)
  })

  it('leave a declared type of which few values are not, which looks like mistakes', async () => {
    const root = folder({
      'data/rows/a.csv': csv({ x: many((row) => (row < 9 ? 'oops' : row)) }),
      'data/rows/dataset.yaml': 'dataset: rows\nfiles: a.csv\ncolumns:\n  x: {type: integer}\n',
    })
    expect((await suggested(root)).found.remarks.join()).not.toContain('declared as')
  })

  it('survive names and words that mean something in YAML, SQL or a terminal', async () => {
    const names = [
      'a"b',
      "it's",
      'line\nbreak',
      'null',
      'select *',
      '- x: {y}',
      '#',
      'ünï',
      '\u001b[31mred',
      '99%',
    ]
    const words = ['yes', '~', '"', "'; DROP TABLE x; --", 'a: b', '#1', '\u202e', '2020-01-01T']
    const cells = (shift: number) => many((row) => words[(row + shift) % words.length] ?? '')
    const root = folder({
      'data/rows/a.csv': csv(Object.fromEntries(names.map((name, index) => [name, cells(index)]))),
    })
    const { text } = await suggested(root, true)
    const { columns } = readDraft(yaml(root), 'x').config
    expect(Object.keys(columns).sort()).toEqual([...names].sort())
    for (const name of names) expect(columns[name]?.['one-of']).toEqual(expect.arrayContaining(words))
    expect(text).not.toContain('\u001b')
  })

  it('of a folder without files of rows say what to do', async () => {
    await expect(suggested(folder({ 'data/rows/readme.txt': 'x' }))).rejects.toThrow(/put .csv or .parquet/)
  })
})

describeShared('suggestions for real customers', (shared) => {
  it('need only the file, and pass on it', async () => {
    const root = folder({ 'pawl.yaml': 'pawl: 1\napprovals: {from: [ada]}\n', 'data/rows/readme.md': '' })
    copyFileSync(join(shared, 'data/telco-churn.csv'), join(root, 'data/rows/telco.csv'))
    const { found } = await suggested(root, true)
    expect(found['left-out']).toEqual([])
    const { config } = readDraft(yaml(root), 'x')
    expect(config.key).toEqual(['customerID'])
    expect(config.columns).toMatchObject({
      customerID: { type: 'string', pattern: '[0-9]{4}-[A-Z]{5}' },
      TotalCharges: { type: 'number', min: 0 },
      Contract: { 'one-of': ['Month-to-month', 'One year', 'Two year'] },
    })
    const { verdict } = await validate.run(laptop(root), {
      datasets: undefined,
      models: undefined,
      samples: 0,
      record: false,
    })
    expect(verdict).toBe('pass')
  })
})
