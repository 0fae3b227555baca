/** A place in a file that a person can go to; lines and columns start at 1. */
export interface Place {
  file: string
  line?: number
  column?: number
}

/** One thing that is wrong, what was expected instead, and how to mend it. */
export interface Problem {
  place?: Place
  message: string
  hint?: string
}

/** `models/churn/model.yaml:7:3: message (hint)`, the form editors can click on. */
export function formatProblem({ place, message, hint }: Problem): string {
  const at = place
    ? `${[place.file, place.line, place.column].filter((part) => part !== undefined).join(':')}: `
    : ''
  return `${at}${message}${hint ? ` (${hint})` : ''}`
}

/** Something the user can mend: configuration, inputs, data that cannot be read. Ends a command with exit code 2. */
export class UserError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: string | Problem | readonly Problem[], options?: ErrorOptions) {
    const list =
      typeof problems === 'string'
        ? [{ message: problems }]
        : Array.isArray(problems)
          ? problems
          : [problems as Problem]
    super(list.map(formatProblem).join('\n'), options)
    this.name = 'UserError'
    this.problems = list
  }
}

/** What an unknown thrown value says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
