import { z } from 'zod'
import { Digest } from '../project/digest.ts'
import { ColumnType } from '../project/schema/column.ts'

/** What is recorded beside the content. The digest does not depend on it; records of the first Pawl lack it. */
export const dataFacts = {
  rows: z.int().min(0).optional(),
  /** Declared columns that the files have, in their order. */
  schema: z.array(z.strictObject({ column: z.string(), type: ColumnType })).optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
}

/** Files by name, size and digest. */
const Files = z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), digest: Digest }))

/** The dataset that is held out whole, where that is one of its own. */
export const HeldVersion = z.strictObject({ dataset: z.string(), version: Digest, files: Files })

/** What a dataset's content is: its files by name, size and digest. `version` is the digest of that list. */
export const DataVersion = z.strictObject({
  dataset: z.string(),
  version: Digest,
  files: Files,
  ...dataFacts,
  /** `version` is then a digest of both. */
  held: HeldVersion.optional(),
})
export type DataVersion = z.infer<typeof DataVersion>

/** The files of all rows, which training must not see by themselves. */
export function pathsOf({
  files,
  held,
}: {
  files: readonly { path: string }[]
  held?: { files: readonly { path: string }[] } | undefined
}): string[] {
  return [...files, ...(held?.files ?? [])].map(({ path }) => path)
}
