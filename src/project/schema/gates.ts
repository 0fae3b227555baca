import { z } from 'zod'
import { Milliseconds, Percentage } from './values.ts'

/** A plain number is absolute; a percentage is relative to production's figure. */
const Margin = z.union(
  [
    z
      .number()
      .min(0)
      .transform((absolute) => ({ absolute })),
    Percentage.transform((relative) => ({ relative })),
  ],
  { error: 'expected a number such as 0.01 or a percentage such as 1%' },
)
export type Margin = z.infer<typeof Margin>

/** `0.5`, or `{to: 0.5, within: 0.01}`. */
const Equal = z.union(
  [
    z.number().transform((to) => ({ to, within: 0 })),
    z.strictObject({
      to: z.number().describe('The figure asked for.'),
      within: z.number().min(0).describe('How far from it the figure may be, on either side.'),
    }),
  ],
  { error: 'expected a number such as 0.5, or {to: 0.5, within: 0.01}' },
)

/** `[0.4, 0.6]`: both ends belong to it. */
const Between = z.array(z.number()).length(2, 'expected two numbers such as [0.4, 0.6]')

/** The limits of a gate, in the order in which one rule with several of them is taken apart. */
export const limits = [
  'min',
  'max',
  'equal',
  'between',
  'max-drop',
  'max-rise',
  'min-gain',
  'min-fall',
] as const
export type Limit = (typeof limits)[number]

/** One rule on one figure. Exactly one of the limits is set. */
export const GateRule = z.strictObject({
  min: z.number().optional().describe('The least the figure may be.'),
  max: z
    .union([z.number(), Milliseconds], {
      error: 'expected a number such as 0.5, or for times one such as 20ms',
    })
    .optional()
    .describe('The most the figure may be. Of a time, a number is in milliseconds: 20, 20ms.'),
  equal: Equal.optional().describe(
    'What the figure must be, or how far from it it may be: {to: 0.5, within: 0.01}.',
  ),
  between: Between.optional().describe('The least and the most the figure may be: [0.4, 0.6].'),
  'max-drop': Margin.optional().describe(
    'The most the figure may fall against production (higher is better).',
  ),
  'max-rise': Margin.optional().describe(
    'The most the figure may rise against production (lower is better).',
  ),
  'min-gain': Margin.optional().describe(
    'The least the figure must rise against production (higher is better).',
  ),
  'min-fall': Margin.optional().describe(
    'The least the figure must fall against production (lower is better).',
  ),
  'min-rows': z
    .int()
    .min(1)
    .optional()
    .describe(
      'The rows of the rarer class that are needed to judge at all, effective ones where rows have weights; of a fairness gate, the rows without which a group takes no part (30).',
    ),
  level: z
    .enum(['fail', 'warn', 'info'])
    .default('fail')
    .describe('What a missed limit leads to: fail, warn, or info to report it only.'),
})
export type GateRule = z.infer<typeof GateRule>

/** Rules as written; one with several limits stands for several rules, one for each limit. */
export const GateRules = z
  .union([GateRule, z.array(GateRule).min(1)], {
    error: 'expected a rule such as {min: 0.8}, or a list of rules',
  })
  .transform((written) => (Array.isArray(written) ? written : [written]).flatMap(oneLimitEach))

function oneLimitEach(rule: GateRule): GateRule[] {
  const set = limits.filter((limit) => rule[limit] !== undefined)
  return set.map((kept) => {
    const others = new Set<string>(set.filter((limit) => limit !== kept))
    return Object.fromEntries(Object.entries(rule).filter(([key]) => !others.has(key))) as GateRule
  })
}
