import { z } from 'zod'
import { Digest } from '../project/digest.ts'
import { Name, Version } from '../project/name.ts'
import { Outcome } from '../project/verdict.ts'

/*
 * What inputs and outputs may be. Every input arrives as text, from `with:` or from a flag; empty text counts as absent.
 * The description is what a reader sees in action.yml, in the README and in --help.
 */

export const text = (description: string) => z.string().max(10_000).describe(description)

export const name = (description: string) => Name.describe(description)

export const version = (description: string) => Version.describe(description)

export const digest = (description: string) => Digest.describe(description)

/** A path inside the repository or the results folder. */
export const path = (description: string) =>
  z
    .string()
    .max(4096)
    .refine((value) => !value.includes('\0'), 'a path cannot hold a NUL byte')
    .describe(description)

/** Names separated by commas, blanks or lines. */
export const names = (description: string) =>
  z
    .string()
    .transform((list) => list.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(Name))
    .describe(description)

export const flag = (description: string) =>
  z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .describe(description)

export const count = (description: string) =>
  z
    .string()
    .regex(/^\d{1,6}$/, 'expected a whole number')
    .transform(Number)
    .describe(description)

/** A commit, branch or tag as git understands it. */
export const revision = (description: string) =>
  z
    .string()
    .regex(/^(?!-)[\w./~^@{}-]{1,250}$/, 'expected a commit, branch or tag')
    .describe(description)

export const choice = <const T extends readonly [string, ...string[]]>(values: T, description: string) =>
  z.enum(values).describe(`${description} One of ${values.join(', ')}.`)

export const day = (description: string) =>
  z
    .union([z.iso.date(), z.iso.datetime()], { error: 'expected a date such as 2026-03-01' })
    .describe(description)

export const outcome = (
  description = 'What it came to: pass, warn, inconclusive, fail, error or unchanged.',
) => Outcome.describe(description)

export const number = (description: string) => z.number().describe(description)

/** JSON for a matrix: `{"model": ["churn"]}`. */
export const json = (description: string) => z.unknown().describe(description)
