import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { runPawl } from '../../sandbox/demo/acts.ts'
import type { Column } from '../../src/data/table.ts'
import { git } from '../../src/git/git.ts'
import { predict } from '../../src/model/predict.ts'
import { digestOfFile } from '../../src/project/digest.ts'
import { firstBatch, type Person, people } from '../../template/data/generate-people.ts'
import { describePython, pathWith } from '../python.ts'
import { root, startTemplate } from './started.ts'

/* The template's Python program, trained and judged by Pawl as a user's laptop does it. */

// Importing scikit-learn alone takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 })

type Asked = Pick<Person, 'age' | 'education' | 'occupation' | 'hours_per_week' | 'capital_gain'>

/** Rows that training never saw: of another month, some without an occupation, one with a word that nobody knows. */
const asked: Asked[] = people({ ...firstBatch, month: '2026-02', rows: 300 })
  .map(({ age, education, occupation, hours_per_week, capital_gain }) => {
    return { age, education, occupation, hours_per_week, capital_gain }
  })
  .map((row, at) => (at === 0 ? { ...row, education: 'unheard-of' } : row))

const column = {
  number: (name: keyof Asked): Column => ({
    kind: 'number',
    name,
    values: Float64Array.from(asked, (row) => Number(row[name])),
  }),
  text: (name: 'education' | 'occupation'): Column => {
    const dictionary = [...new Set(asked.flatMap((row) => row[name] ?? []))]
    const codes = Int32Array.from(asked, (row) => dictionary.indexOf(row[name] ?? ''))
    return { kind: 'text', name, codes, dictionary }
  },
}

describePython('the income model', (python) => {
  const templates: { remove: () => void }[] = []
  afterAll(() => {
    for (const { remove } of templates) remove()
  })

  /** Trains in a repository of its own, with one thing changed in model.yaml. */
  async function trained(from: RegExp | string, to: string) {
    const template = startTemplate()
    templates.push(template)
    const { folder } = template
    const path = join(folder, 'models/income/model.yaml')
    const yaml = readFileSync(path, 'utf8').replace(from, to)
    writeFileSync(path, yaml)
    await git(folder, 'init', '--quiet', '--initial-branch', 'main')
    await git(folder, 'add', '--all')
    const ada = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.com']
    await git(folder, ...ada, 'commit', '--quiet', '--message', 'Start')
    const env = { PATH: pathWith(python, join(folder, '.git')), GITHUB_TOKEN: '', GH_TOKEN: '' }
    const pawl = (...args: string[]) => runPawl({ pawl: root }, { folder, args, env })
    const { code, err } = await pawl('train', 'income')
    const file = (name: string) => join(folder, '.pawl/runs/income', name)
    return { code, err, pawl, file, text: (name: string) => readFileSync(file(name), 'utf8') }
  }

  let usual: Awaited<ReturnType<typeof trained>>
  let again: typeof usual
  let reseeded: typeof usual
  let misspelled: typeof usual
  beforeAll(async () => {
    const scratch = startTemplate()
    templates.push(scratch)
    const rows = join(scratch.folder, 'asked.json')
    writeFileSync(rows, JSON.stringify(asked.map((row) => ({ ...row, occupation: row.occupation ?? '' }))))
    const script = join(root, 'test/template/income.py')
    ;[usual, again, reseeded, misspelled] = await Promise.all([
      trained('', ''),
      trained('python models/income/train.py', `python '${script}' '${rows}'`),
      trained('  timeout:', '  seed: 43\n  timeout:'),
      trained('max_depth', 'max_dept'),
    ])
  })

  it('passes its gates with room to spare when Pawl judges it', async () => {
    expect(usual.code, usual.err).toBe(0)
    const run = await digestOfFile(usual.file('run.json'))
    const { code, out, err } = await usual.pawl('--json', 'evaluate', 'income', '--run', run)
    expect(code, err).toBe(0)
    const report = JSON.parse(out)
    expect(report).toMatchObject({ verdict: 'pass', model: 'income', production: null })
    expect(report.candidate.metrics.roc_auc.value).toBeGreaterThan(0.85)
    expect(report.candidate.metrics.average_precision.value).toBeGreaterThan(0.6)
  })

  it('is the same, byte for byte, when it is trained again, and another one for another seed', () => {
    const digest = ({ text }: typeof usual): unknown =>
      JSON.parse(text('run.json')).artifacts.find(({ path }: { path: string }) => path === 'model.onnx')
        .digest
    expect(again.code, again.err).toBe(0)
    expect(digest(again)).toBe(digest(usual))
    expect(again.text('out/metrics.jsonl')).toBe(usual.text('out/metrics.jsonl'))
    expect(again.text('out/importance.json')).toBe(usual.text('out/importance.json'))
    expect(reseeded.code, reseeded.err).toBe(0)
    expect(digest(reseeded)).not.toBe(digest(usual))
  })

  it('tells Pawl what scikit-learn says, for empty and unknown texts too', async () => {
    const prediction = await predict({
      artifact: usual.file('out/model.onnx'),
      features: {
        rows: asked.length,
        columns: [
          column.number('age'),
          column.text('education'),
          column.text('occupation'),
          column.number('hours_per_week'),
          column.number('capital_gain'),
        ],
      },
      asked: { task: 'binary-classification', positive: '>50K' },
      limits: { milliseconds: 60_000, memory: 2 ** 31, output: 2 ** 20 },
    })
    if (!prediction.ok) throw new Error(prediction.message)
    const { answers } = prediction
    if (answers.task !== 'binary-classification') throw new Error('something else was answered')
    const said = JSON.parse(again.text('out/said.json')) as number[]
    expect(said.length).toBe(asked.length)
    said.forEach((chance, row) => {
      expect(answers.scores[row], `row ${row}`).toBeCloseTo(chance, 5)
    })
  })

  it('leaves a loss that falls, and how much each feature counts', () => {
    const metrics = usual.text('out/metrics.jsonl').trimEnd().split('\n')
    const losses = (name: string): number[] =>
      metrics.flatMap((line) => {
        const metric = JSON.parse(line) as { name: string; value: number }
        return metric.name === name ? [metric.value] : []
      })
    for (const name of ['loss', 'validation_loss']) {
      const values = losses(name)
      expect(values.length).toBe(100)
      expect(values.at(-1)).toBeLessThan((values[0] ?? 0) - 0.05)
    }
    const importance = JSON.parse(usual.text('out/importance.json')) as Record<string, number>
    expect(Object.keys(importance).sort()).toEqual(Object.keys(asked[0] ?? {}).sort())
    expect(importance.age).toBeGreaterThan(0.05)
  })

  it('is not trained with a misspelled parameter', () => {
    expect(misspelled.code).toBe(2)
    expect(misspelled.err).toContain("unexpected keyword argument 'max_dept'")
  })
})
