import type { z } from 'zod'
import type { Outcome } from '../project/verdict.ts'
import type { Context } from './context.ts'

export type Shape = Record<string, z.ZodType>
export type Values<S extends Shape> = z.infer<z.ZodObject<S>>

/** Permissions of a job's token, by GitHub's names. */
export type Permissions = Partial<
  Record<'actions' | 'checks' | 'contents' | 'issues' | 'pull-requests' | 'statuses', 'read' | 'write'>
>

/** Permissions as a person writes them: `contents: write, issues: write`. */
export function permissionWords(permissions: Permissions): string {
  return Object.entries(permissions)
    .map(([name, level]) => `${name}: ${level}`)
    .join(', ')
}

/** Where a command can be run. `root` is the action at the root of Pawl's repository. */
export type Surface = 'action' | 'root' | 'cli'

/** What a command came to. */
export interface Result<O extends Shape = Shape> {
  outputs: Partial<Values<O>>
  /** Decides the exit code; a command that judges nothing leaves it out. */
  verdict?: Outcome
  /** Set where Pawl failed at a part of it and did the rest. */
  unfinished?: boolean
  /** What a person at a terminal, or reading the log, is shown. */
  text: string
  /** What the job summary shows, as markdown. */
  summary?: string
  /** What `--json` prints. */
  json: unknown
}

/** A verb of Pawl: the one definition that action.yml, README table and CLI command are made from. */
export interface Command<I extends Shape = Shape, O extends Shape = Shape> {
  name: string
  summary: string
  runs: readonly Surface[]
  /** What the job's token must be allowed; empty for a command that needs no token. */
  permissions: Permissions
  inputs: I
  /** Inputs that the CLI takes by position, in order. */
  positional?: readonly (keyof I & string)[]
  outputs: O
  run(context: Context, inputs: Values<I>): Promise<Result<O>>
}

/** Names the types of a definition. */
export function command<const I extends Shape, const O extends Shape>(
  definition: Command<I, O>,
): Command<I, O> {
  return definition
}

/** A command whose inputs are not known to the type checker, as the frame handles them. */
export type AnyCommand = Command

export interface InputDescription {
  name: string
  description: string
  required: boolean
  /** Takes true or false, so naming it is enough. */
  isFlag: boolean
  default?: string
}

/** What a reader needs to know of each input. */
export function describeInputs(shape: Shape): InputDescription[] {
  return Object.entries(shape).map(([name, type]) => {
    const { optional, defaultValue, description } = unwrap(type)
    return {
      name,
      description,
      required: !optional && defaultValue === undefined,
      isFlag: type.safeParse('true').data === true,
      ...(defaultValue === undefined ? {} : { default: String(defaultValue) }),
    }
  })
}

interface Unwrapped {
  description: string
  optional: boolean
  defaultValue: unknown
}

/** Walks through `.optional()` and `.default()` to what was described. */
function unwrap(type: z.ZodType): Unwrapped {
  const definition = type._zod.def as { type: string; innerType?: z.ZodType; defaultValue?: unknown }
  const inner = definition.innerType ? unwrap(definition.innerType) : undefined
  return {
    description: type.description ?? inner?.description ?? '',
    optional: definition.type === 'optional' || (inner?.optional ?? false),
    defaultValue: 'defaultValue' in definition ? definition.defaultValue : inner?.defaultValue,
  }
}
