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

/**
 * Does several things at once, as one step: what each counts is counted together, and its own steps have no title. When one
 * fails the others still come to their end.
 */
export function atOnce<T extends readonly unknown[]>(
  { log, title }: { log: Log; title: string },
  works: { [K in keyof T]: (log: Log) => Promise<T[K]> },
): Promise<T> {
  return log.step(title, async (progress) => {
    const counted = works.map(() => ({ done: 0, all: 0 }))
    const logOf = (index: number): Log => ({
      ...log,
      step: (_title, work) =>
        work((done, all) => {
          counted[index] = { done, all }
          const sum = (key: 'done' | 'all') => counted.reduce((total, one) => total + one[key], 0)
          progress(sum('done'), sum('all'))
        }),
    })
    const ended = await Promise.allSettled(works.map((work, index) => work(logOf(index))))
    return ended.map((one) => {
      if (one.status === 'rejected') throw one.reason
      return one.value
    }) as unknown as T
  })
}
