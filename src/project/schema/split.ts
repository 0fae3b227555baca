import { z } from 'zod'
import { Name } from '../name.ts'
import { isValueOf } from '../value-of-type.ts'
import { ColumnName } from './column.ts'
import { Duration, Percentage } from './values.ts'

/** By a column's value, a salt, and the share that is held out. */
const HashSplit = z.strictObject({ by: z.string(), holdout: z.number(), salt: z.string() })

/** A day or an instant, both of UTC, or a number where the column counts. */
const Moment = z.union([z.string(), z.number()])

/**
 * By a column that says when a row came about: rows from `from` until before `until` are held out, rows before `from` less
 * `gap` (in milliseconds) are trained on, and all others are on neither side.
 */
const TimeSplit = z.strictObject({
  time: z.string(),
  from: Moment,
  until: Moment.optional(),
  gap: z.number().optional(),
})

/** All rows of another dataset are held out, and none of the model's own. */
const DatasetSplit = z.strictObject({ dataset: z.string() })

/** How rows are split into those that are trained on and those that are held out, as runs and versions record it. */
export const SplitRule = z.union([HashSplit, TimeSplit, DatasetSplit])
export type SplitRule = z.infer<typeof SplitRule>
export type TimeSplit = z.infer<typeof TimeSplit>
export type DatasetSplit = z.infer<typeof DatasetSplit>

const MomentInConfig = z
  .union([z.string(), z.number()], { error: 'expected a date such as 2026-03-01, a timestamp or a number' })
  .refine(
    (moment) =>
      typeof moment === 'number' || (isValueOf(moment, 'timestamp') && !Number.isNaN(instantOf(moment))),
    'expected a date such as 2026-03-01, a timestamp such as 2026-03-01T12:00:00Z, or a number',
  )
  .transform((moment) => (typeof moment === 'number' ? moment : inUtc(moment)))
  .meta({ title: 'date or timestamp or number' })

/** `data.split` of a model.yaml: by hash, in time, or by a dataset of its own. */
export const Split = z
  .strictObject({
    by: ColumnName.optional().describe(
      'The column that decides the side: rows of one value stay together for ever.',
    ),
    holdout: Percentage.refine(
      (share) => share > 0 && share < 1,
      'expected a percentage above 0% and below 100%',
    )
      .optional()
      .describe('With `by`: the share of rows that training never sees.'),
    salt: z
      .string()
      .max(200)
      .optional()
      .describe('With `by`: a text that makes another draw of the same kind; `pawl` if not given.'),
    time: ColumnName.optional().describe('Instead of `by`: the column that says when a row came about.'),
    from: MomentInConfig.optional().describe(
      'With `time`: rows from then on are held out; training sees earlier ones only. UTC where no zone is given.',
    ),
    until: MomentInConfig.optional().describe(
      'With `time`: rows from then on are on neither side, so that rows which come later do not change what is judged on.',
    ),
    gap: Duration.refine((gap) => gap > 0, 'expected a duration above zero')
      .optional()
      .describe('With `time`: how long before `from` training ends, as where a target is known only later.'),
    dataset: Name.optional().describe(
      'Instead of `by`: another dataset, all of whose rows are held out; training sees all rows of `data.dataset`. No key or group may be in both.',
    ),
  })
  .transform((written, context): SplitRule => {
    const refuse = (key: keyof typeof written, message: string): void =>
      void context.issues.push({ code: 'custom', path: [key], message, input: written })
    const { by, holdout, salt = 'pawl', time, from, until, gap, dataset } = written
    if (dataset !== undefined) {
      for (const key of ['by', 'holdout', 'salt', 'time', 'from', 'until', 'gap'] as const)
        if (written[key] !== undefined) refuse(key, `a split by dataset has no ${key}`)
      return { dataset }
    }
    if (time !== undefined) {
      for (const key of ['by', 'holdout', 'salt'] as const)
        if (written[key] !== undefined) refuse(key, `a split by time has no ${key}`)
      if (from === undefined) {
        refuse('from', 'expected the date that held-out rows begin with')
        return z.NEVER
      }
      return {
        time,
        from,
        ...(until === undefined ? {} : { until }),
        ...(gap === undefined ? {} : { gap }),
      }
    }
    for (const key of ['from', 'until', 'gap'] as const)
      if (written[key] !== undefined)
        refuse(key, `${key} is for a split by time, which names its column as time`)
    if (by === undefined) refuse('by', 'expected a column')
    if (holdout === undefined) refuse('holdout', 'expected a percentage such as 20%')
    return by === undefined || holdout === undefined ? z.NEVER : { by, holdout, salt }
  })

/** A day as it is, an instant in UTC with a Z: one text for one moment. */
function inUtc(text: string): string {
  return text.length === 10 ? text : new Date(instantOf(text)).toISOString()
}

function instantOf(text: string): number {
  const hasZone = text.length === 10 || /(Z|[+-]\d{2}:\d{2})$/.test(text)
  return Date.parse(`${text.replace(' ', 'T')}${hasZone ? '' : 'Z'}`)
}
