import { commitsBetween } from './history.ts'
import type { Signature } from './objects.ts'
import { GitError, tryGit } from './program.ts'
import { commitAt, type GitRepository } from './repository.ts'
import { writeCommit } from './write.ts'

/** Tree that comes of merging two commits, undefined when they conflict. */
export async function mergeTrees(
  repo: GitRepository,
  ours: string,
  theirs: string,
): Promise<string | undefined> {
  const args = ['merge-tree', '--write-tree', '--no-messages', ours, theirs]
  const outcome = await tryGit(repo.path, args)
  if (outcome.code > 1) throw new GitError(args, outcome)
  return outcome.code === 0 ? outcome.out.toString('utf8').trim() : undefined
}

/**
 * Puts the commits of a branch onto another commit one by one; gives the last one, undefined when one conflicts.
 * Git 2.39 can not name the base of a merge-tree, so each step merges with a stand-in whose parent is that base.
 */
export async function replay(
  repo: GitRepository,
  { base, head, committer }: { base: string; head: string; committer: Signature },
): Promise<{ sha: string; commits: readonly string[] } | undefined> {
  const commits: string[] = []
  let onto = base
  for (const sha of await commitsBetween(repo, base, head)) {
    const commit = await commitAt(repo, sha)
    const [parent, second] = commit.parents
    if (second) continue
    const ground = await commitAt(repo, onto)
    const standIn = { ...ground, parents: parent ? [parent] : [], message: 'stand-in' }
    const tree = await mergeTrees(repo, await writeCommit(repo, standIn), sha)
    if (!tree) return undefined
    onto = await writeCommit(repo, { ...commit, tree, parents: [onto], committer })
    commits.push(onto)
  }
  return { sha: onto, commits }
}
