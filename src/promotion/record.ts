import { z } from 'zod'
import { Digest } from '../project/digest.ts'
import { Name, Sha, Time, Version } from '../project/name.ts'

/** What a promotion or rollback run recorded on `pawl/state`: an approval counts only for exactly this. */
export const PromotionRecord = z.strictObject({
  schema: z.literal('pawl/promotion@1'),
  kind: z.enum(['promotion', 'rollback']),
  model: Name,
  version: Version,
  stage: Name,
  pull: z.int().min(1),
  branch: z.string(),
  head: Sha,
  /** Digest over path and bytes of every file of `registry/<model>/` that the change adds or edits. */
  change: Digest,
  digests: z.strictObject({
    entry: Digest,
    manifest: Digest,
    model: Digest,
    report: Digest.nullable(),
    policy: Digest,
    data: Digest,
  }),
  /** `pass`, `warn` or `inconclusive` of the evidence; `none` for a rollback, which rests on what was approved before. */
  verdict: z.enum(['pass', 'warn', 'inconclusive', 'none']),
  /** Commits whose authors may not approve: after production's code commit, up to the candidate's. */
  code: z.strictObject({ from: Sha.nullable(), to: Sha }),
  /** Who dispatched or commanded the run; null for a push, merge or schedule. */
  starter: z.string().nullable(),
  /** Comment that commanded the run, where one did: a rollback's own approval. */
  comment: z.int().min(1).nullable(),
  created: Time,
})
export type PromotionRecord = z.infer<typeof PromotionRecord>

/** Folder of a model's records on `pawl/state`. */
export function recordFolder(model: string): string {
  return `promotions/${Name.parse(model)}`
}

/** Where the record of one head lies on `pawl/state`; it is written once and never changed. */
export function recordPath({ model, pull, head }: Pick<PromotionRecord, 'model' | 'pull' | 'head'>): string {
  return `${recordFolder(model)}/${pull}-${Sha.parse(head)}.json`
}

/** Numbers of the pull requests that a model's records belong to, newest first. */
export function pullsOfRecords(paths: readonly string[]): number[] {
  const numbers = paths.flatMap((path) => {
    const number = /\/([1-9]\d{0,15})-[0-9a-f]{40}\.json$/.exec(path)?.[1]
    return number === undefined ? [] : [Number(number)]
  })
  return [...new Set(numbers)].sort((a, b) => b - a)
}

/** Branch of the pull request that gives a version a stage. */
export function promotionBranch(model: string, version: string): string {
  return `pawl/promote/${Name.parse(model)}/${Version.parse(version)}`
}

/** Branch of the pull request that makes a rollback the given entry of a model's history. */
export function rollbackBranch(model: string, sequence: number): string {
  return `pawl/rollback/${Name.parse(model)}/${sequence}`
}

/** The model that a branch of Pawl's is about, or undefined for any other branch. */
export function modelOfBranch(branch: string): string | undefined {
  const model = /^pawl\/(?:promote|rollback)\/([^/]+)\/[0-9.]+$/.exec(branch)?.[1]
  return model !== undefined && Name.safeParse(model).success ? model : undefined
}
