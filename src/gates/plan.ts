import { z } from 'zod'
import { Name, Sha } from '../project/name.ts'

/**
 * Which models a check is about; it crosses to the report's job too, so that a report that is missing is noticed, and a
 * change that touches no model is told from a check that left nothing.
 */
export const Plan = z.strictObject({
  schema: z.literal('pawl/plan@1'),
  head: Sha,
  base: Sha,
  models: z.array(Name),
})
export type Plan = z.infer<typeof Plan>
