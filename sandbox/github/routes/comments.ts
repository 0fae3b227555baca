import { z } from 'zod'
import { actorOf, raise } from '../behaviour/events.ts'
import { created, found, invalid, noContent, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { atLeast, person, roleOf } from '../http/caller.ts'
import { page } from '../http/pages.ts'
import { showComment, showIssue, showReaction } from '../shapes/issue.ts'
import type { Comment, Issue } from '../state/things.ts'
import { bodyLimit, issueOf, refuseWrongKind, tooLong } from './issue-rules.ts'

const reads = { role: 'read', scopes: ['issues:read', 'pull-requests:read'] } as const
const writes = { role: 'read', scopes: ['issues:write', 'pull-requests:write'] } as const
const base = '/repos/{owner}/{repo}/issues'

export const comments = {
  [`GET ${base}/comments`]: { needs: reads, handle: listAll },
  [`GET ${base}/{issue_number}/comments`]: { needs: reads, handle: listOfIssue },
  [`POST ${base}/{issue_number}/comments`]: { needs: writes, handle: createComment },
  [`GET ${base}/comments/{comment_id}`]: { needs: reads, handle: getComment },
  [`PATCH ${base}/comments/{comment_id}`]: { needs: writes, handle: updateComment },
  [`DELETE ${base}/comments/{comment_id}`]: { needs: writes, handle: deleteComment },
  [`GET ${base}/comments/{comment_id}/reactions`]: { needs: reads, handle: listReactions },
  [`POST ${base}/comments/{comment_id}/reactions`]: { needs: writes, handle: createReaction },
  [`DELETE ${base}/comments/{comment_id}/reactions/{reaction_id}`]: { needs: writes, handle: deleteReaction },
} as const satisfies Endpoints

const commentOf = ({ room, param }: RoomCall): Comment =>
  found(room.comments.get(Number(param('comment_id'))))

/** The issue under a comment; a comment whose issue were gone would be our mistake. */
function issueUnder({ room }: RoomCall, comment: Comment): Issue {
  const issue = room.issues.get(comment.issue)
  if (!issue) throw new Error(`comment ${comment.id} has no issue`)
  return issue
}

const since = (call: RoomCall, items: readonly Comment[]): Comment[] => {
  const from = call.query('since')
  return items.filter(({ updatedAt }) => !from || Date.parse(updatedAt) >= Date.parse(from))
}

function listAll(call: RoomCall) {
  const { world, room, url, query } = call
  const items = since(call, room.comments.all())
  const by = query('sort') === 'updated' ? 'updatedAt' : 'createdAt'
  const rising = items.toSorted((a, b) => a[by].localeCompare(b[by]) || a.id - b.id)
  const sorted = query('direction') === 'desc' ? rising.reverse() : rising
  return page({ url, items: sorted, show: (comment) => showComment(world, room, comment) })
}

function listOfIssue(call: RoomCall) {
  const { world, room, url } = call
  const { number } = issueOf(call)
  const items = since(
    call,
    room.comments.all().filter(({ issue }) => issue === number),
  )
  return page({ url, items, show: (comment) => showComment(world, room, comment) })
}

const commentBody = z.object({ body: z.string() })

async function bodyOf(call: RoomCall): Promise<string> {
  const { body } = await call.body(commentBody)
  if (body.trim() === '') throw invalid({ resource: 'IssueComment', code: 'missing_field', field: 'body' })
  if (tooLong(body)) {
    const message = `Body is too long (maximum is ${bodyLimit} characters)`
    throw invalid({ resource: 'IssueComment', code: 'unprocessable', field: 'data', message })
  }
  return body
}

async function createComment(call: RoomCall) {
  const { world, room, caller } = call
  const issue = issueOf(call)
  refuseWrongKind(call, issue)
  const body = await bodyOf(call)
  const now = world.now()
  const comment = room.comments.put({
    id: world.nextId(),
    issue: issue.number,
    body,
    author: person(caller).login,
    createdAt: now,
    updatedAt: now,
  })
  room.issues.put({ ...issue, updatedAt: now })
  tell(call, comment, 'created')
  return created(showComment(world, room, comment))
}

function tell(call: RoomCall, comment: Comment, action: string, more: Record<string, unknown> = {}): void {
  const { world, room, caller } = call
  const issue = showIssue(world, room, issueUnder(call, comment))
  const payload = { issue, comment: showComment(world, room, comment), ...more }
  raise(world, room, { name: 'issue_comment', action, actor: actorOf(caller), payload })
}

function getComment(call: RoomCall) {
  return ok(showComment(call.world, call.room, commentOf(call)))
}

/** Comments are changed by who wrote them, or by people who can write to the repository. */
function refuseStrangers(call: RoomCall, comment: Comment): void {
  refuseWrongKind(call, issueUnder(call, comment))
  const { room, caller } = call
  const self = person(caller)
  if (comment.author === self.login || caller.kind === 'workflow') return
  if (!atLeast(roleOf(room, self.login), 'write'))
    throw new Refusal(403, 'Must have admin rights to Repository.')
}

async function updateComment(call: RoomCall) {
  const { world, room } = call
  const before = commentOf(call)
  refuseStrangers(call, before)
  const comment = room.comments.put({ ...before, body: await bodyOf(call), updatedAt: world.now() })
  tell(call, comment, 'edited', { changes: { body: { from: before.body } } })
  return ok(showComment(world, room, comment))
}

function deleteComment(call: RoomCall) {
  const { room } = call
  const comment = commentOf(call)
  refuseStrangers(call, comment)
  tell(call, comment, 'deleted')
  room.comments.remove(comment.id)
  for (const reaction of room.reactions.all()) {
    if (reaction.comment === comment.id) room.reactions.remove(reaction.id)
  }
  return noContent
}

const reactionBody = z.object({
  content: z.enum(['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes']),
})

function listReactions(call: RoomCall) {
  const { world, room, url, query } = call
  const { id } = commentOf(call)
  const content = query('content')
  const items = room.reactions
    .all()
    .filter((reaction) => reaction.comment === id && (!content || reaction.content === content))
  return page({ url, items, show: (reaction) => showReaction(world, reaction) })
}

async function createReaction(call: RoomCall) {
  const { world, room, caller } = call
  const comment = commentOf(call)
  refuseWrongKind(call, issueUnder(call, comment))
  const { content } = await call.body(reactionBody)
  const author = person(caller).login
  const all = room.reactions.all()
  const same = all.find(
    (one) => one.comment === comment.id && one.content === content && one.author === author,
  )
  if (same) return ok(showReaction(world, same))
  const id = world.nextId()
  const reaction = room.reactions.put({ id, comment: comment.id, content, author, createdAt: world.now() })
  return created(showReaction(world, reaction))
}

function deleteReaction(call: RoomCall) {
  const { room, caller, param } = call
  const reaction = found(room.reactions.get(Number(param('reaction_id'))))
  if (reaction.comment !== commentOf(call).id) throw new Refusal(404, 'Not Found')
  if (reaction.author !== person(caller).login)
    throw new Refusal(403, 'Must have admin rights to Repository.')
  room.reactions.remove(reaction.id)
  return noContent
}
