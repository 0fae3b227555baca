import { z } from 'zod'
import { nearest } from '../project/nearest.ts'
import { type Problem, UserError } from '../project/problem.ts'
import type { AnyCommand } from './command.ts'

/**
 * Checks inputs given as text against a command's definition. Empty text counts as absent; an unknown input is an error,
 * because a misspelled one would silently keep its default.
 */
export function parseInputs(
  command: AnyCommand,
  given: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const known = Object.keys(command.inputs)
  const unknown: Problem[] = [...given.keys()]
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearest(name, known)
      return {
        message: `${command.name} has no input ${JSON.stringify(name)}`,
        hint: near ? `did you mean ${near}?` : `it has ${known.join(', ') || 'none'}`,
      }
    })
  if (unknown.length > 0) throw new UserError(unknown)

  const present = [...given]
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== '')
  const parsed = z.object(command.inputs).safeParse(Object.fromEntries(present))
  if (parsed.success) return parsed.data
  throw new UserError(
    parsed.error.issues.map((issue) => {
      const name = String(issue.path[0])
      const missing = !present.some(([key]) => key === name)
      return missing
        ? { message: `the input ${name} is missing` }
        : { message: `the input ${name} is not usable: ${issue.message}` }
    }),
  )
}
