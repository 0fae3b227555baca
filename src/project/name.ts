import { z } from 'zod'

/** Names of models, datasets and stages: they become paths, branch names and comment text, so little is allowed. */
export const Name = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/,
    'expected 1 to 64 lower-case letters, digits and inner hyphens, such as churn or daily-orders',
  )
  .meta({ title: 'name' })
export type Name = z.infer<typeof Name>

/** A full commit id. */
export const Sha = z.string().regex(/^[0-9a-f]{40}$/, 'expected a full commit id of 40 hex digits')

/** `1.2.3`, without a prefix, pre-release or build part. */
export const Version = z
  .string()
  .regex(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/, 'expected a version such as 1.2.3')

/** ISO 8601 in UTC with seconds or milliseconds. */
export const Time = z.iso.datetime()
