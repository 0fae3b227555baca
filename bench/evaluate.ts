import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { figuresOf } from '../src/evaluation/figures.ts'
import type { SliceRows } from '../src/evaluation/slices.ts'
import { predictionsOf, type Scores } from '../src/evaluation/tasks.ts'
import { judge } from '../src/gates/judge.ts'
import { predict } from '../src/model/predict.ts'
import { messageOf } from '../src/project/problem.ts'
import { GateRule } from '../src/project/schema/gates.ts'
import { drawAucDifferences } from '../src/stats/bootstrap.ts'
import { seeded } from '../src/stats/random.ts'
import { type EvaluateInputs, evaluateInputs, rows } from './evaluate-inputs.ts'
import { home } from './inputs.ts'
import { type Figures, median, type Say } from './job.ts'

const run = promisify(execFile)

interface EvaluateFigures extends Figures {
  /** Seconds of Pawl for each part; the peers' are under `peers`. */
  parts: Record<string, number>
}

/** The ten that scikit-learn is asked for too, each with its interval and its change. */
const ten = {
  accuracy: 'max-drop',
  f1: 'max-drop',
  precision: 'max-drop',
  recall: 'max-drop',
  matthews_corrcoef: 'max-drop',
  balanced_accuracy: 'max-drop',
  roc_auc: 'max-drop',
  log_loss: 'max-rise',
  average_precision: 'max-drop',
  brier: 'max-rise',
} as const

/**
 * 200,000 rows of eight numbers and two boosted models. Scoring, beside onnxruntime in Python on the same model and rows; ten
 * metrics of two models with intervals, changes and five slices, beside scikit-learn's metrics alone; 2,000 paired draws of
 * roc_auc on 10,000 rows, beside numpy. The ratio is that of scoring at one thread.
 */
export async function evaluate(say: Say, rounds: number): Promise<EvaluateFigures> {
  const inputs = evaluateInputs()
  const timed = new Map<string, number[]>()
  const note = (name: string, seconds: number): void => {
    timed.set(name, [...(timed.get(name) ?? []), seconds])
  }
  const time = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    const started = performance.now()
    const result = await work()
    note(name, (performance.now() - started) / 1000)
    return result
  }
  for (let round = 0; round < rounds; round++) {
    const one = await scored(inputs, 'candidate', 1)
    note('scoring, 1 thread', one.seconds)
    const all = await scored(inputs, 'candidate', availableParallelism())
    note('scoring, all threads', all.seconds)
    const other = await scored(inputs, 'production', 1)
    await time('ten metrics, intervals, changes, five slices', () =>
      judgedOf(inputs, one.scores, other.scores),
    )
    await time('bootstrap', () =>
      drawAucDifferences({
        y: inputs.y.slice(0, 10_000),
        a: one.scores.score.slice(0, 10_000),
        b: other.scores.score.slice(0, 10_000),
        draws: 2000,
        random: seeded(1),
      }),
    )
  }
  const parts = Object.fromEntries([...timed].map(([name, seconds]) => [name, median(seconds)]))
  for (const [name, seconds] of Object.entries(parts)) say(`${name}: ${seconds.toFixed(3)} s`)
  const peers = await peersOf(inputs, say, rounds)
  for (const [name, seconds] of Object.entries(peers))
    say(`${name}: ${seconds?.toFixed(3) ?? 'not measured'} s`)
  const scoring = parts['scoring, 1 thread'] ?? Number.NaN
  return {
    job: 'evaluate',
    seconds: scoring,
    ratio: scoring / (peers['onnxruntime, 1 thread'] ?? Number.NaN),
    peers,
    parts,
  }
}

type BinaryScores = Extract<Scores, { task: 'binary-classification' }>

async function scored(
  { features, models }: EvaluateInputs,
  name: 'candidate' | 'production',
  threads: number,
): Promise<{ scores: BinaryScores; seconds: number }> {
  const prediction = await predict({
    artifact: models[name],
    features,
    asked: { task: 'binary-classification', positive: true },
    limits: { milliseconds: 120_000, memory: 4 * 2 ** 30, output: 2 ** 20 },
    threads,
  })
  if (!prediction.ok) throw new Error(prediction.message)
  if (prediction.answers.task !== 'binary-classification') throw new Error('another task was answered')
  const { scores } = prediction.answers
  if (scores.length !== rows) throw new Error('a row is missing')
  return {
    scores: { task: 'binary-classification', score: scores, labelsOnly: false },
    seconds: prediction.seconds,
  }
}

function judgedOf({ y, groups }: EvaluateInputs, candidate: BinaryScores, production: BinaryScores): void {
  const truth = { task: 'binary-classification', y } as const
  for (const scores of [candidate, production]) figuresOf(predictionsOf(truth, scores, { threshold: 0.5 }))
  const slices = Array.from(
    { length: 5 },
    (_, group): SliceRows => ({
      by: 'group',
      name: `group=${group}`,
      rows: Uint32Array.from(groups.keys()).filter((row) => groups[row] === group),
    }),
  )
  const rules = Object.entries(ten).flatMap(([metric, limit]) => [
    [metric, [GateRule.parse({ min: 0 }), GateRule.parse({ [limit]: 0.01 })]] as const,
    [`slices.${metric}`, [GateRule.parse({ [limit]: 0.03 })]] as const,
  ])
  const results = judge({
    model: {
      task: 'binary-classification',
      gates: Object.fromEntries(rules),
      evaluate: { threshold: 0.5, slices: ['group'] },
    },
    truth,
    candidate,
    production: { kind: 'scored', scores: production },
    slices,
    evidence: 'interval',
    seed: 1,
  })
  if (results.some(({ interval }) => interval === null)) throw new Error('an interval is missing')
}

async function peersOf(
  { models, raw }: EvaluateInputs,
  say: Say,
  rounds: number,
): Promise<Record<string, number | null>> {
  const python = join(home, 'venv-core/bin/python')
  const names = [
    'onnxruntime, 1 thread',
    'onnxruntime, all threads',
    'scikit-learn, ten metrics twice, no intervals',
    'numpy bootstrap',
  ]
  const none = Object.fromEntries(names.map((name) => [name, null]))
  if (!existsSync(python)) return none
  try {
    const script = fileURLToPath(new URL('evaluate-peers.py', import.meta.url))
    const { stdout } = await run(python, [
      script,
      raw.features,
      raw.y,
      models.candidate,
      models.production,
      String(rounds),
    ])
    const found = JSON.parse(stdout) as Record<string, number>
    return Object.fromEntries(names.map((name) => [name, found[name] ?? null]))
  } catch (error) {
    say(`the peers were not measured: ${messageOf(error).split('\n').slice(-3).join(' ')}`)
    return none
  }
}
