import type { ColumnProfile, Profile } from '../../src/data/profile.ts'
import type { RuleResult, ValidationReport } from '../../src/data/validation.ts'
import { categoryShapes } from '../../src/drift/evidence.ts'
import { materialOfProfiles } from '../../src/drift/from-profiles.ts'
import type { DriftReport } from '../../src/drift/report.ts'
import type { Behaviour } from '../../src/gates/behaviour-section.ts'
import type { Check } from '../../src/gates/check.ts'
import type { GateResult, Report } from '../../src/gates/report.ts'
import type { Fairness } from '../../src/gates/row-sections.ts'
import type { Curves } from '../../src/gates/scored-section.ts'
import { digestOf } from '../../src/project/digest.ts'
import type { PromotionShown, RollbackShown } from '../../src/promotion/texts.ts'
import type { Stages } from '../../src/registry/stages.ts'
import type { Decision } from '../../src/retraining/decision.ts'

const head = '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d'
const base = '9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c'

/** A concave curve: the higher `lift`, the better the model. */
function curves(lift: number): Curves {
  const roc = Array.from({ length: 51 }, (_, step): [number, number] => {
    const x = step / 50
    return [x, Number((1 - (1 - x) ** lift).toFixed(6))]
  })
  const calibration = Array.from({ length: 10 }, (_, bin) => {
    const predicted = (bin + 0.5) / 10
    return {
      predicted,
      observed: Number(Math.min(1, Math.max(0, predicted + 0.05 * Math.sin(bin * lift))).toFixed(4)),
      rows: 320 - 28 * bin,
    }
  })
  return { roc, calibration }
}

const metrics = (offset: number) => ({
  accuracy: { value: 0.7921 + offset },
  f1: { value: 0.5934 + offset },
  log_loss: { value: 0.4288 - offset },
  precision: { value: 0.6432 + offset },
  recall: { value: 0.5508 + offset },
  roc_auc: { value: 0.8346 + offset },
})

const comparison = (low: number, high: number) => ({
  low,
  high,
  level: 0.95,
  of: 'change' as const,
  method: 'paired bootstrap, 2,000 draws',
})
const alone = (low: number, high: number) => ({
  low,
  high,
  level: 0.95,
  of: 'candidate' as const,
  method: 'bootstrap, 2,000 draws',
})

export const gates = {
  aucMin: {
    gate: 'roc_auc.min',
    metric: 'roc_auc',
    rule: 'min',
    candidate: 0.8412,
    production: 0.8346,
    change: 0.0066,
    interval: alone(0.8201, 0.8609),
    limit: { text: '0.8', value: 0.8 },
    rows: 1409,
    level: 'fail',
    verdict: 'pass',
    reason: 'roc_auc is 0.841 (95 % interval 0.820 to 0.861), at least the 0.8 asked for',
  },
  aucDrop: {
    gate: 'roc_auc.max-drop',
    metric: 'roc_auc',
    rule: 'max-drop',
    candidate: 0.8412,
    production: 0.8346,
    change: 0.0066,
    interval: comparison(-0.0021, 0.0154),
    limit: { text: '0.01', value: -0.01 },
    rows: 1409,
    level: 'fail',
    verdict: 'pass',
    reason:
      'roc_auc rose by 0.007 (95 % interval from a fall of 0.002 to a rise of 0.015), which leaves the 0.01 allowed untouched',
  },
  aucDropped: {
    gate: 'roc_auc.max-drop',
    metric: 'roc_auc',
    rule: 'max-drop',
    candidate: 0.8034,
    production: 0.8346,
    change: -0.0312,
    interval: comparison(-0.0402, -0.0221),
    limit: { text: '0.01', value: -0.01 },
    rows: 1409,
    level: 'fail',
    verdict: 'fail',
    reason: 'roc_auc fell by 0.031 (95 % interval 0.022 to 0.040), beyond the 0.01 allowed',
  },
  recallMin: {
    gate: 'recall.min',
    metric: 'recall',
    rule: 'min',
    candidate: 0.5508,
    production: 0.5481,
    change: 0.0027,
    interval: alone(0.5016, 0.5989),
    limit: { text: '0.50', value: 0.5 },
    rows: 1409,
    level: 'fail',
    verdict: 'pass',
    reason: 'recall is 0.551 (95 % interval 0.502 to 0.599), at least the 0.50 asked for',
  },
  lossRise: {
    gate: 'log_loss.max-rise',
    metric: 'log_loss',
    rule: 'max-rise',
    candidate: 0.4222,
    production: 0.4288,
    change: -0.0066,
    interval: comparison(-0.0131, 0.0004),
    limit: { text: '0.02', value: 0.02 },
    rows: 1409,
    level: 'fail',
    verdict: 'pass',
    reason:
      'log_loss fell by 0.007 (95 % interval from a fall of 0.013 to a rise of 0.000), which leaves the 0.02 allowed untouched',
  },
  recallUnclear: {
    gate: 'recall.max-drop',
    metric: 'recall',
    rule: 'max-drop',
    candidate: 0.5441,
    production: 0.5508,
    change: -0.0067,
    interval: comparison(-0.0294, 0.0161),
    limit: { text: '0.02', value: -0.02 },
    rows: 1409,
    'rows-needed': 4212,
    level: 'fail',
    verdict: 'inconclusive',
    reason:
      'recall fell by 0.007 (95 % interval a fall of 0.029 to a rise of 0.016), too uncertain to hold against the 0.02 allowed: about 4,212 rows would decide, there are 1,409',
  },
  precisionWarn: {
    gate: 'precision.min',
    metric: 'precision',
    rule: 'min',
    candidate: 0.6432,
    production: 0.651,
    change: -0.0078,
    interval: alone(0.5931, 0.6902),
    limit: { text: '0.65', value: 0.65 },
    rows: 1409,
    level: 'warn',
    verdict: 'warn',
    reason: 'precision is 0.643 (95 % interval 0.593 to 0.690), below the 0.65 asked for',
  },
  f1Undefined: {
    gate: 'f1.min',
    metric: 'f1',
    slice: 'contract=two-year',
    rule: 'min',
    candidate: null,
    interval: null,
    limit: { text: '0.4', value: 0.4 },
    rows: 0,
    level: 'fail',
    verdict: 'fail',
    reason: 'f1 is undefined: the slice has no rows',
  },
} satisfies Record<string, GateResult>

/** A protected attribute, its groups and its figures, all called the same. */
export function fairness(name: string): Fairness {
  const figure = { rows: 700, small: false, value: 0.21, interval: { low: 0.18, high: 0.24 } }
  return {
    attribute: name,
    least: 30,
    groups: [
      { name, rows: 700, figures: [{ figure: 'selection_rate', candidate: figure, production: figure }] },
      {
        name: `${name} too`,
        rows: 12,
        figures: [{ figure: 'selection_rate', candidate: { ...figure, rows: 12, small: true } }],
      },
      {
        name: 'gender is missing',
        rows: 0,
        figures: [
          { figure: 'selection_rate', candidate: { rows: 0, small: true, value: null, interval: null } },
        ],
      },
    ],
    measures: [
      {
        measure: 'demographic_parity_difference',
        candidate: { value: 0.031 },
        interval: { low: 0, high: 0.07 },
        production: { value: 0.029 },
      },
      {
        measure: 'equal_opportunity_difference',
        candidate: { undefined: `only one group has 30 positive rows (${name}: 3 positive rows)` },
        interval: null,
      },
    ],
  }
}

/** Figures of every kind beside the metrics, all called the same. */
export function behaviour(name: string): Behaviour[] {
  return (['prediction', 'artifact', 'importance'] as const).map((of) => ({
    of,
    figures: [
      {
        figure: name,
        candidate: { value: 0.21 },
        interval: { low: 0.18, high: 0.24 },
        production: { undefined: name },
      },
      { figure: 'prediction.psi', candidate: { value: 0.04 }, interval: null },
    ],
    ...(of === 'importance' && {
      how: name,
      features: [{ feature: name, candidate: { mean: 0.1, deviation: 0.01 } }],
    }),
  }))
}

export function report(change: Partial<Report> = {}): Report {
  return {
    schema: 'pawl/report@1',
    model: 'churn',
    verdict: 'pass',
    reason: 'all 4 gates passed; roc_auc rose by 0.0066',
    candidate: {
      digest: digestOf('candidate'),
      bytes: 48_213,
      metrics: metrics(0.0066),
      curves: curves(4.9),
      commit: head,
      run: 'run-8c1f0e2d4b6a',
    },
    production: {
      digest: digestOf('production'),
      bytes: 47_902,
      metrics: metrics(0),
      curves: curves(4.4),
      version: '1.0.0',
      commit: base,
      run: 'run-51c0ffee0001',
    },
    data: {
      dataset: 'customers',
      version: digestOf('data'),
      production: digestOf('data'),
      holdout: { rows: 1409, positives: 374, digest: digestOf('holdout'), altered: 0 },
      twins: 3,
    },
    policy: { digest: digestOf('policy'), commit: base, changed: false },
    gates: [gates.aucMin, gates.aucDrop, gates.recallMin, gates.lossRise],
    checked: [
      {
        check: 'other-model',
        verdict: 'pass',
        text: 'the candidate is another file than production 1.0.0, and scores 1,380 of 1,409 rows differently',
      },
      { check: 'base-dataset', verdict: 'pass', text: "the dataset is the base's, customers" },
      {
        check: 'twins',
        verdict: 'pass',
        text: '3 of 1,409 holdout rows have the same values as a training row',
      },
    ],
    notes: [],
    environment: {
      pawl: '0.1.0',
      node: '24.11.0',
      platform: 'linux-x64',
      onnxruntime: '1.30.0',
      duckdb: '1.5.6',
      threads: 1,
      seed: 42,
    },
    ...change,
  }
}

const rule = (change: Partial<RuleResult> & Pick<RuleResult, 'rule' | 'expected' | 'found'>): RuleResult => ({
  rows: 7043,
  violations: 0,
  share: 0,
  level: 'fail',
  verdict: 'pass',
  ...change,
})

export function validation(change: Partial<ValidationReport> = {}): ValidationReport {
  return {
    schema: 'pawl/validation@1',
    dataset: 'customers',
    verdict: 'pass',
    reason: 'all 6 rules hold on 7,043 rows',
    version: digestOf('data'),
    rows: 7043,
    columns: 8,
    results: [
      rule({
        rule: 'columns.customer_id.type',
        column: 'customer_id',
        expected: 'customer_id is text',
        found: 'text',
      }),
      rule({
        rule: 'columns.tenure.min',
        column: 'tenure',
        expected: 'tenure is at least 0',
        found: 'no row is below 0',
      }),
      rule({
        rule: 'columns.contract.one-of',
        column: 'contract',
        expected: 'contract is one of 3 known values',
        found: 'no row has another value',
      }),
      rule({
        rule: 'columns.total_charges.nulls',
        column: 'total_charges',
        expected: 'at most 1 % of total_charges is empty',
        found: '11 of 7,043 rows (0.16 %) are empty',
        violations: 11,
        share: 11 / 7043,
      }),
      rule({ rule: 'key', expected: 'customer_id is different in every row', found: 'no row repeats' }),
      rule({
        rule: 'checks.0.rows',
        expected: 'at least 1,000 rows',
        found: '7,043 rows',
        violations: null,
        share: null,
      }),
    ],
    ...change,
  }
}

export function check(change: Partial<Check> = {}): Check {
  return {
    schema: 'pawl/check@1',
    model: 'churn',
    head,
    base,
    verdict: 'pass',
    reason: 'all 4 gates passed; roc_auc rose by 0.0066',
    stage: 'evaluation',
    validation: [validation()],
    training: { seconds: 12.4, rows: 5634 },
    report: report(),
    ...change,
  }
}

/** A check whose report says the same as the check. */
function judged(verdict: Report['verdict'], reason: string, change: Partial<Report>): Check {
  return check({ verdict, reason, report: report({ verdict, reason, ...change }) })
}

/** A check that ended before there was a report. */
function unfinished(change: Partial<Check>): Check {
  const { training: _, report: __, ...rest } = check()
  return { ...rest, ...change }
}

const worse = report().candidate
export const checks = {
  passing: check(),
  failing: judged('fail', 'roc_auc fell by 0.031 (95 % interval 0.022 to 0.040), beyond the 0.01 allowed', {
    candidate: { ...worse, metrics: metrics(-0.0312), curves: curves(3.6) },
    gates: [
      gates.recallMin,
      gates.aucDropped,
      { ...gates.aucMin, candidate: 0.8034, interval: alone(0.7811, 0.8256) },
      gates.lossRise,
      gates.precisionWarn,
    ],
  }),
  inconclusive: judged(
    'inconclusive',
    'recall fell by 0.007 (95 % interval from a fall of 0.029 to a rise of 0.016), too uncertain to hold against the 0.02 allowed: about 4,212 rows would decide, there are 1,409',
    {
      gates: [gates.aucMin, gates.aucDrop, gates.recallUnclear, gates.lossRise],
      notes: ['12 held-out rows of the base were altered or removed by this change.'],
    },
  ),
  first: judged('pass', 'all 2 gates passed; there is no version in production yet', {
    production: null,
    gates: [
      { ...gates.aucMin, production: null, change: null },
      { ...gates.recallMin, production: null, change: null },
      {
        ...gates.aucDrop,
        production: null,
        change: null,
        interval: null,
        applied: false,
        reason: 'not applied: there is no version in production',
      },
    ],
    notes: ['This is a first version: 1 of 3 gates compare with production and were not applied.'],
  }),
  unchanged: judged('unchanged', "the candidate is production's very bytes", {
    candidate: { ...worse, digest: digestOf('production') },
    gates: [],
  }),
  invalid: unfinished({
    verdict: 'fail',
    reason: 'the data of customers breaks 3 rules, first of all: the column monthly_charges is missing',
    stage: 'validation',
    validation: [brokenData()],
  }),
  error: unfinished({
    verdict: 'error',
    reason: 'training ended with exit code 1',
    stage: 'training',
    training: {
      seconds: 4.2,
      rows: 5634,
      error:
        "Error: Cannot find package 'ml-cart'\n    at models/churn/train.ts:3:1\n```\nnot the end of the block",
    },
  }),
} satisfies Record<string, Check>

function brokenData(): ValidationReport {
  const good = validation()
  return validation({
    verdict: 'fail',
    reason: '3 rules are broken: a column is missing, too many empty values, a value that nobody knows',
    results: [
      ...good.results.slice(0, 2),
      rule({
        rule: 'columns.contract.one-of',
        column: 'contract',
        expected: 'contract is one of 3 known values',
        found: '352 of 7,043 rows (5 %) have another value',
        violations: 352,
        share: 0.05,
        verdict: 'fail',
      }),
      rule({
        rule: 'columns.total_charges.nulls',
        column: 'total_charges',
        expected: 'at most 1 % of total_charges is empty',
        found: '1,409 of 7,043 rows (20 %) are empty',
        violations: 1409,
        share: 1409 / 7043,
        verdict: 'fail',
      }),
      rule({
        rule: 'columns.monthly_charges.type',
        column: 'monthly_charges',
        expected: 'the column monthly_charges is there',
        found: 'the column is missing',
        violations: null,
        share: null,
        verdict: 'fail',
      }),
      ...good.results.slice(4),
    ],
  })
}

const withoutShapes: DriftReport = {
  schema: 'pawl/drift@1',
  model: 'churn',
  reference: { version: '1.1.0', rows: 5634, from: 'profile' },
  window: { id: '2026-03', rows: 1200, files: ['data/customers/2026-03.csv'] },
  verdict: 'drift',
  reason: '2 of 4 columns drifted: monthly_charges and contract',
  correction: 'benjamini-hochberg',
  columns: [
    {
      column: 'tenure',
      family: 'feature',
      method: 'ks',
      limit: 0.1,
      statistic: 0.031,
      p: 0.27,
      'adjusted-p': 0.36,
      effect: 0.031,
      rows: { reference: 5634, current: 1200 },
      nulls: { reference: 0, current: 0 },
      verdict: 'stable',
      reason: 'the distributions do not differ',
    },
    {
      column: 'contract',
      family: 'feature',
      method: 'chi-square',
      limit: 0.1,
      statistic: 141.2,
      p: 2e-31,
      'adjusted-p': 4e-31,
      effect: 0.14,
      rows: { reference: 5634, current: 1200 },
      nulls: { reference: 0, current: 0 },
      unseen: 1,
      verdict: 'drift',
      reason: 'the shares of the categories differ',
    },
    {
      column: 'monthly_charges',
      family: 'feature',
      method: 'ks',
      limit: 0.1,
      statistic: 0.41,
      p: 1e-90,
      'adjusted-p': 4e-90,
      effect: 0.41,
      rows: { reference: 5634, current: 1188 },
      nulls: { reference: 0, current: 0.01 },
      verdict: 'drift',
      reason: 'the distributions differ by more than 0.1',
    },
    {
      column: 'total_charges',
      family: 'feature',
      method: 'none',
      limit: null,
      statistic: null,
      p: null,
      'adjusted-p': null,
      effect: null,
      rows: { reference: 5623, current: 40 },
      nulls: { reference: 0.002, current: 0.967 },
      verdict: 'inconclusive',
      reason: 'the window has 40 values, at least 100 are needed',
    },
  ],
}

function numeric(name: string, counts: readonly number[]): ColumnProfile {
  const rows = counts.reduce((sum, rows) => sum + rows, 0)
  return {
    kind: 'numeric',
    name,
    type: 'number',
    rows,
    nulls: 0,
    nonfinite: 0,
    distinct: rows,
    min: 0,
    max: counts.length * 10,
    mean: 50,
    stdev: 10,
    quantiles: [1, 5, 25, 50, 75, 95, 99],
    histogram: { edges: [...counts, 0].map((_, at) => at * 10), counts: [...counts], below: 0, above: 0 },
  }
}

function categorical(name: string, counts: Record<string, number>): ColumnProfile {
  const top = Object.entries(counts)
  const rows = top.reduce((sum, [, count]) => sum + count, 0)
  return {
    kind: 'categorical',
    name,
    type: 'string',
    rows,
    nulls: 0,
    distinct: top.length,
    lengths: null,
    top,
    other: 0,
  }
}

const profile = (columns: ColumnProfile[]): Profile => ({
  schema: 'pawl/profile@1',
  dataset: 'customers',
  rows: columns[0]?.rows ?? 0,
  columns,
})

/** The cell value `secret-plan` must never show in a report. */
const profiles = {
  reference: profile([
    numeric('monthly_charges', [900, 700, 300, 420, 600, 820, 900, 610, 300, 84]),
    numeric('tenure', [1200, 700, 560, 500, 480, 470, 480, 500, 344, 400]),
    categorical('contract', { 'secret-plan': 3100, 'one-year': 1180, 'two-year': 1354 }),
  ]),
  current: profile([
    numeric('monthly_charges', [40, 60, 30, 40, 80, 130, 190, 260, 250, 120]),
    numeric('tenure', [250, 150, 120, 110, 100, 100, 100, 110, 80, 80]),
    categorical('contract', { 'secret-plan': 520, 'one-year': 250, 'two-year': 310, weekly: 120 }),
  ]),
}

/** The report with the small histograms that Pawl draws from two profiles. */
export const drift: DriftReport = {
  ...withoutShapes,
  columns: withoutShapes.columns.map((column) => {
    const [before, after] = [profiles.reference, profiles.current].map(({ columns }) =>
      columns.find(({ name }) => name === column.column),
    )
    const rows = { reference: profiles.reference.rows, current: profiles.current.rows }
    const { values } = materialOfProfiles({ before, after, rows })
    const shapes = values?.kind === 'numeric' ? values.shapes() : values && categoryShapes(values)
    return shapes ? { ...column, shapes } : column
  }),
}

export const decision: Decision = {
  schema: 'pawl/decision@1',
  id: 'decision-5d41402abc4b',
  model: 'churn',
  retrain: true,
  reason: '2 columns drifted, which is the limit, and the last retraining was 9 days ago',
  triggers: [{ kind: 'drift', window: '2026-03', columns: ['contract', 'monthly_charges'] }],
  clauses: [
    { clause: 'drift.columns', held: true, detail: '2 columns drifted, 2 are enough' },
    { clause: 'cool-down', held: true, detail: 'the last retraining was 9 days ago, 1 day is enough' },
  ],
  commit: head,
  at: '2026-03-31T04:17:00Z',
}

const entry = {
  sequence: 2,
  kind: 'promotion' as const,
  version: '1.1.0',
  stage: 'production',
  replaces: '1.0.0',
  manifest: digestOf('manifest'),
  actor: 'pawl[bot]',
  reason: 'all 4 gates passed',
  evidence: { report: digestOf('report'), policy: digestOf('policy'), run: 'run-8c1f0e2d4b6a', commit: head },
  at: '2026-03-02T09:30:00Z',
  previous: digestOf('entry 1'),
}

export const stages: Stages = {
  schema: 'pawl/stages@1',
  model: 'churn',
  stages: { production: '1.0.0' },
  history: [
    {
      ...entry,
      sequence: 1,
      version: '1.0.0',
      replaces: null,
      reason: 'first version',
      at: '2026-01-12T14:05:00Z',
      previous: null,
    },
    entry,
    {
      ...entry,
      sequence: 3,
      kind: 'rollback',
      version: '1.0.0',
      replaces: '1.1.0',
      actor: 'grace',
      reason: 'complaints about cancelled contracts',
      evidence: { ...entry.evidence, report: null, run: null },
      at: '2026-03-05T16:20:00Z',
    },
  ],
}

const digests = {
  entry: digestOf('entry'),
  manifest: digestOf('manifest'),
  model: digestOf('candidate'),
  report: digestOf('report'),
  policy: digestOf('policy'),
  data: digestOf('data'),
}

export const promotion: PromotionShown = {
  model: 'churn',
  version: '1.1.0',
  stage: 'production',
  replaces: '1.0.0',
  verdict: 'pass',
  reason: 'all 4 gates passed; roc_auc rose by 0.0066',
  report: report(),
  entry,
  digests,
  change: digestOf('change'),
  head,
  code: { from: base, to: head },
  starter: 'linus',
  needsReason: false,
  approvals: { required: 1, from: ['ada', 'grace', 'acme/ml-leads'], self: 'refuse' },
}

export const rollback: RollbackShown = {
  model: 'churn',
  stage: 'production',
  from: '1.1.0',
  to: '1.0.0',
  actor: 'grace',
  reason: 'complaints about cancelled contracts',
  entry: stages.history[2] as RollbackShown['entry'],
  digests: { ...digests, report: null },
  head,
  secondPerson: false,
  approvals: promotion.approvals,
}
