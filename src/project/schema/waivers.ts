import { z } from 'zod'
import { isValueOf } from '../value-of-type.ts'
import { Login } from './values.ts'

/** Characters that break lines, that cannot be seen, or that turn text round. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u

/** A named person's expiring exception to one gate. It stands on the base branch, so no change can except itself. */
export const Waiver = z.strictObject({
  gate: z
    .string()
    .regex(/^[a-z][a-z0-9_.-]{0,99}$/, 'expected the id of a gate such as roc_auc.max-drop')
    .describe('The id of the gate, as reports have it: roc_auc.max-drop.'),
  slice: z
    .string()
    .min(1)
    .max(200)
    .refine((text) => !unseen.test(text), 'expected one line of text')
    .optional()
    .describe(
      'Of a gate on slices or groups, the only one that is excepted, as reports name it: contract=two-year; all of them if not given.',
    ),
  owner: Login.describe('Who answers for it.'),
  approver: Login.describe(
    'Who agreed: one of approvals.from, and not the owner unless approvals.self allows.',
  ),
  until: z
    .string('expected a date such as 2026-12-31')
    .refine((text) => isValueOf(text, 'date'), 'expected a date such as 2026-12-31')
    .describe('The last day on which it holds, by UTC; at most a year ahead.'),
  because: z
    .string()
    .max(500)
    .refine((text) => text.trim() !== '' && !unseen.test(text), 'expected one line of text')
    .describe('Why, in one line.'),
})
export type Waiver = z.infer<typeof Waiver>
