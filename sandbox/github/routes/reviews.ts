import { z } from 'zod'
import { actorOf, raise } from '../behaviour/events.ts'
import { found, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { person } from '../http/caller.ts'
import { page } from '../http/pages.ts'
import { showPull, showReview } from '../shapes/pull.ts'
import type { Review } from '../state/things.ts'
import { pullHere } from './pulls.ts'

const reads = { role: 'read', scopes: ['pull-requests:read'] } as const
const base = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews'

export const reviews = {
  [`GET ${base}`]: { needs: reads, handle: listReviews },
  [`POST ${base}`]: { needs: { role: 'read', scopes: ['pull-requests:write'] }, handle: createReview },
  [`GET ${base}/{review_id}`]: { needs: reads, handle: getReview },
  [`PUT ${base}/{review_id}/dismissals`]: {
    needs: { role: 'write', scopes: ['pull-requests:write'] },
    handle: dismissReview,
  },
} as const satisfies Endpoints

function listReviews(call: RoomCall) {
  const { world, room, url } = call
  const { number } = pullHere(call)
  const items = room.reviews.all().filter((review) => review.pull === number)
  return page({ url, items, show: (review) => showReview(world, room, review) })
}

const reviewBody = z.object({
  commit_id: z.string().optional(),
  body: z.string().default(''),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']).optional(),
})

const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const

const unprocessable = (reason: string) => new Refusal(422, 'Unprocessable Entity', [reason])

async function createReview(call: RoomCall) {
  const { world, room, caller } = call
  const author = person(caller)
  const issue = pullHere(call)
  const { commit_id, body, event } = await call.body(reviewBody)
  const own = issue.author === author.login
  if (own && event === 'APPROVE') throw unprocessable('Can not approve your own pull request')
  if (own && event === 'REQUEST_CHANGES')
    throw unprocessable('Can not request changes on your own pull request')
  if (event === 'APPROVE' && caller.kind === 'workflow' && !room.repository.settings.actionsMayCreatePulls) {
    throw unprocessable('GitHub Actions is not permitted to approve pull requests.')
  }
  if (event !== undefined && event !== 'APPROVE' && body === '') throw unprocessable('Body can not be blank')
  const review = room.reviews.put({
    id: world.nextId(),
    pull: issue.number,
    author: author.login,
    state: event ? states[event] : 'PENDING',
    body,
    commit: commit_id ?? issue.pull.head.sha,
    submittedAt: world.now(),
  })
  if (event) tell(call, review, 'submitted')
  return ok(showReview(world, room, review))
}

function tell(call: RoomCall, review: Review, action: string): void {
  const { world, room, caller } = call
  const shown = { ...showReview(world, room, review), state: review.state.toLowerCase() }
  const payload = { review: shown, pull_request: showPull(world, room, pullHere(call)) }
  raise(world, room, { name: 'pull_request_review', action, actor: actorOf(caller), payload })
}

function reviewHere(call: RoomCall): Review {
  const review = found(call.room.reviews.get(Number(call.param('review_id'))))
  return found(review.pull === pullHere(call).number ? review : undefined)
}

function getReview(call: RoomCall) {
  return ok(showReview(call.world, call.room, reviewHere(call)))
}

const dismissBody = z.object({ message: z.string() })

async function dismissReview(call: RoomCall) {
  const review = reviewHere(call)
  await call.body(dismissBody)
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    throw unprocessable('Can not dismiss a commented pull request review')
  }
  const dismissed = call.room.reviews.put({ ...review, state: 'DISMISSED' })
  tell(call, dismissed, 'dismissed')
  return ok(showReview(call.world, call.room, dismissed))
}
