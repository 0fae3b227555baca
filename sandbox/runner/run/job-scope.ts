import type { Room } from '../../github/state/room.ts'
import type { Run } from '../../github/state/things.ts'
import type { Json, Scope } from '../expression/evaluate.ts'
import { type Standing, statusFunctions } from '../expression/status.ts'
import type { Host } from '../host.ts'
import { githubContext } from '../job/github-context.ts'
import type { Conclusion } from '../job/state.ts'
import type { Grants } from '../token.ts'
import type { Start } from '../trigger/start.ts'
import type { Combination } from './matrix.ts'
import type { PartOfRun } from './part-of-run.ts'

/** A run at work. */
export interface RunState extends PartOfRun {
  inputs: Readonly<Record<string, unknown>>
  secrets: ReadonlyMap<string, string>
  /** What its jobs may do at most: what the calling job may. */
  ceiling: Grants | undefined
  /** Names of the jobs that called, such as `train / `. */
  prefix: string
  /** How many calls deep this is. */
  calls: number
}

/** A run at its beginning. */
export function beginning(about: { host: Host; room: Room; start: Start; run: Run }): RunState {
  const { host, room, start } = about
  return {
    ...about,
    workflow: start.workflow,
    source: { room, sha: start.workflowSha },
    inputs: start.inputs,
    secrets: start.fromFork ? new Map() : host.settings.secrets,
    ceiling: undefined,
    prefix: '',
    calls: 0,
  }
}

/** What `needs.<job>` says. */
export interface Need {
  result: Conclusion
  outputs: ReadonlyMap<string, string>
}

/** A run as one of its jobs sees it. */
export interface JobScope extends RunState {
  contexts: Readonly<Record<string, unknown>>
  scope: Scope
}

export interface StrategyContext {
  'fail-fast': boolean
  'job-index': number
  'job-total': number
  'max-parallel': number
}

/** What the expressions at the head of a workflow can see. */
export function runScope(state: RunState): Scope {
  return { file: state.workflow.path, contexts: runContexts(state), functions: [] }
}

function runContexts({ host, room, start, run, inputs }: RunState): Record<string, unknown> {
  return {
    github: githubContext(host.world, room, { start, run }),
    vars: Object.fromEntries(host.settings.vars),
    inputs,
  }
}

/** What the expressions at the head of a job can see. */
export function jobScope(
  state: RunState,
  about: {
    needs: ReadonlyMap<string, Need>
    standing: Standing
    combination?: Combination | undefined
    strategy?: StrategyContext
  },
): JobScope {
  const needs = [...about.needs].map(([id, { result, outputs }]) => [
    id,
    { result, outputs: Object.fromEntries(outputs) },
  ])
  const matrix: Record<string, Json> | null = about.combination ? Object.fromEntries(about.combination) : null
  const contexts = {
    ...runContexts(state),
    needs: Object.fromEntries(needs),
    matrix,
    strategy: about.strategy ?? { 'fail-fast': true, 'job-index': 0, 'job-total': 1, 'max-parallel': 1 },
  }
  const scope = { file: state.workflow.path, contexts, functions: statusFunctions(about.standing) }
  return { ...state, contexts, scope }
}
