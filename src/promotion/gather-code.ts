import type { Commit, Forge, Pull } from '../forge/forge.ts'
import type { CodeFacts } from './approval-facts.ts'

/** Beyond this many requests for the pull requests of commits, Pawl says that it cannot tell. */
const mostPullLookups = 300
const atOnce = 8

/**
 * Commits and pull requests between two commits. Pull requests are asked for along the first-parent line only: each
 * merge, squash or rebased commit that brought a pull request into the default branch lies on it.
 */
export async function gatherCode(
  forge: Forge,
  { from, to, defaultHead }: { from: string | null; to: string; defaultHead: string },
): Promise<CodeFacts> {
  const beyond = to === defaultHead ? [] : await forge.commitsBetween(defaultHead, to)
  const commits = from === to ? [] : await forge.commitsBetween(from, to)
  const line = firstParentLine(commits, to)
  if (line.length > mostPullLookups)
    throw new Error(
      `${line.length} commits led to this candidate, more than Pawl asks about (${mostPullLookups}); for a first version, approvals: {self: allow} in pawl.yaml is a way out`,
    )
  const pulls = new Map<number, Pull>()
  for (let at = 0; at < line.length; at += atOnce) {
    const found = await Promise.all(line.slice(at, at + atOnce).map((sha) => forge.pullsOfCommit(sha)))
    for (const pull of found.flat()) pulls.set(pull.number, pull)
  }
  return { commits, pulls: [...pulls.values()], onDefaultBranch: beyond.length === 0 }
}

function firstParentLine(commits: readonly Commit[], head: string): string[] {
  const known = new Map(commits.map((commit) => [commit.sha, commit]))
  const line: string[] = []
  for (let at = known.get(head); at !== undefined; at = known.get(at.parents[0] ?? '')) line.push(at.sha)
  return line
}
