import { z } from 'zod'
import { Digest } from '../project/digest.ts'

/** What a dataset's content is: its files by name and digest. `version` is the digest of that list. */
export const DataVersion = z.strictObject({
  dataset: z.string(),
  version: Digest,
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), digest: Digest })),
})
export type DataVersion = z.infer<typeof DataVersion>
