import type { Place } from '../../../src/project/problem.ts'
import type { EventsConfig, TemplateToken } from './language.ts'

/** A workflow file. What may hold expressions stays a token until its contexts are known. */
export interface Workflow {
  /** Such as `.github/workflows/pawl-check.yml`. */
  path: string
  name: string
  on: EventsConfig
  /** `string`, `boolean`, `number`, `choice` or `environment` of each input of `workflow_dispatch`. */
  inputTypes: ReadonlyMap<string, string>
  /** `on.workflow_call`; undefined when other workflows may not call this one. */
  call: CallInterface | undefined
  runName: TemplateToken | undefined
  permissions: TemplateToken | undefined
  env: TemplateToken | undefined
  defaults: RunDefaults
  concurrency: TemplateToken | undefined
  /** In the order of the file. */
  jobs: ReadonlyMap<string, JobDefinition>
}

/** `defaults.run`. */
export interface RunDefaults {
  shell: TemplateToken | undefined
  workingDirectory: TemplateToken | undefined
}

export interface JobDefinition {
  id: string
  place: Place
  name: TemplateToken | undefined
  needs: readonly string[]
  /** With a status function in it. */
  if: string
  runsOn: TemplateToken | undefined
  permissions: TemplateToken | undefined
  environment: TemplateToken | undefined
  concurrency: TemplateToken | undefined
  strategy: Strategy | undefined
  env: TemplateToken | undefined
  defaults: RunDefaults
  outputs: TemplateToken | undefined
  timeout: TemplateToken | undefined
  continueOnError: TemplateToken | undefined
  /** Instead of steps. */
  call: WorkflowCall | undefined
  steps: readonly StepDefinition[]
}

/** What a workflow takes and gives when another one calls it. */
export interface CallInterface {
  inputs: ReadonlyMap<string, { type: string; required: boolean; default: TemplateToken | undefined }>
  secrets: ReadonlyMap<string, { required: boolean }>
  outputs: ReadonlyMap<string, TemplateToken>
}

/** A job that is another workflow. */
export interface WorkflowCall {
  place: Place
  uses: string
  with: TemplateToken | undefined
  secrets: TemplateToken | 'inherit' | undefined
}

export interface Strategy {
  place: Place
  matrix: TemplateToken | undefined
  failFast: TemplateToken | undefined
  maxParallel: TemplateToken | undefined
}

export interface StepDefinition {
  /** The one in the file, or one that starts with two underscores. */
  id: string
  place: Place
  name: TemplateToken | undefined
  /** With a status function in it. */
  if: string
  env: TemplateToken | undefined
  timeout: TemplateToken | undefined
  continueOnError: TemplateToken | undefined
  does: RunAction | UseAction
}

export interface RunAction {
  kind: 'run'
  script: TemplateToken
  shell: TemplateToken | undefined
  workingDirectory: TemplateToken | undefined
}

export interface UseAction {
  kind: 'uses'
  uses: string
  with: TemplateToken | undefined
}
