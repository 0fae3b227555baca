import type { Scores } from '../../src/evaluation/tasks.ts'
import type { Judging } from '../../src/gates/bench.ts'
import { judge } from '../../src/gates/judge.ts'
import type { GateResult } from '../../src/gates/report.ts'
import { type GateRule, GateRule as GateRuleSchema } from '../../src/project/schema/gates.ts'
import type { Model } from '../../src/project/schema/model.ts'
import type { Random } from '../../src/stats/random.ts'

/** A rule as a person writes it in model.yaml: `{ 'max-drop': '2%' }`. */
export function rule(written: Record<string, unknown>): GateRule {
  return GateRuleSchema.parse(written)
}

export type BinaryScores = Extract<Scores, { task: 'binary-classification' }>

export function scores(values: Iterable<number>, labelsOnly = false): BinaryScores {
  return { task: 'binary-classification', score: Float64Array.from(values), labelsOnly }
}

/** Twelve rows above half and twelve below, all of them right: the least on which everything is defined. */
export const rightY = Uint8Array.from({ length: 24 }, (_, i) => i % 2)
export const rightScores = scores(Array.from(rightY, (label, i) => (label === 1 ? 0.8 : 0.2) + i / 1000))

/** What a judgement of a binary classification takes, with what a test seldom names left out. */
export interface Given extends Partial<Omit<Judging, 'model' | 'truth'>> {
  gates: Model['gates']
  evaluate?: Partial<Model['evaluate']>
  metrics?: Model['metrics']
  y?: Uint8Array
  threshold?: number
}

/** Judges with what is not named left harmless: one model compared with itself. */
export function judgeWith({
  gates,
  evaluate,
  metrics,
  y = rightY,
  threshold = 0.5,
  ...given
}: Given): GateResult[] {
  const candidate = given.candidate ?? rightScores
  const production = 'unscored' in candidate ? rightScores : candidate
  return judge({
    model: {
      task: 'binary-classification',
      gates,
      metrics,
      evaluate: { threshold, timeout: 1000, operators: { allow: ['ai.onnx'] }, ...evaluate },
    },
    truth: { task: 'binary-classification', y },
    candidate,
    production: { kind: 'scored', scores: production },
    evidence: 'interval',
    seed: 42,
    draws: 500,
    ...given,
  })
}

/** Judges one rule and gives its one result. */
export function judgeOne(
  metric: string,
  written: Record<string, unknown>,
  given: Omit<Given, 'gates'> = {},
): GateResult {
  const [result] = judgeWith({ ...given, gates: { [metric]: [rule(written)] } })
  if (result === undefined) throw new Error('no result')
  return result
}

export interface World {
  y: Uint8Array
  production: BinaryScores
  candidate: BinaryScores
}

/** Rows whose probability is known, and two models that see it through noise of their own. */
export function world(
  random: Random,
  rows: number,
  { noise = [0.3, 0.3], base = -1.3 }: { noise?: [number, number]; base?: number } = {},
): World {
  const y = new Uint8Array(rows)
  const production = new Float64Array(rows)
  const candidate = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const logit = 1.4 * gaussian(random) + base
    y[row] = random.uniform() < sigmoid(logit) ? 1 : 0
    production[row] = sigmoid(logit + noise[0] * gaussian(random))
    candidate[row] = sigmoid(logit + noise[1] * gaussian(random))
  }
  return { y, production: scores(production), candidate: scores(candidate) }
}

/** Near enough to normal: twelve uniform numbers less six. */
function gaussian(random: Random): number {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += random.uniform()
  return sum
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
