import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type AskSql, askApart } from '../../src/data/ask-apart.ts'
import { withDatabase } from '../../src/data/database.ts'
import { openDataset } from '../../src/data/open.ts'
import { answerSql, type SqlAnswer } from '../../src/data/sql-answers.ts'
import { validate } from '../../src/data/validate.ts'
import { digestOf } from '../../src/project/digest.ts'
import { UserError } from '../../src/project/problem.ts'
import { Dataset } from '../../src/project/schema/dataset.ts'
import { filesOf, noon, parquet, type Repository, repository, resultOf } from './repository.ts'

const columns = { id: { type: 'integer' }, v: { type: 'string', nulls: { max: '100%' } } } as const
const files = { 'a.csv': 'id,v\n1,a\n2,b\n3,a\n' }

/** Asks without a process of its own, which takes its time to start. */
const askHere: AskSql = async (task) => {
  const answers = new Map<number, SqlAnswer>()
  await answerSql(task, {
    asks: () => undefined,
    answers: ({ index }, answer) => answers.set(index, answer),
  })
  return answers
}

async function checked(from: Repository, askSql = askHere) {
  const opened = await filesOf(from)
  return withDatabase(async (database) => {
    const open = await openDataset(database, { dataset: from.dataset, files: opened, hold: false })
    return validate(database, open, { version: digestOf('data'), now: noon, files: opened, askSql })
  })
}

async function asked(sql: string, more = {}) {
  const from = repository(files, { columns, checks: [{ sql, ...more }] })
  return resultOf(await checked(from), 'checks.0.sql')
}

/** As a user does: each query in the process for them. */
async function askedApart(questions: readonly { sql: string; timeout?: number }[], memory = '2GB') {
  const from = repository(files, { columns })
  const answers = await askApart({
    dataset: from.dataset,
    files: await filesOf(from),
    questions: questions.map(({ sql, timeout = 20_000 }, index) => ({ index, sql, timeout })),
    memory,
  })
  return questions.map((_, index) => answers.get(index))
}

describe('an sql check', () => {
  it.each([
    ['SELECT * FROM rows WHERE id > 5', 0, 'there is none'],
    ['SELECT v FROM rows GROUP BY v HAVING count(*) > 1', 1, '1 comes'],
    ['WITH t AS (SELECT id FROM rows) SELECT * FROM t;', 3, '3 come'],
    ['SELECT * FROM rows -- all of them', 3, '3 come'],
  ])('counts the rows of %s', async (sql, violations, found) => {
    expect(await asked(sql)).toMatchObject({ violations, found, verdict: violations === 0 ? 'pass' : 'fail' })
  })

  it('reads Parquet as it reads CSV', async () => {
    const from = repository(
      { 'a.parquet': '' },
      { columns, checks: [{ sql: 'SELECT * FROM rows WHERE id = 2' }] },
    )
    await parquet(
      join(from.root, 'data/rows/a.parquet'),
      "SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(id, v)",
    )
    expect(resultOf(await checked(from), 'checks.0.sql')).toMatchObject({ violations: 1 })
  })

  it.each([
    ['an insert', 'INSERT INTO rows VALUES (1, 2)'],
    ['a drop', 'DROP TABLE rows'],
    ['two statements', 'SELECT 1; SELECT 2'],
    ['a copy to a file', "COPY rows TO '/tmp/stolen.csv'"],
    ['an attached database', "ATTACH '/tmp/x.db'"],
    ['a setting', 'SET enable_external_access = true'],
    ['an extension', 'INSTALL httpfs'],
    ['a loaded extension', 'LOAD httpfs'],
    ['a pragma', 'PRAGMA database_list'],
    ['a pragma', 'CALL pragma_version()'],
    ['a description', 'SELECT * FROM (DESCRIBE rows)'],
    ['a summary', 'SUMMARIZE rows'],
    ['a function that writes a file', "SELECT * FROM enable_profiling(save_location = '/tmp/stolen')"],
    ['one that keeps a log', "SELECT * FROM enable_logging(storage = 'stdout')"],
    ['one in a part', 'SELECT 1 WHERE EXISTS (WITH t AS (FROM enable_profiling()) FROM t)'],
    ['one in a query of a query', "SELECT * FROM query('FROM enable_profiling()')"],
    ['settings', 'SELECT * FROM duckdb_settings()'],
    ['an address', "SELECT * FROM read_csv('https://example.org/a.csv')"],
    ['a bracket that ends the question', 'SELECT 1) UNION SELECT (2'],
    ['a NUL character', 'SELECT 1 \0'],
  ])('refuses %s', async (_what, sql) => {
    expect(await asked(sql)).toMatchObject({
      verdict: 'fail',
      violations: null,
      found: expect.stringMatching(/^not checked: /),
    })
  })

  it('reads no file, not even those of the dataset, by any of the ways to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pawl-secret-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, 'secret.csv')
    writeFileSync(path, 'a\nsecret\n')
    for (const from of [
      `read_csv('${path}')`,
      `read_text('${path}')`,
      `read_blob('${path}')`,
      `glob('${folder}/*')`,
      `'${path}'`,
      `read_parquet('${path}')`,
      `read_json('${path}')`,
      `sniff_csv('${path}')`,
      `parquet_metadata('${path}')`,
    ]) {
      const result = await asked(`SELECT * FROM ${from}`)
      expect(result.violations, from).toBeNull()
      expect(JSON.stringify(result), from).not.toContain('a\\nsecret')
    }
  })

  it('does not tell cells in what it says of a failure', async () => {
    expect((await asked('SELECT * FROM rows WHERE v::INTEGER = 1')).found).toBe(
      'not checked: it ends with a conversion error',
    )
  })

  it('is ended where DuckDB cannot stop it, and the others are asked nevertheless', async () => {
    const begun = performance.now()
    const never = "SELECT * FROM rows WHERE levenshtein(repeat('a', 200000 + id), repeat('b', 200000)) < 0"
    const answers = await askedApart([
      { sql: 'SELECT * FROM rows WHERE id > 1' },
      { sql: never, timeout: 100 },
      { sql: 'SELECT * FROM rows' },
    ])
    expect(answers).toEqual([{ violations: 2 }, { fault: 'it took more than 0.1 s' }, { violations: 3 }])
    expect(performance.now() - begun).toBeLessThan(20_000)
  })

  it('takes no more memory than it may, by rows, lists or texts', async () => {
    const most = { fault: 'it takes more memory than it may' }
    const answers = await askedApart(
      [
        { sql: 'SELECT * FROM (SELECT list(i) AS l FROM range(1000000000) t(i)) WHERE len(l) > 0' },
        {
          sql: "SELECT * FROM (SELECT string_agg(repeat('x', 1000000)) AS s FROM range(9000)) WHERE s > 'y'",
        },
        { sql: 'SELECT * FROM rows WHERE id < 2' },
      ],
      '100MB',
    )
    expect(answers).toEqual([most, most, { violations: 1 }])
  })

  it('has files that cannot be read told as they are elsewhere', async () => {
    const from = repository({ 'a.csv': 'id,v\n1,a,b\n' }, { columns })
    const opened = await filesOf(from)
    const questions = [{ index: 0, sql: 'SELECT 1', timeout: 1000 }]
    await expect(
      askApart({ dataset: from.dataset, files: opened, questions, memory: '1GB' }),
    ).rejects.toThrow(UserError)
  })

  it('is stopped when it takes too long', async () => {
    const begun = performance.now()
    const result = await asked('SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b', {
      timeout: '300ms',
    })
    expect(result).toMatchObject({ verdict: 'fail', found: 'not checked: it took more than 0.3 s' })
    expect(performance.now() - begun).toBeLessThan(20_000)
  })
})

describe('names of columns, datasets and files', () => {
  it('may be nearly anything in every kind of rule', async () => {
    const awkward = fc.oneof(
      fc.constantFrom(
        'select',
        'from',
        'rows',
        'a"b',
        "o'hara",
        'two\nlines',
        'größe 😀',
        '; DROP TABLE x; --',
        '__proto__ x',
        'file_index',
        'bad',
        '\\',
        '%s',
        '${x}',
      ),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    )
    const usable = awkward.filter(
      (name) =>
        !['\0', '\u001f', '\ufeff'].some((bad) => name.includes(bad)) &&
        !/\p{Surrogate}/u.test(name) &&
        name !== '__proto__',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(usable, { minLength: 2, maxLength: 3, selector: (name) => name.toLowerCase() }),
        fc.boolean(),
        async (names, isParquet) => {
          const [first = '', second = ''] = names
          const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
          const rules = {
            type: 'integer',
            unique: true,
            min: 2,
            mean: { max: 1 },
            monotone: 'decreasing',
            outliers: { max: 0 },
            'most-common': { share: { max: '10%' } },
          } as const
          const from = repository(
            isParquet
              ? { 'a.parquet': '' }
              : { [`o'h "x" ;.csv`]: `${names.map(quoted).join(',')}\n${names.map(() => '1').join(',')}\n` },
            {
              key: [first, second],
              columns: Object.fromEntries(names.map((name) => [name, rules])),
              checks: [
                { row: `${quoted(first)} > ${quoted(second)}` },
                { sql: `SELECT ${quoted(first)} FROM rows` },
                { anomaly: { figure: 'mean', column: second } },
              ],
            },
          )
          if (isParquet)
            await parquet(
              join(from.root, 'data/rows/a.parquet'),
              `SELECT ${names.map((name) => `1::BIGINT AS ${quoted(name)}`).join(', ')}`,
            )
          const report = await checked(from)
          expect(resultOf(report, `columns.${first}.min`).violations).toBe(1)
          expect(resultOf(report, `columns.${second}.mean`).verdict).toBe('pass')
          expect(resultOf(report, 'checks.0.row').violations).toBe(1)
          expect(resultOf(report, 'checks.1.sql').violations).toBe(1)
        },
      ),
      { numRuns: 15 },
    )
  })

  it('of a dataset may be a keyword with hyphens', async () => {
    const from = repository(files, { columns, checks: [{ sql: 'SELECT * FROM "group-by"' }] })
    const dataset = {
      ...from.dataset,
      config: Dataset.parse({
        ...from.dataset.config,
        nulls: { max: '100%' },
        dataset: 'group-by',
        columns,
        checks: [{ sql: 'SELECT * FROM "group-by"' }],
      }),
    }
    expect(resultOf(await checked({ ...from, dataset }), 'checks.0.sql').violations).toBe(3)
  })
})
