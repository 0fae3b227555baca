import { describe, expect, it } from 'vitest'
import { figuresOf, undefinedFigures } from '../../src/evaluation/figures.ts'
import { makeReport } from '../../src/gates/make-report.ts'
import { Report } from '../../src/gates/report.ts'
import type { ReportParts, Subject } from '../../src/gates/report-parts.ts'
import { canonicalJson, digestOf } from '../../src/project/digest.ts'
import { seeded } from '../../src/stats/random.ts'
import { type Given, judgeWith, rule, world } from './world.ts'

const { y, candidate: better, production: worse } = world(seeded(4), 2000, { noise: [1.2, 0.2] })

function subject(name: string, { score } = better): Subject & { scored: NonNullable<Subject['scored']> } {
  return {
    digest: digestOf(name),
    bytes: 1234,
    commit: 'a'.repeat(40),
    run: `run-of-${name}`,
    figures: figuresOf({ task: 'binary-classification', y, score, threshold: 0.5, labelsOnly: false }),
    scored: { rows: digestOf('rows'), scores: digestOf(new Uint8Array(score.buffer)) },
  }
}

const policy = {
  roc_auc: [rule({ min: 0.6 }), rule({ 'max-drop': 0.01 })],
  log_loss: [rule({ 'max-rise': '5%' })],
}

/** What a model with one tensor of features says of itself. */
function signature(width = 4) {
  return {
    inputs: [{ name: 'X', type: 'tensor(float)', shape: ['N', width] }],
    outputs: [{ name: 'p', type: 'tensor(float)', shape: ['N', 2] }],
  }
}

const split = { by: 'customer_id', holdout: 0.2, salt: 'pawl' }

function parts(given: Partial<ReportParts> = {}): ReportParts {
  return {
    model: 'churn',
    task: 'binary-classification',
    candidate: subject('candidate', better),
    production: { ...subject('production', worse), version: '1.0.0' },
    data: {
      dataset: 'customers',
      version: digestOf('data'),
      production: digestOf('older data'),
      holdout: { rows: y.length, positives: 500, digest: digestOf('rows'), altered: 0 },
      twins: 0,
    },
    policy: { digest: digestOf('policy'), commit: 'b'.repeat(40), changed: false },
    evidence: {
      reference: { of: 'base', state: 'compared' },
      datasets: { judged: 'customers', base: 'customers' },
      splits: { candidate: split, rival: split },
      trainingSaw: 'rows',
      differing: 1987,
      whenUnscorable: 'inconclusive',
      leakage: {
        found: { 'both-sides': [], conflicts: 0, power: [], time: null },
        limits: { duplicates: 0.05, proxy: 0.99, known: [], level: 'warn' },
      },
      signatures: { candidate: signature(), production: signature(), asked: undefined },
    },
    gates: judgeWith({ y, candidate: better, production: { kind: 'scored', scores: worse }, gates: policy }),
    environment: {
      pawl: '0.1.0',
      node: '20.19.0',
      platform: 'linux-x64',
      onnxruntime: '1.30.0',
      duckdb: '1.5.6',
      threads: 1,
      seed: 42,
    },
    ...given,
  }
}

function holdout(given: { altered?: number; twins?: number }): ReportParts['data'] {
  const { data } = parts()
  return { ...data, twins: given.twins ?? 0, holdout: { ...data.holdout, altered: given.altered ?? 0 } }
}

const gatesOfWorse = judgeWith({
  y,
  candidate: worse,
  production: { kind: 'scored', scores: better },
  gates: policy,
})

describe('a report', () => {
  it('fits its schema and has the same bytes for the same parts', () => {
    expect(() => Report.parse(makeReport(parts()))).not.toThrow()
    expect(canonicalJson(makeReport(parts()))).toBe(canonicalJson(makeReport(parts())))
  })

  it('passes with the essentials in one sentence', () => {
    const report = makeReport(parts())
    expect(report.verdict).toBe('pass')
    expect(report.reason).toMatch(
      /^all 3 gates pass: roc_auc rose by 0\.\d+ \(95 % interval 0\.\d+ to 0\.\d+\), which leaves the 0\.01 allowed untouched$/,
    )
    expect(report.notes).toEqual([])
  })

  it('fails with the first gate that fails, and names the others', () => {
    const report = makeReport(parts({ gates: gatesOfWorse }))
    expect(report.verdict).toBe('fail')
    expect(report.reason).toMatch(
      /^roc_auc fell by 0\.\d+ \(95 % interval 0\.\d+ to 0\.\d+\), beyond the 0\.01 allowed \(and 1 more gate: log_loss\.max-rise\)$/,
    )
  })

  it('is inconclusive with what would decide', () => {
    const gates = judgeWith({
      y,
      candidate: better,
      production: { kind: 'scored', scores: better },
      gates: { recall: [rule({ min: 0.1, 'min-rows': 5000 })] },
    })
    const report = makeReport(parts({ gates }))
    expect(report.verdict).toBe('inconclusive')
    expect(report.reason).toContain('min-rows asks for 5,000')
  })

  it('without a gate is an error, and not a pass', () => {
    expect(makeReport(parts({ gates: [] }))).toMatchObject({
      verdict: 'error',
      reason: expect.stringContaining('no gate'),
    })
  })

  it('of gates that only inform is inconclusive, whatever they say', () => {
    const gates = gatesOfWorse.map((gate) => ({ ...gate, level: 'info' as const }))
    expect(makeReport(parts({ gates })).verdict).toBe('inconclusive')
  })

  it('leaves the verdict of an info gate out', () => {
    const gates = [
      ...parts().gates,
      { ...(gatesOfWorse[1] as (typeof gatesOfWorse)[number]), level: 'info' as const },
    ]
    expect(gates.at(-1)?.verdict).toBe('fail')
    expect(makeReport(parts({ gates })).verdict).toBe('pass')
  })
})

describe('the report of a first version', () => {
  const first = (gates: typeof policy | { roc_auc: ReturnType<typeof rule>[] }) =>
    makeReport(
      parts({
        production: null,
        gates: judgeWith({ y, candidate: better, production: { kind: 'none' }, gates }),
      }),
    )

  it('passes on its own figures and says what was not applied', () => {
    const report = first(policy)
    expect(report).toMatchObject({ verdict: 'pass', production: null })
    expect(report.reason).toMatch(
      /^first version, the gate passes \(2 gates that compare with production not applied\): roc_auc is/,
    )
    expect(report.notes).toEqual([
      'This is a first version: 2 of 3 gates compare with production and were not applied.',
    ])
  })

  it('fails on its own figures', () => {
    expect(first({ roc_auc: [rule({ min: 0.999 })] }).verdict).toBe('fail')
  })

  it('does not pass on gates that were not applied alone', () => {
    const report = first({ roc_auc: [rule({ 'max-drop': 0.01 })] })
    expect(report).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('a person has to decide'),
    })
  })
})

describe('the report of an unchanged model', () => {
  it('compares nothing, whatever gates were given', () => {
    const same = { ...subject('same'), version: '1.0.0' }
    const report = makeReport(parts({ candidate: subject('same'), production: same, gates: gatesOfWorse }))
    expect(report).toMatchObject({
      verdict: 'unchanged',
      gates: [],
      reason: 'the candidate is the model in production, byte for byte',
    })
  })

  it('is one that gives every row the same score too, whatever its bytes', () => {
    const twin = { ...subject('other bytes', better), version: '1.0.0' }
    expect(makeReport(parts({ production: twin }))).toMatchObject({
      verdict: 'unchanged',
      gates: [],
      reason: 'the candidate gives every held-out row the score that the model in production gives it',
    })
  })

  it('is not taken from equal figures: other scores are another model', () => {
    const { scored, ...others } = subject('other bytes', better)
    const twin = { ...others, scored: { ...scored, scores: digestOf('other scores') }, version: '1.0.0' }
    expect(makeReport(parts({ production: twin })).verdict).toBe('pass')
  })
})

describe('the signature', () => {
  const { evidence, gates } = parts()
  const of = (signatures: ReportParts['evidence']['signatures'], given: Partial<ReportParts> = {}) => {
    const report = makeReport(parts({ evidence: { ...evidence, signatures }, ...given }))
    return { ...report, said: report.checked?.find(({ check }) => check === 'signature') }
  }
  const wider = { candidate: signature(5), production: signature(), asked: undefined }

  it('that fits holds', () => {
    expect(of(evidence.signatures).said).toEqual({
      check: 'signature',
      verdict: 'pass',
      text: 'the candidate takes what production 1.0.0 takes and answers in the same kinds',
    })
  })

  it('that does not fit warns and says how', () => {
    const { said, verdict, notes } = of(wider)
    const text =
      'the candidate cannot simply stand where production 1.0.0 stands: its input X has the shape [N, 5] instead of [N, 4]'
    expect(said).toEqual({ check: 'signature', verdict: 'warn', text })
    expect(verdict).toBe('warn')
    expect(notes.join()).toContain('[N, 5] instead of [N, 4]')
  })

  it('that does not fit fails where the policy asks for it', () => {
    expect(of({ ...wider, asked: 'compatible' })).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('[N, 5] instead of [N, 4]'),
    })
  })

  it('that is not known is no pass', () => {
    for (const unknown of [{ candidate: null }, { production: null }]) {
      expect(of({ ...evidence.signatures, ...unknown }).said).toMatchObject({ verdict: 'warn' })
      expect(of({ ...evidence.signatures, ...unknown, asked: 'compatible' }).verdict).toBe('fail')
    }
  })

  it('has nothing to fit for a first version', () => {
    expect(of(wider, { production: null, gates }).said).toMatchObject({ applied: false })
  })
})

describe('what makes the evidence doubtful', () => {
  it('altered holdout rows make a pass inconclusive, and leave a fail a fail', () => {
    const report = makeReport(parts({ data: holdout({ altered: 3 }) }))
    expect(report).toMatchObject({
      verdict: 'inconclusive',
      reason:
        '3 holdout rows of the base are altered or removed by this change, so its figures cannot decide',
      notes: [
        '3 holdout rows of the base are altered or removed by this change, so its figures cannot decide.',
      ],
    })
    expect(makeReport(parts({ data: holdout({ altered: 1 }), gates: gatesOfWorse })).verdict).toBe('fail')
  })

  it('a few twins are noted, many make a pass a warning', () => {
    expect(makeReport(parts({ data: holdout({ twins: 100 }) }))).toMatchObject({
      verdict: 'pass',
      notes: ['100 of 2,000 holdout rows have the same values as a training row.'],
    })
    expect(makeReport(parts({ data: holdout({ twins: 101 }) }))).toMatchObject({
      verdict: 'warn',
      reason:
        '101 of 2,000 holdout rows have the same values as a training row, more than the 5 % that is allowed',
    })
    expect(makeReport(parts({ data: holdout({ twins: 101, altered: 1 }) })).verdict).toBe('inconclusive')
  })

  it('a change of the policy is noted with the commit whose policy was used', () => {
    const { policy: used } = parts()
    expect(makeReport(parts({ policy: { ...used, changed: true } })).notes).toEqual([
      'The change edits the policy. It was judged by the policy of bbbbbbb, the base.',
    ])
  })

  describe('production that could not be scored', () => {
    const reason = 'the column tenure is gone'
    const { scored: _, ...unscored } = subject('production')
    const production = {
      ...unscored,
      version: '1.0.0',
      figures: undefinedFigures('binary-classification', reason),
      unscored: reason,
    }
    const judged = (
      gates: typeof policy | { roc_auc: ReturnType<typeof rule>[] },
      given: Partial<Given> = {},
    ) => judgeWith({ y, candidate: better, production: { kind: 'unscored', reason }, gates, ...given })
    const { evidence } = parts()

    it('leaves the decision to a person, and the reason is the first thing said', () => {
      const report = makeReport(parts({ gates: judged(policy), production }))
      expect(report.verdict).toBe('inconclusive')
      expect(report.reason).toMatch(new RegExp(`^production cannot be compared with: ${reason}`))
      expect(report.notes).toEqual([`Production 1.0.0 could not be scored: ${reason}.`])
      expect(report.production?.unscored).toBe(reason)
      expect(() => Report.parse(report)).not.toThrow()
    })

    it('leaves it to nobody where the policy says error', () => {
      const whenUnscorable = 'error'
      const gates = judged(policy, { whenUnscorable })
      expect(
        makeReport(parts({ gates, production, evidence: { ...evidence, whenUnscorable } })).verdict,
      ).toBe('error')
    })

    it('does not hide that the candidate misses its own limits', () => {
      const gates = judged({ roc_auc: [rule({ min: 0.999 }), rule({ 'max-drop': 0.01 })] })
      expect(makeReport(parts({ gates, production })).verdict).toBe('fail')
    })

    it('is no pass where all that compares only warns, and a warning where nothing compares', () => {
      const warning = judged({ roc_auc: [rule({ min: 0.1 }), rule({ 'max-drop': 0.01, level: 'warn' })] })
      expect(makeReport(parts({ gates: warning, production })).verdict).toBe('inconclusive')
      const alone = judged({ roc_auc: [rule({ min: 0.1 })] })
      expect(makeReport(parts({ gates: alone, production })).verdict).toBe('warn')
    })
  })

  it('keeps the remarks of the caller', () => {
    expect(makeReport(parts({ notes: ['Self-approval is allowed.'] })).notes).toEqual([
      'Self-approval is allowed.',
    ])
  })
})
