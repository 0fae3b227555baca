import { PermissionError } from '../forge/permission-error.ts'
import { UserError } from '../project/problem.ts'
import { type HttpError, statusOf } from './client.ts'

/** Errors that a user can mend, named as such; everything else as it came. */
export function explained(
  error: unknown,
  { method, url, needed }: { method?: string; url?: string; needed?: string | undefined },
): unknown {
  const { message = '', response } = error as HttpError
  const what = `${method} ${url}`
  if (statusOf(error) === 401)
    return new UserError(
      { message: `GitHub did not accept the token (${what})`, hint: 'check the input token' },
      { cause: error },
    )
  if (statusOf(error) === 403 && /not accessible by (integration|personal access token)/i.test(message)) {
    const lacking = acceptedPermissions(response?.headers ?? {})
    return new PermissionError(
      {
        message: `the token may not do this: ${what}${lacking ? ` (it takes ${lacking})` : ''}`,
        hint: needed
          ? `give the job all permissions of this action: ${needed}`
          : 'give the token the permissions that the README of this action lists',
      },
      { cause: error },
    )
  }
  return error
}

/** GitHub says `issues=write; pull_requests=write` for what would have done: either of two. */
function acceptedPermissions(headers: Record<string, string | undefined>): string {
  return (headers['x-accepted-github-permissions'] ?? '')
    .split(';')
    .map((set) => set.trim().replaceAll('_', '-').replaceAll('=', ': ').replaceAll(',', ' and '))
    .filter(Boolean)
    .join(' or ')
}

/** A rate limit that lasts longer than somebody wants to wait. */
export function rateLimited(cause: unknown, { until, pause }: { until: number; pause: number }): UserError {
  const at = new Date(until).toISOString().slice(0, 16).replace('T', ' ')
  return new UserError(
    {
      message: `GitHub takes no more requests with this token until ${at} UTC (${Math.ceil(pause / 60_000)} min), longer than Pawl waits`,
      hint: 'run this again then',
    },
    { cause },
  )
}
