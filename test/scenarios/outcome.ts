import { call, repository, type World } from '../../sandbox/demo/world.ts'
import { git } from '../../sandbox/github/git/program.ts'

interface PullSeen {
  number: number
  title: string
  body: string
  state: string
  merged_at: string | null
  head: { ref: string; sha: string }
}

/**
 * All that can be seen of a repository, as text in which only that stands for itself which must not depend on when it was
 * done: pull requests, comments, statuses, every branch with its files and the length of its history, what deployments
 * were told. Two histories that came to the same give the same text.
 */
export async function outcome(world: World): Promise<string> {
  const [somebody] = Object.values(world.people)
  if (!somebody) throw new Error('nobody is there')
  const get = <T>(route: string): Promise<T> => call<T>(world, somebody, `GET ${route}`)
  const lines: string[] = []
  lines.push(...(await branchLines(world.sandbox.gitFolder(repository))))
  for (const pull of await get<PullSeen[]>('/pulls?state=all&per_page=100')) {
    const { number, title, body, state, merged_at, head } = pull
    lines.push(`#${number} ${state} ${merged_at === null ? '' : 'merged'} ${head.ref}: ${title}\n${body}`)
    const { statuses } = await get<{ statuses: { context: string; state: string; description: string }[] }>(
      `/commits/${head.sha}/status`,
    )
    for (const { context, state: is, description } of statuses)
      lines.push(`  ${context} ${is} ${description}`)
  }
  const comments = await get<{ issue_url: string; body: string; user: { login: string } }[]>(
    '/issues/comments?per_page=100',
  )
  for (const { issue_url, body, user } of comments)
    lines.push(`${user.login} on ${issue_url.split('/').at(-1)}: ${body}`)
  const told = world.sandbox.events.filter(({ name }) => name === 'repository_dispatch')
  // A dispatch cannot be read back: told twice is told once.
  for (const event of new Set(
    told.map(({ action, payload }) => `${action} ${JSON.stringify(payload.client_payload)}`),
  ))
    lines.push(`told ${event}`)
  return timeless(lines.join('\n'), world)
}

/** Every branch with the length of its history, its paths, and the content of what is JSON. */
async function branchLines(bare: string): Promise<string[]> {
  const of = async (...args: string[]): Promise<string> => (await git(bare, args)).toString('utf8')
  const lines: string[] = []
  const blobs = new Set<string>()
  for (const branch of (await of('for-each-ref', '--format=%(refname:short)', 'refs/heads'))
    .trim()
    .split('\n')) {
    // Records are written a commit at a time, and one that is written again may go together with another.
    const commits = branch === 'pawl/state' ? 'some' : (await of('rev-list', '--count', branch)).trim()
    lines.push(`branch ${branch} of ${commits} commits`)
    for (const [, sha = '', path = ''] of (await of('ls-tree', '-r', branch)).matchAll(
      /^\S+ blob (\S+)\t(.*)$/gm,
    )) {
      lines.push(`  ${path}`)
      if (path.endsWith('.json')) blobs.add(sha)
    }
  }
  const contents = (await git(bare, ['cat-file', '--batch'], [...blobs].join('\n'))).toString('utf8')
  return [...lines, contents]
}

/** Without commits, digests, times and addresses: the same history at another time has others. */
function timeless(text: string, { sandbox }: World): string {
  return (
    text
      .replaceAll(sandbox.apiUrl, '<api>')
      .replaceAll(sandbox.serverUrl, '<server>')
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
      // Also where it has no digit, which one short hash of a thousand has not.
      .replaceAll(/\b[0-9a-f]{7,64}\b/g, '<hash>')
      .replaceAll(/("seconds": )[\d.]+/g, '$1<seconds>')
      .replaceAll(/^<hash> blob \d+$/gm, '<blob>')
  )
}
