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
  const { commits, onDefaultBranch } = await commitsOf(forge, { from, to, defaultHead })
  const line = firstParentLine(commits, to)
  const pulls = line.length === 0 ? [] : await forge.pullsOfCommits(line)
  if (pulls === undefined)
    throw new Error(
      `${line.length} commits led to this candidate, and for too many of them it is not known which pull request brought them; for a first version, approvals: {self: allow} in pawl.yaml is a way out`,
    )
  return { commits, pulls, onDefaultBranch }
}

/** Where the default branch has moved on, one list mostly tells both what led to the candidate and that it is part of it. */
async function commitsOf(
  forge: Forge,
  { from, to, defaultHead }: { from: string | null; to: string; defaultHead: string },
): Promise<{ commits: readonly Commit[]; onDefaultBranch: boolean }> {
  if (from !== null && from !== to && to !== defaultHead) {
    const all = await forge.commitsBetween(from, defaultHead)
    const led = leadingTo(to, all)
    if (led.length > 0) return { commits: led, onDefaultBranch: true }
  }
  const beyond = to === defaultHead ? [] : await forge.commitsBetween(defaultHead, to)
  const commits = from === to ? [] : await forge.commitsBetween(from, to)
  return { commits, onDefaultBranch: beyond.length === 0 }
}

/** A commit and its ancestors among some commits, in their order; none where it is not among them. */
function leadingTo(head: string, commits: readonly Commit[]): readonly Commit[] {
  const known = new Map(commits.map((commit) => [commit.sha, commit]))
  const led = new Set<string>()
  const open = [head]
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    const commit = known.get(sha)
    if (commit === undefined || led.has(sha)) continue
    led.add(sha)
    open.push(...commit.parents)
  }
  return commits.filter(({ sha }) => led.has(sha))
}

function firstParentLine(commits: readonly Commit[], head: string): string[] {
  const known = new Map(commits.map((commit) => [commit.sha, commit]))
  const line: string[] = []
  for (let at = known.get(head); at !== undefined; at = known.get(at.parents[0] ?? '')) line.push(at.sha)
  return line
}
