import { z } from 'zod'

/** A share (`1%`) or a count (`25`): the text decides, so that `0.5` can never be read as half by mistake. */
export type Amount = { share: number } | { count: number }

const number = String.raw`(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?`

/** `150%` as 1.5: relative to something, so it may be above one. */
export const Percentage = z
  .string({ error: 'expected a percentage such as 20%' })
  .regex(new RegExp(`^${number}%$`), 'expected a percentage such as 20%')
  .transform((text) => percent(text))
  .meta({ title: 'percentage' })

/** `20%` as 0.2: a part of a whole, 100% at most. */
export const Share = Percentage.refine((share) => share <= 1, 'expected a percentage of at most 100%')

export const Amount = z.union(
  [
    Share.transform((share) => ({ share })),
    z
      .int()
      .min(0)
      .transform((count) => ({ count })),
  ],
  { error: 'expected a percentage such as 1% or a count such as 25' },
)

const bytesOf = new Map([
  ['B', 1],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
])
const expectedSize = 'expected a size such as 10MB (units: B, KB, MB, GB, KiB, MiB, GiB)'

/** `10MB` as bytes. */
export const Size = z
  .string({ error: expectedSize })
  .regex(new RegExp(`^${number}(?:B|KB|MB|GB|KiB|MiB|GiB)$`), expectedSize)
  .transform((text) => Math.round(measured(text, bytesOf)))
  .refine(Number.isSafeInteger, 'expected a size below 9 PB')
  .meta({ title: 'size' })

const millisecondsOf = new Map([
  ['ms', 1],
  ['s', 1e3],
  ['m', 6e4],
  ['h', 36e5],
  ['d', 864e5],
])
const expectedDuration = 'expected a duration such as 30m, 1h or 7d (units: ms, s, m, h, d)'
const longest = 3650 * 864e5

/** `30m` as milliseconds. */
export const Duration = z
  .string({ error: expectedDuration })
  .regex(new RegExp(`^${number}(?:ms|s|m|h|d)$`), expectedDuration)
  .transform((text) => Math.round(measured(text, millisecondsOf)))
  .refine((milliseconds) => milliseconds <= longest, 'expected a duration of at most ten years (3650d)')
  .meta({ title: 'duration' })

/** `0.5ms` as 0.5, `2s` as 2000: how long something may take. */
export const Milliseconds = z
  .string({ error: 'expected a time such as 20ms' })
  .regex(new RegExp(`^${number}(?:ms|s)$`), 'expected a time such as 20ms or 1.5s')
  .transform((text) => measured(text, millisecondsOf))
  .meta({ title: 'time' })

/** A duration after which something is killed: above zero, and within what a runner's job can last. */
export const Timeout = Duration.refine((time) => time > 0, 'expected a duration above zero').refine(
  (time) => time <= 5 * 864e5,
  'expected at most 5d, the longest a job may run',
)

/** A single value of a cell, as written in YAML. */
export const Scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: 'expected a text, a number, true or false',
})
export type Scalar = z.infer<typeof Scalar>

/** A GitHub login or `owner/team`. Logins of people whom a company manages hold an underscore: `ada_acme`. */
export const Login = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})(\/[A-Za-z0-9._-]{1,100})?$/,
    'expected a login such as ada or a team such as acme/ml-leads',
  )
  .meta({ title: 'login' })

/** Decimal digits are moved, not divided: `29%` is exactly what `0.29` is. */
function percent(text: string): number {
  const digits = text.slice(0, -1)
  return Number(`${digits}e-2`)
}

function measured(text: string, units: ReadonlyMap<string, number>): number {
  const unit = text.replace(/^[\d.]+/, '')
  const factor = units.get(unit)
  if (factor === undefined) throw new Error(`no unit ${unit}`)
  return Number(text.slice(0, text.length - unit.length)) * factor
}
