import fc from 'fast-check'
import { expect, it } from 'vitest'
import { metricExpressions } from '../../src/data/metric-rows.ts'
import type { Scores } from '../../src/evaluation/tasks.ts'
import { type Custom, customMetrics } from '../../src/gates/custom-metrics.ts'
import type { Answered } from '../../src/gates/scores.ts'
import { silent } from '../../src/project/log.ts'
import type { CustomMetrics } from '../../src/project/schema/custom-metrics.ts'
import { judgeOne, rightScores, rightY, scores } from './world.ts'

const answered = (said: Scores): Answered => ({ ok: true, runtime: '', scores: said, operators: [] })
const none = { columns: [], rows: 0 }

async function computed(
  metrics: CustomMetrics,
  {
    truth,
    candidate,
    threshold = 0.5 as number | { undefined: string },
  }: {
    truth: Parameters<typeof customMetrics>[0]['holdout']['truth']
    candidate: Scores
    threshold?: number | { undefined: string }
  },
) {
  const dataset = { path: 'd', config: { dataset: 'd', columns: {} } } as never
  return customMetrics({
    metrics,
    expressions: await metricExpressions(dataset, { task: truth.task, metrics }),
    holdout: { truth },
    cells: { ...none, rows: truth.y.length },
    types: new Map(),
    operating: {
      threshold: { candidate: threshold, production: threshold },
      points: new Map(),
      parted: undefined,
    },
    candidate: answered(candidate),
    production: null,
    programs: async () => import.meta.dirname,
    format: 'csv',
    model: 'm',
    seed: 1,
    log: silent,
  })
}

it('of several classes an expression reads the classes, and the probability of the predicted one', async () => {
  const truth = {
    task: 'multiclass-classification',
    y: Int32Array.of(0, 1, 2),
    classes: ['a', `it's "b"`, 'c,d'],
  } as const
  const candidate: Scores = {
    task: truth.task,
    labels: Int32Array.of(0, 2, 2),
    probabilities: Float64Array.of(0.7, 0.2, 0.1, 0.1, 0.3, 0.6, 0, 0.25, 0.75),
  }
  const sql = `prediction + CASE WHEN label = 'c,d' AND target = 'it''s "b"' THEN 10 ELSE 0 END`
  const found = await computed(
    {
      own: { sql, better: 'none' },
      ran: {
        run: `sed -n 1p "$PAWL_ROWS" | grep -qF 'target,prediction,label,probability_a,"probability_it' && echo '{"value": 1}'`,
        better: 'none',
      },
    },
    { truth, candidate },
  )
  expect(found.get('own')).toMatchObject({ candidate: Float64Array.of(0.7, 10.6, 0.75) })
  expect(found.get('ran')).toMatchObject({ candidate: { value: 1 } })
})

it('a program is told what the rows weigh where they are weighted, and finds no such column elsewhere', async () => {
  const weights = Float64Array.from(rightY, (_, row) => 1 + (row % 3) / 4)
  const own: CustomMetrics = {
    weighed: {
      run: `head -1 "$PAWL_ROWS" | grep -qx 'target,prediction,label,weight' && awk -F, 'NR > 1 { sum += $4 * $1; all += $4 } END { printf "{\\"value\\": %.12f}\\n", sum / all }' "$PAWL_ROWS"`,
      better: 'none',
    },
    plain: {
      run: `head -1 "$PAWL_ROWS" | grep -qx 'target,prediction,label' && echo '{"value": 1}'`,
      better: 'none',
    },
  }
  const truth = { task: 'binary-classification', y: rightY } as const
  const weighed = await computed(own, { truth: { ...truth, weights }, candidate: rightScores })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const positive = weights.reduce((sum, weight, row) => sum + weight * (rightY[row] as number), 0)
  expect(weighed.get('weighed')).toMatchObject({ candidate: { value: expect.closeTo(positive / total, 9) } })
  expect(weighed.get('plain')).toMatchObject({ candidate: { undefined: expect.any(String) } })
  const unweighed = await computed(own, { truth, candidate: rightScores })
  expect(unweighed.get('plain')).toMatchObject({ candidate: { value: 1 } })
})

it('without a threshold, what speaks of no label is told all the same', async () => {
  const why = { undefined: 'no threshold reaches a precision of 0.99' }
  const found = await computed(
    { plain: { sql: 'prediction', better: 'none' }, flagged: { sql: 'label', better: 'none' } },
    { truth: { task: 'binary-classification', y: rightY }, candidate: rightScores, threshold: why },
  )
  expect(found.get('plain')).toMatchObject({ candidate: rightScores.score })
  expect(found.get('flagged')).toMatchObject({ candidate: why })
})

it('scores that are NaN give no metric a value, and its gate is an error', async () => {
  const broken = scores(rightScores.score.map((score, row) => (row === 3 ? Number.NaN : score)))
  const metrics: CustomMetrics = { own: { sql: 'coalesce(prediction, 1)', better: 'higher' } }
  const custom = await computed(metrics, {
    truth: { task: 'binary-classification', y: rightY },
    candidate: broken,
  })
  expect(custom.get('own')).toMatchObject({ candidate: { undefined: expect.stringContaining('NaN') } })
  const said = judgeOne('own', { min: -1000 }, { candidate: broken, metrics, custom })
  expect(said).toMatchObject({ verdict: 'error', candidate: null })
})

const anyRule = fc.oneof(
  fc.record({ min: fc.integer() }),
  fc.record({ max: fc.integer() }),
  fc.record({ 'max-drop': fc.nat() }),
  fc.record({ 'min-gain': fc.nat() }),
)
const rows = rightY.length
const good = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: rows, maxLength: rows })
const bad = fc
  .tuple(good, fc.nat(rows - 1), fc.constantFrom(Number.NaN, Infinity, -Infinity))
  .map(([values, at, what]) => Float64Array.from(values.with(at, what)))

it('a value that is not finite never passes, whatever the rule and the evidence', () => {
  const metrics: CustomMetrics = { own: { sql: '1', better: 'higher' } }
  const side = fc.oneof(bad, fc.constant({ undefined: 'its program crashed' }))
  fc.assert(
    fc.property(
      anyRule,
      side,
      good,
      fc.constantFrom('interval', 'estimate'),
      fc.constantFrom('mean', 'sum'),
      (rule, candidate, before, evidence, of) => {
        const custom = new Map<string, Custom>([
          ['own', { kind: 'rows', of, candidate, production: Float64Array.from(before) }],
        ])
        const said = judgeOne('own', rule, { metrics, custom, evidence, draws: 200 })
        expect(said).toMatchObject({ verdict: 'error', candidate: null })
      },
    ),
    { numRuns: 60 },
  )
})

it('a figure of production’s that is none leaves a comparison to a person, or is an error where the policy says so', () => {
  const metrics: CustomMetrics = { own: { run: 'x', better: 'higher' } }
  const custom = new Map<string, Custom>([
    ['own', { kind: 'run', candidate: { value: 9 }, production: { undefined: 'its program crashed' } }],
  ])
  const judged = (more: object) =>
    judgeOne('own', { 'max-drop': 100 }, { metrics, custom, evidence: 'estimate', ...more }).verdict
  expect(judged({})).toBe('inconclusive')
  expect(judged({ whenUnscorable: 'error' })).toBe('error')
})

it('a first version is judged by what needs no other', () => {
  const metrics: CustomMetrics = { own: { sql: '1', better: 'higher' } }
  const values = Float64Array.from(rightY)
  const custom = new Map<string, Custom>([
    ['own', { kind: 'rows', of: 'mean', candidate: values, production: undefined }],
  ])
  const production = { kind: 'none' } as const
  expect(judgeOne('own', { min: 0.4 }, { metrics, custom, production })).toMatchObject({
    verdict: 'pass',
    candidate: 0.5,
  })
  expect(judgeOne('own', { 'max-drop': 0 }, { metrics, custom, production }).applied).toBe(false)
})
