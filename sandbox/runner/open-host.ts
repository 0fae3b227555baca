import { existsSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Sandbox } from '../github/sandbox.ts'
import type { PawlSource } from './actions/source.ts'
import { openActionStore } from './actions/store.ts'
import type { Host, Settings } from './host.ts'
import { openIssuer } from './oidc.ts'
import { openGroups } from './run/groups.ts'
import { openSlots } from './run/slots.ts'
import { standIns } from './stand-ins/index.ts'
import { openWorkflowFiles } from './trigger/files.ts'

export interface RunnerOptions {
  /** Jobs, actions and caches lie below it. */
  folder: string
  /** The Node that runs actions; this process's own when absent. */
  node?: string
  /** The Python of `actions/setup-python`; a fresh virtual environment for each job when absent. */
  python?: string
  /** Where `uses: pawl-dev/pawl/…@…` comes from. */
  pawl?: PawlSource
  /** node_modules that `npm ci` links instead of installing, and that actions find native packages in. */
  modules?: string
  /** node_modules that `npm ci` links for a job whose lock file has the same bytes. */
  installed?: { modules: string; lock: string }
  secrets?: Readonly<Record<string, string>>
  vars?: Readonly<Record<string, string>>
  /** More variables for all processes of all jobs. */
  environment?: Readonly<Record<string, string>>
  onLine?: (line: string) => void
  /** Jobs that run at the same time; twice the machine's processors when absent. */
  jobs?: number
  /** Milliseconds in a minute of `timeout-minutes`. */
  minute?: number
}

/** Makes ready what all runs share. */
export async function openHost(
  sandbox: Sandbox,
  options: RunnerOptions,
  closing: AbortSignal,
): Promise<Host> {
  const { folder, pawl } = options
  const { world } = sandbox
  const actions = join(folder, 'actions')
  await mkdir(actions, { recursive: true })
  // Node looks for packages in the folders above a file: actions that leave natives out find them here.
  const near = join(actions, 'node_modules')
  if (options.modules && !existsSync(near)) await symlink(options.modules, near)
  const entries = (fields: Readonly<Record<string, string>> = {}) => new Map(Object.entries(fields))
  return {
    world,
    folder,
    settings: {
      node: options.node ?? process.execPath,
      python: options.python,
      modules: modulesOf(options),
      secrets: entries(options.secrets),
      vars: entries(options.vars),
      environment: entries(options.environment),
      minute: options.minute ?? 60_000,
    },
    groups: openGroups(),
    slots: openSlots(options.jobs ?? availableParallelism() * 2),
    files: openWorkflowFiles(),
    actions: openActionStore({
      world,
      folder: actions,
      pawl,
      standIns: new Set(standIns.keys()),
    }),
    issuer: openIssuer(world.clock),
    working: new Map(),
    closing,
    onLine: options.onLine ?? (() => {}),
  }
}

function modulesOf({ modules, installed }: RunnerOptions): Settings['modules'] {
  if (modules !== undefined) return { folder: modules }
  return installed && { folder: installed.modules, lock: installed.lock }
}
