import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Check } from '../../src/gates/check.ts'
import {
  memoryLine,
  type Remembered,
  remember,
  rememberedIn,
  sinceLastPush,
} from '../../src/report/markdown/last-push.ts'

const sha = (digit: string) => digit.repeat(40)
const rows = (digit: string) => `sha256:${digit.repeat(64)}`

function checked(
  head: string,
  figures: Record<string, number | null>,
  { model = 'churn', holdout = rows('1'), slice }: { model?: string; holdout?: string; slice?: string } = {},
): Check {
  const gates = Object.entries(figures).map(([gate, candidate]) => ({
    gate,
    candidate,
    ...(slice && { slice }),
  }))
  return { model, head, report: { gates, data: { holdout: { digest: holdout } } } } as unknown as Check
}
const again = (checks: Check[], last?: Remembered) => rememberedIn(memoryLine(remember(checks, last)))

describe('a comment says what moved since the last push', () => {
  const first = again([checked(sha('a'), { 'recall.min': 0.7, 'roc_auc.min': 0.8, 'roc_auc.max-drop': 0.8 })])
  const moved = [checked(sha('b'), { 'recall.min': 0.712, 'roc_auc.min': 0.797, 'roc_auc.max-drop': 0.797 })]

  it('and nothing on the first', () => {
    expect(sinceLastPush(first).markdown).toBe('')
  })

  it('each figure once, with its sign', () => {
    expect(sinceLastPush(again(moved, first)).markdown).toBe(
      '**Since the last push** (`aaaaaaa`): `recall` +0.0120, `roc_auc` −0.0030.',
    )
  })

  it('the same when the head is checked again', () => {
    const second = again(moved, first)
    expect(again(moved, second)).toEqual(second)
  })

  it('after a check that left no figure too', () => {
    const failed = [{ model: 'churn', head: sha('c') } as unknown as Check]
    expect(sinceLastPush(again(moved, again(failed, first)))).toEqual(sinceLastPush(again(moved, first)))
  })

  it('that nothing moved, or that the rows are others', () => {
    const same = [checked(sha('b'), { 'recall.min': 0.7 }, { holdout: rows('2') })]
    expect(sinceLastPush(again(same, first)).markdown).toContain('no figure moved (on other held-out rows)')
  })

  it('of no slice, whose name a branch chooses, and of no figure that is undefined', () => {
    expect(remember([checked(sha('a'), { 'slices.recall.min': 0.5 }, { slice: '-->' })], undefined)).toBe(
      undefined,
    )
    expect(remember([checked(sha('a'), { 'recall.min': null })], undefined)).toBe(undefined)
  })
})

describe('what is read back is names and numbers or nothing:', () => {
  const good = memoryLine(remember([checked(sha('a'), { 'recall.min': 0.7 })], undefined))
  it.each([
    ['no memory', 'hello'],
    ['no JSON', '<!-- pawl:figures {oops -->'],
    ['a text instead of a number', good.replace('0.7', '"<script>"')],
    ['a name that is markup', good.replace('recall.min', '](https://evil.example)')],
    ['a model that is a path', good.replace('churn', '../x')],
    ['a key more', good.replace('"before":null', '"before":null,"note":"approved"')],
    ['a number that is none', good.replace('0.7', '1e999')],
    ['a memory in the middle of the text', `${good}\nand more`],
    ['too much', `<!-- pawl:figures ${' '.repeat(30_000)} -->`],
  ])('%s', (_what, body) => {
    expect(rememberedIn(body)).toBe(undefined)
  })

  it('any text', () => {
    fc.assert(
      fc.property(fc.string(), (noise) => {
        expect(rememberedIn(`<!-- pawl:figures ${noise} -->`)).toBe(undefined)
      }),
    )
  })

  it('a name like a part of JavaScript objects moves nothing', () => {
    const last = again([checked(sha('a'), { 'recall.min': 0.7 })])
    expect(sinceLastPush(again([checked(sha('b'), { constructor: 1 })], last)).markdown).toContain(
      'no figure moved',
    )
  })
})
