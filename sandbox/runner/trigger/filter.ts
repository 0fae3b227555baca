import type { SandboxEvent } from '../../github/state/things.ts'
import type { EventsConfig } from '../workflow/language.ts'
import type { Occasion } from './occasion.ts'
import { fits, passes, somePasses } from './pattern.ts'

/** Every filter that a trigger can have; which of them one event takes is checked when the file is read. */
interface Filters {
  types?: readonly string[]
  workflows?: readonly string[]
  branches?: readonly string[]
  'branches-ignore'?: readonly string[]
  tags?: readonly string[]
  'tags-ignore'?: readonly string[]
  paths?: readonly string[]
  'paths-ignore'?: readonly string[]
}

/** Types that an event has by default where that is not all of them; of a merge group only one starts workflows at all. */
const defaultTypes = new Map<string, readonly string[]>([
  ['merge_group', ['checks_requested']],
  ['pull_request', ['opened', 'synchronize', 'reopened']],
  ['pull_request_target', ['opened', 'synchronize', 'reopened']],
])

/** Whether a trigger lets an event through. */
export async function starts(on: EventsConfig, event: SandboxEvent, occasion: Occasion): Promise<boolean> {
  if (!Object.hasOwn(on, event.name)) return false
  if (event.name === 'schedule' || event.name === 'workflow_dispatch') return true
  const filters = on[event.name] as Filters
  if (!hasType(filters, event) || !isOfWorkflow(filters, occasion)) return false
  if (!hasRef(event.name, filters, occasion)) return false
  const { paths: only, 'paths-ignore': ignore } = filters
  if (!occasion.changed || (!only && !ignore)) return true
  return somePasses(await occasion.changed(), { only, ignore })
}

function hasType({ types }: Filters, { name, action }: SandboxEvent): boolean {
  const wanted = types ?? defaultTypes.get(name)
  if (!wanted || action === undefined) return true
  // Types of a repository_dispatch are free words, in which a star stands for anything.
  return name === 'repository_dispatch' ? fits(wanted, action) : wanted.includes(action)
}

function isOfWorkflow({ workflows }: Filters, { workflowName }: Occasion): boolean {
  return workflowName === undefined || (workflows?.includes(workflowName) ?? false)
}

function hasRef(name: string, filters: Filters, { branch, tag }: Occasion): boolean {
  const { branches, tags } = filters
  const [noBranches, noTags] = [filters['branches-ignore'], filters['tags-ignore']]
  if (name !== 'push') return branch === undefined || passes(branch, { only: branches, ignore: noBranches })
  // A push to a branch does not start a workflow that names tags only, and the other way round.
  const [namesBranches, namesTags] = [branches ?? noBranches, tags ?? noTags]
  if (tag !== undefined) return namesTags ? passes(tag, { only: tags, ignore: noTags }) : !namesBranches
  if (branch === undefined) return false
  return namesBranches ? passes(branch, { only: branches, ignore: noBranches }) : !namesTags
}
