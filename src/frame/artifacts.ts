import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtifactClient } from '@actions/artifact'
import { messageOf, UserError } from '../project/problem.ts'
import type { Artifacts } from './context.ts'

const mostBytes = 1024 ** 3

/** The runner's artifacts. Names, sizes and contents of another run's artifacts are hostile: the caller checks digests or schemas. */
export function runnerArtifacts(options: {
  token: string | undefined
  repository: string | null
}): Artifacts {
  return {
    async upload({ name, folder, files }) {
      const client = await connect()
      await client.uploadArtifact(
        name,
        files.map((file) => join(folder, file)),
        folder,
        { compressionLevel: 1 },
      )
    },

    async download({ prefix, folder, runId }) {
      const client = await connect()
      const findBy = runId === undefined ? {} : { findBy: findBy_(options, runId) }
      const { artifacts } = await mayRead(() => client.listArtifacts({ latest: true, ...findBy }))
      const wanted = artifacts.filter(({ name }) => name.startsWith(prefix))
      const folders = new Map<string, string>()
      for (const { id, name, size } of wanted) {
        if (size > mostBytes)
          throw new UserError(`the artifact ${JSON.stringify(name)} is larger than ${mostBytes} bytes`)
        const path = join(folder, String(id))
        const isThere = await unlessExpired(mayRead(() => client.downloadArtifact(id, { path, ...findBy })))
        if (isThere && (await readdir(path)).length > 0) folders.set(name, path)
      }
      return folders
    },
  }
}

/** Another run's artifacts are read with the job's token, which may lack the permission. */
async function mayRead<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (cause) {
    if (!/not accessible by integration/i.test(messageOf(cause))) throw cause
    throw new UserError(
      {
        message: "the token may not read another run's artifacts",
        hint: 'give the job the permission actions: read',
      },
      { cause },
    )
  }
}

/** Whether there was something to download: artifacts are listed for some time after they have expired. */
async function unlessExpired(download: Promise<unknown>): Promise<boolean> {
  try {
    await download
    return true
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 410) return false
    throw error
  }
}

function findBy_(
  { token, repository }: { token: string | undefined; repository: string | null },
  workflowRunId: number,
) {
  const [repositoryOwner, repositoryName] = repository?.split('/') ?? []
  if (!token || !repositoryOwner || !repositoryName)
    throw new UserError('artifacts of another run need the input token and a repository')
  return { token, workflowRunId, repositoryOwner, repositoryName }
}

/** Loaded on first use: it is a third of the bundle, and most commands move no artifact. */
async function connect(): Promise<ArtifactClient> {
  const { DefaultArtifactClient } = await import('@actions/artifact')
  return new DefaultArtifactClient()
}
