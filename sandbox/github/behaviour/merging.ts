import { isAncestor } from '../git/history.ts'
import { replay } from '../git/merge.ts'
import { branchHead, commitAt } from '../git/repository.ts'
import { moveRefs, writeCommit } from '../git/write.ts'
import { Refusal } from '../http/answer.ts'
import { type Caller, person } from '../http/caller.ts'
import type { Room } from '../state/room.ts'
import type { PullIssue } from '../state/things.ts'
import type { World } from '../state/world.ts'
import { actorOf } from './events.ts'
import { obstacles, passesRules, protectionOf } from './protection.ts'
import { diffOf, testMerge } from './pulls.ts'
import { markMerged, refChanged } from './refs.ts'
import { github, signatureOf } from './signatures.ts'

export interface MergeOrder {
  method: 'merge' | 'squash' | 'rebase'
  /** Head that the one who merges has seen. */
  sha?: string
  title?: string
  message?: string
  caller: Caller
}

const notMergeable = () => new Refusal(405, 'Pull Request is not mergeable')
const baseMoved = () => new Refusal(405, 'Base branch was modified. Review and try the merge again.')

/** Merges a pull request, or refuses in GitHub's words; gives the commit that the base points to afterwards. */
export async function mergePull(
  world: World,
  room: Room,
  issue: PullIssue,
  order: MergeOrder,
): Promise<string> {
  const { pull } = issue
  if (issue.state !== 'open') throw notMergeable()
  if (pull.draft) throw new Refusal(405, 'Pull Request is still a draft')
  if (order.sha !== undefined && order.sha !== pull.head.sha) {
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.')
  }
  refuseMethod(room, order.method)
  const base = await branchHead(room.git, pull.base.branch)
  if (!base) throw notMergeable()
  await refuseByRules(room, { issue, base, caller: order.caller })

  const { sha, commits } = await build(world, room, { issue, base, order })
  const ref = `refs/heads/${pull.base.branch}`
  if (!(await moveRefs(room.git, [{ ref, from: base, to: sha }]))) throw baseMoved()
  const actor = actorOf(order.caller)
  await markMerged(world, room, { issue, sha, commits, actor })
  await refChanged(world, room, { ref, before: base, after: sha, actor })
  if (room.repository.settings.deleteBranchOnMerge) await deleteHead(world, room, issue, order.caller)
  return sha
}

function refuseMethod(room: Room, method: MergeOrder['method']): void {
  const { mergeCommits, squashMerges, rebaseMerges } = room.repository.settings
  if (method === 'merge' && !mergeCommits) {
    throw new Refusal(405, 'Merge commits are not allowed on this repository.')
  }
  if (method === 'squash' && !squashMerges) {
    throw new Refusal(405, 'Squash merges are not allowed on this repository.')
  }
  if (method === 'rebase' && !rebaseMerges) {
    throw new Refusal(405, 'Rebase merges are not allowed on this repository.')
  }
}

async function refuseByRules(
  room: Room,
  { issue, base, caller }: { issue: PullIssue; base: string; caller: Caller },
): Promise<void> {
  const protection = protectionOf(room, issue.pull.base.branch)
  if (!protection || passesRules(room, caller, protection)) return
  const { reasons, behind } = await obstacles(room, issue, base)
  if (reasons.length > 0) throw new Refusal(405, reasons.join(' '))
  if (behind) throw new Refusal(409, 'Head branch is out of date. Review and try the merge again.')
}

interface Built {
  sha: string
  /** Commits through which the pull request is in the base now, and its own. */
  commits: readonly string[]
}

async function build(
  world: World,
  room: Room,
  { issue, base, order }: { issue: PullIssue; base: string; order: MergeOrder },
): Promise<Built> {
  const { head } = issue.pull
  const date = world.now()
  const own = (await diffOf(room, issue)).commits
  if (await isAncestor(room.git, head.sha, base)) throw notMergeable()
  if (order.method === 'rebase') {
    const replayed = await replay(room.git, { base, head: head.sha, committer: github(date) })
    if (!replayed) throw new Refusal(405, "This branch can't be rebased")
    return { sha: replayed.sha, commits: [...own, ...replayed.commits] }
  }
  const merge = await testMerge(world, room, issue, base)
  if (merge.conflict) throw notMergeable()
  const login = order.method === 'squash' ? issue.author : person(order.caller).login
  const sha = await writeCommit(room.git, {
    tree: merge.tree,
    parents: order.method === 'squash' ? [base] : [base, head.sha],
    author: signatureOf(world, login, date),
    committer: github(date),
    message: await messageOf(room, { issue, own, order }),
  })
  return { sha, commits: [...own, sha] }
}

async function messageOf(
  room: Room,
  { issue, own, order }: { issue: PullIssue; own: readonly string[]; order: MergeOrder },
): Promise<string> {
  const { title, message, method } = order
  if (method === 'merge') {
    const [owner] = issue.pull.head.repository.split('/')
    const subject = title ?? `Merge pull request #${issue.number} from ${owner}/${issue.pull.head.branch}`
    return join(subject, message ?? issue.title)
  }
  const commits = await Promise.all(own.map((sha) => commitAt(room.git, sha)))
  const [only, second] = commits
  const [line = '', ...rest] = only && !second ? only.message.trim().split('\n') : [issue.title]
  const listed = commits.map((commit) => `* ${commit.message.trim()}`).join('\n\n')
  const text = second ? listed : rest.join('\n').trim()
  return join(title ?? `${line} (#${issue.number})`, message ?? text)
}

const join = (subject: string, text: string): string => (text === '' ? subject : `${subject}\n\n${text}`)

async function deleteHead(world: World, room: Room, issue: PullIssue, caller: Caller): Promise<void> {
  const { head } = issue.pull
  if (head.repository !== room.fullName) return
  const ref = `refs/heads/${head.branch}`
  if (!(await moveRefs(room.git, [{ ref, from: head.sha, to: null }]))) return
  await refChanged(world, room, { ref, before: head.sha, after: null, actor: actorOf(caller) })
}
