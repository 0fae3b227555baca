import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { predict } from '../../src/model/predict.ts'
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

describePython('the joblib model of docs/python.md', (python) => {
  it('is trained and predicted with by the programs as they stand there', async () => {
    const root = scratch()
    for (const [path, code] of programs()) {
      mkdirSync(join(root, 'models/income'), { recursive: true })
      writeFileSync(join(root, path), code)
    }
    expect([...programs().keys()]).toEqual(['models/income/train.py', 'models/income/predict.py'])
    const environment = {
      PATH: pathWith(python, root),
      PAWL_TRAIN: join(root, 'rows.parquet'),
      PAWL_OUT: root,
      PAWL_SEED: '42',
    }
    const start = (...words: string[]) =>
      spawnSync('python', words, { cwd: root, env: environment, encoding: 'utf8' })
    expect(start('-c', trainer)).toMatchObject({ status: 0 })
    const trained = start('models/income/train.py')
    expect(trained.stderr).toBe('')

    const before = process.env.PATH
    process.env.PATH = environment.PATH
    const prediction = await predict({
      artifact: join(root, 'model.joblib'),
      features: table(
        numbers('age', 55, 25, 50),
        texts('education', 'school', null, 'never heard of'),
        texts('occupation', 'a', 'b', 'a'),
      ),
      asked: { task: 'binary-classification', positive: '>50K' },
      limits: { milliseconds: 60_000, memory: 2 ** 32, output: 2 ** 20 },
      command: {
        run: 'python models/income/predict.py',
        artifact: 'model.joblib',
        format: 'parquet',
        model: 'income',
        folder: root,
      },
    }).finally(() => {
      process.env.PATH = before
    })
    if (!prediction.ok) throw new Error(prediction.message)
    if (prediction.answers.task !== 'binary-classification') throw new Error('something else was answered')
    expect([...(prediction.answers.labels ?? [])]).toEqual([1, 0, 1])
    expect(prediction.answers.scores[0]).toBeGreaterThan(0.9)
    expect(prediction.answers.scores[1]).toBeLessThan(0.1)
  })
})
