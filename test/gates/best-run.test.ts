import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { isHeldOut } from '../../src/data/split.ts'
import { bestOf, type Ranked } from '../../src/gates/best-run.ts'
import type { Against, Incumbent } from '../../src/gates/contender.ts'
import { evaluateCandidate } from '../../src/gates/evaluate-candidate.ts'
import type { EvaluationRequest } from '../../src/gates/evaluation-request.ts'
import { Report } from '../../src/gates/report.ts'
import { digestOf } from '../../src/project/digest.ts'
import { silent } from '../../src/project/log.ts'
import { Model } from '../../src/project/schema/model.ts'
import { opened, repository } from '../data/repository.ts'

vi.mock('../../src/model/predict.ts', async (original) => {
  const { remembering } = await import('./remembered.ts')
  const { predict, ...others } = await original<typeof import('../../src/model/predict.ts')>()
  return { ...others, predict: remembering(predict) }
})

const [holdout, salt, commit] = [0.5, 'pawl', 'c'.repeat(40)]
const by = { metric: 'roc_auc', better: 'higher' } as const
const artifact = (name: string) => resolve(import.meta.dirname, `../fixtures/models/${name}.onnx`)
const ids = Array.from({ length: 200 }, (_, row) => `r${row}`)
const text = [
  'id,a,b,c,left',
  ...ids.map((id, row) => `${id},${row % 7},${row % 3},${row % 5},${row % 7 > 3 !== (row % 11 === 0)}`),
].join('\n')

function version(
  number: string,
  model: string | { unusable: string },
  more: Partial<Incumbent> = {},
): Incumbent {
  return {
    version: number,
    digest: digestOf(number),
    bytes: 1,
    commit,
    run: number,
    data: digestOf('data'),
    split: { by: 'id', holdout, salt },
    features: ['a', 'b', 'c'],
    target: { column: 'left', positive: true },
    artifact: typeof model === 'string' ? artifact(model) : model,
    ...more,
  }
}

/** What a candidate comes to that is held against the best of some versions. */
function judged(
  versions: readonly Incumbent[],
  {
    gone = [],
    production = null,
    candidate = 'tensor-worse',
    unscorable = 'inconclusive',
  }: {
    gone?: { version: string; reason: string }[]
    production?: Incumbent | null
    candidate?: string
    unscorable?: string
  } = {},
): Promise<Report> {
  const against: Against = { kind: 'best-run', by, versions, gone }
  const number = { type: 'number' as const }
  const rows = repository(
    { 'a.csv': text },
    {
      key: ['id'],
      columns: { id: { type: 'string' }, a: number, b: number, c: number, left: { type: 'boolean' } },
    },
  )
  return opened(rows, async (database, open) =>
    Report.parse(
      await evaluateCandidate(database, open, {
        model: Model.parse({
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
          compare: { with: 'best-run', evidence: 'estimate', 'when-unscorable': unscorable },
          gates: { roc_auc: { min: 0.1, 'max-drop': 0.01 } },
        }),
        policy: { digest: digestOf('policy'), commit, changed: false },
        data: {
          dataset: 'rows',
          version: digestOf('data'),
          files: [],
        } as unknown as EvaluationRequest['data'],
        candidate: {
          artifact: artifact(candidate),
          digest: digestOf('candidate'),
          bytes: 1,
          commit,
          run: 'now',
          features: ['a', 'b', 'c'],
        },
        production,
        against,
        reference: { of: 'base', state: 'same' },
        baseDataset: 'rows',
        today: '2026-03-01',
        notes: [],
        log: silent,
      }),
    ),
  )
}

const verdicts = (report: Report) => report.gates.map(({ gate, verdict }) => [gate, verdict])
const check = (report: Report) => report.checked?.find((one) => one.check === 'every-version-scored')

describe('the best run', () => {
  it('is an archived version where that does best, though production alone would have let the candidate pass', async () => {
    const production = version('1.1.0', 'tensor-worse', { digest: digestOf('another') })
    const report = await judged([production, version('1.0.0', 'tensor')], { production })
    expect(verdicts(report)).toEqual([
      ['roc_auc.min', 'pass'],
      ['roc_auc.max-drop', 'fail'],
    ])
    expect(report.against).toMatchObject({ name: 'best-run', version: '1.0.0' })
    expect(report.against?.ranking?.versions.map((one) => one.version)).toEqual(['1.0.0', '1.1.0'])
    expect(report.notes.join()).toMatch(
      /By roc_auc on these rows the best version is 1.0.0 \(0\.\d+\), before 1.1.0/,
    )
    expect(check(report)).toMatchObject({ verdict: 'pass' })
  })

  it('is scored on the very rows of the candidate, which none of the versions was trained on', async () => {
    const other = { split: { by: 'id', holdout, salt: 'another' } }
    const report = await judged([version('1.1.0', 'tensor', other), version('1.0.0', 'tensor-worse')])
    const rows = ids.filter((id) =>
      ['pawl', 'another'].every((each) => isHeldOut(id, { salt: each, holdout })),
    )
    expect(report.data.holdout.rows).toBe(rows.length)
    expect(report.against?.scored?.rows).toBe(report.candidate.scored?.rows)
  })

  it('that leaves no row beside the splits of the others is told and not asked', async () => {
    const seen = version('1.0.0', 'tensor', { split: { by: 'a', holdout: 0, salt } })
    const report = await judged([version('1.1.0', 'tensor-worse'), seen], { candidate: 'tensor' })
    expect(report.against).toMatchObject({ version: '1.1.0' })
    expect(check(report)).toMatchObject({ verdict: 'warn', text: expect.stringContaining('1.0.0') })
    expect(report.verdict).toBe('warn')
  })

  it('warns where a version cannot be scored, since that may have been the best', async () => {
    const lost = version('1.0.0', { unusable: 'its model.onnx is missing' })
    const report = await judged([version('1.1.0', 'tensor-worse'), lost], {
      candidate: 'tensor',
      gone: [{ version: '0.9.0', reason: 'its version.json is missing' }],
    })
    expect(report.verdict).toBe('warn')
    expect(check(report)?.text).toBe(
      '2 of 3 versions could not be scored, so a better one may be among them: 1.0.0 (its model.onnx is missing); 0.9.0 (its version.json is missing)',
    )
  })

  it.each(['inconclusive', 'error'])(
    'that cannot be told because no version can be scored is %s, as the policy says, and never a pass',
    async (unscorable) => {
      const lost = version('1.0.0', { unusable: 'its model.onnx is missing' })
      const report = await judged([lost], { candidate: 'tensor', unscorable, production: lost })
      expect(verdicts(report)[1]).toEqual(['roc_auc.max-drop', unscorable])
      expect(report.verdict).toBe(unscorable)
      expect(report.gates[1]?.reason).toContain(
        'none of the 1 versions could be scored (1.0.0: its model.onnx',
      )
    },
  )

  it('of which all files are gone is not taken for a first version', async () => {
    const report = await judged([], { gone: [{ version: '1.0.0', reason: 'its version.json is missing' }] })
    expect(report.verdict).toBe('inconclusive')
    expect(report.gates[1]?.applied).toBeUndefined()
  })

  it('of a model without versions is none: gates that compare are not applied', async () => {
    const report = await judged([])
    expect(report.gates[1]).toMatchObject({ applied: false })
    expect(report.against).toBeUndefined()
  })

  it('that is production shows production scored, and its scores make a candidate unchanged', async () => {
    const production = version('1.0.0', 'tensor')
    const report = await judged([production], { production, candidate: 'tensor' })
    expect(report.verdict).toBe('unchanged')
  })
})

describe('of several versions', () => {
  const truth = {
    task: 'binary-classification',
    y: Uint8Array.from([0, 0, 1, 1, 0, 1]),
  } as Parameters<typeof bestOf>[1]['truth']
  const ranked = (number: string, score: number[] | string): Ranked => ({
    version: version(number, 'tensor'),
    threshold: 0.5,
    answered:
      typeof score === 'string'
        ? { ok: false, reason: score }
        : {
            ok: true,
            runtime: '',
            operators: [],
            scores: { task: 'binary-classification', score: Float64Array.from(score), labelsOnly: false },
          },
  })
  const right = [0.1, 0.2, 0.8, 0.9, 0.3, 0.7]
  const wrong = right.map((each) => 1 - each)
  const asked = { by, truth }

  it('the direction of the metric says which is best', () => {
    const both = [ranked('1.0.0', wrong), ranked('1.1.0', right)]
    expect(bestOf(both, asked).best?.version.version).toBe('1.1.0')
    const loss = { metric: 'log_loss', better: 'lower' } as const
    expect(bestOf(both, { ...asked, by: loss }).best?.version.version).toBe('1.1.0')
  })

  it('with the same figure the first is taken: production, then the newest', () => {
    const same = [ranked('1.1.0', right), ranked('1.2.0', right), ranked('1.0.0', right)]
    expect(bestOf(same, asked).best?.version.version).toBe('1.1.0')
  })

  it('one without a finite figure is never the best', () => {
    const bad = [
      ranked(
        '1.2.0',
        right.map(() => Number.NaN),
      ),
      ranked('1.1.0', 'it crashed'),
      ranked('1.0.0', wrong),
    ]
    const { best, ranking } = bestOf(bad, asked)
    expect(best?.version.version).toBe('1.0.0')
    expect(ranking.versions.map((one) => 'unscored' in one)).toEqual([false, true, true])
    expect(bestOf(bad.slice(0, 2), asked).best).toBeNull()
  })

  it('the best has the best figure of all, and every one is told', () => {
    const score = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(score, { minLength: 1, maxLength: 6 }), (scores) => {
        const { best, ranking } = bestOf(
          scores.map((each, at) => ranked(`1.${at}.0`, each)),
          asked,
        )
        const values = ranking.versions.map((one) => ('value' in one ? one.value : Number.NaN))
        expect(ranking.versions).toHaveLength(scores.length)
        expect(best?.version.version).toBe(ranking.versions[0]?.version)
        expect(values[0]).toBe(Math.max(...values))
      }),
    )
  })
})
