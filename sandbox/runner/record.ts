import { appendFileSync, writeFileSync } from 'node:fs'
import { logFile } from '../github/artifacts/files.ts'
import { raise } from '../github/behaviour/events.ts'
import { loadHead, showRun, showWorkflow } from '../github/shapes/run.ts'
import type { Room } from '../github/state/room.ts'
import type { Annotation, Job, JobStep, Run } from '../github/state/things.ts'
import { account, type World } from '../github/state/world.ts'

/** What a run leaves in the sandbox: the run, its jobs with steps, annotations and summaries, and their logs. */

export function updateRun(world: World, room: Room, id: number, change: Partial<Run>): Run {
  const run = room.runs.get(id)
  if (!run) throw new Error(`no run ${id}`)
  return room.runs.put({ ...run, ...change, updatedAt: world.now() })
}

/** Tells everybody what a run has come to: workflows on `workflow_run` hang on it. */
export async function raiseRun(
  world: World,
  room: Room,
  { id, action }: { id: number; action: 'requested' | 'in_progress' | 'completed' },
): Promise<void> {
  const run = room.runs.get(id)
  const workflow = run && room.workflows.get(run.workflow)
  if (!run || !workflow) throw new Error(`run ${id} has no workflow`)
  await loadHead(world, run)
  raise(world, room, {
    name: 'workflow_run',
    action,
    actor: { account: account(world, run.actor), by: 'user' },
    payload: {
      workflow_run: showRun(world, room, run),
      workflow: showWorkflow(world, room, workflow),
    },
  })
}

/** An annotation of a job itself, which GitHub shows at `.github`. */
export const remark = (level: Annotation['level'], message: string): Annotation => ({
  level,
  path: '.github',
  startLine: 1,
  endLine: 1,
  startColumn: null,
  endColumn: null,
  title: null,
  message,
})

/** The record of one job while it is being made. */
export interface JobRecord {
  readonly job: Job
  update(change: Partial<Job>): void
  /** Adds a step and gives its number. */
  beginStep(name: string): number
  renameStep(number: number, name: string): void
  endStep(number: number, conclusion: NonNullable<JobStep['conclusion']>): void
  annotate(annotation: Annotation): void
  summarize(text: string): void
  log(line: string): void
  end(conclusion: NonNullable<Job['conclusion']>): void
}

type NewJob = Pick<Job, 'run' | 'attempt' | 'name' | 'sha' | 'labels' | 'environment'>

export function openJobRecord(world: World, room: Room, wanted: NewJob): JobRecord {
  const now = world.now()
  const id = world.nextId()
  const file = logFile(room, id)
  let job: Job = room.jobs.put({
    ...wanted,
    id,
    status: 'queued',
    conclusion: null,
    createdAt: now,
    startedAt: now,
    completedAt: null,
    steps: [],
    annotations: [],
    summary: '',
  })
  writeFileSync(file, '')
  const save = (change: Partial<Job>): void => {
    job = room.jobs.put({ ...job, ...change })
    showAsCheck(room, job)
  }
  save({})
  return {
    get job() {
      return job
    },
    update: save,
    beginStep(name) {
      const number = job.steps.length + 1
      const step = { number, name, status: 'in_progress', conclusion: null } as const
      save({ steps: [...job.steps, { ...step, startedAt: world.now(), completedAt: null }] })
      return number
    },
    renameStep: (number, name) =>
      save({ steps: job.steps.map((step) => (step.number === number ? { ...step, name } : step)) }),
    endStep(number, conclusion) {
      const ended = { status: 'completed', conclusion, completedAt: world.now() } as const
      save({ steps: job.steps.map((step) => (step.number === number ? { ...step, ...ended } : step)) })
    },
    annotate: (annotation) => save({ annotations: [...job.annotations, annotation] }),
    summarize: (text) => save({ summary: `${job.summary}${text}` }),
    log: (line) => appendFileSync(file, `${world.clock().toISOString()} ${line}\n`),
    end: (conclusion) => save({ status: 'completed', conclusion, completedAt: world.now() }),
  }
}

/** A job is a check of its commit, under its own number. */
function showAsCheck(room: Room, job: Job): void {
  room.checks.put({
    id: job.id,
    sha: job.sha,
    name: job.name,
    status: job.status,
    conclusion: job.conclusion,
    startedAt: job.startedAt,
    completedAt: job.completedAt,
    externalId: String(job.id),
    detailsUrl: null,
    output: { title: null, summary: null, text: null, annotations: job.annotations.length },
  })
}
