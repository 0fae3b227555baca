import { expect, it } from 'vitest'
import { aboutOf } from '../../src/report/about.ts'

it('a gate on a made-up case is told by its name: `score` alone says nothing of which', () => {
  expect(aboutOf({ gate: 'cases.newborn' })).toBe('case newborn')
  expect(aboutOf({ gate: 'slices.accuracy.min', slice: 'age=1' })).toBe('age=1')
  expect(aboutOf({ gate: 'fairness.x.max', slice: 'sex', class: 'setosa' })).toBe('sex, class setosa')
  expect(aboutOf({ gate: 'roc_auc.min' })).toBeUndefined()
})
