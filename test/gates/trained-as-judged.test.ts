import { expect, it } from 'vitest'
import { notTrainedAsJudged } from '../../src/gates/trained-as-judged.ts'

const judged = {
  split: { by: 'customer_id', holdout: 0.2, salt: 'pawl' },
  features: ['tenure', 'contract'],
  target: { column: 'churned', positive: true },
}

it('a training with the policy’s split, features and target is evidence', () => {
  expect(notTrainedAsJudged(structuredClone(judged), judged)).toBeUndefined()
})

it.each<[string, Partial<typeof judged>, string]>([
  ['column', { split: { ...judged.split, by: 'region' } }, 'region, 20 %'],
  ['share', { split: { ...judged.split, holdout: 0.1 } }, 'customer_id, 10 %'],
  ['salt', { split: { ...judged.split, salt: 'luckier' } }, 'customer_id, 20 %, salt "luckier"'],
])('a training with another split may have seen held-out rows: %s', (_, other, words) => {
  expect(notTrainedAsJudged({ ...judged, ...other }, judged)).toBe(
    `it was trained with the split ${words}, and the policy's is customer_id, 20 %: it may have seen rows that it would be judged on`,
  )
})

it.each<[string, Partial<typeof judged>]>([
  ['another target', { target: { column: 'left', positive: true } }],
  ['another positive value', { target: { column: 'churned', positive: false } }],
  ['other features', { features: ['tenure'] }],
  ['features in another order', { features: ['contract', 'tenure'] }],
])('a training for %s is about another model', (_, other) => {
  expect(notTrainedAsJudged({ ...judged, ...other }, judged)).toMatch(/^it was trained/)
})

it('a training with an earlier cut in time is no evidence under a later one, nor the other way round', () => {
  const cut = (from: string) => ({ ...judged, split: { time: 'day', from } })
  expect(notTrainedAsJudged(cut('2026-01-01'), cut('2026-01-01'))).toBeUndefined()
  expect(notTrainedAsJudged(cut('2026-01-01'), cut('2026-02-01'))).toContain(
    "the split day from 2026-01-01, and the policy's is day from 2026-02-01",
  )
  expect(notTrainedAsJudged(judged, cut('2026-02-01'))).toContain('the split customer_id, 20 %')
})
