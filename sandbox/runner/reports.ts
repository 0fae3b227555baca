import { readFile } from 'node:fs/promises'
import { logFile } from '../github/artifacts/files.ts'
import type { Sandbox } from '../github/sandbox.ts'
import type { Job, Run } from '../github/state/things.ts'

/** A run with its jobs, as it stands on record. */
export interface RunReport extends Run {
  repository: string
  workflowName: string
  path: string
  jobs: readonly Job[]
}

/** All runs of all repositories, the oldest first. */
export function reports({ world }: Sandbox): RunReport[] {
  return [...world.rooms.values()]
    .flatMap((room) =>
      room.runs.all().map((run) => {
        const workflow = room.workflows.get(run.workflow)
        const jobs = room.jobs.all().filter((job) => job.run === run.id)
        const { name = '', path = '' } = workflow ?? {}
        return { ...run, repository: room.fullName, workflowName: name, path, jobs }
      }),
    )
    .sort((a, b) => a.id - b.id)
}

/** The log of a job without its times. */
export async function readLog({ world }: Sandbox, job: Job): Promise<string> {
  const room = [...world.rooms.values()].find(({ jobs }) => jobs.get(job.id))
  if (!room) throw new Error(`no job ${job.id}`)
  const text = await readFile(logFile(room, job.id), 'utf8')
  return text.replace(/^\S+Z /gm, '')
}
