import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overall } from '../../src/gates/overall.ts'
import { GateResult } from '../../src/gates/report.ts'
import { inForce, waived, waiverNotes } from '../../src/gates/waive.ts'
import { verdicts } from '../../src/project/verdict.ts'

const today = '2026-03-01'
const waiver = {
  gate: 'roc_auc.min',
  owner: 'grace',
  approver: 'ada',
  until: '2026-03-31',
  because: 'the old labels are being mended',
}
const result = (given: Partial<GateResult> = {}): GateResult => ({
  gate: 'roc_auc.min',
  metric: 'roc_auc',
  rule: 'min',
  candidate: 0.7,
  interval: null,
  limit: { text: '0.8', value: 0.8 },
  rows: 100,
  level: 'fail',
  verdict: 'fail',
  reason: 'roc_auc is 0.700, below the 0.8 asked for',
  ...given,
})
const verdictOf = (results: GateResult[]) =>
  overall({ gates: results, unchanged: undefined, firstVersion: false, checked: [] }).verdict

describe('a waiver', () => {
  it('makes a gate that fails warn, and says who agreed to that, why and until when', () => {
    const [one] = waived([result()], { waivers: [waiver], today })
    expect(GateResult.parse(one)).toMatchObject({
      verdict: 'warn',
      waiver: { owner: 'grace', approver: 'ada', until: '2026-03-31', because: waiver.because },
      reason:
        'roc_auc is 0.700, below the 0.8 asked for; waived until 2026-03-31 by ada for grace: the old labels are being mended',
    })
    expect(verdictOf([one as GateResult])).toBe('warn')
  })

  it('holds on every slice of its gate and on no other gate', () => {
    const results = [
      result({ gate: 'slices.roc_auc.min', slice: 'a' }),
      result({ gate: 'slices.roc_auc.min', slice: 'b' }),
      result({ gate: 'roc_auc.min.2' }),
      result({ gate: 'roc_auc.max-drop' }),
    ]
    const said = waived(results, { waivers: [{ ...waiver, gate: 'slices.roc_auc.min' }], today })
    expect(said.map(({ verdict }) => verdict)).toEqual(['warn', 'warn', 'fail', 'fail'])
    expect(verdictOf(said)).toBe('fail')
  })

  it('of one slice holds on that slice alone', () => {
    const gate = 'slices.roc_auc.min'
    const results = ['plan=a', 'plan=b', undefined].map((slice) =>
      result({ gate, ...(slice !== undefined && { slice }) }),
    )
    const ofB = { ...waiver, gate, slice: 'plan=b', because: 'b is new' }
    expect(waived(results, { waivers: [ofB], today }).map(({ verdict }) => verdict)).toEqual([
      'fail',
      'warn',
      'fail',
    ])
    // Beside one of all slices, its own is the one that is told.
    const both = waived(results, { waivers: [{ ...waiver, gate }, ofB], today })
    expect(both.map((one) => one.waiver?.because)).toEqual([waiver.because, 'b is new', waiver.because])
    GateResult.array().parse(both)
  })

  it('of a slice that no row is in has no effect, and the near one is named', () => {
    const gone = { ...waiver, gate: 'slices.roc_auc.min', slice: 'plan=bb' }
    expect(waiverNotes({ waivers: [gone], today, slices: ['plan=a', 'plan=b'] })).toEqual([
      'The waiver of slices.roc_auc.min of plan=bb names what is not there: there is no slice "plan=bb" (did you mean plan=b?), so it has no effect.',
    ])
    expect(waiverNotes({ waivers: [{ ...gone, slice: 'plan=b' }], today, slices: ['plan=b'] })).toEqual([])
  })

  it('holds on its last day, and not on the next', () => {
    expect(inForce(waiver, '2026-03-31')).toBe(true)
    expect(inForce(waiver, '2026-04-01')).toBe(false)
  })

  it('that has ended has no effect, and that is told', () => {
    const later = { waivers: [waiver], today: '2026-04-01', slices: [] }
    expect(waived([result()], later)).toEqual([result()])
    expect(waiverNotes(later)).toEqual([
      'The waiver of roc_auc.min ended on 2026-03-31, so it has no effect.',
    ])
  })

  it('for more than a year has no effect until its last year', () => {
    const forEver = { ...waiver, until: '9999-12-31' }
    expect(waived([result()], { waivers: [forEver], today })).toEqual([result()])
    expect(waiverNotes({ waivers: [forEver], today, slices: [] })[0]).toContain('reaches further than a year')
  })

  it('makes nothing pass, and touches nothing but a fail', () => {
    const anything = fc.record({
      verdict: fc.constantFrom(...verdicts),
      level: fc.constantFrom('fail' as const, 'warn' as const, 'info' as const),
      gate: fc.constantFrom('roc_auc.min', 'recall.min', '__proto__', 'constructor'),
    })
    fc.assert(
      fc.property(fc.array(anything), (list) => {
        const before = list.map(result)
        const after = waived(before, { waivers: [waiver], today })
        for (const [index, one] of after.entries()) {
          const was = before[index] as GateResult
          if (was.verdict === 'fail' && was.gate === waiver.gate && was.level !== 'info')
            expect(one.verdict).toBe('warn')
          else expect(one).toEqual(was)
        }
      }),
    )
  })
})
