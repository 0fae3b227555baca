import type { Commit, Forge } from '../forge/forge.ts'
import type { CodeFacts } from './approval-facts.ts'

/**
 * Commits and pull requests between two commits. Pull requests are asked for along the first-parent line only: each
 * merge, squash or rebased commit that brought a pull request into the default branch lies on it. A rollback brings in
 * no code, so nothing is asked for it.
 */
export async function gatherCode(
  forge: Forge,
  {
    kind,
    from,
    to,
    defaultHead,
  }: { kind: 'promotion' | 'rollback'; from: string | null; to: string; defaultHead: string },
): Promise<CodeFacts> {
  if (kind === 'rollback') return { commits: [], pulls: [], onDefaultBranch: null }
  const beyond = to === defaultHead ? [] : await forge.commitsBetween(defaultHead, to)
  const commits = from === to ? [] : await forge.commitsBetween(from, to)
  const line = firstParentLine(commits, to)
  const pulls = line.length === 0 ? [] : await forge.pullsOfCommits(line)
  if (pulls === undefined)
    throw new Error(
      `${line.length} commits led to this candidate, and for too many of them it is not known which pull request brought them; for a first version, approvals: {self: allow} in pawl.yaml is a way out`,
    )
  return { commits, pulls, onDefaultBranch: beyond.length === 0 }
}

function firstParentLine(commits: readonly Commit[], head: string): string[] {
  const known = new Map(commits.map((commit) => [commit.sha, commit]))
  const line: string[] = []
  for (let at = known.get(head); at !== undefined; at = known.get(at.parents[0] ?? '')) line.push(at.sha)
  return line
}
