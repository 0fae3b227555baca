import type { Permissions, Scope } from '../github/state/things.ts'
import type { TemplateToken } from './workflow/language.ts'
import { entriesOf, literalOf } from './workflow/tokens.ts'

type Access = 'read' | 'write' | 'none'

/** What a job may do: each permission by the name that workflows use. */
export type Grants = ReadonlyMap<string, Access>

const all = [
  'actions',
  'artifact-metadata',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'repository-projects',
  'security-events',
  'statuses',
]

/** What a new repository's workflows may do when they say nothing. */
const restricted: Grants = new Map<string, Access>([
  ['contents', 'read'],
  ['packages', 'read'],
])

/** Permissions of a job: its own replace the workflow's; a fork's are cut down to reading. */
export function grantsOf(options: {
  workflow: TemplateToken | undefined
  job: TemplateToken | undefined
  fromFork: boolean
  /** What the job that calls this workflow may do. */
  ceiling: Grants | undefined
}): Grants {
  const { ceiling } = options
  const token = options.job ?? options.workflow
  const wanted = token ? read(token) : (ceiling ?? restricted)
  const given = [...wanted].filter(([, access]) => access !== 'none')
  if (!options.fromFork) {
    if (ceiling) refuseMore(given, ceiling)
    return new Map(given)
  }
  return new Map(given.filter(([name]) => name !== 'id-token').map(([name]) => [name, 'read']))
}

/** A workflow that is called may not do more than the job that calls it. */
function refuseMore(wanted: Iterable<[string, Access]>, ceiling: Grants): void {
  for (const [name, access] of wanted) {
    const most = ceiling.get(name) ?? 'none'
    if (most === 'write' || most === access) continue
    throw new Error(
      `The called workflow is requesting '${name}: ${access}', but is only allowed '${name}: ${most}'.`,
    )
  }
}

function read(token: TemplateToken): Grants {
  const short = literalOf(token)
  if (short === 'write-all') return new Map(all.map((name) => [name, 'write']))
  if (short === 'read-all') {
    return new Map(all.filter((name) => name !== 'id-token').map((name) => [name, 'read']))
  }
  return new Map(entriesOf(token).map(([name, access]) => [name, (literalOf(access) ?? 'none') as Access]))
}

const scopes: readonly Scope[] = ['actions', 'checks', 'contents', 'issues', 'pull-requests', 'statuses']

/** What of them the sandbox's REST API knows. */
export function tokenPermissions(grants: Grants): Permissions {
  const known = scopes.flatMap((scope) => {
    const access = grants.get(scope)
    return access === 'read' || access === 'write' ? [[scope, access] as const] : []
  })
  return Object.fromEntries(known)
}

/** Lines of a job's log, such as `Contents: read`; reading metadata is always allowed. */
export function describeGrants(grants: Grants): string[] {
  return [...grants, ['metadata', 'read'] as const].map(([name, access]) => {
    const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    return `${words.join('')}: ${access}`
  })
}
