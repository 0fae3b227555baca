import { cpus } from 'node:os'
import type { Holdout } from '../data/holdout.ts'
import type { Objective } from '../data/truth.ts'
import { type Effort, measureModel } from '../model/measure.ts'
import { measuredFamilies, measuredFigures } from '../project/behaviour.ts'
import { digestOfJson } from '../project/digest.ts'
import type { Log } from '../project/log.ts'
import type { Model } from '../project/schema/model.ts'
import { figuresOf } from './behaviour.ts'
import { benchOf, type Judging } from './bench.ts'
import type { Contender, Scorable } from './contender.ts'
import { type Gated, gatesOf } from './gate.ts'
import type { GateResult } from './gate-result.ts'
import { judgeMeasured } from './judge.ts'
import { measureSides, type Speed, type Speeds } from './measure-sides.ts'
import type { Measured } from './measured-section.ts'
import { askedOf, columnsOf } from './scores.ts'
import { evenRows, rowsOf } from './trials.ts'

const memory = 4 * 2 ** 30
const output = 2 ** 20
/** Rows that single rows are taken from in turn, and that are run at once. */
const mostRows = 4_096
/** Of one turn; each model has two. */
const effort: Effort = { warmUp: 200, runs: 1_000, milliseconds: 2_500 }

/** Whether a policy has to know how fast a model is. */
export function asksSpeed({
  evaluate,
  ...model
}: Gated & { evaluate: { latency?: boolean | undefined } }): boolean {
  return (
    evaluate.latency === true ||
    gatesOf({ ...model, evaluate }).some(({ family }) => measuredFamilies.has(family))
  )
}

/** Measures both models on some of the held-out rows, side by side; a version that cannot be run says why. */
export async function speedsOf(
  { candidate: contender, version }: { candidate: Contender; version: Scorable | null },
  of: { model: Pick<Model, 'evaluate'>; holdout: Holdout; objective: Objective; log: Log },
): Promise<Speeds> {
  const { candidate, production } = await measureSides(
    {
      candidate: () => speedOf(contender, { ...of, name: 'candidate' }),
      production: version ? () => speedOf(version, { ...of, name: `version ${version.version}` }) : undefined,
    },
    of.log,
  )
  const processors = cpus()
  return {
    candidate: candidate ?? { undefined: 'it was not measured' },
    production,
    environment: {
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      cpu: processors[0]?.model.trim() ?? 'unknown',
      cpus: processors.length,
    },
  }
}

async function speedOf(
  { artifact, features, predict }: Pick<Scorable, 'artifact' | 'features' | 'predict'>,
  {
    name,
    model,
    holdout,
    objective,
    log,
  }: { name: string; model: Pick<Model, 'evaluate'>; holdout: Holdout; objective: Objective; log: Log },
): Promise<Speed> {
  if (typeof artifact !== 'string') return { undefined: artifact.unusable }
  if (predict) return { undefined: 'only a model in ONNX is measured' }
  const found = await measureModel({
    artifact,
    name,
    features: columnsOf(rowsOf(holdout.features, evenRows(holdout.features.rows, mostRows)), features),
    asked: askedOf(objective),
    limits: { milliseconds: model.evaluate.timeout, memory, output },
    effort,
    log,
  })
  return found.ok ? found.measurement : { undefined: found.message }
}

/** The section of the report: what was measured and what the gates on it say. */
export function measuredSection(
  judging: Judging & { speeds: Speeds },
  waive: (gates: GateResult[]) => GateResult[] = (gates) => gates,
  stages: readonly { stage: string; judging: Judging }[] = [],
): Measured {
  const bench = benchOf(judging)
  const { candidate, production, environment } = judging.speeds
  const runs = (speed: Speed) => ('undefined' in speed ? 0 : speed.single.length)
  const section = {
    environment,
    runs: { candidate: runs(candidate), ...(production && { production: runs(production) }) },
    figures: [...measuredFigures].flatMap(([family, names]) => figuresOf(bench, family, names.keys())),
    gates: waive(judgeMeasured(judging)),
    ...(stages.length > 0 && {
      stages: stages.map((each) => ({ stage: each.stage, gates: waive(judgeMeasured(each.judging)) })),
    }),
  }
  return { digest: digestOfJson(section), ...section }
}
