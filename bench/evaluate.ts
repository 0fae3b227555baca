import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Table } from '../src/data/table.ts'
import { figuresOf } from '../src/evaluation/figures.ts'
import { predictionsOf, type Scores } from '../src/evaluation/tasks.ts'
import { judge } from '../src/gates/judge.ts'
import { predict } from '../src/model/predict.ts'
import { messageOf } from '../src/project/problem.ts'
import { GateRule } from '../src/project/schema/gates.ts'
import { drawAucDifferences } from '../src/stats/bootstrap.ts'
import { seeded } from '../src/stats/random.ts'
import {
  type EvaluateInputs,
  evaluateFiles,
  evaluateInputs,
  makeEvaluateInputs,
  rows,
} from './evaluate-inputs.ts'
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

const whole = 'rows read, both models scored, ten metrics, intervals, changes, five slices'
const mlflow = 'mlflow.evaluate of both models, no intervals, no slices'

/**
 * 200,000 rows of twenty numbers, boosted trees against a logistic regression. Scoring, beside onnxruntime in Python on the same
 * model and rows; the whole way from the file to judged gates, beside mlflow.evaluate; judging alone, beside scikit-learn's
 * metrics; 2,000 paired draws of roc_auc on 10,000 rows, beside numpy. The ratio is that of scoring at one thread.
 */
export async function evaluate(say: Say, rounds: number): Promise<EvaluateFigures> {
  await makeEvaluateInputs()
  const timed = new Map<string, number[]>()
  /** Peers run by turns with Pawl, since the machine may be slower at one time than at another. */
  const others = new Map<string, number[]>()
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
    const { inputs, candidate, production } = await time(whole, async () => {
      const inputs = await evaluateInputs()
      const [candidate, production] = await Promise.all([
        scored(inputs.features, 'candidate', 1),
        scored(inputs.features, 'production', 1),
      ])
      await time('judging alone', () => judgeTen(inputs, candidate.scores, production.scores))
      return { inputs, candidate, production }
    })
    for (const threads of [1, availableParallelism()]) {
      const { seconds } = await scored(inputs.features, 'candidate', threads)
      note(threads === 1 ? 'scoring, 1 thread' : 'scoring, all threads', seconds)
    }
    await time('bootstrap', () =>
      drawAucDifferences({
        y: inputs.y.slice(0, 10_000),
        a: candidate.scores.score.slice(0, 10_000),
        b: production.scores.score.slice(0, 10_000),
        draws: 2000,
        random: seeded(1),
      }),
    )
    for (const [name, seconds] of Object.entries(await peersOf(say)))
      others.set(name, [...(others.get(name) ?? []), seconds])
  }
  const medians = (of: ReadonlyMap<string, number[]>) =>
    Object.fromEntries([...of].map(([name, seconds]) => [name, median(seconds)]))
  const parts = medians(timed)
  const peers: Record<string, number | null> = {
    ...none,
    ...medians(others),
    [mlflow]: await mlflowSeconds(say),
  }
  for (const [name, seconds] of Object.entries({ ...parts, ...peers }))
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
  features: Table,
  name: 'candidate' | 'production',
  threads: number,
): Promise<{ scores: BinaryScores; seconds: number }> {
  const prediction = await predict({
    artifact: evaluateFiles[name],
    features,
    asked: { task: 'binary-classification', positive: 1 },
    limits: { milliseconds: 120_000, memory: 4 * 2 ** 30, output: 2 ** 20 },
    threads,
    // The very program that users run.
    entry: resolve('dist/predict/index.js'),
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

function judgeTen({ y, slices }: EvaluateInputs, candidate: BinaryScores, production: BinaryScores): void {
  const truth = { task: 'binary-classification', y } as const
  for (const scores of [candidate, production]) figuresOf(predictionsOf(truth, scores, { threshold: 0.5 }))
  const rules = Object.entries(ten).flatMap(([metric, limit]) => [
    [metric, [GateRule.parse({ min: 0 }), GateRule.parse({ [limit]: 0.01 })]] as const,
    [`slices.${metric}`, [GateRule.parse({ [limit]: 0.03 })]] as const,
  ])
  const results = judge({
    model: {
      task: 'binary-classification',
      gates: Object.fromEntries(rules),
      evaluate: { threshold: 0.5, slices: ['grp'] },
    },
    truth,
    candidate,
    production: { kind: 'scored', scores: production },
    slices,
    evidence: 'interval',
    seed: 1,
  })
  if (results.some(({ slice, interval }) => interval === null && slice !== 'grp=tiny'))
    throw new Error('an interval is missing')
}

const python = join(home, 'venv-core/bin/python')

const none = {
  'onnxruntime, 1 thread': null,
  'onnxruntime, all threads': null,
  'scikit-learn, ten metrics twice, no intervals': null,
  'numpy bootstrap': null,
}

async function peersOf(say: Say): Promise<Record<string, number>> {
  if (!existsSync(python)) return {}
  try {
    const { rows, candidate, production } = evaluateFiles
    const { stdout } = await run(python, [resolve('bench/evaluate-peers.py'), rows, candidate, production])
    return JSON.parse(stdout) as Record<string, number>
  } catch (error) {
    say(`the peers were not measured: ${messageOf(error).split('\n').slice(-3).join(' ')}`)
    return {}
  }
}

/** mlflow.evaluate of the shared benchmarks on the same rows and models, as scikit-learn saved them, where it is installed. */
async function mlflowSeconds(say: Say): Promise<number | null> {
  const python = join(home, 'venv-mlflow/bin/python')
  const scripts = resolve('../shared/bench')
  if (!existsSync(python) || !existsSync(join(scripts, 'evaluate.py'))) return null
  try {
    const env = { ...process.env, PAWL_BENCH: home, REPS: '1' }
    const { stdout } = await run(python, ['evaluate.py', 'mlflow'], { cwd: scripts, env })
    return (JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { seconds: number }).seconds
  } catch (error) {
    say(`mlflow was not measured; its inputs come from gen.py of the shared benchmarks: ${messageOf(error)}`)
    return null
  }
}
