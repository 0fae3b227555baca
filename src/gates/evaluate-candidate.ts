import { type Database, duckdbVersion } from '../data/database.ts'
import type { Holdout } from '../data/holdout.ts'
import type { OpenDataset } from '../data/open.ts'
import { groupsOf } from '../evaluation/clustered.ts'
import { notProbabilities } from '../evaluation/predictions.ts'
import { truthOfRows } from '../evaluation/tasks.ts'
import type { Signature } from '../model/examination.ts'
import { oneLine } from '../model/text.ts'
import { gatesFor, lastStage } from '../project/stage-gates.ts'
import { effectiveRows } from '../stats/weighed.ts'
import { version as pawlVersion } from '../version.ts'
import { bootstrapSeed } from './bootstrap-seed.ts'
import { classCounts } from './class-counts.ts'
import type { Contender } from './contender.ts'
import { customFigures } from './custom-measure.ts'
import type { EvaluationRequest } from './evaluation-request.ts'
import { type JudgedRows, judgedRows } from './judged-rows.ts'
import { judgementOf, type Reckoned, reckon } from './judgement.ts'
import { makeReport } from './make-report.ts'
import { askModels, type ModelsAsked } from './models-asked.ts'
import { operatorNotes } from './operator-notes.ts'
import { rankingNotes } from './ranking.ts'
import type { Report } from './report.ts'
import { isSame, type ReportParts, type Subject } from './report-parts.ts'
import { type Answered, type Computing, computed, differing } from './scores.ts'
import { waiverNotes } from './waive.ts'
import { countText, numberOf } from './words.ts'

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
  const { model, own, policy, candidate, production, log } = request
  const rows = await judgedRows(database, open, request)
  const seed = bootstrapSeed(policy.digest)
  // The very bytes of production, read by the same program if by any: there is nothing to ask.
  const asked =
    production && isSame(identity(candidate), identity(production))
      ? undefined
      : await askModels(database, open, { request, rows, seed })
  const { columns } = open.dataset.config
  const types = new Map(Object.entries(columns).map(([name, { type }]) => [name, type]))
  const heard = asked && { request, rows, asked, seed, types }
  const reckoned = heard && (await reckon(model, heard, 'policy'))
  const ownReckoned = heard && own && (await reckon(own, heard, 'own'))
  const judgement =
    heard &&
    reckoned &&
    (await log.step('judge the gates', async () => judgementOf(heard, reckoned, ownReckoned)))
  return makeReport({
    model: model.model,
    task: model.task,
    ...subjectsOf({ request, rows, asked }, reckoned),
    data: dataOf(request, rows),
    policy,
    evidence: evidenceOf({ request, rows, asked }),
    gates: [],
    ...judgement,
    notes: notesOf({ request, rows, asked }, reckoned),
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

/** Both models with what was computed of them, and what was compared with where that is not production. */
function subjectsOf(
  { request: { model, candidate, production, against }, rows: { holdout }, asked }: Found,
  reckoned: Reckoned | undefined,
): Pick<ReportParts, 'candidate' | 'production' | 'against'> {
  const { operating, custom } = reckoned ?? {}
  const judged = operating?.parted?.judged
  const { weights } = judged ? truthOfRows(holdout.truth, judged) : holdout.truth
  const on = {
    holdout,
    model,
    judged,
    threshold: operating?.threshold.production,
    own: custom && customFigures(custom, { side: 'production', weights }),
  }
  const { rival, version, ranking } = asked ?? {}
  const isStanding =
    against.kind === 'production' || (production !== null && version?.version === production.version)
  const standing = isStanding ? rival : undefined
  return {
    candidate: {
      ...subject(candidate, {
        ...on,
        threshold: operating?.threshold.candidate,
        own: custom && customFigures(custom, { side: 'candidate', weights }),
        answered: asked?.candidate,
      }),
      ...(candidate.given && { given: candidate.given }),
      ...(candidate.predictions && { predictions: 'given' }),
    },
    production: production && {
      ...subject(production, { ...on, answered: standing }),
      version: production.version,
      ...(production.predictions && { predictions: 'given' }),
      ...(standing && !standing.ok ? { unscored: standing.reason } : {}),
    },
    ...(rival && against.kind !== 'production'
      ? {
          against: {
            name: against.kind,
            version: version?.version ?? null,
            digest: version?.digest ?? null,
            ...computed({ ...on, answered: rival }),
            ...(version?.predictions && { predictions: 'given' }),
            ...(version && identity(version)),
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
      ...groupsIn(holdout),
      digest: holdout.digest,
      altered,
      added,
    },
    twins: holdout.twins,
  }
}

/** To what rows belong that do not each stand for themselves. */
function groupsIn({ truth, together }: Holdout): Pick<ReportParts['data']['holdout'], 'groups'> {
  const count = groupsOf(truth)
  return together === undefined || count === undefined ? {} : { groups: { columns: together, count } }
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

/** That a target has values besides two, which a reader of `binary` may not know. */
function negativesNote(
  { data: { target } }: Pick<EvaluationRequest['model'], 'data'>,
  values: JudgedRows['values'] = [],
): string[] {
  if (values.length <= 2) return []
  return [
    `${oneLine(target.column, 60)} has ${countText(values.length)} values: all but ${oneLine(JSON.stringify(target.positive), 60)} count as negative.`,
  ]
}

/** That rows which may belong together are judged as if they did not. */
function partsNote({ parts }: Holdout): string[] {
  if (parts === undefined || parts.count === 1) return []
  return [
    `The held-out rows are of ${numberOf(parts.count, 'value')} of ${oneLine(parts.column, 60)}, by which they are split. These are taken for parts of the data; if rows of one value belong together, as those of a customer do, name the column as data.group.`,
  ]
}

function evidenceOf({
  request: { model, data, candidate, production, against, baseDataset, mayGive = false },
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
    trainingSaw: candidate.given || candidate.predictions ? 'unknown' : model.train.data,
    mayGive,
    differing: own?.ok && rival?.ok ? differing(own.scores, rival.scores) : null,
    steady: asked?.steady,
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

function notesOf(
  { request, rows: { divided, holdout, values }, asked }: Found,
  reckoned: Reckoned | undefined,
): string[] {
  const { model, today, notes } = request
  const { candidate, rival, ranking, called = '' } = asked ?? {}
  return [
    ...notes,
    ...partsNote(holdout),
    ...negativesNote(model, values),
    ...waiverNotes({
      ...model,
      today,
      slices: [...divided.slices, ...divided.attributes].map(({ name }) => name),
    }),
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
    ...(reckoned?.operating.parted?.shared
      ? [
          'Groups are too large to hold apart, so thresholds are chosen on rows of groups of which others are judged.',
        ]
      : []),
    ...(ranking ? rankingNotes(ranking) : []),
    ...(typeof model.evaluate.threshold === 'number'
      ? [ownThresholdNote('the candidate', candidate), ownThresholdNote(called, rival)].flat()
      : []),
    ...(candidate && !candidate.ok ? [`The candidate could not be run: ${candidate.reason}.`] : []),
    ...(candidate?.ok
      ? operatorNotes({
          candidate: candidate.operators,
          rival: rival?.ok ? { operators: rival.operators, called } : undefined,
        })
      : []),
  ]
}

/** That the policy's number says nothing of a model's scores, and what stands for it. */
function ownThresholdNote(called: string, answered: Answered | null | undefined): string[] {
  const scores = answered?.ok ? answered.scores : undefined
  if (scores?.task !== 'binary-classification' || typeof scores.own !== 'number') return []
  const from = scores.own === Number.MIN_VALUE ? 'above 0' : `from ${Number(scores.own.toPrecision(3))} on`
  const round = scores.turned ? '; they are written the other way round, and were turned' : ''
  return [
    `The scores of ${called} are no probabilities (${notProbabilities(scores.score)}), so the model's own labels say what is positive: ${from}${round}.`,
  ]
}

function signatureOf(answered: Answered | null | undefined): Signature | null {
  return (answered?.ok && answered.signature) || null
}

function subject(contender: Omit<Contender, 'artifact'>, of: Computing): Subject {
  const { bytes, commit, run } = contender
  return { ...identity(contender), bytes, commit, run, ...computed(of) }
}

/** What tells one model from another: its bytes, and the program that reads them. */
function identity({
  digest,
  predict,
}: Pick<Contender, 'digest' | 'predict'>): Pick<Subject, 'digest' | 'program'> {
  return { digest, ...(predict && { program: { digest: predict.digest } }) }
}
