import type { Comment, Forge } from '../forge/forge.ts'
import type { Settings } from '../project/schema/settings.ts'
import type { CommentEvent, CommentFacts } from './approval-facts.ts'
import { sameLogin } from './authorship.ts'

/** Asks the forge about people, each only once. */
export interface People {
  facts(comment: { now: Comment | null; event: CommentEvent | null }): Promise<CommentFacts>
}

/** Rights come from the permission endpoint and the approvers' list, never from what a comment says of its author. */
export function people(forge: Forge, settings: Settings): People {
  const known = new Map<string, Promise<Pick<CommentFacts, 'permission' | 'approver'>>>()
  return {
    async facts({ now, event }) {
      const login = (now ?? event)?.author.login ?? ''
      const key = login.toLowerCase()
      const rights = known.get(key) ?? rightsOf(forge, { login, settings })
      known.set(key, rights)
      return { now, event, ...(await rights) }
    },
  }
}

async function rightsOf(forge: Forge, { login, settings }: { login: string; settings: Settings }) {
  const permission = await forge.permission(login)
  return { permission, approver: await isApprover(forge, { login, settings }) }
}

/** Teams are asked for only where the list does not name the person. */
async function isApprover(
  forge: Forge,
  { login, settings }: { login: string; settings: Settings },
): Promise<boolean> {
  const { from } = settings.approvals
  if (from.some((name) => sameLogin(name, login))) return true
  for (const team of from.filter((name) => name.includes('/'))) {
    const members = await forge.teamMembers(team)
    if (members.some((member) => sameLogin(member, login))) return true
  }
  return false
}
