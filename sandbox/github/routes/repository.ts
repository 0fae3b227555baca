import { z } from 'zod'
import { protectionOf } from '../behaviour/protection.ts'
import { branchHead, commitAt, listRefs } from '../git/repository.ts'
import { found, noContent, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { page } from '../http/pages.ts'
import { showCommit } from '../shapes/commit.ts'
import { htmlUrl, repositoryUrl, showRepository } from '../shapes/repository.ts'
import type { Protection } from '../state/things.ts'

const reads = { role: 'read', scopes: ['contents:read'] } as const
const rules = { role: 'admin', scopes: ['administration:write'] } as const

export const repository = {
  'GET /repos/{owner}/{repo}': { needs: { role: 'read' }, handle: getRepository },
  'GET /repos/{owner}/{repo}/branches': { needs: reads, handle: listBranches },
  'GET /repos/{owner}/{repo}/branches/{branch}': { needs: reads, handle: getBranch },
  'GET /repos/{owner}/{repo}/branches/{branch}/protection': { needs: rules, handle: getProtection },
  'PUT /repos/{owner}/{repo}/branches/{branch}/protection': { needs: rules, handle: putProtection },
  'DELETE /repos/{owner}/{repo}/branches/{branch}/protection': { needs: rules, handle: deleteProtection },
} satisfies Endpoints

function getRepository({ world, room, caller }: RoomCall) {
  return ok(showRepository(world, room, caller))
}

async function listBranches(call: RoomCall) {
  const { world, room, url } = call
  const refs = await listRefs(room.git, 'refs/heads/')
  return page({
    url,
    items: refs,
    show: ({ name, sha }) => {
      const branch = name.slice('refs/heads/'.length)
      const commit = { sha, url: `${repositoryUrl(world, room)}/commits/${sha}` }
      return { name: branch, commit, protected: protectionOf(room, branch) !== undefined }
    },
  })
}

async function getBranch({ world, room, param }: RoomCall) {
  const branch = param('branch')
  const sha = await branchHead(room.git, branch)
  if (!sha) throw new Refusal(404, 'Branch not found')
  const url = `${repositoryUrl(world, room)}/branches/${branch}`
  const protection = protectionOf(room, branch)
  return ok({
    name: branch,
    commit: showCommit(world, room, await commitAt(room.git, sha)),
    _links: { self: url, html: `${htmlUrl(world, room)}/tree/${branch}` },
    protected: protection !== undefined,
    protection: {
      enabled: protection !== undefined,
      required_status_checks: {
        enforcement_level: protection?.statuses ? 'non_admins' : 'off',
        contexts: protection?.statuses?.contexts ?? [],
        checks: [],
      },
    },
    protection_url: `${url}/protection`,
  })
}

function showProtection(url: string, protection: Protection) {
  const { statuses, reviews } = protection
  return {
    url,
    ...(statuses
      ? {
          required_status_checks: {
            url: `${url}/required_status_checks`,
            strict: statuses.strict,
            contexts: statuses.contexts,
            contexts_url: `${url}/required_status_checks/contexts`,
            checks: statuses.contexts.map((context) => ({ context, app_id: null })),
          },
        }
      : {}),
    ...(reviews
      ? {
          required_pull_request_reviews: {
            url: `${url}/required_pull_request_reviews`,
            dismiss_stale_reviews: reviews.dismissStale,
            require_code_owner_reviews: false,
            required_approving_review_count: reviews.count,
            require_last_push_approval: false,
          },
        }
      : {}),
    enforce_admins: { url: `${url}/enforce_admins`, enabled: protection.enforceAdmins },
    required_linear_history: { enabled: false },
    allow_force_pushes: { enabled: protection.allowForcePushes },
    allow_deletions: { enabled: protection.allowDeletions },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: false },
  }
}

const addressOf = ({ world, room, param }: RoomCall) =>
  `${repositoryUrl(world, room)}/branches/${param('branch')}/protection`

function protectionHere({ room, param }: RoomCall): Protection {
  const protection = protectionOf(room, param('branch'))
  if (!protection) throw new Refusal(404, 'Branch not protected')
  return protection
}

function getProtection(call: RoomCall) {
  return ok(showProtection(addressOf(call), protectionHere(call)))
}

const protectionBody = z.object({
  required_status_checks: z
    .object({
      strict: z.boolean(),
      contexts: z.array(z.string()).optional(),
      checks: z.array(z.object({ context: z.string() })).optional(),
    })
    .nullable(),
  enforce_admins: z.boolean().nullable(),
  required_pull_request_reviews: z
    .object({
      dismiss_stale_reviews: z.boolean().default(false),
      required_approving_review_count: z.number().int().min(0).max(6).default(1),
    })
    .nullable(),
  restrictions: z.null('restrictions to people or teams are not in the sandbox'),
  allow_force_pushes: z.boolean().nullable().default(false),
  allow_deletions: z.boolean().default(false),
})

async function putProtection(call: RoomCall) {
  const { room, param } = call
  const branch = param('branch')
  if (!(await branchHead(room.git, branch))) throw new Refusal(404, 'Branch not found')
  const body = await call.body(protectionBody)
  const checks = body.required_status_checks
  const reviews = body.required_pull_request_reviews
  const protection: Protection = {
    branch,
    statuses: checks && {
      strict: checks.strict,
      contexts: [
        ...new Set([...(checks.contexts ?? []), ...(checks.checks ?? []).map(({ context }) => context)]),
      ],
    },
    reviews: reviews && {
      count: reviews.required_approving_review_count,
      dismissStale: reviews.dismiss_stale_reviews,
    },
    enforceAdmins: body.enforce_admins ?? false,
    allowForcePushes: body.allow_force_pushes ?? false,
    allowDeletions: body.allow_deletions,
  }
  const others = room.repository.protections.filter((one) => one.branch !== branch)
  room.change({ protections: [...others, protection] })
  return ok(showProtection(addressOf(call), protection))
}

function deleteProtection(call: RoomCall) {
  const { branch } = found(protectionHere(call))
  const { room } = call
  room.change({ protections: room.repository.protections.filter((one) => one.branch !== branch) })
  return noContent
}
