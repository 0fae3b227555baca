import type { Place } from './problem.ts'

/** Says how much of some work is done, such as 4,096 of 10,000 rows. */
export type Progress = (done: number, all: number) => void

/** Work that may say how far it is. */
export type Work<T> = (progress: Progress) => Promise<T>

/** Where progress and remarks go. The inner folders know only this. */
export interface Log {
  info(line: string): void
  warn(message: string, place?: Place): void
  /** Runs some work under a title, so that a person sees what takes long and how long it took. */
  step<T>(title: string, work: Work<T>): Promise<T>
  /** Shows what user code prints, line by line; nothing in it can act on the runner. */
  foreign(line: string): void
}

/** Says nothing; for tests and for `--json`. */
export const silent: Log = {
  info() {},
  warn() {},
  foreign() {},
  step: (_title, work) => work(() => {}),
}
