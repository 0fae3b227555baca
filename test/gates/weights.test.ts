import { resolve } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { isHeldOut } from '../../src/data/split.ts'
import { evaluateCandidate } from '../../src/gates/evaluate-candidate.ts'
import type { EvaluationRequest } from '../../src/gates/evaluation-request.ts'
import { truthWeighedBy, withoutWeightless } from '../../src/gates/judgement.ts'
import { once } from '../../src/gates/measure.ts'
import { onlyJudged } from '../../src/gates/only-judged.ts'
import { Report } from '../../src/gates/report.ts'
import { digestOf } from '../../src/project/digest.ts'
import { silent } from '../../src/project/log.ts'
import { Model } from '../../src/project/schema/model.ts'
import { renderReportText } from '../../src/report/text/check.ts'
import { seeded } from '../../src/stats/random.ts'
import { opened, repository } from '../data/repository.ts'
import { expectNear } from '../stats/oracle.ts'
import { judgeOne, rule, scores, world } from './world.ts'

vi.mock('../../src/model/predict.ts', async (original) => {
  const { remembering } = await import('./remembered.ts')
  const { predict, ...others } = await original<typeof import('../../src/model/predict.ts')>()
  return { ...others, predict: remembering(predict) }
})

const written = {
  model: 'churn',
  task: 'binary-classification',
  owners: ['ada'],
  data: {
    dataset: 'rows',
    target: { column: 'left', positive: true },
    features: ['a', 'b', 'c'],
    split: { by: 'id', holdout: '60%' },
  },
  train: { run: 'true' },
  gates: { roc_auc: { min: 0.1, 'max-drop': 0.01 }, 'slices.accuracy': { min: 0.1 } },
}
const commit = 'c'.repeat(40)
const artifact = (name: string) => resolve(import.meta.dirname, `../fixtures/models/${name}.onnx`)
const modelWith = (evaluate: Record<string, unknown>): Model =>
  Model.parse({ ...written, evaluate: { slices: ['b'], protected: ['c'], ...evaluate } })

interface Line {
  id: string
  cells: string
  weight: number
}

const lines: Line[] = Array.from({ length: 400 }, (_, row) => ({
  id: `r${row}`,
  cells: `${row % 7},${row % 3},${row % 5},${row % 7 > 3 !== (row % 11 === 0)}`,
  weight: (row * 7) % 4,
}))

/** Evaluates two models; rows that are there several times have one id, so that they stand on one side of the split. */
function evaluated(
  rows: readonly Line[],
  model: Model,
  more: Partial<EvaluationRequest> = {},
): Promise<Report> {
  const text = rows.map(({ id, cells, weight }, place) => `${place},${id},${cells},${weight}`)
  const of = repository(
    { 'a.csv': ['place,id,a,b,c,left,w', ...text].join('\n') },
    {
      key: ['place'],
      columns: {
        place: { type: 'integer' },
        id: { type: 'string' },
        a: { type: 'number' },
        b: { type: 'number' },
        c: { type: 'number' },
        left: { type: 'boolean' },
        w: { type: 'integer' },
      },
    },
  )
  const shared = { bytes: 1, commit, features: ['a', 'b', 'c'] }
  return opened(of, (database, open) =>
    evaluateCandidate(database, open, {
      model,
      policy: { digest: digestOf('policy'), commit, changed: false },
      data: { dataset: 'rows', version: digestOf('data'), files: [] } as unknown as EvaluationRequest['data'],
      candidate: { ...shared, artifact: artifact('tensor'), digest: digestOf('candidate'), run: 'now' },
      production: {
        ...shared,
        artifact: artifact('tensor-worse'),
        digest: digestOf('production'),
        run: 'before',
        version: '1.0.0',
        data: digestOf('data'),
        split: { by: 'id', holdout: 0.6, salt: 'pawl' },
        target: { column: 'left', positive: true },
      },
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

const repeated = lines.flatMap((line) => new Array<Line>(line.weight).fill(line))
const plain = modelWith({})
const weighing = modelWith({ weight: 'w' })

/** Of rows with weights, and of rows that are there as often; made in the first test that asks. */
const both = once(async () => ({
  weighted: await evaluated(lines, weighing),
  often: await evaluated(repeated, plain),
}))

describe('a model whose rows have whole weights', () => {
  it('has the figures of a model whose rows are there as often', async () => {
    const { weighted, often } = await both()
    for (const side of ['candidate', 'production'] as const)
      for (const [name, figure] of Object.entries(weighted[side]?.metrics ?? {})) {
        const other = often[side]?.metrics[name]
        if ('value' in figure && other && 'value' in other) expectNear(figure.value, other.value, 1e-9, name)
        else expect(other, name).toHaveProperty('undefined')
      }
    const changes = [weighted, often].map(({ gates }) => gates.map(({ change }) => change ?? 0))
    for (const [index, change] of (changes[0] ?? []).entries())
      expect(change).toBeCloseTo(changes[1]?.[index] ?? Number.NaN, 9)
    expect(weighted.candidate.curves?.roc.length).toBeGreaterThan(3)
    for (const [index, point] of (weighted.candidate.curves?.roc ?? []).entries())
      for (const axis of [0, 1])
        expect(point[axis]).toBeCloseTo(often.candidate.curves?.roc[index]?.[axis] as number, 12)
  })

  it('has them on slices and groups too', async () => {
    const { weighted, often } = await both()
    const values = (report: Report) =>
      [...(report.slices ?? []), ...(report.fairness ?? [])].flatMap((part) =>
        'metrics' in part
          ? part.metrics.map(({ candidate }) => candidate)
          : part.groups.flatMap(({ figures }) =>
              figures.map(({ candidate }) => ({ value: candidate?.value ?? -1 })),
            ),
      )
    const [one, other] = [values(weighted), values(often)]
    expect(one.length).toBeGreaterThan(20)
    for (const [index, figure] of one.entries()) {
      const same = other[index]
      if ('value' in figure && same && 'value' in same) expect(figure.value).toBeCloseTo(same.value, 9)
    }
  })

  it('says by what, how many rows that comes to, and how many take no part', async () => {
    const { weighted, often } = await both()
    const { weights, rows } = weighted.data.holdout
    expect(rows + (weights?.zero ?? 0)).toBe(weightless(lines).held)
    expect(weights).toMatchObject({ column: 'w', zero: weightless(lines).zero })
    expect(weights?.effective).toBeGreaterThan(0.8 * rows)
    expect(weights?.effective).toBeLessThan(rows)
    expect(often.data.holdout).not.toHaveProperty('weights')
    expect(Report.parse(weighted)).toEqual(weighted)
    const effective = Math.round(weights?.effective ?? Number.NaN)
    expect(renderReportText(weighted)).toContain(
      `${rows} held-out rows, weighted by w: ${effective} effective rows`,
    )
  })

  it('is not judged with formulas that take rows for equal', async () => {
    const { weighted } = await both()
    const methods = weighted.gates.flatMap(({ interval }) => (interval ? [interval.method] : []))
    expect(methods.length).toBeGreaterThan(3)
    for (const method of methods) expect(method).not.toMatch(/DeLong|^Wilson, \d+ rows/)
  })

  function weightless(rows: readonly Line[]) {
    const own = new Set(repeated.map(({ id }) => id))
    const heldLines = rows.filter(({ id }) => isHeldOut(id, { salt: 'pawl', holdout: 0.6 }))
    return { held: heldLines.length, zero: heldLines.filter(({ id }) => !own.has(id)).length }
  }
})

describe('a change that edits the weight', () => {
  it('is judged by the base’s, and its own verdict is told by its own', async () => {
    const { weighted } = await both()
    const report = await evaluated(lines, plain, {
      own: { ...weighing, gates: { accuracy: [rule({ min: 0.9999 })] } },
    })
    expect(report.data.holdout).not.toHaveProperty('weights')
    const { accuracy } = weighted.candidate.metrics
    if (!accuracy || !('value' in accuracy)) throw new Error('no accuracy')
    expect(report.policy.own?.reason).toContain(`accuracy is ${accuracy.value.toFixed(3)}`)
  })
})

describe('weights that leave few effective rows', () => {
  const { y, candidate, production } = world(seeded(3), 200)
  const rare = y.indexOf(1)
  const truth = { task: 'binary-classification', y } as const
  const weights = Float64Array.from(y, (_, row) => (row === rare ? 1000 : 1))
  const judged = (minRows?: number) =>
    judgeOne('roc_auc', { 'max-drop': 0.5, ...(minRows && { 'min-rows': minRows }) }, {
      candidate,
      production: { kind: 'scored', scores: production },
      truth: { ...truth, weights },
    } as object)

  it('are inconclusive where an interval needs more, and say why', () => {
    const { verdict, reason, 'rows-needed': needed } = judged()
    expect(verdict).toBe('inconclusive')
    expect(reason).toMatch(
      /^roc_auc: the rarer class has 1(\.\d)? effective rows, because their weights differ so much, and an interval needs 10$/,
    )
    expect(needed).toBeGreaterThan(1000)
  })

  it('count as rows for min-rows', () => {
    const positives = y.filter((label) => label === 1).length
    expect(judged(positives + 1).reason).toBe(
      `roc_auc: the rarer class has ${positives} rows, min-rows asks for ${positives + 1}`,
    )
  })

  it('count for min-rows by their effective number', () => {
    const slight = Float64Array.from(y, (_, row) => (row % 5 === 0 ? 20 : 1))
    const positives = y.filter((label) => label === 1).length
    const asked = (minRows: number) =>
      judgeOne('roc_auc', { min: 0.1, 'min-rows': minRows }, {
        candidate,
        production: { kind: 'scored', scores: production },
        truth: { ...truth, weights: slight },
      } as object)
    expect(asked(positives)).toMatchObject({ verdict: 'inconclusive' })
    expect(asked(positives).reason).toMatch(/effective rows, because .* and min-rows asks for \d+$/)
    expect(asked(5).verdict).toBe('pass')
  })
})

describe('rows of few groups', () => {
  const { y, candidate, production } = world(seeded(3), 200)
  const judged = (groups: number, asked: Record<string, unknown>) =>
    judgeOne('roc_auc', asked, {
      candidate,
      production: { kind: 'scored', scores: production },
      truth: { task: 'binary-classification', y, clusters: Int32Array.from(y, (_, row) => row % groups) },
    } as object)

  it('are inconclusive where an interval is needed, and say why', () => {
    expect(judged(9, { 'max-drop': 0.5 })).toMatchObject({
      verdict: 'inconclusive',
      reason: 'roc_auc: the rarer class has rows of 9 groups only, and an interval needs 10',
    })
    expect(judged(9, { min: 0.1 }).verdict).toBe('pass')
  })

  it('say less than as many rows that each stand for themselves', () => {
    const [few, all] = [judged(20, { 'max-drop': 0.5 }), judged(200, { 'max-drop': 0.5 })]
    expect(few.interval?.method).toBe('paired DeLong, by 20 groups')
    expect(all.interval?.method).toBe('paired DeLong')
  })
})

describe('other weights for the same judging', () => {
  const y = Uint8Array.from({ length: 12 }, (_, row) => row % 2)
  const said = scores(Array.from(y, (_, row) => row / 12))
  const judging = {
    model: { task: 'binary-classification' as const, gates: {}, evaluate: { threshold: 0.5 } },
    truth: { task: 'binary-classification' as const, y },
    candidate: said,
    production: { kind: 'scored' as const, scores: said },
    slices: [{ by: 's', name: 's=1', rows: Uint32Array.of(0, 3, 11) }],
    robustness: {
      rows: Uint32Array.of(0, 2, 3, 11),
      noise: 0,
      candidate: new Map([['noise', scores([0.1, 0.2, 0.3, 0.4])] as const]),
      production: undefined,
    },
    evidence: 'interval' as const,
    seed: 1,
  }

  it('leave out the rows of weight 0, wherever rows are told by their place', () => {
    const weights = Float64Array.from(y, (_, row) => (row < 3 ? 0 : row))
    const own = truthWeighedBy('w', { truth: judging.truth, weights: new Map([['w', weights]]) })
    const kept = withoutWeightless(undefined, own)?.judged ?? new Uint32Array()
    const { truth, candidate, slices, robustness } = onlyJudged({ ...judging, truth: own }, kept)
    expect([...(truth.weights ?? [])]).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect([...truth.y]).toEqual([...y.slice(3)])
    expect(candidate).toMatchObject({ score: said.score.slice(3) })
    expect(slices?.map(({ rows }) => [...rows])).toEqual([[0, 8]])
    expect([...(robustness?.rows ?? [])]).toEqual([0, 8])
    expect(robustness?.candidate.get('noise')).toMatchObject({ score: Float64Array.of(0.3, 0.4) })
  })

  it('are taken away again', () => {
    const weighted = { ...judging, truth: { ...judging.truth, weights: new Float64Array(12).fill(2) } }
    expect(truthWeighedBy(undefined, { truth: weighted.truth, weights: new Map() })).toEqual(judging.truth)
    expect(withoutWeightless(undefined, judging.truth)).toBeUndefined()
  })
})
