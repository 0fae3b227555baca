import { caseRows } from '../data/case-rows.ts'
import type { Database } from '../data/database.ts'
import type { DataFile } from '../data/files.ts'
import type { OpenDataset } from '../data/open.ts'
import { type Parity, parityOf } from '../evaluation/parity.ts'
import { type Scores, scoresOfRows, truthOfRows } from '../evaluation/tasks.ts'
import { atOnce, type Log } from '../project/log.ts'
import { bestOf, type Ranked } from './best-run.ts'
import { answersToCases, type CaseAnswers } from './cases.ts'
import type { Against, Scorable } from './contender.ts'
import type { EvaluationRequest } from './evaluation-request.ts'
import { asksImportance, type Importance, importanceOf } from './importance.ts'
import type { JudgedRows } from './judged-rows.ts'
import { asksSpeed, speedsOf } from './measured.ts'
import { onlyHeld } from './only-judged.ts'
import { operatingOf, partedUnder } from './operating.ts'
import { noneScored, type Ranking } from './ranking.ts'
import { type Answered, baselineScores, givenScores, heldScores, scoresOf, writtenAs } from './scores.ts'
import type { Steadiness } from './steadiness.ts'
import { steadinessOf } from './steady.ts'
import { noiseAsked, robustnessOf } from './trials.ts'

/** What both models said, of the held-out rows and of all else that the policies ask for. */
export interface ModelsAsked {
  candidate: Answered & {
    /** Held-out rows of a given file that are not judged, since what is compared with was trained on them. */
    leftOut?: number
  }
  /** What is compared with; undefined or null where there is nothing. */
  rival: Answered | null | undefined
  /** Which version that is. */
  version: Scorable | null
  /** Where the policy asks for the best of all versions. */
  ranking: Ranking | undefined
  /** How reasons call it. */
  called: string
  robustness: Awaited<ReturnType<typeof robustnessOf>> | undefined
  importance: Importance | undefined
  parity: Parity | undefined
  speeds: Awaited<ReturnType<typeof speedsOf>> | undefined
  /** To the cases of the policy, and then to those of the change's own. */
  cases: CaseAnswers | undefined
  /** Whether the candidate says the same when it is asked again; undefined where there is no model to ask. */
  steady: Steadiness | undefined
}

/** Scores both models on the same rows, each in a process of its own, and asks what gates on more than that need. */
export async function askModels(
  database: Database,
  open: OpenDataset,
  { request, rows, seed }: { request: EvaluationRequest; rows: JudgedRows; seed: number },
): Promise<ModelsAsked> {
  const { model, own, candidate, log } = request
  const { holdout, objective, selection } = rows
  const { allow } = model.evaluate.operators
  const of = { model, holdout, objective, log }
  const given = candidate.predictions
  const asGiven = (file: DataFile) => ({
    open,
    file,
    splits: rows.splits,
    objective,
    weight: model.evaluate.weight,
    rows: holdout.features.rows,
  })
  const askCandidate = async (log: Log): Promise<ModelsAsked['candidate']> => {
    if (!given) return scoresOf(candidate, { ...of, log, name: 'candidate', allow })
    // A file that somebody names on a command line is theirs to mend; one of a change is judged with it.
    return candidate.given ? givenScores(database, asGiven(given)) : heldScores(database, asGiven(given))
  }
  const askTwice = async (log: Log) => {
    const scored = await askCandidate(log)
    return {
      scored,
      steady:
        scored.ok && !given
          ? await steadinessOf(candidate, {
              ...of,
              log,
              features: holdout.features,
              scores: scored.scores,
              ...(allow && { allow }),
            })
          : undefined,
    }
  }
  const askRival = (log: Log) =>
    rivalAsked(rows, {
      against: request.against,
      of: { ...of, log },
      seed,
      held: (file) => heldScores(database, { ...asGiven(file), others: 'left-out' }),
      baseline: () => baselineScores(database, { open, selection, truth: holdout.truth, objective }),
    })
  const title = `score candidate and ${nameOf(request.against, rows.version)} on ${holdout.features.rows} rows`
  const [{ scored, steady }, { rival, version, ranking }] = areOnnx(request, rows.version)
    ? await atOnce({ log, title }, [askTwice, askRival])
    : [await askTwice(log), await askRival(log)]
  /** There is a model to ask more of. */
  const asks = scored.ok && !given

  const ofStages = Object.values(model.stages ?? {}).map(({ gates }) => ({ ...model, gates }))
  const policies = [model, ...ofStages, ...(own ? [own] : [])]
  const noise = policies.map(noiseAsked).find((asked) => asked !== undefined)
  const more = { ...of, features: holdout.features, seed }
  const judged = partedUnder(model.evaluate, holdout, seed)?.judged
  const held = judged ? onlyHeld(holdout, judged) : holdout
  const said = (scores: Scores): Scores => (judged ? scoresOfRows(scores, judged) : scores)
  return {
    candidate: scored,
    steady,
    rival,
    version,
    ranking,
    called: calledOf(request, version?.version),
    robustness:
      asks && noise !== undefined
        ? await robustnessOf({ candidate, version }, { ...more, noise, rivalScored: rival?.ok ?? false })
        : undefined,
    importance:
      asks && policies.some(asksImportance)
        ? await importanceOf(
            {
              candidate: { ...candidate, scores: said(scored.scores) },
              version: version && rival?.ok ? { ...version, scores: said(rival.scores) } : null,
            },
            { ...more, features: held.features, truth: held.truth },
          )
        : undefined,
    parity:
      scored.ok && candidate.origin
        ? parityWith(await scoresOf(candidate.origin, { ...of, name: "the framework's model" }), scored)
        : undefined,
    speeds: asks && policies.some(asksSpeed) ? await speedsOf({ candidate, version }, of) : undefined,
    cases: await answersToCases([...(model.cases ?? []), ...(own?.cases ?? [])], {
      rows: (cases) => caseRows(database, open, { cases, features: selection.features }),
      candidate: async (features) =>
        scored.ok
          ? writtenAs(
              await scoresOf(candidate, { ...of, holdout: { features }, name: 'candidate', allow }),
              wayOf(scored.scores),
            )
          : scored,
      production:
        version &&
        (async (features) =>
          rival && !rival.ok
            ? rival
            : writtenAs(
                await scoresOf(version, { ...of, holdout: { features }, name: 'production' }),
                rival?.ok ? wayOf(rival.scores) : {},
              )),
    }),
  }
}

function wayOf(scores: Scores): { turned?: true } {
  return scores.task === 'binary-classification' && scores.turned ? { turned: true } : {}
}

function parityWith(origin: Answered, { scores }: Answered & { ok: true }): Parity {
  return origin.ok
    ? parityOf({ exported: scores, own: origin.scores })
    : { undefined: `the framework's own model cannot be asked: ${origin.reason}` }
}

type Rival = Pick<ModelsAsked, 'rival' | 'version' | 'ranking'>

/** Asks what the candidate is compared with. */
async function rivalAsked(
  { version, rivals, holdout }: JudgedRows,
  {
    against,
    of,
    seed,
    held,
    baseline,
  }: {
    against: Against
    seed: number
    of: Omit<Parameters<typeof scoresOf>[1], 'name'>
    /** What an earlier file of predictions says of the rows. */
    held(file: DataFile): Promise<Answered>
    baseline(): Promise<Answered>
  },
): Promise<Rival> {
  const ask = (version: Scorable, name: string): Promise<Answered> =>
    version.predictions ? held(version.predictions) : scoresOf(version, { ...of, name })
  if (against.kind === 'baseline') return { rival: await baseline(), version: null, ranking: undefined }
  if (against.kind !== 'best-run') {
    const rival = version && (await ask(version, nameOf(against, version)))
    return { rival, version, ranking: undefined }
  }
  const { evaluate } = of.model
  const judged = partedUnder(evaluate, holdout, seed)?.judged
  const asked: { version: Scorable; answered: Answered }[] = []
  for (const one of rivals) asked.push({ version: one, answered: await ask(one, `version ${one.version}`) })
  // Ranked as it is judged: where its own predictions become positive, without the rows that this was chosen on.
  const ranked = asked.map(({ version, answered }): Ranked => {
    const { threshold } = operatingOf(evaluate, {
      holdout,
      seed,
      answered: { candidate: answered, production: answered },
    })
    const scores = answered.ok && judged ? { scores: scoresOfRows(answered.scores, judged) } : {}
    return { version, answered: { ...answered, ...scores }, threshold: threshold.production }
  })
  const truth = judged ? truthOfRows(holdout.truth, judged) : holdout.truth
  const { best: first, ranking: known } = bestOf(ranked, { by: against.by, truth })
  const best = asked.find(({ version }) => version === first?.version)
  const gone = against.gone.map(({ version: name, reason }) => ({ version: name, unscored: reason }))
  const ranking = { ...known, versions: [...known.versions, ...gone] }
  if (best) return { rival: best.answered, version: best.version, ranking }
  const rival = ranking.versions.length === 0 ? null : { ok: false as const, reason: noneScored(ranking) }
  return { rival, version: null, ranking }
}

/** Two files that onnxruntime scores, each in a process of its own, can be scored at once; programs of the user's may be in each other's way. */
function areOnnx({ candidate, against }: EvaluationRequest, version: Scorable | null): boolean {
  if (candidate.predictions || candidate.predict || !version || version.predict || version.predictions)
    return false
  return against.kind !== 'baseline' && against.kind !== 'best-run'
}

function nameOf({ kind }: Against, version: Scorable | null): string {
  return `${kind === 'production' ? 'production' : 'version'} ${version?.version}`
}

function calledOf({ against }: EvaluationRequest, version: string | undefined): string {
  if (against.kind === 'best-run')
    return version === undefined ? 'the best run' : `version ${version}, the best run`
  if (against.kind === 'production') return 'production'
  return against.kind === 'baseline' ? 'the baseline' : `version ${version}`
}
