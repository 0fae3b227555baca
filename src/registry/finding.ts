import { UserError } from '../project/problem.ts'

/** One thing that is wrong in the registry, where, and what to do. */
export interface Finding {
  /** `warn` for what was wrong for a while and is mended, or could not be checked here. */
  level: 'error' | 'warn'
  /** null where a file belongs to no model. */
  model: string | null
  file: string
  message: string
  hint: string
}

/** What to do about a file that is not as it was approved. */
export function restoreHint(file: string): string {
  return `take it back from the last good commit: git log --oneline -- ${file}`
}

/** Notes one finding; without a hint it is that of restoring the file. */
export type Note = (file: string, message: string, more?: { hint?: string; level?: Finding['level'] }) => void

export function noteInto(findings: Finding[], model: string): Note {
  return (file, message, { hint = restoreHint(file), level = 'error' } = {}) => {
    findings.push({ level, model, file, message, hint })
  }
}

/** What an action gives, or undefined and a finding where it throws a `UserError`. */
export async function orNote<T>(note: Note, file: string, action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    for (const { place, message, hint } of error.problems)
      note(place?.file ?? file, message, hint === undefined ? {} : { hint })
    return undefined
  }
}
