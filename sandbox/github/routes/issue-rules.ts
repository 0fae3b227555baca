import { found, invalid } from '../http/answer.ts'
import type { RoomCall } from '../http/call.ts'
import { authorize } from '../http/caller.ts'
import type { Issue } from '../state/things.ts'

/** GitHub counts characters, and takes no longer text for an issue, pull request or comment. */
export const bodyLimit = 65536
export const tooLong = (body: string): boolean => [...body].length > bodyLimit

export function refuseLong(resource: 'Issue' | 'PullRequest', body: string | null | undefined): void {
  if (!body || !tooLong(body)) return
  const message = `body is too long (maximum is ${bodyLimit} characters)`
  throw invalid({ resource, code: 'custom', field: 'body', message })
}

export const issueOf = ({ room, param }: RoomCall): Issue =>
  found(room.issues.get(Number(param('issue_number'))))

/** Rights on an issue are `issues`; on a pull request `issues` or `pull-requests` will do. */
export function refuseWrongKind({ room, caller }: RoomCall, issue: Issue): void {
  if (!issue.pull) authorize(room, caller, { role: 'read', scopes: ['issues:write'] })
}

/** Newest first unless asked otherwise; of one second, by number. */
export function sort<T extends Issue>(
  items: readonly T[],
  by: 'createdAt' | 'updatedAt',
  direction = 'desc',
): T[] {
  const rising = items.toSorted((a, b) => a[by].localeCompare(b[by]) || a.number - b.number)
  return direction === 'asc' ? rising : rising.reverse()
}

/** Issues and pull requests share their numbers. */
export const nextNumber = ({ room }: RoomCall): number =>
  1 + room.issues.all().reduce((most, { number }) => Math.max(most, number), 0)

export function refuseTitle(resource: 'Issue' | 'PullRequest', title: string): void {
  if (title.trim() === '') throw invalid({ resource, code: 'missing_field', field: 'title' })
  if ([...title].length > 256) {
    const message = 'title is too long (maximum is 256 characters)'
    throw invalid({ resource, code: 'custom', field: 'title', message })
  }
}
