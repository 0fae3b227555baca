import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parse } from 'yaml'

export const root = resolve(import.meta.dirname, '../..')

export interface Step {
  id?: string
  name?: string
  uses?: string
  run?: string
  if?: string
  with?: Record<string, unknown>
  env?: Record<string, string>
}

export type Level = 'read' | 'write'
export type Granted = Record<string, Level>

export interface Job {
  needs?: string | string[]
  if?: string
  uses?: string
  with?: Record<string, unknown>
  steps?: Step[]
  permissions?: Granted
  concurrency?: { group: string; queue?: string; 'cancel-in-progress'?: boolean }
  outputs?: Record<string, string>
  'timeout-minutes'?: number
}

export interface Workflow {
  /** Name of its file, without the ending. */
  file: string
  text: string
  name: string
  on: Record<string, unknown>
  permissions: unknown
  concurrency?: unknown
  jobs: Record<string, Job>
}

/** A job with the workflow that it is in. */
export interface Placed {
  workflow: Workflow
  id: string
  /** `pawl-check/plan` */
  place: string
  job: Job
}

function readWorkflows(folder: string): Workflow[] {
  return readdirSync(join(root, folder))
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(join(root, folder, name), 'utf8')
      return { file: basename(name, '.yml'), text, ...(parse(text) as Omit<Workflow, 'file' | 'text'>) }
    })
}

export const template = readWorkflows('template/.github/workflows')
export const own = readWorkflows('.github/workflows')

export function jobsOf(workflows: readonly Workflow[]): Placed[] {
  return workflows.flatMap((workflow) =>
    Object.entries(workflow.jobs).map(([id, job]) => ({
      workflow,
      id,
      job,
      place: `${workflow.file}/${id}`,
    })),
  )
}

/** The local composite action that the jobs which train use. */
export const environmentUse = './.github/actions/training-environment'
export const environmentText = readFileSync(
  join(root, 'template/.github/actions/training-environment/action.yml'),
  'utf8',
)
export const environment = parse(environmentText) as { runs: { steps: Step[] } }

/** Folder of the action of Pawl that a step uses, such as `actions/plan`, or `.` for the one at the root. */
export function pawlAction({ uses = '' }: Step): string | undefined {
  const path = /^pawl-dev\/pawl(\/[\w/-]+)?@/.exec(uses)
  return path ? (path[1]?.slice(1) ?? '.') : undefined
}

export interface ActionFile {
  inputs?: Record<string, { required?: boolean; default?: unknown }>
  outputs?: Record<string, unknown>
}

export function actionFile(folder: string): ActionFile {
  return parse(readFileSync(join(root, folder, 'action.yml'), 'utf8')) as ActionFile
}

export const isCheckout = ({ uses = '' }: Step): boolean => uses.startsWith('actions/checkout@')

export function stepsOf(job: Job): Step[] {
  return job.steps ?? []
}

/** The higher of two grants of each permission. */
export function union(grants: readonly Granted[]): Granted {
  const all: Granted = {}
  for (const [name, level] of grants.flatMap((grant) => Object.entries(grant)))
    if (all[name] !== 'write') all[name] = level
  return all
}

export const canWrite = ({ permissions = {} }: Job): boolean => Object.values(permissions).includes('write')
