import type { Place } from './problem.ts'

/** Where progress and remarks go. The inner folders know only this. */
export interface Log {
  info(line: string): void
  warn(message: string, place?: Place): void
  /** Runs some work under a title, so that a person sees what takes long and how long it took. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>
  /** Shows what user code prints, line by line; nothing in it can act on the runner. */
  foreign(line: string): void
}

/** Says nothing; for tests and for `--json`. */
export const silent: Log = {
  info() {},
  warn() {},
  foreign() {},
  step: (_title, work) => work(),
}
