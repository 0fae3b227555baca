import { judge } from '../../src/gates/judge.ts'
import type { GateResult } from '../../src/gates/report.ts'
import { directionOf, metricsOf } from '../../src/project/metrics.ts'
import { GateRule } from '../../src/project/schema/gates.ts'
import type { Model } from '../../src/project/schema/model.ts'
import type { Task } from '../../src/project/task.ts'
import { worst } from '../../src/project/verdict.ts'
import { seeded } from '../../src/stats/random.ts'
import type { Noise, World } from './worlds.ts'

/** Draws a world of so many rows. */
export type Draw = (seed: number) => World

type Written = Record<string, Record<string, unknown>>

/** What people ask of a retraining: no worse by more than this. */
export const usual: Written = {
  roc_auc: { 'max-drop': 0.01 },
  log_loss: { 'max-rise': 0.02 },
  recall: { 'max-drop': 0.05 },
}

export function judged(
  { truth, candidate, production }: World,
  {
    gates,
    seed,
    evidence = 'interval',
    draws = 1000,
  }: { gates: Written; seed: number; evidence?: 'interval' | 'estimate'; draws?: number },
): GateResult[] {
  const rules = Object.fromEntries(
    Object.entries(gates).map(([name, rule]) => [name, [GateRule.parse(rule)]]),
  ) as Model['gates']
  return judge({
    model: { task: truth.task, gates: rules, evaluate: { threshold: 0.5 } },
    truth,
    candidate,
    production: { kind: 'scored', scores: production },
    evidence,
    seed,
    draws,
  })
}

export interface Verdicts {
  pass: number
  inconclusive: number
  fail: number
}

/** Shares of verdicts over many worlds: of each gate alone and of all together. */
export function verdictsOf(
  draw: Draw,
  { repeats, gates, evidence }: { repeats: number; gates: Written; evidence?: 'interval' | 'estimate' },
): Map<string, Verdicts> {
  const counts = new Map<string, Verdicts>()
  const count = (name: string, verdict: string): void => {
    const found = counts.get(name) ?? { pass: 0, inconclusive: 0, fail: 0 }
    counts.set(name, found)
    if (verdict === 'pass' || verdict === 'inconclusive' || verdict === 'fail') found[verdict] += 1 / repeats
  }
  for (let seed = 1; seed <= repeats; seed++) {
    const results = judged(draw(seed), { gates, seed, ...(evidence && { evidence }) })
    for (const { metric, verdict } of results) count(metric, verdict)
    count('all', worst(results.map(({ verdict }) => verdict)))
  }
  return counts
}

/** How often 95 % intervals of both kinds hold the truth, and how often a margin of nothing fails, for each metric. */
export interface Coverage {
  /** Of the candidate's own figure. */
  figure: number | null
  /** Of the change, which is nothing. */
  change: number | null
  /** `max-drop: 0` alone says fail: at most 5 %. */
  fails: number | null
}

export function coverageOf(
  world: (seed: number, rows: number, noise: Noise) => World,
  {
    task,
    rows,
    repeats,
    noise,
    names = [...metricsOf[task].keys()],
  }: { task: Task; rows: number; repeats: number; noise: number; names?: readonly string[] },
): Map<string, Coverage> {
  const equal = { candidate: noise, production: noise }
  const truth = truthOf(world(0, 300_000, equal), names)
  const found = new Map(names.map((name) => [name, { figure: tally(), change: tally(), fails: tally() }]))
  for (let seed = 1; seed <= repeats; seed++) {
    const drawn = world(seed, rows, equal)
    for (const name of names) {
      const cell = found.get(name)
      const way = directionOf(task, name)
      const [own] = judged(drawn, { gates: { [name]: { max: 1e9 } }, seed, draws: 400 })
      if (own?.interval) cell?.figure.add(holds(own.interval, truth.get(name) ?? Number.NaN))
      if (way === 'none') continue
      const [gate] = judged(drawn, {
        gates: { [name]: { [way === 'lower' ? 'max-rise' : 'max-drop']: 0 } },
        seed,
        draws: 400,
      })
      if (!gate?.interval) continue
      cell?.change.add(holds(gate.interval, 0))
      cell?.fails.add(gate.verdict === 'fail')
    }
  }
  return new Map(
    [...found].map(([name, { figure, change, fails }]) => [
      name,
      { figure: figure.share(), change: change.share(), fails: fails.share() },
    ]),
  )
}

function truthOf(large: World, names: readonly string[]): Map<string, number> {
  const gates = Object.fromEntries(names.map((name) => [name, { max: 1e9 }]))
  const results = judged(large, { gates, seed: 1, draws: 200 })
  return new Map(results.map(({ metric, candidate }) => [metric, candidate ?? Number.NaN]))
}

function holds({ low, high }: { low: number; high: number }, value: number): boolean {
  return low <= value && value <= high
}

function tally(): { add(yes: boolean): void; share(): number | null } {
  let [yes, all] = [0, 0]
  return {
    add(one) {
      all++
      if (one) yes++
    },
    share: () => (all === 0 ? null : yes / all),
  }
}

export const randomOf = (seed: number) => seeded(seed + 77_000)
