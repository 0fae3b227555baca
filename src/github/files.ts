import type { components } from '@octokit/openapi-types'
import { type Guarded, orUndefined } from './client.ts'
import { blobId, patched } from './patch.ts'
import { type Remembered, remembered } from './remembered.ts'

/** The files of the repository, those at a commit read once only. */
export interface Files {
  read(path: string, ref: string): Promise<Uint8Array | undefined>
  /** Takes what a list of changed files shows of their content, so that it need not be read. */
  learn(file: components['schemas']['diff-entry']): void
}

export function isSha(ref: string): boolean {
  return /^[0-9a-f]{40}$/.test(ref)
}

export function filesOf({ client, owner, repo }: Guarded): Files {
  const seen = new Map<string, Uint8Array[]>()

  async function ask(path: string, ref: string): Promise<Uint8Array | undefined> {
    const answer = await orUndefined(
      client.request('GET /repos/{owner}/{repo}/contents/{path}', {
        owner,
        repo,
        path,
        ref,
        mediaType: { format: 'raw' },
        request: { parseSuccessResponseBody: false },
      }),
    )
    // A folder or a submodule comes as JSON, whatever was asked for; a file that holds JSON does not.
    if (!answer || /^application\/json\b/.test(answer.headers['content-type'] ?? '')) return undefined
    return answer.data as unknown as Uint8Array
  }

  const atCommit: Remembered<[path: string, sha: string], Uint8Array | undefined> = remembered(
    async (path, sha) => {
      const content = await ask(path, sha)
      if (content !== undefined) seen.set(path, [...(seen.get(path) ?? []), content])
      return content
    },
  )

  return {
    read: (path, ref) => (isSha(ref) ? atCommit(path, ref) : ask(path, `refs/heads/${ref}`)),

    learn({ filename, status, patch, sha, contents_url }) {
      const commit = new URL(contents_url).searchParams.get('ref') ?? ''
      if (patch === undefined || !isSha(commit)) return
      const before = status === 'added' ? [new Uint8Array()] : (seen.get(filename) ?? [])
      for (const old of before) {
        const text = patched(Buffer.from(old).toString('utf8'), patch)
        const content = text === undefined ? undefined : new TextEncoder().encode(text)
        if (content !== undefined && blobId(content) === sha) atCommit.learn(content, filename, commit)
      }
    },
  }
}
