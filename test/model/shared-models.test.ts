import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { predict } from '../../src/model/predict.ts'
import { describeShared } from '../shared.ts'
import { compiledChild } from './child.ts'
import { generous, tableOf } from './table.ts'

interface Expected {
  data: {
    file: string
    features: string[]
    classes: (string | number)[]
    positive: string | number
    labels: Record<string, string>
  }
  first_rows: { labels: (string | number)[]; probabilities: number[][] }
}

const entry = compiledChild()

function predicted(of: { folder: string; model: string; expected: Expected }) {
  const { data } = of.expected
  return predict({
    artifact: join(of.folder, of.model),
    features: tableOf(join(of.folder, data.file), data.features),
    positive: data.labels[String(data.positive)] ?? data.positive,
    task: 'binary-classification',
    limits: generous,
    entry,
  })
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
    const prediction = await predicted({ folder: place, model, expected })
    if (!prediction.ok) throw new Error(prediction.message)

    const { data, first_rows: first } = expected
    const positive = data.classes.indexOf(data.positive)
    expect(prediction.from).toBe('scores')
    expect(first.probabilities.length).toBeGreaterThan(0)
    for (const [row, probabilities] of first.probabilities.entries())
      expect(
        Math.abs((prediction.scores[row] ?? Number.NaN) - (probabilities[positive] ?? Number.NaN)),
      ).toBeLessThan(1e-6)
    const labels = first.labels.map((label) => (label === data.positive ? 1 : 0))
    expect([...(prediction.labels ?? []).slice(0, labels.length)]).toEqual(labels)
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
      positive: 1,
      task: 'binary-classification',
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
