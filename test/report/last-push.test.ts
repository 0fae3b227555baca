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

describe('figures that are measured with a clock', () => {
  const timed = (head: string, p95: number, cpu = 'one') => {
    const one = checked(sha(head), { 'recall.min': 0.7 })
    const measured = { environment: { cpu, cpus: 2 }, gates: [{ gate: 'latency.p95.max', candidate: p95 }] }
    return [{ ...one, report: { ...one.report, measured } } as unknown as Check]
  }
  const since = (checks: Check[]) => sinceLastPush(again(checks, again(timed('a', 2)))).markdown

  it('are told apart, as another run on such a machine or on another one', () => {
    expect(since(timed('b', 3))).toBe(
      '**Since the last push** (`aaaaaaa`): no figure moved; timed in another run, on the same kind of machine: `latency.p95` +1.0000.',
    )
    expect(since(timed('b', 3, 'another'))).toContain('on another kind of machine: `latency.p95` +1.0000.')
  })

  it('have moved only by a tenth or more, since they differ from run to run by themselves', () => {
    expect(since(timed('b', 2.19))).toContain('machine: no figure moved by a tenth or more.')
    expect(since(timed('b', 1.75))).toContain('`latency.p95` −0.2500')
  })

  it('are left out where one of the two pushes measured nothing', () => {
    expect(since([checked(sha('b'), { 'recall.min': 0.7 })])).not.toContain('timed')
  })

  it('are remembered without any other gate', () => {
    const alone = (head: string, p95: number) =>
      timed(head, p95).map((one) => ({ ...one, report: { ...one.report, gates: [] } }) as unknown as Check)
    expect(sinceLastPush(again(alone('b', 9), again(alone('a', 2)))).markdown).toContain(
      '`latency.p95` +7.0000',
    )
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
    [
      'a machine that is no digest',
      good.replace('"gates"', '"measured":{"machine":"<img>","gates":[]},"gates"'),
    ],
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
