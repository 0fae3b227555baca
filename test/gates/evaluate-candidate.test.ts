import { resolve } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { isHeldOut } from '../../src/data/split.ts'
import { evaluateCandidate } from '../../src/gates/evaluate-candidate.ts'
import type { EvaluationRequest } from '../../src/gates/evaluation-request.ts'
import { Report } from '../../src/gates/report.ts'
import { canonicalJson, digestOf } from '../../src/project/digest.ts'
import { type Log, silent } from '../../src/project/log.ts'
import { Model, ModelFile } from '../../src/project/schema/model.ts'
import { opened, repository } from '../data/repository.ts'
import { rule } from './world.ts'

vi.mock('../../src/model/predict.ts', async (original) => {
  const { remembering } = await import('./remembered.ts')
  const { predict, ...others } = await original<typeof import('../../src/model/predict.ts')>()
  return { ...others, predict: remembering(predict) }
})

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
const { by, holdout, salt } = { by: 'id', holdout: 0.5, salt: 'pawl' }
const commit = 'c'.repeat(40)
const artifact = (name: string) => resolve(import.meta.dirname, `../fixtures/models/${name}.onnx`)

const ids = Array.from({ length: 200 }, (_, row) => `r${row}`)
const text = [
  'id,a,b,c,left',
  ...ids.map((id, row) => `${id},${row % 7},${row % 3},${row % 5},${row % 7 > 3 !== (row % 11 === 0)}`),
].join('\n')

const policy = { digest: digestOf('policy'), commit, changed: false }
const contender = {
  artifact: artifact('tensor'),
  digest: digestOf('candidate'),
  bytes: 1,
  commit,
  run: 'now',
  features: ['a', 'b', 'c'],
}

type Production = NonNullable<EvaluationRequest['production']>

const standing: Production = {
  version: '1.0.0',
  digest: digestOf('production'),
  bytes: 1,
  commit,
  run: 'before',
  data: digestOf('data'),
  split: { by, holdout, salt },
  features: ['a', 'b', 'c'],
  target: { column: 'left', positive: true },
  artifact: artifact('tensor-worse'),
}

function evaluated(
  given: Partial<Production> | null,
  more: Partial<EvaluationRequest> = {},
): Promise<Report> {
  const production: Production | null = given && { ...standing, ...given }
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
      policy,
      data: { dataset: 'rows', version: digestOf('data'), files: [] } as unknown as EvaluationRequest['data'],
      candidate: contender,
      production,
      against: { kind: 'production' },
      reference: { of: 'base', state: 'same' },
      baseDataset: 'rows',
      today: '2026-03-01',
      notes: [],
      log: silent,
      ...more,
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
    expect(report.verdict).toBe('inconclusive')
    expect(report.data.holdout.rows).toBe(ids.filter((id) => isHeldOut(id, { holdout, salt })).length)
    const [fixed, compared] = report.gates
    expect(fixed).toMatchObject({ rule: 'min', verdict: 'pass' })
    expect(compared).toMatchObject({
      verdict: 'inconclusive',
      reason: `production cannot be compared with: rows has no ${column} any more, which version 1.0.0 was made with`,
    })
  },
)

it('a production whose rows in time cannot be told any more cannot be compared with', async () => {
  const report = await evaluated({ split: { time: 'id', from: '2026-01-01' } })
  expect(report.gates[1]).toMatchObject({
    verdict: 'inconclusive',
    reason:
      'production cannot be compared with: version 1.0.0 was split by id, which is of type string now, so the rows that it was not trained on cannot be told',
  })
})

it('what both models predict on the whole and how large they are is in the report', async () => {
  const { behaviour = [] } = await evaluated({ bytes: 3_000_000 })
  expect(behaviour.map(({ of }) => of)).toEqual(['prediction', 'artifact'])
  const [predicted, file] = behaviour
  expect(predicted?.figures.map(({ figure, candidate }) => [figure, 'value' in candidate])).toContainEqual([
    'prediction.psi',
    true,
  ])
  expect(file?.figures).toEqual([
    { figure: 'artifact.megabytes', candidate: { value: 1e-6 }, interval: null, production: { value: 3 } },
  ])
})

it('while a model scores, candidate and production alike, the step says how many rows are done', async () => {
  const bars = new Map<string, number>()
  const log: Log = {
    ...silent,
    step: (title, work) => work((_done, all) => void bars.set(title, all)),
  }
  const report = await evaluated({}, { log })
  const { rows } = report.data.holdout
  expect(bars).toEqual(new Map([[`score candidate and production 1.0.0 on ${rows} rows`, 2 * rows]]))
})

it('rows are disturbed and speed is measured where the policy asks, of both models', async () => {
  const gates = {
    'robustness.noise_agreement': [rule({ min: 0.5 }), rule({ 'max-drop': 0.5 })],
    'latency.p95': [rule({ max: '10s' }), rule({ 'max-rise': '100000%' })],
    'importance.correlation': [rule({ min: -1 })],
  }
  const report = Report.parse(await evaluated({}, { model: { ...model, gates } }))
  expect(report.gates.map(({ gate, verdict }) => [gate, verdict])).toEqual([
    ['robustness.noise_agreement.min', 'pass'],
    ['robustness.noise_agreement.max-drop', 'pass'],
    ['importance.correlation.min', 'pass'],
  ])
  const robustness = report.behaviour?.find(({ of }) => of === 'robustness')?.figures ?? []
  expect(robustness.map(({ candidate }) => 'value' in candidate)).toEqual([
    // Noise, missing, swap and boundary: the model makes NaN of missing values, and no feature is categorical.
    ...[true, true, false, false, false, false, true, true],
  ])
  const features = report.behaviour?.find(({ of }) => of === 'importance')?.features ?? []
  expect(features.map(({ feature }) => feature).sort()).toEqual(['a', 'b', 'c'])
  expect(report.measured?.gates.map(({ verdict }) => verdict)).toEqual(['pass', 'pass'])
})

it('a split in time judges both models after both cuts, and says that what is judged comes later', async () => {
  const split = { time: 'a', from: 3 }
  const after = { ...model, data: { ...model.data, split } }
  const report = await evaluated({ split: { time: 'a', from: 5 } }, { model: after })
  expect(report.data.holdout.rows).toBe(ids.filter((_, row) => row % 7 >= 5).length)
  expect(report.checked?.find(({ check }) => check === 'time-order')).toMatchObject({
    verdict: 'pass',
    text: "0 of 56 holdout rows have a a that is no later than the newest training row's",
  })
  expect(report.checked?.find(({ check }) => check === 'unseen-rows')?.text).toBe(
    'no row was trained on by either model: the splits of the candidate (a from 3) and of production 1.0.0 (a from 5) hold all out',
  )
})

const verdictOf = (report: Report, check: string) => report.checked?.find((one) => one.check === check)

it('a production that predicts something else cannot be compared with, however well it could be run', async () => {
  const report = await evaluated({ target: { column: 'left', positive: false } })
  expect(report.verdict).toBe('inconclusive')
  expect(report.production?.unscored).toBe(
    'version 1.0.0 was trained to predict left = false, and left = true is asked for now',
  )
})

it('a production whose features nobody knows is not guessed at', async () => {
  const reason = 'version 1.0.0 does not record its features, and its commit is not here'
  const report = await evaluated({ features: [], target: null, artifact: { unusable: reason } })
  expect(report).toMatchObject({ verdict: 'inconclusive', production: { unscored: reason } })
  expect(verdictOf(report, 'production-scored')).toMatchObject({ verdict: 'inconclusive' })
})

it('edge cases are asked of both models, missing features and all, and judged beside the gates', async () => {
  const cases = ModelFile.shape.cases.parse([
    { name: 'high', features: { a: 6, b: 2, c: 4 }, expect: { score: { between: [0, 1] } } },
    { name: 'never', features: { a: 0, b: 0, c: 0 }, expect: { score: { max: 0 } } },
  ])
  const report = await evaluated({}, { model: { ...model, cases } })
  const [high, never] = report.gates.filter(({ gate }) => gate.startsWith('cases.'))
  expect(high).toMatchObject({ gate: 'cases.high', verdict: 'pass', production: expect.any(Number), rows: 1 })
  expect(never).toMatchObject({ gate: 'cases.never', verdict: 'fail' })
  expect(report.verdict).toBe('fail')
  const own = await evaluated({}, { own: { ...model, cases: cases?.slice(1) } })
  expect(own.gates.some(({ gate }) => gate.startsWith('cases.'))).toBe(false)
  expect(own.policy.own).toMatchObject({ verdict: 'fail', reason: expect.stringContaining('the case never') })
})

it('a candidate that cannot be run is an error, and the first words say why', async () => {
  const report = await evaluated({}, { candidate: { ...contender, artifact: artifact('nan') } })
  expect(report.verdict).toBe('error')
  expect(report.reason).toMatch(/^the model could not be run: gives a score that is not a number/)
})

it('the bootstrap’s seed is the base’s: train.seed, features and their order do not move a draw', async () => {
  const one = await evaluated({})
  const shopped = await evaluated({}, { model: { ...model, train: { ...model.train, seed: 7 } } })
  const turned = await evaluated({}, { candidate: { ...contender, features: ['b', 'a', 'c'] } })
  const other = await evaluated({}, { policy: { ...policy, digest: digestOf('another policy') } })
  expect(canonicalJson(shopped)).toBe(canonicalJson(one))
  expect(turned.environment.seed).toBe(one.environment.seed)
  expect(other.environment.seed).not.toBe(one.environment.seed)
})

it('a candidate with other bytes and the same scores is unchanged', async () => {
  const report = await evaluated({ artifact: artifact('tensor') })
  expect(report).toMatchObject({
    verdict: 'unchanged',
    reason: 'the candidate gives every held-out row the score that the model in production gives it',
    gates: [],
  })
  expect(verdictOf(report, 'other-model')?.text).toContain('scores 0 of')
})

it('all that makes the verdict more than words is in the report', async () => {
  const report = await evaluated({})
  expect(report.checked?.map(({ check, verdict, applied = true }) => [check, verdict, applied])).toEqual([
    ['other-model', 'pass', true],
    ['production-scored', 'pass', true],
    ['same-rows', 'pass', true],
    ['steady-answers', 'pass', true],
    ['unseen-rows', 'pass', true],
    ['unaltered-rows', 'pass', true],
    ['base-dataset', 'pass', true],
    ['both-classes', 'pass', true],
    ['one-side', 'pass', true],
    ['twins', 'warn', true],
    ['conflicting-targets', 'pass', false],
    ['target-proxies', 'pass', true],
    ['time-order', 'pass', false],
    ['signature', 'pass', true],
    ['base-policy', 'pass', true],
  ])
  expect(report.candidate.scored?.rows).toBe(report.data.holdout.digest)
  expect(report.production?.scored?.rows).toBe(report.data.holdout.digest)
  expect(report.candidate.scored?.scores).not.toBe(report.production?.scored?.scores)
})

it('another dataset than the base’s cannot pass', async () => {
  const report = await evaluated({}, { baseDataset: 'harder-rows' })
  expect(verdictOf(report, 'base-dataset')).toMatchObject({
    verdict: 'inconclusive',
    text: 'this change judges the model on another dataset, rows instead of harder-rows, so its figures cannot decide',
  })
  expect(['inconclusive', 'fail']).toContain(report.verdict)
})

it('earlier rows that cannot be read are told, and do not pass for unaltered', async () => {
  const reference = {
    of: 'production',
    version: '1.0.0',
    state: 'unreadable',
    reason: 'no such commit',
  } as const
  const report = await evaluated({}, { reference })
  expect(verdictOf(report, 'unaltered-rows')).toMatchObject({
    verdict: 'inconclusive',
    text: 'the rows that production 1.0.0 was judged on cannot be read, so nothing says whether held-out rows were altered: no such commit',
  })
})

it('training that was given the dataset’s files is a warning', async () => {
  const report = await evaluated({}, { model: { ...model, train: { ...model.train, data: 'files' } } })
  expect(verdictOf(report, 'unseen-rows')).toMatchObject({ verdict: 'warn' })
})

it('a change’s own gates are judged too, beside the verdict of the base’s', async () => {
  const own = { ...model, gates: { roc_auc: [{ min: 0.999, level: 'fail' as const }] } }
  const report = await evaluated({}, { own })
  expect(report.policy.own).toMatchObject({ verdict: 'fail', reason: expect.stringContaining('0.999') })
  expect(report.reason).not.toContain('0.999')
})

describe('a threshold that the policy has chosen', () => {
  const evaluate = {
    ...model.evaluate,
    threshold: { choose: { maximise: 'f1' as const }, on: 0.3 },
    points: { outreach: 0.3, review: { recall: 0.9 } },
  }
  const gates = {
    recall: [rule({ min: 0.1 }), rule({ 'max-drop': 1 })],
    roc_auc: [rule({ min: 0.1 })],
    'points.review.recall': [rule({ min: 0.5 }), rule({ 'max-drop': 1 })],
    'points.outreach.precision': [rule({ min: 0 })],
  }

  it('is chosen for each model on rows that are not judged, and stands in the report', async () => {
    const report = Report.parse(await evaluated({}, { model: { ...model, evaluate, gates } }))
    const { operating } = report
    const all = report.data.holdout.rows
    expect(operating?.chosenOn).toBeGreaterThan(0)
    expect((operating?.chosenOn ?? 0) + (operating?.judged.rows ?? 0)).toBe(all)
    expect(report.gates.map(({ gate, verdict, rows }) => [gate, verdict, rows])).toEqual([
      ['recall.min', 'pass', operating?.judged.rows],
      ['recall.max-drop', 'pass', operating?.judged.rows],
      ['roc_auc.min', 'pass', operating?.judged.rows],
      ['points.review.recall.min', 'pass', operating?.judged.rows],
      ['points.review.recall.max-drop', 'pass', operating?.judged.rows],
      ['points.outreach.precision.min', 'pass', operating?.judged.rows],
    ])
    expect(operating?.points.map(({ name, rule }) => [name, rule])).toEqual([
      [null, 'largest f1'],
      ['outreach', null],
      ['review', 'highest with recall of at least 0.9'],
    ])
    const [main, outreach] = operating?.points ?? []
    expect(main).toMatchObject({
      candidate: { value: expect.any(Number) },
      production: { value: expect.any(Number) },
    })
    expect(outreach).toMatchObject({ candidate: { value: 0.3 }, production: { value: 0.3 } })
    expect(main?.metrics.find(({ metric }) => metric === 'recall')?.candidate).toEqual(
      report.candidate.metrics.recall,
    )
  })

  it('of a model that gives labels only is an error, and what needs none is judged as ever', async () => {
    const labels = { ...contender, artifact: artifact('labels') }
    const report = await evaluated(
      {},
      {
        candidate: labels,
        model: { ...model, gates: { ...gates, 'prediction.mean': [rule({ max: 1 })] }, evaluate },
      },
    )
    const byName = new Map(report.gates.map((gate) => [gate.gate, gate]))
    expect(report.operating?.points[0]?.candidate).toEqual({
      undefined: 'no threshold can be chosen, because the model gives labels and no scores',
    })
    for (const gate of ['recall.min', 'recall.max-drop', 'points.review.recall.min'])
      expect(byName.get(gate)).toMatchObject({ verdict: 'error', candidate: null })
    expect(byName.get('prediction.mean.max')?.verdict).toBe('pass')
    expect(report.verdict).toBe('error')
    expect(Report.parse(report)).toEqual(report)
  })

  it('by the change’s own policy is judged beside the base’s, which it does not move', async () => {
    const plain = await evaluated({})
    const report = await evaluated({}, { own: { ...model, evaluate, gates } })
    // As good as the base's own: twins of training rows warn under either.
    expect(report.policy.own?.verdict).toBe('warn')
    expect(canonicalJson({ ...report, policy: plain.policy })).toBe(canonicalJson(plain))
  })
})

describe('metrics of the policy’s own', () => {
  const metrics: Model['metrics'] = {
    profit: {
      sql: 'CASE WHEN label = 1 THEN target * (10 + a) - 4 ELSE 0 END',
      of: 'sum',
      better: 'higher',
    },
    error: { sql: 'abs(target - prediction)', better: 'lower' },
  }
  const gates = {
    profit: [rule({ min: 0, 'min-rows': 1 }), rule({ 'min-gain': 0 })],
    error: [rule({ max: 1 }), rule({ 'max-rise': 1 })],
    'slices.error': [rule({ max: 1 })],
  }
  const evaluate = { ...model.evaluate, slices: ['c'] }

  it('have a value for each row, of both models, with gates and intervals like any other', async () => {
    const report = Report.parse(await evaluated({}, { model: { ...model, metrics, gates, evaluate } }))
    const byName = new Map(report.gates.map((gate) => [gate.gate, gate]))
    expect(byName.get('profit.min')).toMatchObject({
      rule: 'min',
      rows: report.data.holdout.rows,
      interval: { of: 'candidate' },
    })
    expect(byName.get('error.max')).toMatchObject({ verdict: 'pass' })
    expect(byName.get('error.max-rise')).toMatchObject({ verdict: 'pass', interval: { of: 'change' } })
    expect(report.gates.filter(({ gate }) => gate === 'slices.error.max').map(({ slice }) => slice)).toEqual([
      'c=0',
      'c=1',
      'c=2',
      'c=3',
      'c=4',
    ])
    const figure = report.candidate.metrics.profit
    expect(figure).toEqual({ value: byName.get('profit.min')?.candidate })
    expect(report.production?.metrics.profit).toEqual({ value: byName.get('profit.min-gain')?.production })
    expect(report.candidate.metrics.error).not.toEqual(report.production?.metrics.error)
  })

  it('are of the judged rows, at the threshold that was chosen', async () => {
    const chosen = { ...evaluate, threshold: { choose: { recall: 0.9 }, on: 0.3 } }
    const counted: Model['metrics'] = { flagged: { sql: 'label', of: 'sum', better: 'none' } }
    const report = await evaluated(
      {},
      { model: { ...model, metrics: counted, gates: { flagged: [rule({ min: 0 })] }, evaluate: chosen } },
    )
    const rate = report.behaviour
      ?.find(({ of }) => of === 'prediction')
      ?.figures.find(({ figure }) => figure === 'prediction.positive_rate')?.candidate
    const judged = report.operating?.judged.rows ?? 0
    expect(report.gates[0]).toMatchObject({ gate: 'flagged.min', rows: judged })
    expect(rate && 'value' in rate ? rate.value * judged : Number.NaN).toBeCloseTo(
      report.gates[0]?.candidate ?? Number.NaN,
      9,
    )
  })

  it('that have no number for a row are an error of both, never a pass', async () => {
    const broken: Model['metrics'] = { own: { sql: 'ln(a)', better: 'higher' } }
    const report = await evaluated(
      {},
      {
        model: {
          ...model,
          metrics: broken,
          gates: { own: [rule({ min: -1e9 }), rule({ 'max-drop': 1e9 })] },
        },
      },
    )
    expect(report.gates.map(({ verdict, candidate }) => [verdict, candidate])).toEqual([
      ['error', null],
      ['error', null],
    ])
  })

  it('that are mistaken end the evaluation with line and column', async () => {
    const mistaken: Model['metrics'] = { own: { sql: 'spent * 2', better: 'higher' } }
    const places = { policy: () => ({ file: 'models/churn/model.yaml', line: 4, column: 9 }) }
    await expect(evaluated({}, { model: { ...model, metrics: mistaken }, places })).rejects.toThrow(
      'models/churn/model.yaml:4:9: metrics.own.sql: spent is no declared column',
    )
  })

  describe('by a program', () => {
    const ran: Model['metrics'] = {
      lift: {
        // Twice the mean score, as a spreadsheet would have it: the second column of the rows.
        run: `awk -F, 'NR > 1 { sum += $2 } END { printf "{\\"value\\": %.6f}\\n", 2 * sum / (NR - 1) }' "$PAWL_ROWS"`,
        better: 'higher',
      },
    }
    const lift = { lift: [rule({ min: 0.1 }), rule({ 'max-drop': 2 })] }
    const asCsv = { ...model, metrics: ran, gates: lift, train: { ...model.train, format: 'csv' as const } }
    const programs = { policy: async () => import.meta.dirname, own: async () => import.meta.dirname }

    it('are judged by the estimate where the policy says so', async () => {
      const compare = { ...model.compare, evidence: 'estimate' as const }
      const report = Report.parse(await evaluated({}, { model: { ...asCsv, compare }, programs }))
      expect(report.gates.map(({ verdict }) => verdict)).toEqual(['pass', 'pass'])
      const mean = report.behaviour?.[0]?.figures.find(
        ({ figure }) => figure === 'prediction.mean',
      )?.candidate
      expect(report.gates[0]?.candidate).toBeCloseTo(
        2 * (mean && 'value' in mean ? mean.value : Number.NaN),
        5,
      )
    })

    it('and are inconclusive without an interval where it does not', async () => {
      const report = await evaluated({}, { model: asCsv, programs })
      expect(report.gates.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive'])
      for (const { reason } of report.gates)
        expect(reason).toContain('its program gave no low and high, and compare.evidence is interval')
    })

    it.each([
      ['a crash', 'exit 3', 'exit code 3'],
      ['garbage', 'echo pass', 'which is no JSON'],
      ['NaN', `echo '{"value": NaN}'`, 'which is no JSON'],
    ])('%s is an error, whatever the evidence', async (_what, run, said) => {
      const compare = { ...model.compare, evidence: 'estimate' as const }
      const broken = { ...asCsv, compare, metrics: { lift: { run, better: 'higher' as const } } }
      const report = await evaluated({}, { model: broken, programs })
      expect(report.gates.map(({ verdict }) => verdict)).toEqual(['error', 'error'])
      expect(report.reason).toContain(said)
      expect(report.verdict).toBe('error')
    })

    it('with an interval are judged by it', async () => {
      const run = `echo '{"value": 1, "low": 0.9, "high": 1.1}'`
      const report = await evaluated(
        {},
        {
          model: {
            ...asCsv,
            metrics: { lift: { run, better: 'higher' } },
            gates: { lift: [rule({ min: 0.95 }), rule({ 'max-drop': 0.3 }), rule({ 'max-drop': 0.1 })] },
          },
          programs,
        },
      )
      expect(report.gates.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'inconclusive'])
      expect(report.gates[0]?.interval).toMatchObject({ low: 0.9, high: 1.1, of: 'candidate' })
    })
  })
})

describe('compared with a constant baseline', () => {
  const against = { kind: 'baseline' } as const
  const trained = ids.flatMap((id, row) => (isHeldOut(id, { holdout, salt }) ? [] : [row]))
  const prior = trained.filter((row) => row % 7 > 3 !== (row % 11 === 0)).length / trained.length

  it('a first version is compared too, with a model that knows the share of positives and nothing else', async () => {
    const gates = { roc_auc: [rule({ 'min-gain': 0.05 })], log_loss: [rule({ 'min-fall': '1%' })] }
    const report = await evaluated(null, { against, model: { ...model, gates } })
    expect(report.production).toBeNull()
    expect(report.against).toMatchObject({ name: 'baseline', version: null, digest: null })
    expect(report.against?.metrics.roc_auc).toEqual({ value: 0.5 })
    const loss = -(prior * Math.log(prior) + (1 - prior) * Math.log(1 - prior))
    const { log_loss } = report.against?.metrics ?? {}
    expect(log_loss && 'value' in log_loss ? log_loss.value : Number.NaN).toBeCloseTo(loss, 1)
    for (const gate of report.gates) {
      expect(gate.applied).toBeUndefined()
      expect(gate.production).not.toBeNull()
    }
    expect(verdictOf(report, 'other-model')?.text).toContain('another model than the baseline')
    expect(Report.parse(report)).toEqual(report)
  })

  it('a figure that a constant does not have is for a person to decide', async () => {
    const gates = { precision: [rule({ 'max-drop': 0.5 })] }
    const report = await evaluated(null, {
      against,
      model: { ...model, gates, evaluate: { ...model.evaluate, threshold: 0.99 } },
    })
    expect(report.gates[0]?.verdict).not.toBe('pass')
  })

  it('production’s bytes are still unchanged, whatever they are compared with', async () => {
    const report = await evaluated({ digest: contender.digest }, { against })
    expect(report).toMatchObject({ verdict: 'unchanged', gates: [] })
    expect(report.against).toBeUndefined()
  })
})

describe('compared with a version that is not in production', () => {
  const version: Production = { ...standing, version: '0.9.0', digest: digestOf('older') }

  it('that version is scored and named, and production is not', async () => {
    const report = await evaluated({}, { against: { kind: 'version', version } })
    expect(report.against).toMatchObject({ name: 'version', version: '0.9.0', digest: version.digest })
    expect(report.production).toMatchObject({ version: '1.0.0' })
    expect(report.production?.scored).toBeUndefined()
    expect(verdictOf(report, 'other-model')?.text).toContain('another model than version 0.9.0')
  })

  it('that cannot be scored says its own name', async () => {
    const gone = { ...version, features: ['a', 'gone', 'c'] }
    const report = await evaluated({}, { against: { kind: 'version', version: gone } })
    expect(report.reason).toContain('version 0.9.0 cannot be compared with: rows has no gone any more')
    expect(report.verdict).toBe('inconclusive')
  })

  it('the candidate itself proves nothing', async () => {
    const same = { ...version, artifact: artifact('tensor') }
    const report = await evaluated({}, { against: { kind: 'version', version: same } })
    expect(verdictOf(report, 'other-model')).toMatchObject({ verdict: 'inconclusive' })
    expect(report.verdict).toBe('inconclusive')
  })

  it('none leaves a first version', async () => {
    const report = await evaluated(null, { against: { kind: 'version', version: null } })
    expect(report.gates.at(-1)).toMatchObject({ rule: 'max-drop', applied: false })
  })
})

describe('protected attributes', () => {
  const evaluate = { ...model.evaluate, slices: ['c'], protected: ['b', ['b', 'c'] as [string, string]] }
  const gates = {
    'slices.roc_auc': [rule({ min: 0.1, 'min-rows': 1 })],
    'fairness.demographic_parity_difference': [rule({ max: 1 }), rule({ 'max-rise': 1 })],
  }

  it('divide the held-out rows into groups, whether they are features or not', async () => {
    const report = await evaluated({}, { model: { ...model, evaluate, gates } })
    expect(Report.parse(report)).toEqual(report)
    expect(report.fairness?.map(({ attribute }) => attribute)).toEqual(['b', 'b and c'])
    const [first, second] = report.fairness ?? []
    expect(first?.groups.map(({ name }) => name)).toEqual(['b=0', 'b=1', 'b=2'])
    expect(second?.groups).toHaveLength(15)
    for (const one of report.fairness ?? [])
      expect(one.groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(report.data.holdout.rows)
    expect(report.slices?.map(({ by }) => by)).toEqual(['c', 'c', 'c', 'c', 'c'])
    const judged = report.gates.filter(({ metric }) => metric === 'demographic_parity_difference')
    expect(judged.map(({ slice, rule }) => `${slice} ${rule}`)).toEqual([
      'b max',
      'b and c max',
      'b max-rise',
      'b and c max-rise',
    ])
    expect(judged[1]).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('no group has 30 rows'),
    })
  })

  it('of the change itself are judged by the groups that it names, not by those of the base', async () => {
    const own = {
      task: model.task,
      compare: model.compare,
      gates,
      evaluate: { ...evaluate, protected: ['c'] },
    }
    const report = await evaluated({}, { model: { ...model, evaluate, gates }, own })
    expect(report.policy.own?.verdict).toBeDefined()
    expect(report.fairness?.map(({ attribute }) => attribute)).toEqual(['b', 'b and c'])
  })
})

it('weak segments are searched for where the policy asks, and no verdict rests on them', async () => {
  const search = { depth: 2, 'min-rows': 20 }
  const asking = { ...model, evaluate: { ...model.evaluate, 'weak-segments': search } }
  const [without, report] = [await evaluated({}), await evaluated({}, { model: asking })]
  expect(without.segments).toBeUndefined()
  expect(report.segments).toMatchObject({ metric: 'log_loss' })
  expect(report.verdict).toBe(without.verdict)
  expect(Report.parse(report)).toEqual(report)
})
