import { commitAt, entryAt, readObject, readTree } from '../../github/git/repository.ts'
import type { Room } from '../../github/state/room.ts'
import type { Workflow } from '../workflow/model.ts'
import { readWorkflow } from '../workflow/parse.ts'

/** A workflow file of a commit, read or with what is wrong with it. */
export type ReadFile = { path: string; workflow: Workflow } | { path: string; error: unknown }

/** Reads the workflow files of commits; a file that has not changed is read once. */
export interface WorkflowFiles {
  at(room: Room, sha: string): Promise<ReadFile[]>
}

const folder = '.github/workflows'

export function openWorkflowFiles(): WorkflowFiles {
  const known = new Map<string, Promise<ReadFile>>()

  function read(room: Room, path: string, sha: string): Promise<ReadFile> {
    const key = `${path} ${sha}`
    const reading = known.get(key) ?? readOne(room, path, sha)
    known.set(key, reading)
    return reading
  }
  return {
    async at(room, sha) {
      const { tree } = await commitAt(room.git, sha)
      const entry = await entryAt(room.git, tree, folder)
      const entries = entry?.type === 'tree' ? ((await readTree(room.git, entry.sha)) ?? []) : []
      const files = entries.filter(({ type, name }) => type === 'blob' && /\.ya?ml$/.test(name))
      return Promise.all(files.map((file) => read(room, `${folder}/${file.name}`, file.sha)))
    },
  }
}

async function readOne(room: Room, path: string, sha: string): Promise<ReadFile> {
  const content = (await readObject(room.git, sha))?.content.toString('utf8') ?? ''
  try {
    return { path, workflow: await readWorkflow({ path, content }) }
  } catch (error) {
    return { path, error }
  }
}
