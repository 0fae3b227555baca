import type { Holdout } from '../data/holdout.ts'
import type { Truth } from '../data/truth.ts'
import type { ColumnType } from '../project/schema/column.ts'
import { lastStage } from '../project/stage-gates.ts'
import { behaviourOf } from './behaviour.ts'
import type { Judging, Opponent } from './bench.ts'
import { judgeCases } from './cases.ts'
import { type Custom, customMetrics } from './custom-metrics.ts'
import type { Divided } from './divisions.ts'
import type { EvaluationRequest, Judged } from './evaluation-request.ts'
import { fairnessFigures } from './fairness-figures.ts'
import { judge, judgeMeasured } from './judge.ts'
import type { JudgedRows } from './judged-rows.ts'
import { measuredSection } from './measured.ts'
import type { ModelsAsked } from './models-asked.ts'
import { onlyHeld, onlyJudged } from './only-judged.ts'
import { type Operating, operatingOf, type Parted } from './operating.ts'
import { operatingFigures } from './operating-figures.ts'
import type { GateResult } from './report.ts'
import type { ReportParts } from './report-parts.ts'
import type { Answered } from './scores.ts'
import { segmentsOf } from './segments.ts'
import { classFigures, sliceFigures } from './slice-figures.ts'
import { waived } from './waive.ts'

type Judgement = Pick<
  ReportParts,
  | 'gates'
  | 'stages'
  | 'operating'
  | 'slices'
  | 'classes'
  | 'segments'
  | 'fairness'
  | 'behaviour'
  | 'measured'
  | 'ownGates'
  | 'ownMeasured'
>

import { asTheyCome } from '../stats/order.ts'

/** What a judgement is made of. */
export interface Heard {
  request: EvaluationRequest
  rows: JudgedRows
  asked: ModelsAsked
  seed: number
  /** Types of the dataset's columns. */
  types: ReadonlyMap<string, ColumnType>
}

/** What a policy has computed beside its gates, for its own thresholds. */
export interface Reckoned {
  /** With the weights that the policy wants. */
  truth: Truth
  operating: Operating
  custom: ReadonlyMap<string, Custom>
}

/** Where predictions become positive under a policy, and its own metrics there. */
export async function reckon(
  { evaluate, metrics }: Pick<Judged, 'evaluate' | 'metrics'>,
  { request, rows, asked: { candidate, rival }, seed, types }: Heard,
  by: 'policy' | 'own',
): Promise<Reckoned> {
  const { cells } = rows
  const truth = by === 'policy' ? rows.holdout.truth : truthWeighedBy(evaluate.weight, rows.holdout)
  const holdout = { truth, ranks: rows.holdout.ranks }
  const chosen = operatingOf(evaluate, { holdout, seed, answered: { candidate, production: rival } })
  const operating = { ...chosen, parted: withoutWeightless(chosen.parted, truth) }
  const custom = await customMetrics({
    metrics,
    expressions: by === 'policy' ? rows.expressions : rows.ownExpressions,
    holdout,
    cells,
    types,
    operating,
    candidate,
    production: rival,
    programs: request.programs?.[by],
    format: request.model.train.format,
    model: request.model.model,
    seed,
    log: request.log,
  })
  return { truth, operating, custom }
}

/** The truth with the weights of another column, as the change's own policy may want them. */
export function truthWeighedBy(
  weight: string | undefined,
  { truth, weights }: Pick<Holdout, 'truth' | 'weights'>,
): Truth {
  const { weights: _, ...plain } = truth
  const own = weight === undefined ? undefined : weights.get(weight)
  return own ? { ...plain, weights: own } : plain
}

/** Rows of weight 0 take no part; those that the policy itself leaves out were never read. */
export function withoutWeightless(parted: Parted | undefined, { y, weights }: Truth): Parted | undefined {
  if (!weights?.some((weight) => !(weight > 0))) return parted
  const { part, judged, ...told } = parted ?? { part: new Uint32Array(), judged: asTheyCome(y.length) }
  const counts = (row: number): boolean => (weights[row] as number) > 0
  return { part: part.filter(counts), judged: judged.filter(counts), ...told }
}

/** All that is computed of what the models said, by the policy and by the change's own. */
export function judgementOf(heard: Heard, reckoned: Reckoned, ownReckoned: Reckoned | undefined): Judgement {
  const {
    request: { model, own, candidate, today },
    rows: { holdout, divided, ownDivided },
    asked: { speeds, candidate: answered },
  } = heard
  const { operating } = reckoned
  const judging = judgingBy(model, { heard, reckoned, divided })
  const segments = segmentsOf(judging, {
    asked: model.evaluate['weak-segments'],
    holdout: operating.parted ? onlyHeld(holdout, operating.parted.judged) : holdout,
    columns: candidate.features,
  })
  const shown = operatingFigures(judging, operating)
  const stages = Object.entries(model.stages ?? {}).map(([stage, { gates }]) => {
    if (stage === lastStage) return { stage }
    const judged = { ...model, gates }
    const judging = judgingBy(judged, { heard, reckoned, divided })
    return { stage, judging, gates: gatesBy(judged, { heard, judging, operating, first: 0 }) }
  })
  return {
    gates: gatesBy(model, { heard, judging, operating, first: 0 }),
    ...(stages.length > 0 && {
      stages: stages.map(({ stage, gates }) => ({ stage, ...(gates && { gates }) })),
    }),
    ...(shown && { operating: shown }),
    ...(divided.slices.length > 0 && { slices: sliceFigures(judging) }),
    ...(model.task === 'multiclass-classification' && { classes: classFigures(judging) }),
    ...(segments && { segments }),
    ...(divided.attributes.length > 0 && { fairness: fairnessFigures(judging) }),
    ...(answered.ok && { behaviour: behaviourOf(judging) }),
    ...(speeds && {
      measured: measuredSection(
        { ...judging, speeds },
        (timed) => waived(timed, { ...model, today }),
        stages.flatMap(({ stage, judging: of }) => (of ? [{ stage, judging: of }] : [])),
      ),
    }),
    ...(own && ownReckoned && ownJudgement(own, { heard, reckoned: ownReckoned, divided: ownDivided })),
  }
}

/** What the change's own policy would say, with thresholds of its own. */
function ownJudgement(
  own: Judged,
  { heard, reckoned, divided }: { heard: Heard; reckoned: Reckoned; divided: Divided },
): Pick<Judgement, 'ownGates' | 'ownMeasured'> {
  const { model, today } = heard.request
  const { operating } = reckoned
  const judging = judgingBy(own, { heard, reckoned, divided })
  return {
    ownGates: gatesBy(own, { heard, judging, operating, first: model.cases?.length ?? 0 }),
    ownMeasured: waived(judgeMeasured(judging), { ...own, today }),
  }
}

function judgingBy(
  { task, gates, evaluate, metrics, compare, parity: program }: Judged,
  { heard, reckoned, divided }: { heard: Heard; reckoned: Reckoned; divided: Divided },
): Judging {
  const { asked, request, seed } = heard
  const { speeds, robustness, importance, parity, candidate, rival, version, called } = asked
  const isPredictions = request.candidate.predictions !== undefined
  const { threshold, points, parted } = reckoned.operating
  const judging: Judging = {
    model: { task, gates, evaluate, metrics, parity: program },
    truth: reckoned.truth,
    thresholds: threshold,
    points,
    // Computed of the judged rows alone, whichever these are.
    custom: reckoned.custom,
    slices: divided.slices,
    attributes: divided.attributes,
    candidate: candidate.ok ? candidate.scores : { unscored: candidate.reason },
    production: opponentOf(rival),
    sizes: {
      candidate: isPredictions ? undefined : request.candidate.bytes,
      production: version?.predictions ? undefined : version?.bytes,
    },
    ...(isPredictions && { onlyPredictions: true }),
    ...(speeds && { speeds }),
    ...(robustness && { robustness }),
    ...(importance && { importance }),
    ...(parity && { parity }),
    rival: called,
    evidence: compare.evidence,
    whenUnscorable: compare['when-unscorable'],
    seed,
  }
  return parted ? onlyJudged(judging, parted.judged) : judging
}

function gatesBy(
  judged: Judged,
  {
    heard: { asked, rows, request },
    judging,
    operating,
    first,
  }: { heard: Heard; judging: Judging; operating: Operating; first: number },
): GateResult[] {
  const threshold = operating.threshold.candidate
  const cases = asked.cases
    ? judgeCases(judged.cases ?? [], {
        answers: asked.cases,
        first,
        objective: rows.objective,
        values: rows.values,
        threshold,
      })
    : []
  return waived([...judge(judging), ...cases], { ...judged, today: request.today })
}

function opponentOf(answered: Answered | null | undefined): Opponent {
  if (!answered) return { kind: 'none' }
  return answered.ok
    ? { kind: 'scored', scores: answered.scores }
    : { kind: 'unscored', reason: answered.reason }
}
