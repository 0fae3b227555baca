import { parse } from 'yaml'
import { z } from 'zod'
import type { GitRepository } from '../git/repository.ts'
import { commitAt, entryAt, readObject, readTree } from '../git/repository.ts'

const folder = '.github/workflows'

const input = z.looseObject({ required: z.boolean().optional(), default: z.unknown().optional() }).nullable()
const dispatch = z.looseObject({ inputs: z.record(z.string(), input).nullish() }).nullable()
const file = z.looseObject({ name: z.string().optional(), on: z.unknown() })

export interface WorkflowFile {
  path: string
  name: string
  /** Inputs of `workflow_dispatch`; undefined when the workflow has no such trigger. */
  dispatch: ReadonlyMap<string, { required: boolean; default: unknown }> | undefined
}

/** The workflow files of a commit; one that can not be read has its path for a name and no triggers, as on GitHub. */
export async function workflowFiles(repo: GitRepository, commit: string): Promise<WorkflowFile[]> {
  const { tree } = await commitAt(repo, commit)
  const entry = await entryAt(repo, tree, folder)
  const entries = entry?.type === 'tree' ? ((await readTree(repo, entry.sha)) ?? []) : []
  const files = entries.filter(({ type, name }) => type === 'blob' && /\.ya?ml$/.test(name))
  return Promise.all(
    files.map(async ({ name, sha }) => {
      const content = (await readObject(repo, sha))?.content.toString('utf8') ?? ''
      return readWorkflow(`${folder}/${name}`, content)
    }),
  )
}

function readWorkflow(path: string, content: string): WorkflowFile {
  let value: unknown
  try {
    value = parse(content)
  } catch {
    return { path, name: path, dispatch: undefined }
  }
  const workflow = file.safeParse(value)
  if (!workflow.success) return { path, name: path, dispatch: undefined }
  return { path, name: workflow.data.name ?? path, dispatch: dispatchOf(workflow.data.on) }
}

function dispatchOf(on: unknown): WorkflowFile['dispatch'] {
  const name = 'workflow_dispatch'
  if (on === name || (Array.isArray(on) && on.includes(name))) return new Map()
  if (typeof on !== 'object' || on === null || !Object.hasOwn(on, name)) return undefined
  const trigger = dispatch.safeParse(new Map(Object.entries(on)).get(name))
  if (!trigger.success) return undefined
  const inputs = Object.entries(trigger.data?.inputs ?? {})
  return new Map(
    inputs.map(([key, value]) => [key, { required: value?.required === true, default: value?.default }]),
  )
}
