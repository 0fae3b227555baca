import { UserError } from '../project/problem.ts'
import { isGreen, type Outcome } from '../project/verdict.ts'

/** 0 pass or warn, 1 fail or inconclusive, 2 the user can fix it, 3 Pawl failed. */
export type ExitCode = 0 | 1 | 2 | 3

export function exitCodeOf(verdict: Outcome | undefined): ExitCode {
  if (verdict === undefined || isGreen(verdict)) return 0
  return verdict === 'error' ? 3 : 1
}

export function exitCodeOfError(error: unknown): ExitCode {
  return error instanceof UserError ? 2 : 3
}
