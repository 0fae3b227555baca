import { describe, expect, it } from 'vitest'
import { benchOf } from '../../src/gates/bench.ts'
import { judge, judgeMeasured } from '../../src/gates/judge.ts'
import { measureSides, type Speed, type Speeds } from '../../src/gates/measure-sides.ts'
import { asksSpeed, measuredSection } from '../../src/gates/measured.ts'
import { Measured } from '../../src/gates/measured-section.ts'
import { overall } from '../../src/gates/overall.ts'
import { evenRows, rowsOf } from '../../src/gates/trials.ts'
import { timed } from '../../src/model/child/timing.ts'
import { digestOfJson } from '../../src/project/digest.ts'
import { silent } from '../../src/project/log.ts'
import { clopperPearson } from '../../src/stats/proportion.ts'
import { quantileDraws, quantileOf } from '../../src/stats/quantile.ts'
import { rightScores, rightY, rule } from './world.ts'

/** Runs that take 1 to 2 ms, times so much. */
const measurement = (times = 1, runs = 1000): Exclude<Speed, { undefined: string }> => ({
  single: Array.from({ length: runs }, (_, run) => times * (1 + ((run * 7919) % runs) / runs)),
  hundreds: Array.from({ length: 50 }, () => 4 * times),
  batch: Array.from({ length: 20 }, () => 10 * times),
  rows: 1000,
  load: Array.from({ length: 10 }, (_, run) => times * (20 + run)),
  memory: 100e6 * times,
})
const environment = { node: 'v20', platform: 'linux', cpu: 'one', cpus: 2 }

function judging(
  gates: Record<string, Record<string, unknown>>,
  speeds: Partial<Speeds>,
): Parameters<typeof measuredSection>[0] {
  return {
    model: {
      task: 'binary-classification',
      gates: Object.fromEntries(Object.entries(gates).map(([name, written]) => [name, [rule(written)]])),
      evaluate: { threshold: 0.5 },
    },
    truth: { task: 'binary-classification', y: rightY },
    candidate: rightScores,
    production: { kind: 'scored', scores: rightScores },
    evidence: 'interval',
    seed: 1,
    draws: 2000,
    speeds: { candidate: measurement(), production: measurement(), environment, ...speeds },
  }
}
const one = (name: string, written: Record<string, unknown>, speeds: Partial<Speeds> = {}) =>
  judgeMeasured(judging({ [name]: written }, speeds))[0]

describe('a gate on what was measured', () => {
  it('has the quantile of the times, with the interval of its order statistics', () => {
    const gate = one('latency.p95', { max: '20ms' })
    expect(gate).toMatchObject({
      gate: 'latency.p95.max',
      metric: 'latency.p95',
      verdict: 'pass',
      limit: { value: 20 },
      rows: 1000,
      interval: { of: 'candidate', method: 'order statistics of 1000 runs' },
    })
    expect(gate?.candidate).toBeCloseTo(1.949, 6)
    // The 936th and the 963rd of 1,000 times.
    expect(gate?.interval?.low).toBeCloseTo(1.936, 2)
    expect(gate?.interval?.high).toBeCloseTo(1.963, 2)
    expect(one('latency.p95', { max: 1.5 })?.verdict).toBe('fail')
  })

  it('has the mean with the normal law, beside the quantiles', () => {
    const gate = one('latency.mean', { max: '1.6ms' })
    expect(gate).toMatchObject({
      verdict: 'pass',
      interval: { method: 'normal law of the mean of 1000 runs' },
    })
    expect(gate?.candidate).toBeCloseTo(1.4995, 6)
    // 1.96 times the standard deviation of an even spread over 1 ms, by the root of 1,000.
    expect((gate?.interval?.high ?? 0) - (gate?.candidate ?? 0)).toBeCloseTo(
      1.96 * Math.sqrt(1 / 12 / 1000),
      4,
    )
    expect(one('latency.mean', { max: '1.4ms' })?.verdict).toBe('fail')
    expect(one('latency.mean', { 'max-rise': '20%' }, { candidate: measurement(1, 5) })?.verdict).toBe(
      'error',
    )
  })

  it('has rows per second at one row, at a hundred and at all of them', () => {
    const of = (name: string, speeds: Partial<Speeds> = {}) => one(name, { min: 1 }, speeds)
    expect(of('throughput.rows_per_second_at_1')?.candidate).toBeCloseTo(1000 / 1.4995, 0)
    expect(of('throughput.rows_per_second_at_100')?.candidate).toBe(25_000)
    expect(of('throughput.rows_per_second')?.candidate).toBe(100_000)
    const few = { candidate: { ...measurement(), hundreds: [] } }
    expect(of('throughput.rows_per_second_at_100', few)).toMatchObject({
      verdict: 'fail',
      candidate: null,
      reason: expect.stringContaining('fewer than 100 rows'),
    })
  })

  it('against production passes what is as fast and fails what takes twice as long', () => {
    expect(one('latency.p95', { 'max-rise': '20%' })).toMatchObject({
      verdict: 'pass',
      interval: { of: 'change' },
    })
    const slower = { candidate: measurement(2) }
    for (const name of [
      'latency.mean',
      'latency.p50',
      'latency.p95',
      'latency.p99',
      'load.milliseconds',
      'memory.megabytes',
    ])
      expect(one(name, { 'max-rise': '20%' }, slower)).toMatchObject({ verdict: 'fail' })
    expect(one('throughput.rows_per_second', { 'max-drop': '20%' }, slower)).toMatchObject({
      candidate: 50_000,
      production: 100_000,
      verdict: 'fail',
    })
  })

  it('counts runs, where more of them would decide', () => {
    const few = { candidate: measurement(1.2, 20), production: measurement(1, 20) }
    expect(one('latency.p50', { 'max-rise': '20%' }, few)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(
        /too uncertain .*(runs would decide, there are 20|no usual number of runs)/,
      ),
    })
  })

  it('never passes where nothing was measured', () => {
    const candidate = { undefined: 'it crashed' }
    expect(one('latency.p95', { max: 1000 }, { candidate })).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('it crashed'),
    })
    const production = { undefined: 'it is gone' }
    expect(one('latency.p95', { 'max-rise': '20%' }, { production })?.verdict).toBe('inconclusive')
    const { speeds: _, ...none } = judging({ 'latency.p95': { max: 1000 } }, {})
    expect(judgeMeasured(none)[0]?.verdict).toBe('fail')
  })

  it('stands apart from the other gates, and the verdict counts it', () => {
    const both = judging({ roc_auc: { min: 0.5 }, 'latency.p95': { max: 1 } }, {})
    const gates = judge(both)
    expect(gates.map(({ gate }) => gate)).toEqual(['roc_auc.min'])
    const section = measuredSection(both)
    const { digest, ...rest } = Measured.parse(section)
    expect(digest).toBe(digestOfJson(rest))
    expect(section.gates.map(({ verdict }) => verdict)).toEqual(['fail'])
    expect(section.figures).toHaveLength(9)
    const grounds = { gates, unchanged: undefined, firstVersion: false, checked: [] }
    expect(overall({ ...grounds, measured: section.gates })).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('latency.p95'),
    })
    const fast = measuredSection(judging({ 'latency.p95': { max: 1000 } }, {})).gates
    expect(overall({ ...grounds, measured: fast })).toEqual(overall(grounds))
    expect(overall({ ...grounds, gates: [], measured: fast }).verdict).toBe('pass')
  })

  it('is what a policy measures for, or its word', () => {
    const { model } = judging({ roc_auc: { min: 0.5 } }, {})
    expect(asksSpeed(model)).toBe(false)
    expect(asksSpeed({ ...model, evaluate: { ...model.evaluate, latency: true } })).toBe(true)
    expect(asksSpeed(judging({ 'load.milliseconds': { max: '1s' } }, {}).model)).toBe(true)
    expect(benchOf(judging({}, {})).speeds).toBeDefined()
  })
})

it('the interval of a quantile covers as often as the binomial law says', () => {
  const sorted = Float64Array.from({ length: 200 }, (_, at) => at + 1)
  const draws = quantileDraws(sorted, { share: 0.5, seed: 3, draws: 20_000 }).toSorted()
  const exact = clopperPearson({ count: 100, rows: 200, level: 0.95 })
  expect((draws[500] as number) / 200).toBeCloseTo(exact.low, 1)
  expect((draws[19_499] as number) / 200).toBeCloseTo(exact.high, 1)
  expect([0.5, 0.95, 0.99, 1].map((share) => quantileOf(sorted, share))).toEqual([100, 190, 198, 200])
  expect(quantileOf(new Float64Array(0), 0.5)).toBeNaN()
})

describe('runs are timed', () => {
  /** A clock that a run moves on, so that nothing depends on the machine. */
  function stage(takes: number) {
    let now = 0
    let done = 0
    return {
      clock: () => now,
      done: () => done,
      run: async () => {
        now += takes
        done++
      },
    }
  }

  it('after a warm-up, as many as are asked for', async () => {
    const { clock, run, done } = stage(2)
    expect(await timed({ run, clock, warmUp: 3, runs: 4, milliseconds: 1000 })).toEqual([2, 2, 2, 2])
    expect(done()).toBe(7)
  })

  it('or as many as fit into the time, one at least', async () => {
    const fit = stage(3)
    expect(await timed({ ...fit, warmUp: 0, runs: 100, milliseconds: 7 })).toHaveLength(3)
    const slow = stage(1000)
    expect(await timed({ ...slow, warmUp: 50, runs: 100, milliseconds: 7 })).toEqual([1000])
    expect(slow.done()).toBe(2)
  })
})

it('two models take turns, and the second turn is not always the same one’s', async () => {
  const order: string[] = []
  const run = (side: string) => async () => {
    order.push(side)
    return measurement(1, 10)
  }
  const { candidate } = await measureSides({ candidate: run('c'), production: run('p') }, silent)
  expect(order.join('')).toBe('cppc')
  expect(candidate).toMatchObject({ single: { length: 20 }, batch: { length: 40 }, memory: 100e6 })
  const failing = await measureSides(
    { candidate: async () => ({ undefined: 'crashed' }), production: undefined },
    silent,
  )
  expect(failing).toEqual({ candidate: { undefined: 'crashed' }, production: undefined })
})

it('a sample of rows is even', () => {
  const values = Float64Array.from({ length: 10 }, (_, row) => row)
  const table = { rows: 10, columns: [{ kind: 'number', name: 'a', values } as const] }
  expect(rowsOf(table, evenRows(10, 5)).columns[0]).toMatchObject({
    values: Float64Array.of(0, 2, 4, 6, 8),
  })
  expect([...evenRows(3, 10)]).toEqual([0, 1, 2])
})
