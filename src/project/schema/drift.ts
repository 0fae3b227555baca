import { z } from 'zod'
import { categoryMethods, type DriftMethod, driftMethodNames, numberMethods } from '../drift-methods.ts'
import { ColumnName } from './column.ts'

/** How a column is compared with its reference, by one of some methods. */
const driftRule = (methods: readonly [DriftMethod, ...DriftMethod[]]) =>
  z.strictObject({
    method: z
      .enum(methods)
      .optional()
      .describe('How it is compared; by the default for its type if not given.'),
    effect: z
      .number()
      .gt(0)
      .optional()
      .describe("The effect size that matters, in the method's terms; each method has a default."),
  })

/** When new data counts as different from the data of training. */
export const Drift = z
  .strictObject({
    columns: z
      .union([z.array(ColumnName).min(1), z.record(ColumnName, driftRule(driftMethodNames))], {
        error: 'expected a list of columns, or settings by column such as {age: {method: psi}}',
      })
      .optional()
      .describe(
        'The columns to watch as a list; or settings of single columns, the features being watched too.',
      ),
    numbers: driftRule(numberMethods)
      .optional()
      .describe('How columns of numbers and dates are compared; by KS if not given.'),
    categories: driftRule(categoryMethods)
      .optional()
      .describe('How columns of text and booleans are compared; by chi-square if not given.'),
    target: z.boolean().default(false).describe('Whether the target is watched too, as a family of its own.'),
    prediction: ColumnName.optional().describe(
      'The column that holds what the model predicted, watched as a family of its own.',
    ),
    p: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.05)
      .describe('The corrected p-value below which a difference counts as real.'),
    correction: z
      .enum(['benjamini-hochberg', 'holm', 'none'])
      .default('benjamini-hochberg')
      .describe('How p is corrected for the number of tests in a family.'),
    effect: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.1)
      .describe('The effect from which KS, chi-square and the share of missing values count as moved.'),
    'min-rows': z.int().min(1).default(100).describe('The rows a window needs to be judged.'),
    reference: z
      .enum(['profile', 'rows'])
      .default('profile')
      .describe(
        "What is compared with: the version's saved profile, or the rows it was trained on while they are here.",
      ),
    together: z
      .array(z.enum(['domain-classifier', 'mmd']))
      .default([])
      .describe('Tests of all features at once. They need the rows of the reference.'),
    compat: z
      .enum(['evidently'])
      .optional()
      .describe('Also say what this tool would say by default. It needs the rows of the reference.'),
  })
  .prefault({})
  .describe('When new data counts as different from the data of training.')
