import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { evaluateCandidate } from '../../src/gates/evaluate-candidate.ts'
import { Report } from '../../src/gates/report.ts'
import { digestOf } from '../../src/project/digest.ts'
import { silent } from '../../src/project/log.ts'
import { Model } from '../../src/project/schema/model.ts'
import { type Columns, opened, repository } from '../data/repository.ts'
import { describeShared } from '../shared.ts'
import { expectNear } from '../stats/oracle.ts'

type Value = number | { undefined: string }
interface Expected {
  task: string
  data: {
    target: string
    features: string[]
    classes?: (string | number)[]
    positive?: string | number
    labels?: Record<string, string>
  }
  metrics: Record<string, Value>
  slices: Record<string, Record<string, Record<string, Value>>>
  onnxruntime: { metrics: Record<string, Value> }
}

const names: Record<string, string> = {
  matthews_corrcoef: 'mcc',
  roc_auc_ovr: 'roc_auc_ovr_macro',
  roc_auc_ovo: 'roc_auc_ovo_macro',
}

const tasks: Record<string, Model['task']> = {
  binary: 'binary-classification',
  multiclass: 'multiclass-classification',
  regression: 'regression',
}

/** Evaluates a model of the library on all rows of its test set, as a first version or against a baseline. */
async function evaluated(
  folder: string,
  more: {
    holdout?: string
    with?: 'production' | 'baseline'
    gates?: Record<string, unknown>
    slices?: string[]
    evaluate?: Record<string, unknown>
    metrics?: Record<string, unknown>
  } = {},
): Promise<{ report: Report; expected: Expected }> {
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected
  const text = readFileSync(join(folder, 'test.csv'), 'utf8')
  const [header = '', ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
  const { target, features, positive, labels } = expected.data
  const columns = Object.fromEntries(
    [...header].map((name, at) => [
      name,
      { type: rows.every((row) => row[at] === '' || Number.isFinite(Number(row[at]))) ? 'number' : 'string' },
    ]),
  ) as Columns
  const task = tasks[expected.task.replace(/-.*/, '')] as Model['task']
  const positiveLabel =
    positive === undefined || positive === null ? undefined : (labels?.[String(positive)] ?? positive)
  const by = header[0] as string
  const model = Model.parse({
    model: 'shared',
    task,
    owners: ['ada'],
    data: {
      dataset: 'rows',
      target: {
        column: target,
        ...(task === 'binary-classification' && {
          positive:
            columns[target as keyof Columns]?.type === 'number' ? Number(positiveLabel) : positiveLabel,
        }),
      },
      features,
      split: { by, holdout: more.holdout ?? '99.9999%' },
      leakage: { proxy: 1, duplicates: '100%' },
    },
    train: { run: 'true' },
    evaluate: { ...more.evaluate, ...(more.slices && { slices: more.slices }) },
    metrics: more.metrics,
    compare: { with: more.with ?? 'production' },
    gates: more.gates ?? {
      [task === 'regression' ? 'rmse' : 'accuracy']: task === 'regression' ? { max: 1000 } : { min: 0.1 },
    },
  })
  const artifact = join(folder, 'model.onnx')
  const commit = 'c'.repeat(40)
  const from = repository({ 'test.csv': text }, { columns })
  const report = await opened(from, (database, open) =>
    evaluateCandidate(database, open, {
      model,
      policy: { digest: digestOf('policy'), commit, changed: false },
      data: { dataset: 'rows', version: digestOf('data'), files: [], rows: rows.length } as never,
      candidate: {
        artifact,
        digest: digestOf('candidate'),
        bytes: statSync(artifact).size,
        commit,
        run: 'now',
        features,
      },
      production: null,
      against: { kind: more.with ?? 'production' },
      reference: { of: 'base', state: 'none' },
      baseDataset: null,
      today: '2026-03-01',
      notes: [],
      log: silent,
    }),
  )
  return { report: Report.parse(report), expected }
}

describeShared('evaluation of models of every task, end to end', (shared) => {
  const folder = (name: string): string => join(shared, 'models', name)

  it.each([
    'telco-contract-multiclass',
    'telco-charges-regression',
    'telco-logreg-tensor',
    'telco-columns-zipmap',
    'adult-columns-zipmap-columns',
    'adult-xgboost',
    'adult-lightgbm',
    'adult-int64',
  ])('%s: figures, and those of its slices, are the library’s', async (name) => {
    const { slices: wanted = {} } = JSON.parse(
      readFileSync(join(folder(name), 'expected.json'), 'utf8'),
    ) as Expected
    const { report, expected } = await evaluated(folder(name), { slices: Object.keys(wanted) })
    expect(report.verdict, report.reason).toBe('pass')
    // One of its rows scores exactly one half, which the library calls negative and Pawl positive.
    const tolerance = name === 'adult-int64' ? 5e-3 : 1e-4
    let compared = 0
    for (const [metric, figure] of Object.entries(report.candidate.metrics)) {
      const library = expected.onnxruntime.metrics[names[metric] ?? metric]
      if (typeof library !== 'number') continue
      compared++
      expectNear('value' in figure ? figure.value : Number.NaN, library, tolerance, metric)
    }
    expect(compared).toBeGreaterThan(8)
    for (const { by, name: slice, rows, metrics } of report.slices ?? []) {
      const library = wanted[by]?.[slice.slice(by.length + 1)]
      if (!library) continue
      expect(rows, slice).toBe(library.rows)
      for (const { metric, candidate } of metrics)
        if (typeof library[metric] === 'number')
          expectNear(
            'value' in candidate ? candidate.value : Number.NaN,
            library[metric],
            10 * tolerance,
            `${slice} ${metric}`,
          )
    }
    expect(report.slices?.length).toBeGreaterThan(1)
  })

  it('compares several classes and numbers with a constant baseline, which any trained model beats', async () => {
    const multiclass = await evaluated(folder('telco-contract-multiclass'), {
      holdout: '50%',
      with: 'baseline',
      gates: {
        accuracy: { 'min-gain': 0.05 },
        log_loss: { 'min-fall': 0.1 },
        roc_auc_ovr: { min: 0.8, 'min-gain': 0.2 },
        f1_macro: { 'max-drop': '1%' },
      },
    })
    expect(multiclass.report.gates.map(({ gate, verdict, reason }) => [gate, verdict, reason])).toEqual([
      ['accuracy.min-gain', 'pass', expect.any(String)],
      ['log_loss.min-fall', 'pass', expect.any(String)],
      ['roc_auc_ovr.min', 'pass', expect.any(String)],
      ['roc_auc_ovr.min-gain', 'pass', expect.any(String)],
      ['f1_macro.max-drop', 'pass', expect.any(String)],
    ])
    const regression = await evaluated(folder('telco-charges-regression'), {
      holdout: '50%',
      with: 'baseline',
      gates: {
        rmse: { max: 5, 'min-fall': '50%' },
        r2: { min: 0.9, 'min-gain': 0.5 },
        bias: { between: [-0.5, 0.5] },
      },
    })
    expect(regression.report.gates.map(({ gate, verdict, reason }) => [gate, verdict, reason])).toEqual([
      ['rmse.max', 'pass', expect.any(String)],
      ['rmse.min-fall', 'pass', expect.any(String)],
      ['r2.min', 'pass', expect.any(String)],
      ['r2.min-gain', 'pass', expect.any(String)],
      ['bias.between', 'pass', expect.any(String)],
    ])
    expect(regression.report.checked?.find(({ check }) => check === 'both-classes')?.applied).toBe(false)
  })

  const right = 'CASE WHEN label = target THEN 1 ELSE 0 END'
  it.each([
    ['telco-contract-multiclass', 'accuracy', right],
    ['telco-charges-regression', 'mae', 'abs(target - prediction)'],
    ['telco-charges-regression', 'bias', 'prediction - target'],
    ['telco-columns-zipmap', 'accuracy', right],
    ['adult-columns-zipmap-columns', 'brier', '(target - prediction) * (target - prediction)'],
  ])(
    '%s: %s written as an expression over each row is the built-in one, slice by slice',
    async (name, metric, sql) => {
      const { slices = {} } = JSON.parse(
        readFileSync(join(folder(name), 'expected.json'), 'utf8'),
      ) as Expected
      const { report } = await evaluated(folder(name), {
        slices: Object.keys(slices).slice(0, 2),
        metrics: { own: { sql, better: 'none' } },
        gates: { own: { min: -1000 }, 'slices.own': { min: -1000 }, [`slices.${metric}`]: { min: -1000 } },
      })
      const { own, [metric]: built } = report.candidate.metrics
      if (!own || !built || !('value' in own && 'value' in built)) throw new Error('no figure')
      expect(own.value).toBeCloseTo(built.value, 9)
      const [all] = report.gates
      expect(all?.interval?.low).toBeLessThan(own.value)
      expect(all?.interval?.high).toBeGreaterThan(own.value)
      expect(report.slices?.length).toBeGreaterThan(1)
      for (const { metrics } of report.slices ?? []) {
        const figure = (wanted: string) => metrics.find((one) => one.metric === wanted)?.candidate
        const [one, other] = [figure('own'), figure(metric)]
        if (!one || !other || !('value' in one && 'value' in other)) throw new Error('no figure of a slice')
        expect(one.value).toBeCloseTo(other.value, 9)
      }
    },
  )

  it('chooses thresholds on customers that are then not judged, and judges operating points on the others', async () => {
    const { report } = await evaluated(folder('telco-columns-zipmap'), {
      holdout: '60%',
      with: 'baseline',
      evaluate: {
        threshold: { choose: { maximise: 'f1' }, on: '30%' },
        points: {
          outreach: 0.3,
          review: { recall: 0.9 },
          strict: { precision: 0.6 },
          cheap: { cost: { 'false-positive': 1, 'false-negative': 5 } },
        },
      },
      gates: {
        f1: { min: 0.5 },
        'points.review.recall': { min: 0.8 },
        'points.strict.precision': { min: 0.5 },
        'points.outreach.recall': { min: 0.6 },
      },
    })
    expect(report.gates.map(({ gate, verdict }) => [gate, verdict])).toEqual([
      ['f1.min', 'pass'],
      ['points.review.recall.min', 'pass'],
      ['points.strict.precision.min', 'pass'],
      ['points.outreach.recall.min', 'pass'],
    ])
    const { operating, data } = report
    expect((operating?.chosenOn ?? 0) / data.holdout.rows).toBeCloseTo(0.3, 2)
    // Classes are as common among the judged rows as among all.
    expect((operating?.judged.positives ?? 0) / (operating?.judged.rows ?? 1)).toBeCloseTo(
      (data.holdout.positives ?? 0) / data.holdout.rows,
      2,
    )
    const at = new Map(
      operating?.points.map(({ name, candidate }) => [
        name,
        'value' in candidate ? candidate.value : Number.NaN,
      ]),
    )
    // The less a missed customer may happen, the lower the threshold.
    expect(at.get('review')).toBeLessThan(at.get(null) ?? 0)
    expect(at.get('cheap')).toBeLessThan(at.get('strict') ?? 0)
    // A constant has one score only: nothing that it reaches is a precision of 0.6.
    const strict = operating?.points.find(({ name }) => name === 'strict')
    expect(strict?.production).toEqual({ undefined: 'no threshold reaches a precision of 0.6' })
  })
})
