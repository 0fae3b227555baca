import { kuiperSf } from '../stats/kuiper.ts'
import type { Tested } from './comparison.ts'
import type { NumberEvidence } from './evidence.ts'

/**
 * Whether numbers are spread differently, which hardly shows in D: values 1.4 times as far from their middle have a D of 0.08.
 * The distributions then stand apart twice, above on one side and below on the other, and the effect is twice the smaller
 * of both gaps. That is at most Kuiper's V, so that the p of V is conservative.
 */
export function compareSpread(evidence: NumberEvidence): Tested {
  const { up, down } = evidence.ks()
  const effect = 2 * Math.min(up, down)
  const { reference: n, current: m } = evidence.rows
  return {
    method: 'ks',
    statistic: effect,
    p: kuiperSf({ v: effect, n, m }),
    effect,
    rows: evidence.rows,
    law: { law: 'kuiper' },
  }
}
