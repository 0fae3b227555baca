import { z } from 'zod'
import { readRecord } from '../forge/read-record.ts'
import type { StateBranch, StateFile } from '../forge/state-branch.ts'
import { canonicalJson } from '../project/digest.ts'
import { Name, Time } from '../project/name.ts'

/**
 * `frozen/<model>.json` on `pawl/state`: the last word on whether a model is frozen. While it is, nothing of it is
 * promoted or retrained; it can still be rolled back, because that is what a freeze must never stand in the way of.
 */
export const Freeze = z.strictObject({
  schema: z.literal('pawl/freeze@1'),
  model: Name,
  frozen: z.boolean(),
  by: z.string(),
  because: z.string().nullable(),
  comment: z.int().min(1),
  at: Time,
})
export type Freeze = z.infer<typeof Freeze>

const pathOf = (model: string): string => `frozen/${Name.parse(model)}.json`

/** The freeze that a model is under now; null for none. */
export async function freezeOf(state: StateBranch, model: string): Promise<Freeze | null> {
  const word = await lastWord(state, model)
  return word?.frozen ? word : null
}

/** What was said last about freezing a model; null for nothing. A damaged record is an error: it might be a freeze. */
export async function lastWord(state: StateBranch, model: string): Promise<Freeze | null> {
  return (await readRecord(state, pathOf(model), Freeze)) ?? null
}

export function freezeFile(freeze: Freeze): StateFile {
  return { path: pathOf(freeze.model), content: canonicalJson(freeze), replace: true }
}

/** `churn is frozen by ada since 2026-03-01: a bad week. An approver ends that by /unfreeze churn.` */
export function frozenWords({ model, by, because, at }: Freeze): string {
  const why = because === null ? '' : `: ${because.replace(/\.$/, '')}`
  return `${model} is frozen by ${by} since ${at.slice(0, 10)}${why}. An approver ends that by /unfreeze ${model}.`
}
