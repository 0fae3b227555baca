import { UserError } from '../project/problem.ts'
import { isGreen, type Outcome } from '../project/verdict.ts'

/** 0 pass or warn, 1 fail or inconclusive, 2 the user can fix it, 3 Pawl failed. */
export type ExitCode = 0 | 1 | 2 | 3

/**
 * The exit code of a command that came to its end. A verdict `error` is about what the user gave: training that fails, a
 * model that cannot be scored. Where Pawl fails it throws, or says `unfinished`.
 */
export function exitCodeOf({
  verdict,
  unfinished = false,
}: {
  verdict?: Outcome
  unfinished?: boolean
}): ExitCode {
  if (unfinished) return 3
  if (verdict === undefined || isGreen(verdict)) return 0
  return verdict === 'error' ? 2 : 1
}

export function exitCodeOfError(error: unknown): ExitCode {
  return error instanceof UserError ? 2 : 3
}
