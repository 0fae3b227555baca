import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { loadTelco, type Telco, type TelcoModel } from '../evaluation/telco.ts'
import { describeShared } from '../shared.ts'
import { judgeOne, scores } from './world.ts'

type Delong = { difference: number; low_95?: number; high_95?: number; auc_a: number; auc_b: number }

describeShared('gates on four real models of customers who leave', (shared) => {
  let telco: Telco
  beforeAll(async () => {
    telco = await loadTelco(shared)
  })
  const judged = (model: TelcoModel, metric: string, written: Record<string, unknown>) =>
    judgeOne(metric, written, {
      y: telco.y,
      candidate: scores(telco.score[model]),
      production: { kind: 'scored', scores: scores(telco.score.production) },
      draws: 2000,
    })

  it.each<TelcoModel>(['worse', 'better', 'copy'])('the change of roc_auc of %s is DeLong’s', (model) => {
    const text = readFileSync(join(shared, 'models/telco-gates/comparisons.json'), 'utf8')
    const { comparisons } = JSON.parse(text) as { comparisons: Record<string, { delong: Delong }> }
    const delong = comparisons[model]?.delong
    const result = judged(model, 'roc_auc', { 'max-drop': 0.01 })
    // The scores there are scikit-learn's float64, here they are the float32 of ONNX.
    expect(result.change).toBeCloseTo(delong?.difference ?? Number.NaN, 5)
    expect(result.candidate).toBeCloseTo(delong?.auc_b ?? Number.NaN, 5)
    expect(result.production).toBeCloseTo(delong?.auc_a ?? Number.NaN, 5)
    expect(result.interval?.low).toBeCloseTo(delong?.low_95 ?? 0, 5)
    expect(result.interval?.high).toBeCloseTo(delong?.high_95 ?? 0, 5)
  })

  it.each<[TelcoModel, string, Record<string, unknown>, string]>([
    ['worse', 'roc_auc', { 'max-drop': 0.01 }, 'fail'],
    ['better', 'roc_auc', { 'max-drop': 0.01 }, 'pass'],
    ['better', 'roc_auc', { 'min-gain': 0.01 }, 'pass'],
    ['better', 'roc_auc', { 'min-gain': 0.03 }, 'inconclusive'],
    ['better', 'roc_auc', { 'min-gain': 0.05 }, 'fail'],
    ['copy', 'roc_auc', { 'max-drop': 0.01 }, 'pass'],
    ['worse', 'log_loss', { 'max-rise': 0.02 }, 'fail'],
    ['better', 'log_loss', { 'min-fall': 0.01 }, 'pass'],
    ['better', 'accuracy', { 'max-drop': 0.01 }, 'pass'],
    ['better', 'accuracy', { 'min-gain': 0.005 }, 'inconclusive'],
    ['worse', 'accuracy', { 'max-drop': 0.1 }, 'pass'],
    ['worse', 'recall', { min: 0.99 }, 'fail'],
  ])('%s, %s %o: %s', (model, metric, written, verdict) => {
    expect(judged(model, metric, written).verdict).toBe(verdict)
  })

  it('says in one sentence what happened', () => {
    expect(judged('worse', 'roc_auc', { 'max-drop': 0.01 }).reason).toBe(
      'roc_auc fell by 0.083 (95 % interval 0.061 to 0.105), beyond the 0.01 allowed',
    )
  })

  it('turns round when candidate and production are swapped', () => {
    const result = judgeOne(
      'roc_auc',
      { 'max-drop': 0.01 },
      {
        y: telco.y,
        candidate: scores(telco.score.production),
        production: { kind: 'scored', scores: scores(telco.score.worse) },
      },
    )
    expect(result.verdict).toBe('pass')
    expect(result.change).toBeGreaterThan(0.08)
  })
})
