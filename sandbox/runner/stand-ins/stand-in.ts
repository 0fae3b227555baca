import type { JobState } from '../job/state.ts'

/** An action of GitHub's own that the sandbox plays itself, since its code is not here. */
export interface StandIn {
  /** Names of the inputs with their defaults. */
  inputs: ReadonlyMap<string, string>
  main(step: StandInStep): Promise<void>
  post?(step: StandInStep): Promise<void>
  postIf?: string
}

/** What a stand-in has to work with; it fails by throwing. */
export interface StandInStep {
  job: JobState
  /** An input without blanks around it, empty when it is not there. */
  input(name: string): string
  flag(name: string): boolean
  lines(name: string): string[]
  outputs: Map<string, string>
  /** From main to post. */
  state: Map<string, string>
  signal: AbortSignal
  log(line: string): void
  run(
    command: string,
    args: readonly string[],
    options?: { cwd?: string; env?: ReadonlyMap<string, string>; quiet?: boolean; signal?: AbortSignal },
  ): Promise<{ code: number; lines: readonly string[] }>
}
