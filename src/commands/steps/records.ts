import { z } from 'zod'
import { readRecord } from '../../forge/read-record.ts'
import type { StateBranch, StateFile } from '../../forge/state-branch.ts'
import { git } from '../../git/git.ts'
import { canonicalJson, Digest } from '../../project/digest.ts'
import { Time } from '../../project/name.ts'
import { Decision } from '../../retraining/decision.ts'
import type { Run } from '../../tracking/run.ts'

/** `trainings/<model>.json` on `pawl/state`: the newest training that came to an end, whatever became of its candidate. */
export const LastTraining = z.strictObject({
  schema: z.literal('pawl/training@1'),
  run: z.string(),
  at: Time,
  data: Digest,
  code: z.string(),
})
export type LastTraining = z.infer<typeof LastTraining>

export const trainingPath = (model: string): string => `trainings/${model}.json`

export async function readRecords<T>(state: StateBranch, folder: string, schema: z.ZodType<T>): Promise<T[]> {
  const paths = await state.list(folder)
  const records = await Promise.all(paths.map((path) => readRecord(state, path, schema)))
  return records.filter((record) => record !== undefined)
}

export const readDecisions = (state: StateBranch, model: string): Promise<Decision[]> =>
  readRecords(state, `decisions/${model}`, Decision)

/** What stands for a model's configuration and code at a commit: git's id of its folder. */
export async function codeAt(
  root: string,
  { commit, model }: { commit: string; model: string },
): Promise<string> {
  return (await git(root, 'rev-parse', `${commit}:models/${model}`)).trim()
}

/** The record that a training of a model came to an end. */
export function trainingRecord(run: Run, code: string): StateFile {
  const record: LastTraining = {
    schema: 'pawl/training@1',
    run: run.run,
    at: run.started,
    data: run.data.version,
    code,
  }
  return { path: trainingPath(run.model), content: canonicalJson(record), replace: true }
}
