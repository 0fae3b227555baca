import { readFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import { workflowFiles } from '../../scripts/pin.ts'

/* The template's workflows with every job as often as it has permissions, each time without one of them. */

type Permissions = Record<string, string>

interface Job {
  if?: string
  name?: string
  needs?: unknown
  uses?: string
  permissions: Permissions
  steps?: { uses?: string }[]
}

interface Workflow {
  name: string
  jobs: Record<string, Job>
}

/** A permission that a job had. */
export interface Taken {
  job: string
  permission: string
  level: string
  /** Whether `actions/checkout` is the first to miss it. */
  checksOut: boolean
}

/** Jobs that others rest on: they run as they are, too. */
const needed: readonly string[] = ['plan', 'decide', 'candidates', 'candidate', 'train', 'evaluate']

const folder = '.github/workflows'

/** Workflow files of a repository, rewritten, and all that was taken. */
export function lackingFiles(root: string): { files: Record<string, string>; taken: Taken[] } {
  const files: Record<string, string> = {}
  const taken: Taken[] = []
  for (const path of workflowFiles(root).filter((file) => file.includes(folder))) {
    const workflow = parse(readFileSync(path, 'utf8')) as Workflow
    const lacking = Object.entries(workflow.jobs).flatMap(([id, job]) => lackingOne(id, job))
    taken.push(...lacking.map(({ about }) => about))
    const kept = Object.entries(workflow.jobs).filter(([id]) => needed.includes(id))
    const write = (name: string, jobs: Record<string, Job>) => {
      files[`${folder}/${name}.yml`] = stringify({ ...workflow, name, jobs })
    }
    // Two jobs of one run cannot leave an artifact by the same name.
    if (workflow.name === 'pawl-drift') for (const one of lacking) write(one.id, { [one.id]: one.job })
    else
      write(workflow.name, Object.fromEntries([...lacking.map((one) => [one.id, one.job] as const), ...kept]))
    // For a call to be refused, it takes no more than the one job that asks for most.
    const { promote } = workflow.jobs
    if (promote) write('promote-only', { promote: { ...promote, needs: [], if: 'true' } })
  }
  return { files, taken }
}

function lackingOne(id: string, job: Job): { id: string; job: Job; about: Taken }[] {
  const checksOut = job.steps?.some(({ uses = '' }) => uses.startsWith('actions/checkout@')) ?? false
  // What has answers on issues fails last, when all else is done.
  const names = Object.keys(job.permissions).sort((a, b) => Number(a === 'issues') - Number(b === 'issues'))
  return names.map((permission) => {
    const { [permission]: level = '', ...rest } = job.permissions
    const isHalf = checksOut && permission === 'contents' && level === 'write'
    const { name: _, ...plain } = job
    const changed: Job = { ...plain, permissions: isHalf ? { ...rest, contents: 'read' } : rest }
    if (id === 'candidate') changed.uses = `./${folder}/promote-only.yml`
    // Each comment is answered by one of them.
    if (id === 'answer') changed.if = `endsWith(github.event.comment.body, 'without ${permission}')`
    const about = { job: id, permission, level, checksOut: checksOut && permission === 'contents' && !isHalf }
    return { id: `${id}-without-${permission}`, job: changed, about }
  })
}
