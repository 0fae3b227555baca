import { z } from 'zod'
import { actorOf } from '../behaviour/events.ts'
import { mergePull } from '../behaviour/merging.ts'
import { refChanged } from '../behaviour/refs.ts'
import { github, signatureOf } from '../behaviour/signatures.ts'
import { isAncestor } from '../git/history.ts'
import { mergeTrees } from '../git/merge.ts'
import { branchHead } from '../git/repository.ts'
import { moveRefs, writeCommit } from '../git/write.ts'
import { noContent, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { authorize, person } from '../http/caller.ts'
import { repositoryUrl } from '../shapes/repository.ts'
import { roomOf } from '../state/world.ts'
import { pullHere } from './pulls.ts'

export const merge = {
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/merge': {
    needs: { role: 'read', scopes: ['pull-requests:read'] },
    handle: isMerged,
  },
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge': {
    needs: { role: 'write', scopes: ['contents:write'] },
    handle: mergeOne,
  },
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/update-branch': {
    needs: { role: 'read', scopes: ['pull-requests:write'] },
    handle: updateBranch,
  },
} satisfies Endpoints

function isMerged(call: RoomCall) {
  if (!pullHere(call).pull.merged) throw new Refusal(404, 'Not Found')
  return noContent
}

const mergeBody = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
})

async function mergeOne(call: RoomCall) {
  const { world, room, caller } = call
  const body = await call.body(mergeBody)
  const sha = await mergePull(world, room, pullHere(call), {
    method: body.merge_method,
    caller,
    ...(body.sha === undefined ? {} : { sha: body.sha }),
    ...(body.commit_title === undefined ? {} : { title: body.commit_title }),
    ...(body.commit_message === undefined ? {} : { message: body.commit_message }),
  })
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' })
}

const updateBody = z.object({ expected_head_sha: z.string().optional() })

/** Merges the base into the head, as the button "Update branch" does. */
async function updateBranch(call: RoomCall) {
  const { world, room, caller } = call
  const issue = pullHere(call)
  const { head, base } = issue.pull
  const { expected_head_sha: expected } = await call.body(updateBody)
  const from = roomOf(world, head.repository)
  if (!from || issue.state !== 'open') throw new Refusal(422, 'Pull request is closed')
  authorize(from, caller, { role: 'write', scopes: ['contents:write'] })
  if (expected !== undefined && expected !== head.sha) {
    throw new Refusal(422, `expected head sha didn’t match current head ref.`)
  }
  const tip = await branchHead(room.git, base.branch)
  if (!tip || (await isAncestor(room.git, tip, head.sha))) {
    throw new Refusal(422, 'There are no new commits on the base branch.')
  }
  const tree = await mergeTrees(room.git, head.sha, tip)
  if (!tree || from !== room) throw new Refusal(422, 'merge conflict between base and head')
  const date = world.now()
  const sha = await writeCommit(room.git, {
    tree,
    parents: [head.sha, tip],
    author: signatureOf(world, person(caller).login, date),
    committer: github(date),
    message: `Merge branch '${base.branch}' into ${head.branch}`,
  })
  const ref = `refs/heads/${head.branch}`
  if (!(await moveRefs(room.git, [{ ref, from: head.sha, to: sha }]))) {
    throw new Refusal(422, `expected head sha didn’t match current head ref.`)
  }
  await refChanged(world, room, { ref, before: head.sha, after: sha, actor: actorOf(caller) })
  const url = `${repositoryUrl(world, room)}/pulls/${issue.number}`
  return { status: 202, body: { message: 'Updating pull request branch.', url } }
}
