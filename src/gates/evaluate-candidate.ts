import { type Database, duckdbVersion } from '../data/database.ts'
import type { Holdout } from '../data/holdout.ts'
import type { OpenDataset } from '../data/open.ts'
import type { Signature } from '../model/signature.ts'
import { gatesFor, lastStage } from '../project/stage-gates.ts'
import { effectiveRows } from '../stats/weighed.ts'
import { version as pawlVersion } from '../version.ts'
import { behaviourOf } from './behaviour.ts'
import type { Judging, Opponent } from './bench.ts'
import { bootstrapSeed } from './bootstrap-seed.ts'
import { judgeCases } from './cases.ts'
import { classCounts } from './class-counts.ts'
import type { Contender } from './contender.ts'
import type { Divided } from './divisions.ts'
import type { EvaluationRequest, Judged } from './evaluation-request.ts'
import { fairnessFigures } from './fairness-figures.ts'
import { judge, judgeMeasured } from './judge.ts'
import { type JudgedRows, judgedRows } from './judged-rows.ts'
import { isUnchanged, makeReport } from './make-report.ts'
import { measuredSection } from './measured.ts'
import { askModels, type ModelsAsked } from './models-asked.ts'
import { operatorNotes } from './operator-notes.ts'
import { rankingNotes } from './ranking.ts'
import type { GateResult, Report } from './report.ts'
import type { ReportParts, Subject } from './report-parts.ts'
import { type Answered, type Computing, computed, differing } from './scores.ts'
import { segmentsOf } from './segments.ts'
import { classFigures, sliceFigures } from './slice-figures.ts'
import { waived, waiverNotes } from './waive.ts'
import { weighedBy } from './weighed-by.ts'
import { numberOf } from './words.ts'

/**
 * Scores candidate and production on the same rows, which neither was trained on, and judges the policy's gates.
 * A model that crashes or cannot be scored gives a verdict, never an exception.
 */
export async function evaluateCandidate(
  database: Database,
  open: OpenDataset,
  given: EvaluationRequest,
): Promise<Report> {
  const request = aimed(given)
  const { model, policy, candidate, production, log } = request
  const rows = await judgedRows(database, open, request)
  const seed = bootstrapSeed(policy.digest)
  // The very bytes of production: there is nothing to ask.
  const asked = isUnchanged(candidate, production)
    ? undefined
    : await askModels(database, open, { request, rows, seed })
  const judgement =
    asked && (await log.step('judge the gates', async () => judgementOf({ request, rows, asked, seed })))
  return makeReport({
    model: model.model,
    task: model.task,
    ...subjectsOf({ request, rows, asked }),
    data: dataOf(request, rows),
    policy,
    evidence: evidenceOf({ request, rows, asked }),
    gates: [],
    ...judgement,
    notes: notesOf({ request, rows, asked }),
    environment: {
      pawl: pawlVersion,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      onnxruntime: asked?.candidate.ok ? asked.candidate.runtime : 'not run',
      duckdb: await duckdbVersion(),
      threads: 1,
      seed,
    },
  })
}

/** The same with the gates for production as those of the report. */
function aimed(request: EvaluationRequest): EvaluationRequest {
  const { model, own } = request
  return {
    ...request,
    model: { ...model, gates: gatesFor(model, lastStage) },
    own: own && { ...own, gates: gatesFor(own, lastStage) },
  }
}

/** What the parts of a report are made of; `asked` is undefined where the candidate is production's model. */
interface Found {
  request: EvaluationRequest
  rows: JudgedRows
  asked: ModelsAsked | undefined
}

type Judgement = Pick<
  ReportParts,
  | 'gates'
  | 'stages'
  | 'slices'
  | 'classes'
  | 'segments'
  | 'fairness'
  | 'behaviour'
  | 'measured'
  | 'ownGates'
  | 'ownMeasured'
>

/** All that is computed of what the models said, by the policy and by the change's own. */
function judgementOf({
  request: { model, own, candidate, today },
  rows: { holdout, objective, divided, ownDivided },
  asked,
  seed,
}: Found & { asked: ModelsAsked; seed: number }): Judgement {
  const { speeds, robustness, importance, parity, version } = asked
  const judgingBy = (
    { task, gates, evaluate, compare, parity: program }: Judged,
    { slices, attributes }: Divided,
  ): Judging => ({
    model: { task, gates, evaluate, parity: program },
    truth: holdout.truth,
    slices,
    attributes,
    candidate: asked.candidate.ok ? asked.candidate.scores : { unscored: asked.candidate.reason },
    production: opponentOf(asked.rival),
    sizes: { candidate: candidate.predictions ? undefined : candidate.bytes, production: version?.bytes },
    ...(candidate.predictions && { onlyPredictions: true }),
    ...(speeds && { speeds }),
    ...(robustness && { robustness }),
    ...(importance && { importance }),
    ...(parity && { parity }),
    rival: asked.called,
    evidence: compare.evidence,
    whenUnscorable: compare['when-unscorable'],
    seed,
  })
  const gatesBy = (judged: Judged, judging: Judging, first: number): GateResult[] => {
    const { threshold } = judged.evaluate
    const cases = asked.cases
      ? judgeCases(judged.cases ?? [], { answers: asked.cases, first, objective, threshold })
      : []
    return waived([...judge(judging), ...cases], { ...judged, today })
  }
  const judging = judgingBy(model, divided)
  const segments = segmentsOf(judging, {
    asked: model.evaluate['weak-segments'],
    holdout,
    columns: candidate.features,
  })
  const stages = Object.entries(model.stages ?? {}).map(([stage, { gates }]) => {
    if (stage === lastStage) return { stage }
    const judged = { ...model, gates }
    const judging = judgingBy(judged, divided)
    return { stage, judging, gates: gatesBy(judged, judging, 0) }
  })
  const ownWeight = own?.evaluate.weight
  const ownJudging =
    own &&
    weighedBy(
      judgingBy(own, ownDivided),
      ownWeight === undefined ? undefined : holdout.weights.get(ownWeight),
    )
  return {
    gates: gatesBy(model, judging, 0),
    ...(stages.length > 0 && {
      stages: stages.map(({ stage, gates }) => ({ stage, ...(gates && { gates }) })),
    }),
    ...(divided.slices.length > 0 && { slices: sliceFigures(judging) }),
    ...(model.task === 'multiclass-classification' && { classes: classFigures(judging) }),
    ...(segments && { segments }),
    ...(divided.attributes.length > 0 && { fairness: fairnessFigures(judging) }),
    ...(asked.candidate.ok && { behaviour: behaviourOf(judging) }),
    ...(speeds && {
      measured: measuredSection(
        { ...judging, speeds },
        (timed) => waived(timed, { ...model, today }),
        stages.flatMap(({ stage, judging: of }) => (of ? [{ stage, judging: of }] : [])),
      ),
    }),
    ...(ownJudging && {
      ownGates: gatesBy(own, ownJudging, model.cases?.length ?? 0),
      ownMeasured: waived(judgeMeasured(ownJudging), { ...own, today }),
    }),
  }
}

/** Both models with what was computed of them, and what was compared with where that is not production. */
function subjectsOf({
  request: { model, candidate, production, against },
  rows: { holdout },
  asked,
}: Found): Pick<ReportParts, 'candidate' | 'production' | 'against'> {
  const on = { holdout, model }
  const { rival, version, ranking } = asked ?? {}
  const isStanding =
    against.kind === 'production' || (production !== null && version?.version === production.version)
  const standing = isStanding ? rival : undefined
  return {
    candidate: {
      ...subject(candidate, { ...on, answered: asked?.candidate }),
      ...(candidate.given && { given: candidate.given }),
    },
    production: production && {
      ...subject(production, { ...on, answered: standing }),
      version: production.version,
      ...(standing && !standing.ok ? { unscored: standing.reason } : {}),
    },
    ...(rival && against.kind !== 'production'
      ? {
          against: {
            name: against.kind,
            version: version?.version ?? null,
            digest: version?.digest ?? null,
            ...computed({ ...on, answered: rival }),
            ...(rival.ok ? {} : { unscored: rival.reason }),
            ...(ranking && { ranking }),
          },
        }
      : {}),
  }
}

function dataOf(
  { model, data: { dataset, version }, production }: EvaluationRequest,
  { holdout, altered, added }: JudgedRows,
): ReportParts['data'] {
  return {
    dataset,
    version,
    production: production?.data ?? null,
    holdout: {
      rows: holdout.features.rows,
      ...classCounts(holdout.truth),
      ...weightsOf(model, holdout),
      digest: holdout.digest,
      altered,
      added,
    },
    twins: holdout.twins,
  }
}

/** By what rows are weighted, and what that leaves of them. */
function weightsOf(
  { evaluate: { weight } }: Pick<EvaluationRequest['model'], 'evaluate'>,
  { truth: { weights }, weightless }: Holdout,
): Pick<ReportParts['data']['holdout'], 'weights'> {
  if (weight === undefined || weights === undefined) return {}
  const effective = Number(effectiveRows(weights).toFixed(1))
  return { weights: { column: weight, effective, zero: weightless } }
}

function evidenceOf({
  request: { model, data, candidate, production, against, baseDataset },
  rows,
  asked,
}: Found): ReportParts['evidence'] {
  const { reference, leakage } = rows
  const { split } = model.data
  const [own, rival, version] = [asked?.candidate, asked?.rival, asked?.version ?? rows.version]
  return {
    reference,
    datasets: { judged: data.dataset, base: baseDataset },
    splits: { candidate: split, rival: against.kind === 'baseline' ? split : (version?.split ?? null) },
    trainingSaw: candidate.given ? 'unknown' : model.train.data,
    differing: own?.ok && rival?.ok ? differing(own.scores, rival.scores) : null,
    whenUnscorable: model.compare['when-unscorable'],
    leakage: { found: leakage, limits: model.data.leakage },
    signatures: {
      candidate: signatureOf(own),
      // As the file that was scored has it, else as it was recorded.
      production:
        signatureOf(against.kind === 'production' ? rival : undefined) ?? production?.signature ?? null,
      asked: model.compare.signature,
    },
  }
}

function notesOf({ request, rows: { divided }, asked }: Found): string[] {
  const { model, today, notes } = request
  const { candidate, rival, ranking, called = '' } = asked ?? {}
  return [
    ...notes,
    ...waiverNotes({ ...model, today }),
    ...divided.left.map(
      ({ by, slices, rows }) =>
        `Of the groups by ${by}, ${slices} with ${rows} rows in all are too many to judge.`,
    ),
    ...(request.candidate.predictions
      ? [
          'Only predictions were given: the size, speed, operators, signature and robustness of the model are not known.',
        ]
      : []),
    ...(candidate?.leftOut
      ? [
          `${numberOf(candidate.leftOut, 'row')} of the given file ${candidate.leftOut === 1 ? 'is' : 'are'} not judged: ${called || 'another model'} was trained on them, or their weight is 0.`,
        ]
      : []),
    ...(ranking ? rankingNotes(ranking) : []),
    ...(candidate && !candidate.ok ? [`The candidate could not be run: ${candidate.reason}.`] : []),
    ...(candidate?.ok
      ? operatorNotes({
          candidate: candidate.operators,
          rival: rival?.ok ? { operators: rival.operators, called } : undefined,
        })
      : []),
  ]
}

function signatureOf(answered: Answered | null | undefined): Signature | null {
  return (answered?.ok && answered.signature) || null
}

function opponentOf(answered: Answered | null | undefined): Opponent {
  if (!answered) return { kind: 'none' }
  return answered.ok
    ? { kind: 'scored', scores: answered.scores }
    : { kind: 'unscored', reason: answered.reason }
}

function subject({ digest, bytes, commit, run }: Omit<Contender, 'artifact'>, of: Computing): Subject {
  return { digest, bytes, commit, run, ...computed(of) }
}
