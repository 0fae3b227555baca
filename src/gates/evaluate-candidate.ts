import { alteredHoldout } from '../data/altered.ts'
import { caseRows } from '../data/case-rows.ts'
import { type Database, duckdbVersion } from '../data/database.ts'
import { readHoldout } from '../data/holdout.ts'
import { findLeakage } from '../data/leakage/find-leakage.ts'
import { objectiveOf } from '../data/objective.ts'
import type { OpenDataset } from '../data/open.ts'
import { splitColumn } from '../data/split.ts'
import type { Selection } from '../data/training-rows.ts'
import type { DataVersion } from '../data/version.ts'
import type { Log } from '../project/log.ts'
import type { Policy } from '../project/policy.ts'
import type { Model } from '../project/schema/model.ts'
import type { SplitRule } from '../project/schema/split.ts'
import { version as pawlVersion } from '../version.ts'
import { behaviourOf } from './behaviour.ts'
import type { Judging, Opponent } from './bench.ts'
import { bootstrapSeed } from './bootstrap-seed.ts'
import { answersToCases, judgeCases } from './cases.ts'
import { classCounts } from './class-counts.ts'
import { type Against, type Contender, type Incumbent, scorable } from './contender.ts'
import { type Divided, divisionsOf, nothingDivided } from './divisions.ts'
import type { Reference } from './doubts.ts'
import { fairnessFigures } from './fairness-figures.ts'
import { asksImportance, importanceOf } from './importance.ts'
import { judge, judgeMeasured } from './judge.ts'
import { isUnchanged, makeReport } from './make-report.ts'
import { asksSpeed, measuredSection, speedsOf } from './measured.ts'
import { operatorNotes } from './operator-notes.ts'
import type { Report } from './report.ts'
import type { Subject } from './report-parts.ts'
import { type Answered, baselineScores, type Computing, computed, differing, scoresOf } from './scores.ts'
import { segmentsOf } from './segments.ts'
import type { Signatures } from './signature.ts'
import { classFigures, sliceFigures } from './slice-figures.ts'
import { sameSplit } from './trained-as-judged.ts'
import { noiseAsked, robustnessOf } from './trials.ts'
import { waived, waiverNotes } from './waive.ts'

/** The earlier rows to hold the held-out ones against, opened in the same database where they have to be compared. */
export type ReferenceRows = Reference & { open?: OpenDataset }

type Judged = Pick<Policy, 'task' | 'gates' | 'evaluate' | 'compare' | 'cases' | 'waivers'>

export interface EvaluationRequest {
  /** The candidate's model, under the policy of the base. */
  model: Model
  policy: Report['policy']
  /** The change's own policy where it is another one, so that both verdicts can be told. */
  own?: Judged | undefined
  data: DataVersion
  candidate: Contender
  /** null for a first version. */
  production: Incumbent | null
  against: Against
  reference: ReferenceRows
  /** Name of the dataset that the base judges the model on; null where the base does not have the model. */
  baseDataset: string | null
  /** The day by UTC, such as 2026-03-01, that decides which waivers hold. */
  today: string
  notes: readonly string[]
  log: Log
}

/**
 * Scores candidate and production on the same rows, which neither was trained on, and judges the policy's gates.
 * A model that crashes or cannot be scored gives a verdict, never an exception.
 */
export async function evaluateCandidate(
  database: Database,
  open: OpenDataset,
  request: EvaluationRequest,
): Promise<Report> {
  const { model, policy, data, candidate, today, notes, log } = request
  const { production, against } = request
  const incumbent =
    against.kind === 'version' ? against.version : against.kind === 'production' ? production : null
  const version = incumbent && scorable(incumbent, { open, target: model.data.target })
  const { split } = model.data
  const selection = {
    features: [...new Set([...candidate.features, ...(version?.features ?? [])])],
    target: model.data.target,
    split,
  }
  const splits: [SplitRule, ...SplitRule[]] =
    version?.split && !sameSplit(version.split, split) ? [split, version.split] : [split]
  const objective = await objectiveOf(database, open, { task: model.task, target: model.data.target })
  const asked = [model, ...(request.own ? [request.own] : [])]
  const { marks, divide } = await divisionsOf(open, {
    asked: asked.map(({ evaluate }) => evaluate),
    file: `models/${model.model}/model.yaml`,
  })
  const holdout = await readHoldout(database, open, { selection, objective, splits, marks })
  const [divided = nothingDivided, ownDivided = nothingDivided] = divide(holdout.marks)
  const { group } = model.data
  const leakage = await log.step('look for leakage', () =>
    findLeakage(database, open, { selection, objective, splits, group, time: timeOf(model) }),
  )
  const { reference, altered, added } = await heldAgainst(database, request.reference, {
    head: open,
    selection,
  })

  const unchanged = isUnchanged(candidate, production)
  const of = { model, holdout, objective, log }
  const scored = unchanged
    ? undefined
    : await scoresOf(candidate, { ...of, name: 'candidate', allow: model.evaluate.operators.allow })
  const rival =
    against.kind === 'production'
      ? 'production'
      : against.kind === 'baseline'
        ? 'the baseline'
        : `version ${version?.version}`
  const opponent = unchanged
    ? undefined
    : against.kind === 'baseline'
      ? await baselineScores(database, { open, selection, truth: holdout.truth, objective })
      : version &&
        (await scoresOf(version, {
          ...of,
          name: `${against.kind === 'production' ? 'production' : 'version'} ${version.version}`,
        }))
  const seed = bootstrapSeed(policy.digest)
  const noise = asked.map(noiseAsked).find((one) => one !== undefined)
  const robustness =
    scored?.ok && noise !== undefined
      ? await robustnessOf(
          { candidate, version },
          { ...of, features: holdout.features, noise, seed, rivalScored: opponent?.ok ?? false },
        )
      : undefined
  const importance =
    scored?.ok && asked.some(asksImportance)
      ? await importanceOf(
          {
            candidate: { ...candidate, scores: scored.scores },
            version: version && opponent?.ok ? { ...version, scores: opponent.scores } : null,
          },
          { ...of, features: holdout.features, truth: holdout.truth, seed },
        )
      : undefined
  const speeds = scored?.ok && asked.some(asksSpeed) ? await speedsOf({ candidate, version }, of) : undefined
  const judgingBy = (
    { task, gates, evaluate, compare }: Judged,
    { slices, attributes }: Divided,
  ): Judging => ({
    model: { task, gates, evaluate },
    truth: holdout.truth,
    slices,
    attributes,
    candidate: scored?.ok ? scored.scores : { unscored: scored?.reason ?? 'it was not scored' },
    production: opponentOf(opponent),
    sizes: { candidate: candidate.bytes, production: version?.bytes },
    ...(speeds && { speeds }),
    ...(robustness && { robustness }),
    ...(importance && { importance }),
    rival,
    evidence: compare.evidence,
    whenUnscorable: compare['when-unscorable'],
    seed,
  })
  const { own } = request
  const cases = [model.cases ?? [], own?.cases ?? []] as const
  const answers = unchanged
    ? undefined
    : await answersToCases(cases.flat(), {
        rows: (all) => caseRows(database, open, { cases: all, features: selection.features }),
        candidate: async (features) =>
          scored && !scored.ok
            ? scored
            : scoresOf(candidate, {
                ...of,
                holdout: { features },
                name: 'candidate',
                allow: model.evaluate.operators.allow,
              }),
        production:
          version &&
          (async (features) =>
            opponent && !opponent.ok
              ? opponent
              : scoresOf(version, { ...of, holdout: { features }, name: 'production' })),
      })
  const casesBy = (nth: 0 | 1, { evaluate }: Judged) =>
    answers === undefined
      ? []
      : judgeCases(cases[nth], {
          answers,
          first: nth === 0 ? 0 : cases[0].length,
          objective,
          threshold: evaluate.threshold,
        })
  const gates = unchanged
    ? []
    : await log.step('judge the gates', async () =>
        waived([...judge(judgingBy(model, divided)), ...casesBy(0, model)], { ...model, today }),
      )
  const segments = unchanged
    ? undefined
    : segmentsOf(judgingBy(model, divided), {
        asked: model.evaluate['weak-segments'],
        holdout,
        columns: candidate.features,
      })
  const on = { holdout, model }
  return makeReport({
    model: model.model,
    task: model.task,
    candidate: {
      ...subject(candidate, { ...on, answered: scored }),
      ...(candidate.given && { given: true }),
    },
    production: production && {
      ...subject(production, { ...on, answered: against.kind === 'production' ? opponent : undefined }),
      version: production.version,
      ...(against.kind === 'production' && opponent && !opponent.ok ? { unscored: opponent.reason } : {}),
    },
    ...(opponent && against.kind !== 'production'
      ? {
          against: {
            name: against.kind,
            version: version?.version ?? null,
            digest: version?.digest ?? null,
            ...computed({ ...on, answered: opponent }),
            ...(opponent.ok ? {} : { unscored: opponent.reason }),
          },
        }
      : {}),
    data: {
      dataset: data.dataset,
      version: data.version,
      production: production?.data ?? null,
      holdout: {
        rows: holdout.features.rows,
        ...classCounts(holdout.truth),
        digest: holdout.digest,
        altered,
        added,
      },
      twins: holdout.twins,
    },
    policy,
    evidence: {
      reference,
      datasets: { judged: data.dataset, base: request.baseDataset },
      splits: { candidate: split, rival: against.kind === 'baseline' ? split : (version?.split ?? null) },
      trainingSaw: candidate.given ? 'unknown' : model.train.data,
      differing: scored?.ok && opponent?.ok ? differing(scored.scores, opponent.scores) : null,
      whenUnscorable: model.compare['when-unscorable'],
      leakage: { found: leakage, limits: model.data.leakage },
      signatures: {
        candidate: examinedOf(scored),
        production: productionSignature(production, against.kind === 'production' ? opponent : undefined),
        asked: model.compare.signature,
      },
    },
    gates,
    ...(divided.slices.length > 0 && !unchanged && { slices: sliceFigures(judgingBy(model, divided)) }),
    ...(model.task === 'multiclass-classification' &&
      !unchanged && { classes: classFigures(judgingBy(model, divided)) }),
    ...(segments && { segments }),
    ...(divided.attributes.length > 0 &&
      !unchanged && { fairness: fairnessFigures(judgingBy(model, divided)) }),
    ...(scored?.ok && { behaviour: behaviourOf(judgingBy(model, divided)) }),
    ...(speeds && {
      measured: measuredSection({ ...judgingBy(model, divided), speeds }, (timed) =>
        waived(timed, { ...model, today }),
      ),
    }),
    ...(own &&
      !unchanged && {
        ownGates: waived([...judge(judgingBy(own, ownDivided)), ...casesBy(1, own)], { ...own, today }),
        ownMeasured: waived(judgeMeasured(judgingBy(own, ownDivided)), { ...own, today }),
      }),
    notes: [
      ...notes,
      ...waiverNotes({ ...model, today }),
      ...divided.left.map(
        ({ by, slices, rows }) =>
          `Of the groups by ${by}, ${slices} with ${rows} rows in all are too many to judge.`,
      ),
      ...(scored && !scored.ok ? [`The candidate could not be run: ${scored.reason}.`] : []),
      ...(scored?.ok
        ? operatorNotes({
            candidate: scored.operators,
            rival: opponent?.ok ? { operators: opponent.operators, called: rival } : undefined,
          })
        : []),
    ],
    environment: {
      pawl: pawlVersion,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      onnxruntime: scored?.ok ? scored.runtime : 'not run',
      duckdb: await duckdbVersion(),
      threads: 1,
      seed,
    },
  })
}

async function heldAgainst(
  database: Database,
  { open: base, ...reference }: ReferenceRows,
  { head, selection }: { head: OpenDataset; selection: Selection },
): Promise<{ reference: Reference; altered: number; added: number }> {
  if (!base) return { reference, altered: 0, added: 0 }
  const change = await alteredHoldout(database, { base, head, selection })
  if (change) return { reference, ...change }
  const reason = `they lack ${splitColumn(selection.split)} or ${selection.target.column}, which held-out rows are told by`
  return { reference: { ...reference, state: 'unreadable', reason }, altered: 0, added: 0 }
}

/** When a row came about, by the model's word, or by its split's where that is one in time. */
function timeOf({ data: { time, split } }: Model): string | undefined {
  return time ?? ('time' in split ? split.time : undefined)
}

function examinedOf(answered: Answered | null | undefined): Signatures['candidate'] {
  if (!answered?.ok || !answered.signature) return null
  const { signature, operators } = answered
  return { signature, operators }
}

/** As the file that was scored has it, else as it was recorded. */
function productionSignature(
  production: Incumbent | null,
  answered: Answered | null | undefined,
): Signatures['production'] {
  const examined = examinedOf(answered)
  if (examined) return examined
  return production?.signature ? { signature: production.signature } : null
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
