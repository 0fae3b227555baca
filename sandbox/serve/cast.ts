import type { Role } from '../github/sandbox.ts'

/** What somebody is for the one who tries a repository. */
export type Part = 'owner' | 'author' | 'approver' | 'guest'

export interface Person {
  login: string
  parts: Part[]
  role: Role
  email?: string
}

/** The people of a sandbox. */
export interface Cast {
  people: Person[]
  teams: { organization: string; slug: string; member: string }[]
}

interface Known {
  /** `approvals.from` of pawl.yaml: logins and teams. */
  approvers: readonly string[]
  /** Whom git names in commits. */
  identity: { name: string; email: string }
}

/**
 * Who there is to play: the author, who is whoever commits here; the approvers that pawl.yaml names, with somebody for each
 * team; an owner who may do everything; and a guest who may read and comment.
 */
export function castOf({ approvers, identity }: Known): Cast {
  const people: Person[] = [
    { login: loginOf(identity), parts: ['author'], role: 'write', email: identity.email },
  ]
  const teams: Cast['teams'] = []
  const add = (login: string, part: Part, role: Role): void => {
    const known = people.find((one) => one.login.toLowerCase() === login.toLowerCase())
    if (known) known.parts.push(part)
    else people.push({ login, parts: [part], role })
  }
  for (const approver of approvers) {
    const [organization = '', slug] = approver.split('/')
    const member = slug === undefined ? organization : `${slug}-member`.slice(-39)
    if (slug !== undefined) teams.push({ organization, slug, member })
    add(member, 'approver', 'write')
  }
  const free = (login: string): string =>
    people.some((one) => one.login.toLowerCase() === login) ? free(`the-${login}`) : login
  add(free('owner'), 'owner', 'admin')
  add(free('guest'), 'guest', 'read')
  return { people, teams }
}

/** The login that an address of GitHub's own kind names, else the name as a login. */
function loginOf({ name, email }: Known['identity']): string {
  const own = /^(?:\d+\+)?([A-Za-z0-9-]+)@users\.noreply\.github\.com$/.exec(email)?.[1]
  const plain = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase()
  return own ?? (plain.slice(0, 39) || 'author')
}

/** The person of a login, or the first who plays a part. */
export function personBy(people: readonly Person[], word: string): Person | undefined {
  const wanted = word.toLowerCase()
  return (
    people.find(({ login }) => login.toLowerCase() === wanted) ??
    people.find(({ parts }) => parts.some((part) => part === wanted))
  )
}
