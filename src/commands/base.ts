import type { RunEvent } from '../frame/context.ts'
import { git } from '../git/git.ts'
import { Sha } from '../project/name.ts'
import { UserError } from '../project/problem.ts'

interface PullPayload {
  pull_request?: { base?: { sha?: unknown } }
  merge_group?: { base_sha?: unknown }
}

/**
 * The commit whose policy judges and whose production a candidate is compared with: what was named, else the base that
 * the event tells, else where the working branch left the default branch of `origin`.
 */
export async function baseOf(options: {
  root: string
  event: RunEvent
  given?: string | undefined
}): Promise<string> {
  if (options.given) return options.given
  const payload = options.event.payload as PullPayload
  const told = Sha.safeParse(payload.pull_request?.base?.sha ?? payload.merge_group?.base_sha)
  if (told.success) return told.data
  for (const candidate of ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'])
    if (await isKnown(options.root, candidate))
      return (await git(options.root, 'merge-base', candidate, 'HEAD')).trim()
  throw new UserError({ message: 'there is nothing to compare with', hint: 'name a commit with --base' })
}

async function isKnown(root: string, revision: string): Promise<boolean> {
  try {
    await git(root, 'rev-parse', '--verify', '--quiet', `${revision}^{commit}`)
    return true
  } catch {
    return false
  }
}
