import type { Sandbox } from '../github/sandbox.ts'
import { mustHave } from '../github/seed.ts'

export interface Dispatch {
  repository: string
  workflow: string
  /** Who starts it. */
  login: string
  /** The default branch when absent. */
  ref?: string
  inputs?: Readonly<Record<string, unknown>>
}

/** A workflow's path from its name with or without its ending, or from the path itself. */
export const pathOf = (workflow: string): string =>
  workflow.includes('/')
    ? workflow
    : `.github/workflows/${workflow.replace(/(\.ya?ml)?$/, (end) => end || '.yml')}`

/** Sends a `workflow_dispatch` as a person would; gives the number of the run. */
export async function dispatch(sandbox: Sandbox, wanted: Dispatch): Promise<number> {
  const { repository, login, inputs = {} } = wanted
  const file = pathOf(wanted.workflow).split('/').at(-1) ?? ''
  const ref = wanted.ref ?? mustHave(sandbox.world, repository).repository.defaultBranch
  const url = `${sandbox.apiUrl}/repos/${repository}/actions/workflows/${file}/dispatches`
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.personalToken(login)}` },
    body: JSON.stringify({ ref, inputs, return_run_details: true }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${wanted.workflow} could not be started: ${response.status} ${text}`)
  const { workflow_run_id: id } = JSON.parse(text) as { workflow_run_id: number }
  return id
}
