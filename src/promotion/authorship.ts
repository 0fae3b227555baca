import type { Commit, Person, Pull } from '../forge/forge.ts'
import type { CodeFacts } from './approval-facts.ts'

/** What a person had to do with the candidate's code. */
export type Hand =
  | { kind: 'commit'; sha: string; as: 'author' | 'committer' | 'co-author' }
  | { kind: 'pull'; number: number }

/**
 * How a person had a hand in some commits and pull requests, or undefined. An account counts by login. An address that
 * GitHub knows nobody for counts for the login that it, or the name beside it, spells out. Who can be found in neither
 * way does not block anybody, because else one unknown address would make a model unapprovable; `unknownAuthors` counts
 * them, and the answer to the approval says so. Authors of commits are a claim that git does not check; who opened a
 * pull request and who started a run is what GitHub itself says, and those rules have no such gap.
 */
export function handIn(code: Pick<CodeFacts, 'commits' | 'pulls'>, login: string): Hand | undefined {
  const addresses = knownAddresses(code.commits)
  const pull = code.pulls.find(({ author }) => sameLogin(author.login, login))
  if (pull !== undefined) return { kind: 'pull', number: pull.number }
  for (const commit of code.commits) {
    if (isMadeByForge(commit, code.pulls)) continue
    if (isBy(commit.author, { email: commit.authorEmail, name: '' }, login, addresses))
      return { kind: 'commit', sha: commit.sha, as: 'author' }
    if (commit.committer !== null && sameLogin(commit.committer.login, login))
      return { kind: 'commit', sha: commit.sha, as: 'committer' }
    if (coAuthors(commit.message).some((person) => isBy(null, person, login, addresses)))
      return { kind: 'commit', sha: commit.sha, as: 'co-author' }
  }
  return undefined
}

/** How many authors and co-authors are addresses that no account can be found for. */
export function unknownAuthors({ commits }: Pick<CodeFacts, 'commits'>): number {
  const addresses = knownAddresses(commits)
  const unknown = new Set<string>()
  for (const commit of commits) {
    if (commit.author === null) unknown.add(commit.authorEmail.toLowerCase())
    for (const { email } of coAuthors(commit.message)) unknown.add(email.toLowerCase())
  }
  return [...unknown].filter((email) => !addresses.has(email) && loginOfNoReply(email) === undefined).length
}

/** Logins are the same in any case. */
export function sameLogin(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/**
 * A merge commit that GitHub made when somebody pressed its button names that person as author, who wrote nothing. It is
 * told by GitHub's own committer and by being the merge commit of a pull request.
 */
function isMadeByForge(commit: Commit, pulls: readonly Pull[]): boolean {
  if (commit.parents.length < 2 || commit.committer?.login !== 'web-flow') return false
  return pulls.some((pull) => pull.merged && pull.mergeCommit === commit.sha)
}

interface Signature {
  name: string
  email: string
}

function isBy(
  account: Person | null,
  { name, email }: Signature,
  login: string,
  addresses: ReadonlyMap<string, string>,
): boolean {
  const known = account?.login ?? addresses.get(email.toLowerCase()) ?? loginOfNoReply(email)
  if (known !== undefined) return sameLogin(known, login)
  const local = email.split('@')[0]?.split('+')[0] ?? ''
  return sameLogin(local, login) || sameLogin(name.trim(), login)
}

/** Addresses whose account is known from one of the commits. */
function knownAddresses(commits: readonly Commit[]): Map<string, string> {
  const known = new Map<string, string>()
  for (const { author, authorEmail } of commits)
    if (author !== null) known.set(authorEmail.toLowerCase(), author.login)
  return known
}

/** GitHub's addresses for people who hide theirs: `123+grace@users.noreply.github.com`. */
function loginOfNoReply(email: string): string | undefined {
  return /^(?:\d+\+)?([a-z0-9_-]+(?:\[bot\])?)@users\.noreply\.github\.com$/i.exec(email)?.[1]
}

function coAuthors(message: string): Signature[] {
  return [...message.matchAll(/^co-authored-by:[ \t]*([^<\n]*)<([^>\n]*)>/gim)].map(([, name, email]) => ({
    name: name ?? '',
    email: (email ?? '').trim(),
  }))
}
