import { expect, it } from 'vitest'
import { exitCodeOf, exitCodeOfError } from '../../src/frame/exit-code.ts'
import { UserError } from '../../src/project/problem.ts'

it('is 0 where all is well, or nothing was judged', () => {
  for (const verdict of ['pass', 'warn', 'unchanged'] as const) expect(exitCodeOf({ verdict })).toBe(0)
  expect(exitCodeOf({})).toBe(0)
})

it('is 1 where a gate says no or cannot say', () => {
  for (const verdict of ['fail', 'inconclusive'] as const) expect(exitCodeOf({ verdict })).toBe(1)
})

it("is 2 where the user's part failed: training, a model that cannot be scored, a mistake in a file", () => {
  expect(exitCodeOf({ verdict: 'error' })).toBe(2)
  expect(exitCodeOfError(new UserError('no such column'))).toBe(2)
})

it('is 3 where Pawl failed, with all of a command or with a part', () => {
  expect(exitCodeOfError(new TypeError('x is not a function'))).toBe(3)
  expect(exitCodeOf({ unfinished: true })).toBe(3)
})
