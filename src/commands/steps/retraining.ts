import { readRecord } from '../../forge/read-record.ts'
import type { StateBranch, StateFile } from '../../forge/state-branch.ts'
import { canonicalJson } from '../../project/digest.ts'
import type { Model } from '../../project/schema/model.ts'
import { freezeOf } from '../../promotion/freeze.ts'
import { type Answer, decideRetraining, decisionPath } from '../../retraining/decide.ts'
import type { Trigger } from '../../retraining/decision.ts'
import { codeAt, LastTraining, readDecisions, trainingPath } from './records.ts'

export interface RetrainingQuestion {
  root: string
  commit: string
  model: Model
  /** The data version now. */
  data: string
  triggers: readonly Trigger[]
  at: string
}

/** Asks whether a model is to be retrained, on what the state branch says of it. Nothing is written. */
export async function askRetraining(
  state: StateBranch,
  { root, commit, model, data, triggers, at }: RetrainingQuestion,
): Promise<Answer> {
  const name = model.model
  const [last, earlier, freeze] = await Promise.all([
    readRecord(state, trainingPath(name), LastTraining),
    readDecisions(state, name),
    freezeOf(state, name),
  ])
  return decideRetraining({
    model: name,
    policy: model.retrain,
    triggers,
    now: { data, code: await codeAt(root, { commit, model: name }) },
    last: last ? { data: last.data, code: last.code, at: last.at } : null,
    earlier,
    frozen: freeze !== null,
    // Trainings of one model share a concurrency group, so none is on its way while this is asked.
    running: false,
    commit,
    at,
  })
}

/** The record of a decision; a no may be replaced by a later answer to the same question. */
export function decisionFile({ decision }: Answer): StateFile {
  return { path: decisionPath(decision), content: canonicalJson(decision), replace: true }
}
