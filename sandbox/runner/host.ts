import type { World } from '../github/state/world.ts'
import type { ActionStore } from './actions/source.ts'
import type { Issuer } from './oidc.ts'
import type { Groups } from './run/groups.ts'
import type { Slots } from './run/slots.ts'
import type { WorkflowFiles } from './trigger/files.ts'

/** What all runs share: this machine and the GitHub it serves. */
export interface Host {
  world: World
  /** Jobs, exported actions and caches lie below it. */
  folder: string
  settings: Settings
  groups: Groups
  slots: Slots
  files: WorkflowFiles
  actions: ActionStore
  issuer: Issuer
  /** Jobs at work, by number, each with what makes its machine vanish. */
  working: Map<number, () => void>
  /** Aborted when the runner is closed. */
  closing: AbortSignal
  onLine: (line: string) => void
}

export interface Settings {
  /** The Node that runs actions and that `actions/setup-node` sets up. */
  node: string
  /** The Python that `actions/setup-python` sets up; a virtual environment of the machine's own when absent. */
  python: string | undefined
  /** node_modules that `npm ci` links instead of installing; with a lock file only for a job that has the same. */
  modules: { folder: string; lock?: string } | undefined
  secrets: ReadonlyMap<string, string>
  vars: ReadonlyMap<string, string>
  /** More variables that every job's processes get, such as a proxy. */
  environment: ReadonlyMap<string, string>
  /** Milliseconds in a minute of `timeout-minutes`; tests have less patience. */
  minute: number
}
