import { z } from 'zod'
import { nearest } from '../project/nearest.ts'
import { type Problem, UserError } from '../project/problem.ts'
import { type AnyCommand, describeInputs } from './command.ts'

/**
 * Checks inputs given as text against a command's definition. Empty text counts as absent; an unknown input is an error,
 * because a misspelled one would silently keep its default.
 */
export function parseInputs(
  command: AnyCommand,
  given: ReadonlyMap<string, string>,
  /** What the reader has to write for an input: its name in `with:`, or its flag. */
  written: (name: string) => string = (name) => `the input ${name}`,
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
      const meaning = describeInputs(command.inputs).find((input) => input.name === name)?.description ?? ''
      return missing
        ? { message: `${written(name)} is missing`, hint: meaning.replace(/\.$/, '') }
        : { message: `${written(name)} is not usable: ${issue.message}` }
    }),
  )
}
