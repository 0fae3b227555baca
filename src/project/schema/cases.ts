import { z } from 'zod'
import { Name } from '../name.ts'
import { ColumnName } from './column.ts'
import { Scalar } from './values.ts'

const Range = z.strictObject({
  min: z.number().optional().describe('The least that the answer may be.'),
  max: z.number().optional().describe('The most that the answer may be.'),
  between: z
    .array(z.number())
    .length(2, 'expected two numbers such as [0.4, 0.6]')
    .optional()
    .describe('The least and the most that the answer may be: [0.4, 0.6].'),
})
export type Range = z.infer<typeof Range>

/** A row that somebody made up, and what a model has to answer. */
export const EdgeCase = z.strictObject({
  name: Name.describe('What the case is called: its gate is cases.<name>.'),
  features: z
    .record(ColumnName, Scalar)
    .describe('The values of the features; those that are not given are missing.'),
  expect: z
    .strictObject({
      label: Scalar.optional().describe('The value of the target that has to be predicted.'),
      score: Range.optional().describe(
        'Of a binary classification, what the score of the positive value may be.',
      ),
      value: Range.optional().describe('Of a regression, what the prediction may be.'),
    })
    .describe('What has to be answered: one of label, score and value.'),
  level: z
    .enum(['fail', 'warn', 'info'])
    .default('fail')
    .describe('What another answer leads to: fail, warn, or info to report it only.'),
})
export type EdgeCase = z.infer<typeof EdgeCase>
