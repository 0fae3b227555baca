import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { isHeldOut } from '../../src/data/split.ts'
import { type EvaluationRequest, evaluateCandidate } from '../../src/gates/evaluate-candidate.ts'
import type { Report } from '../../src/gates/report.ts'
import { digestOf } from '../../src/project/digest.ts'
import { silent } from '../../src/project/log.ts'
import { Model } from '../../src/project/schema/model.ts'
import { opened, repository } from '../data/repository.ts'

const model = Model.parse({
  model: 'churn',
  task: 'binary-classification',
  owners: ['ada'],
  data: {
    dataset: 'rows',
    target: { column: 'left', positive: true },
    features: ['a', 'b', 'c'],
    split: { by: 'id', holdout: '50%' },
  },
  train: { run: 'true' },
  gates: { roc_auc: { min: 0.1, 'max-drop': 0.01 } },
})
const { by, holdout, salt } = model.data.split
const commit = 'c'.repeat(40)
const artifact = (name: string) => resolve(import.meta.dirname, `../fixtures/models/${name}.onnx`)

const ids = Array.from({ length: 200 }, (_, row) => `r${row}`)
const text = [
  'id,a,b,c,left',
  ...ids.map((id, row) => `${id},${row % 7},${row % 3},${row % 5},${row % 7 > 3 !== (row % 11 === 0)}`),
].join('\n')

type Production = NonNullable<EvaluationRequest['production']>

function evaluated(given: Partial<Production>): Promise<Report> {
  const production: Production = {
    version: '1.0.0',
    digest: digestOf('production'),
    bytes: 1,
    commit,
    run: 'before',
    data: digestOf('data'),
    split: { by, holdout, salt },
    features: ['a', 'b', 'c'],
    artifact: artifact('tensor-worse'),
    ...given,
  }
  const rows = repository(
    { 'a.csv': text },
    {
      key: ['id'],
      columns: {
        id: { type: 'string' },
        a: { type: 'number' },
        b: { type: 'number' },
        c: { type: 'number' },
        left: { type: 'boolean' },
      },
    },
  )
  return opened(rows, (database, open) =>
    evaluateCandidate(database, open, {
      model,
      policy: { digest: digestOf('policy'), commit, changed: false },
      data: { dataset: 'rows', version: digestOf('data'), files: [] } as unknown as EvaluationRequest['data'],
      candidate: {
        artifact: artifact('tensor'),
        digest: digestOf('candidate'),
        bytes: 1,
        commit,
        run: 'now',
        features: ['a', 'b', 'c'],
      },
      production,
      base: null,
      notes: [],
      log: silent,
    }),
  )
}

it('both models are scored on the rows that the splits of both hold out', async () => {
  const salts = ['pawl', 'another']
  const report = await evaluated({ split: { by, holdout, salt: 'another' } })
  const both = ids.filter((id) => salts.every((each) => isHeldOut(id, { holdout, salt: each })))
  expect(report.data.holdout.rows).toBe(both.length)
  expect(report.gates.map(({ verdict }) => verdict)).not.toContain('error')
})

it.each<[string, Partial<Production>, string]>([
  ['was split by', { split: { by: 'old id', holdout, salt } }, 'old id'],
  ['was trained on', { features: ['a', 'gone', 'c'] }, 'gone'],
])(
  'a production that %s a column that is gone cannot be compared with, and the candidate is still scored',
  async (_, given, column) => {
    const report = await evaluated(given)
    expect(report.verdict).toBe('error')
    expect(report.data.holdout.rows).toBe(ids.filter((id) => isHeldOut(id, { holdout, salt })).length)
    const [fixed, compared] = report.gates
    expect(fixed).toMatchObject({ rule: 'min', verdict: 'pass' })
    expect(compared).toMatchObject({
      verdict: 'error',
      reason: `production cannot be compared with: rows has no ${column} any more, which version 1.0.0 was made with`,
    })
  },
)
