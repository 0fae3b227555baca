import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import type { Table } from '../../src/data/table.ts'
import { parityOf } from '../../src/evaluation/parity.ts'
import { type PredictOptions, predict } from '../../src/model/predict.ts'
import { numbers, scratch, table, texts } from '../model/table.ts'
import { describePython, pathWith } from '../python.ts'

/** The programs that docs/python.md shows, by their path. */
function programs(): Map<string, string> {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/python.md'), 'utf8')
  const blocks = [...page.matchAll(/```python\n# (\S+)\n([\s\S]*?)```/g)]
  return new Map(blocks.map(([, path = '', code = '']) => [path, code]))
}

const trainer = `
import os, pandas
rows = pandas.DataFrame({
    "age": [20 + i % 40 for i in range(400)],
    "education": [["school", "college", None][i % 3] for i in range(400)],
    "occupation": [["a", "b"][i % 2] for i in range(400)],
    "income": [">50K" if (i % 40) > 20 else "<=50K" for i in range(400)],
})
rows.to_parquet(os.environ["PAWL_TRAIN"])
`

/** A repository with the programs of the page, in which Python starts. */
function place(python: string) {
  const root = scratch()
  for (const [path, code] of programs()) {
    mkdirSync(join(root, 'models/income'), { recursive: true })
    writeFileSync(join(root, path), code)
  }
  const environment = {
    PATH: pathWith(python, root),
    PAWL_TRAIN: join(root, 'rows.parquet'),
    PAWL_OUT: root,
    PAWL_SEED: '42',
  }
  const start = (...words: string[]) =>
    spawnSync('python', words, { cwd: root, env: environment, encoding: 'utf8' })
  expect(start('-c', trainer)).toMatchObject({ status: 0 })
  const asked = { task: 'binary-classification', positive: '>50K' } as const
  const limits = { milliseconds: 60_000, memory: 2 ** 32, output: 2 ** 20 }
  const command = {
    run: 'python models/income/predict.py',
    artifact: 'model.joblib',
    format: 'parquet' as const,
    model: 'income',
    folder: root,
  }
  const predicted = async (features: Table, more: Partial<PredictOptions> = { command }) => {
    const before = process.env.PATH
    process.env.PATH = environment.PATH
    const artifact = join(root, more.command ? 'model.joblib' : 'model.onnx')
    const prediction = await predict({ artifact, features, asked, limits, ...more }).finally(() => {
      process.env.PATH = before
    })
    if (!prediction.ok) throw new Error(prediction.message)
    if (prediction.answers.task !== asked.task) throw new Error('something else was answered')
    return prediction.answers
  }
  return { root, start, predicted }
}

describePython('the joblib model of docs/python.md', (python) => {
  it('is trained and predicted with by the programs as they stand there', async () => {
    const { start, predicted } = place(python)
    expect([...programs().keys()].toSorted()).toEqual([
      'models/income/predict.py',
      'models/income/train.py',
      'models/income/train_and_export.py',
    ])
    expect(start('models/income/train.py').stderr).toBe('')
    const { labels, scores } = await predicted(
      table(
        numbers('age', 55, 25, 50),
        texts('education', 'school', null, 'never heard of'),
        texts('occupation', 'a', 'b', 'a'),
      ),
    )
    expect([...(labels ?? [])]).toEqual([1, 0, 1])
    expect(scores[0]).toBeGreaterThan(0.9)
    expect(scores[1]).toBeLessThan(0.1)
  })

  it('says what its export says, but for rounding', async () => {
    const { start, predicted } = place(python)
    expect(start('models/income/train_and_export.py').stderr).toBe('')
    const ages = Array.from({ length: 60 }, (_, row) => 20 + row / 2)
    const features = table(
      numbers('age', ...ages),
      texts(
        'education',
        ...ages.map((_, row) => ['school', 'college', null, 'never heard of'][row % 4] ?? null),
      ),
      texts('occupation', ...ages.map((_, row) => ['a', 'b'][row % 2] as string)),
    )
    const scoresOf = ({ scores }: Awaited<ReturnType<typeof predicted>>) =>
      ({ task: 'binary-classification', score: scores, labelsOnly: false }) as const
    const exported = scoresOf(await predicted(features, {}))
    const parity = parityOf({ exported, own: scoresOf(await predicted(features)) })
    if ('undefined' in parity) throw new Error(parity.undefined)
    expect(parity.value).toBeLessThan(1e-5)
    expect(parity.value).toBeGreaterThan(0)
  })
})
