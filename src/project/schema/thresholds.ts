import { z } from 'zod'
import { Name } from '../name.ts'
import { Share } from './values.ts'

/** What a threshold can make as large as possible. */
export const maximised = ['f1', 'balanced_accuracy', 'matthews_corrcoef', 'youden_j'] as const
export type Maximised = (typeof maximised)[number]

const Probability = z
  .number({ error: 'expected a number from 0 to 1' })
  .min(0)
  .max(1)
  .describe('A probability of at least this counts as a positive prediction.')
const Reached = z
  .number({ error: 'expected a number above 0, at most 1' })
  .gt(0, 'expected a number above 0, at most 1')
  .max(1, 'expected a number above 0, at most 1')

const Cost = z
  .strictObject({
    'false-positive': z
      .number()
      .min(0)
      .describe('What a row costs that is predicted positive and is negative.'),
    'false-negative': z
      .number()
      .min(0)
      .describe('What a row costs that is predicted negative and is positive.'),
  })
  .refine(
    (cost) => cost['false-positive'] + cost['false-negative'] > 0,
    'both costs are 0, so every threshold costs the same',
  )

const keys = ['maximise', 'precision', 'recall', 'cost'] as const

/** How a threshold is chosen from a model's scores of rows that take no part in judging. */
export const ThresholdRule = z
  .strictObject({
    maximise: z
      .enum(maximised)
      .optional()
      .describe('The threshold with the largest figure; of several the highest.'),
    precision: Reached.optional().describe('The lowest threshold whose precision is at least this.'),
    recall: Reached.optional().describe('The highest threshold whose recall is at least this.'),
    cost: Cost.optional().describe(
      'The threshold that costs least: {false-positive: 1, false-negative: 5}; of several the highest.',
    ),
  })
  .refine((rule) => keys.filter((key) => rule[key] !== undefined).length === 1, {
    error: `expected exactly one of ${keys.join(', ')}`,
  })
export type ThresholdRule = z.infer<typeof ThresholdRule>

/** How large the part is that rules of points choose on where the threshold itself is fixed. */
export const usualPart = 0.2

const Part = Share.refine(
  (share) => share > 0 && share < 1,
  'expected a percentage above 0% and below 100%: these rows take no part in judging',
)

/** A number, or how it is chosen. */
export const Threshold = z.union(
  [
    z.strictObject({
      choose: ThresholdRule.describe('How the threshold is chosen, for each model on its own.'),
      on: Part.prefault('20%').describe(
        'The share of the held-out rows, of each class, that thresholds are chosen on. They take no part in judging.',
      ),
    }),
    Probability,
  ],
  {
    error: 'expected a number from 0 to 1, or {choose: {maximise: f1}, on: 20%}',
  },
)
export type Threshold = z.infer<typeof Threshold>

/** Thresholds by name, each a number or a rule. */
export const Points = z
  .record(
    Name,
    z.union([ThresholdRule, Probability], {
      error: 'expected a number from 0 to 1, or a rule such as {recall: 0.9}',
    }),
  )
  .refine((points) => Object.keys(points).length > 0, 'expected at least one point')
  .refine((points) => Object.keys(points).length <= 20, 'expected at most 20 points')
export type Points = z.infer<typeof Points>

/** What of a policy says where predictions become positive. */
export interface Operating {
  threshold: Threshold
  points?: Points | undefined
}

/** The share of the held-out rows that thresholds are chosen on; undefined where all of them are numbers. */
export function partOf({ threshold, points = {} }: Operating): number | undefined {
  if (typeof threshold !== 'number') return threshold.on
  return Object.values(points).some((point) => typeof point !== 'number') ? usualPart : undefined
}

/** `recall at least 0.9, highest`: a rule in a few words. */
export function ruleWords({ maximise, precision, recall, cost }: ThresholdRule): string {
  if (maximise !== undefined) return `largest ${maximise}`
  if (precision !== undefined) return `lowest with precision of at least ${precision}`
  if (recall !== undefined) return `highest with recall of at least ${recall}`
  return `least cost, ${cost?.['false-positive']} for a false positive and ${cost?.['false-negative']} for a false negative`
}
