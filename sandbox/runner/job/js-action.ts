import { resolve } from 'node:path'
import type { ActionFile, NodeRuns } from '../workflow/action-file.ts'
import { invoke } from './invoke.ts'
import type { Conclusion, JobState } from './state.ts'

/** A JavaScript action in one step: its parts share inputs and state. */
export interface NodeAction {
  action: ActionFile
  runs: NodeRuns
  inputs: ReadonlyMap<string, string>
  env: ReadonlyMap<string, string>
  github: Readonly<Record<string, string>>
  outputs: Map<string, string>
  state: Map<string, string>
  signal: AbortSignal
}

/** Runs `pre`, `main` or `post` of an action in Node, with inputs and state as variables. */
export function runPart(job: JobState, node: NodeAction, part: 'pre' | 'main' | 'post'): Promise<Conclusion> {
  const file = node.runs[part]
  if (file === undefined) throw new Error(`${node.action.file} has no ${part}`)
  const inputs = [...node.inputs].map(([name, value]): [string, string] => [inputVariable(name), value])
  // What one part saved, the later parts get; a part does not see what it saves itself.
  const state = [...node.state].map(([name, value]): [string, string] => [`STATE_${name}`, value])
  return invoke(job, {
    command: job.host.settings.node,
    args: [resolve(node.action.folder, file)],
    cwd: job.folders.workspace,
    env: new Map([...node.env, ...job.actionEnv, ...inputs, ...state]),
    github: node.github,
    outputs: node.outputs,
    state: node.state,
    signal: node.signal,
  })
}

const inputVariable = (name: string): string => `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`
