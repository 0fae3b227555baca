import { caseRows } from '../data/case-rows.ts'
import type { Database } from '../data/database.ts'
import type { OpenDataset } from '../data/open.ts'
import { type Scores, scoresOfRows } from '../evaluation/tasks.ts'
import { answersToCases, type CaseAnswers } from './cases.ts'
import type { EvaluationRequest } from './evaluation-request.ts'
import { asksImportance, type Importance, importanceOf } from './importance.ts'
import type { JudgedRows } from './judged-rows.ts'
import { asksSpeed, speedsOf } from './measured.ts'
import { onlyHeld } from './only-judged.ts'
import { partedUnder } from './operating.ts'
import { type Answered, baselineScores, scoresOf } from './scores.ts'
import { noiseAsked, robustnessOf } from './trials.ts'

/** What both models said, of the held-out rows and of all else that the policies ask for. */
export interface ModelsAsked {
  candidate: Answered
  /** What is compared with; undefined or null where there is nothing. */
  rival: Answered | null | undefined
  /** How reasons call it. */
  called: string
  robustness: Awaited<ReturnType<typeof robustnessOf>> | undefined
  importance: Importance | undefined
  speeds: Awaited<ReturnType<typeof speedsOf>> | undefined
  /** To the cases of the policy, and then to those of the change's own. */
  cases: CaseAnswers | undefined
}

/** Scores both models on the same rows, each in a process of its own, and asks what gates on more than that need. */
export async function askModels(
  database: Database,
  open: OpenDataset,
  { request, rows, seed }: { request: EvaluationRequest; rows: JudgedRows; seed: number },
): Promise<ModelsAsked> {
  const { model, own, candidate, against, log } = request
  const { holdout, objective, selection, version } = rows
  const { allow } = model.evaluate.operators
  const of = { model, holdout, objective, log }
  const scored = await scoresOf(candidate, { ...of, name: 'candidate', allow })
  const name = against.kind === 'production' ? 'production' : 'version'
  const rival =
    against.kind === 'baseline'
      ? await baselineScores(database, { open, selection, truth: holdout.truth, objective })
      : version && (await scoresOf(version, { ...of, name: `${name} ${version.version}` }))

  const policies = [model, ...(own ? [own] : [])]
  const noise = policies.map(noiseAsked).find((asked) => asked !== undefined)
  const more = { ...of, features: holdout.features, seed }
  const judged = partedUnder(model.evaluate, holdout, seed)?.judged
  const held = judged ? onlyHeld(holdout, judged) : holdout
  const said = (scores: Scores): Scores => (judged ? scoresOfRows(scores, judged) : scores)
  return {
    candidate: scored,
    rival,
    called: calledOf(request, version?.version),
    robustness:
      scored.ok && noise !== undefined
        ? await robustnessOf({ candidate, version }, { ...more, noise, rivalScored: rival?.ok ?? false })
        : undefined,
    importance:
      scored.ok && policies.some(asksImportance)
        ? await importanceOf(
            {
              candidate: { ...candidate, scores: said(scored.scores) },
              version: version && rival?.ok ? { ...version, scores: said(rival.scores) } : null,
            },
            { ...more, features: held.features, truth: held.truth },
          )
        : undefined,
    speeds: scored.ok && policies.some(asksSpeed) ? await speedsOf({ candidate, version }, of) : undefined,
    cases: await answersToCases([...(model.cases ?? []), ...(own?.cases ?? [])], {
      rows: (cases) => caseRows(database, open, { cases, features: selection.features }),
      candidate: async (features) =>
        scored.ok ? scoresOf(candidate, { ...of, holdout: { features }, name: 'candidate', allow }) : scored,
      production:
        version &&
        (async (features) =>
          rival && !rival.ok
            ? rival
            : scoresOf(version, { ...of, holdout: { features }, name: 'production' })),
    }),
  }
}

function calledOf({ against }: EvaluationRequest, version: string | undefined): string {
  if (against.kind === 'production') return 'production'
  return against.kind === 'baseline' ? 'the baseline' : `version ${version}`
}
