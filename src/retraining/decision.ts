import { z } from 'zod'
import { Sha, Time } from '../project/name.ts'

/**
 * What asks for a retraining. Performance (metric, value, rows), age (days) and new data (rows) will be further members;
 * the type checker then asks for their rule in `asks.ts`.
 */
export const Trigger = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('request'),
    by: z.string(),
    reason: z.string(),
    /** The comment or workflow run that says it: a second request in the same words is another question. */
    source: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('drift'), window: z.string(), columns: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('push'), commit: Sha }),
])
export type Trigger = z.infer<typeof Trigger>

/** Whether to retrain, and on what that rests. Recorded on `pawl/state`. */
export const Decision = z.strictObject({
  schema: z.literal('pawl/decision@1'),
  /** Digest over model, triggers and data version: the same question is answered once. */
  id: z.string(),
  model: z.string(),
  retrain: z.boolean(),
  reason: z.string(),
  triggers: z.array(Trigger),
  /** Each clause with what it saw and whether it held. */
  clauses: z.array(z.strictObject({ clause: z.string(), held: z.boolean(), detail: z.string() })),
  commit: Sha,
  at: Time,
})
export type Decision = z.infer<typeof Decision>
