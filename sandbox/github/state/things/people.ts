/* Who there is, and what a token may do. */

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none'

export interface Account {
  id: number
  login: string
  type: 'User' | 'Organization' | 'Bot'
  /** Commits by this address are this account's. */
  email: string
  createdAt: string
}

export interface Team {
  id: number
  organization: string
  slug: string
  name: string
  members: readonly string[]
}

/** Rights that a `GITHUB_TOKEN` or an app's token can have, as a workflow's `permissions:` names them. */
export type Scope =
  | 'actions'
  | 'administration'
  | 'checks'
  | 'contents'
  | 'issues'
  | 'members'
  | 'pull-requests'
  | 'statuses'

export type Permissions = Readonly<Partial<Record<Scope, 'read' | 'write'>>>

export type Token =
  | { id: number; value: string; kind: 'personal'; login: string }
  | {
      id: number
      value: string
      kind: 'workflow'
      repository: string
      permissions: Permissions
      runId: number
      workflowRef: string | null
      head: string | null
    }
