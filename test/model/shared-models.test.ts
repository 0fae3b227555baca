import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { type Asked, predict } from '../../src/model/predict.ts'
import { describeShared } from '../shared.ts'
import { answersOf } from './answers.ts'
import { compiledChild } from './child.ts'
import { generous, tableOf } from './table.ts'

interface Expected {
  data: {
    file: string
    target: string
    features: string[]
    classes: (string | number)[]
    positive: string | number
    labels: Record<string, string>
  }
  first_rows: { labels: (string | number)[]; probabilities: number[][]; values: number[] }
  metrics: Record<string, unknown>
}

const entry = compiledChild()

function predicted(
  of: { folder: string; model: string; data: { file: string; features: string[] } },
  asked: Asked,
) {
  return predict({
    artifact: join(of.folder, of.model),
    features: tableOf(join(of.folder, of.data.file), of.data.features),
    asked,
    limits: generous,
    entry,
  })
}

/** The target of every row, as text. */
function targetOf(folder: string, data: { file: string; target: string }): string[] {
  const records = parse(readFileSync(join(folder, data.file)), { columns: true }) as Record<string, string>[]
  return records.map((record) => record[data.target] ?? '')
}

describeShared('models of every usual exporter', (shared) => {
  const gates = ['production', 'worse', 'better', 'copy']
  const cases = [
    ...[
      'telco-logreg-tensor',
      'telco-columns-zipmap',
      'adult-columns-zipmap-columns',
      'adult-xgboost',
      'adult-lightgbm',
      'adult-int64',
    ].map((name) => ({ name, folder: name, model: 'model.onnx', file: 'expected.json' })),
    ...gates.map((name) => ({
      name: `telco-gates/${name}`,
      folder: 'telco-gates',
      model: `${name}.onnx`,
      file: `expected-${name}.json`,
    })),
  ]
  test.concurrent.each(cases)('$name scores as the library that made it', async ({ folder, model, file }) => {
    const place = join(shared, 'models', folder)
    const expected = JSON.parse(readFileSync(join(place, file), 'utf8')) as Expected
    const { data, first_rows: first } = expected
    const prediction = await predicted(
      { folder: place, model, data },
      { task: 'binary-classification', positive: data.labels[String(data.positive)] ?? data.positive },
    )
    const answers = answersOf(prediction, 'binary-classification')
    const positive = data.classes.indexOf(data.positive)
    expect(answers.from).toBe('scores')
    expect(first.probabilities.length).toBeGreaterThan(0)
    for (const [row, probabilities] of first.probabilities.entries())
      expect(
        Math.abs((answers.scores[row] ?? Number.NaN) - (probabilities[positive] ?? Number.NaN)),
      ).toBeLessThan(1e-6)
    const labels = first.labels.map((label) => (label === data.positive ? 1 : 0))
    expect([...(answers.labels ?? []).slice(0, labels.length)]).toEqual(labels)
  })

  test('telco-contract-multiclass answers as the library that made it, in the order asked for', async () => {
    const place = join(shared, 'models', 'telco-contract-multiclass')
    const expected = JSON.parse(readFileSync(join(place, 'expected.json'), 'utf8')) as Expected
    const { data, first_rows: first } = expected
    const classes = ['Two year', 'Month-to-month', 'One year', 'Three years']
    const prediction = await predicted(
      { folder: place, model: 'model.onnx', data },
      { task: 'multiclass-classification', classes, encoded: false },
    )
    const answers = answersOf(prediction, 'multiclass-classification')
    const labels = [...answers.labels].slice(0, first.labels.length)
    expect(labels.map((label) => classes[label])).toEqual(first.labels)
    expect(answers.probabilities).toHaveLength(answers.labels.length * classes.length)
    expect(first.probabilities.length).toBeGreaterThan(0)
    for (const [row, probabilities] of first.probabilities.entries())
      for (const [column, name] of classes.entries())
        expect(
          Math.abs(
            (answers.probabilities?.[row * classes.length + column] ?? Number.NaN) -
              (probabilities[data.classes.indexOf(name)] ?? 0),
          ),
        ).toBeLessThan(1e-6)

    const target = targetOf(place, data)
    const right = target.filter((value, row) => classes[answers.labels[row] as number] === value).length
    expect(right / target.length).toBeCloseTo(expected.metrics.accuracy as number, 9)
  })

  test('telco-charges-regression answers as the library that made it', async () => {
    const place = join(shared, 'models', 'telco-charges-regression')
    const expected = JSON.parse(readFileSync(join(place, 'expected.json'), 'utf8')) as Expected
    const { data, first_rows: first } = expected
    const prediction = await predicted({ folder: place, model: 'model.onnx', data }, { task: 'regression' })
    const { values } = answersOf(prediction, 'regression')
    expect(first.values.length).toBeGreaterThan(0)
    for (const [row, value] of first.values.entries())
      expect(Math.abs((values[row] ?? Number.NaN) / value - 1)).toBeLessThan(1e-5)

    const target = targetOf(place, data).map(Number)
    const errors = target.reduce((sum, value, row) => sum + Math.abs(value - (values[row] ?? Number.NaN)), 0)
    expect(errors / target.length).toBeCloseTo(expected.metrics.mae as number, 5)
  })
})

describeShared('hostile models end in an error that says why', (shared) => {
  const folder = join(shared, 'models', 'hostile')
  const why = new Map([
    ['lfs-pointer.onnx', /is a Git LFS pointer/],
    ['truncated.onnx', /is not a whole ONNX file: it is truncated/],
    ['nan.onnx', /not a number or not finite for 100 of 100 rows/],
    ['wrong-rows.onnx', /output Y has 99 rows for 100 rows of input/],
  ])
  const run = (file: string) =>
    predict({
      artifact: join(folder, file),
      features: tableOf(join(folder, 'test.csv'), ['a', 'b', 'c']),
      asked: { task: 'binary-classification', positive: 1 },
      limits: generous,
      entry,
    })

  test('none is left out', () =>
    expect(
      shared === ''
        ? []
        : readdirSync(folder)
            .filter((file) => file.endsWith('.onnx'))
            .sort(),
    ).toEqual([...why.keys(), 'good.onnx'].sort()))
  test.concurrent.each([...why])('%s', async (file, message) => {
    expect(await run(file)).toEqual({ ok: false, cause: 'model', message: expect.stringMatching(message) })
  })
  test('good.onnx', async () => expect((await run('good.onnx')).ok).toBe(true))
})
