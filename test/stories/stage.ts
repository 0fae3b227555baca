import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import type { PullAnswer } from '../../sandbox/demo/acts.ts'
import { mergePull, write } from '../../sandbox/demo/acts.ts'
import { branchOff, call, copyOf, push } from '../../sandbox/demo/world.ts'
import type { Job } from '../../sandbox/github/state/things.ts'
import { type Runner, type RunnerOptions, startRunner } from '../../sandbox/runner/runner.ts'
import { git } from '../../src/git/git.ts'
import { writeFiles } from '../scenarios/small.ts'
import type { Login, Scene } from '../scenarios/stage.ts'
import { beginningOf, type Outcome, outcomeOf } from './outcome.ts'
import { type Kind, keptWorld, preparedWorld } from './prepare.ts'

/*
 * Stories run the template's workflow files as they are written, on the sandbox GitHub, with the committed bundle. Only
 * the pins are set to the commit of the sandbox's own `pawl-dev/pawl`, as they are to a release's.
 */

// A story starts dozens of processes, which take their time on a machine that is busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

export const pawl = join(import.meta.dirname, '../..')

export type Files = Readonly<Record<string, string | Uint8Array>>

/** A world whose workflows run. */
export interface Story extends Scene {
  runner: Runner
  /** Waits for a line of a job's log, from now on: `pawl-check / Check churn | …`; gives the job. */
  line(pattern: RegExp): Promise<Job>
  /** Logs of all jobs that a workflow has run since the story began. */
  logs(workflow: string): Promise<string[]>
  /** Waits until nothing runs any more, and tells what has become of it all. */
  end(): Promise<Outcome>
}

/** A copy of a prepared world for one test, with a runner at work. */
export async function story(kind: Kind = 'running', options: Partial<RunnerOptions> = {}): Promise<Story> {
  const opened = await openStory(kind, options)
  onTestFinished(() => opened.close())
  return opened
}

/** The same for more than one test: whoever opens it closes it. */
export async function openStory(
  kind: Kind,
  options: Partial<RunnerOptions> = {},
): Promise<Story & { close(): Promise<void> }> {
  const prepared = await preparedWorld(kind)
  const folder = mkdtempSync(join(tmpdir(), 'pawl-story-'))
  const world = await copyOf(await keptWorld(prepared), join(folder, 'world'))
  await mkdir(join(folder, 'runner'))
  await symlink(prepared.actions, join(folder, 'runner/actions'))
  const ears = new Set<(line: string) => void>()
  const runner = await startRunner(world.sandbox, {
    folder: join(folder, 'runner'),
    onLine(line) {
      for (const ear of ears) ear(line)
    },
    ...options,
  })
  const beginning = await beginningOf(world)
  return {
    ...world,
    runner,
    line: (pattern) =>
      new Promise((resolve) => {
        const ear = (line: string): void => {
          if (!pattern.test(line)) return
          ears.delete(ear)
          resolve(jobOfLine(runner, line))
        }
        ears.add(ear)
      }),
    logs(workflow) {
      const runs = runner.runs.filter(
        ({ id, workflowName }) => id > beginning.id && workflowName === workflow,
      )
      return Promise.all(runs.flatMap(({ jobs }) => jobs).map((job) => runner.log(job)))
    },
    async end() {
      await runner.settled()
      return outcomeOf({ ...world, runner }, beginning)
    },
    async close() {
      await runner.close()
      await world.sandbox.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The newest job by the name that a line begins with. */
function jobOfLine({ runs }: Runner, line: string): Job {
  const [, workflow, name] = /^(\S+) \/ (.*?) \| /.exec(line) ?? []
  const jobs = runs.filter(({ workflowName }) => workflowName === workflow).flatMap((run) => run.jobs)
  const job = jobs.findLast((one) => one.name === name)
  if (!job) throw new Error(`no job is called ${workflow} / ${name}`)
  return job
}

/** Commits files on a new branch off the default branch, pushes it and opens a pull request. */
export async function propose(
  here: Story,
  change: { branch: string; files: Files; by?: Login; draft?: boolean; base?: string },
): Promise<PullAnswer> {
  const { branch, files, by = 'ada', draft = false, base = 'main' } = change
  const developer = here.people[by]
  await branchOff(developer, branch)
  await writeFiles(developer.folder, files)
  await push(developer, { branch, message: `Change ${branch}` })
  return call(here, developer, 'POST /pulls', { title: branch, head: branch, base, draft })
}

/** Commits more files on the branch that somebody is on, and pushes it. */
export async function pushMore(
  here: Story,
  change: { branch: string; files: Files; by?: Login },
): Promise<string> {
  const { branch, files, by = 'ada' } = change
  const developer = here.people[by]
  await writeFiles(developer.folder, files)
  return push(developer, { branch, message: `Change ${branch} again` })
}

/** Says something on a pull request or issue; the workflows hear of it. */
export async function comment(here: Story, said: { by: Login; on: number; body: string }): Promise<void> {
  await write(here, { ...said, by: here.people[said.by] })
}

/** grace approves the head of a pull request. */
export async function approve(
  here: Story,
  { number, head }: Pick<PullAnswer, 'number' | 'head'>,
): Promise<void> {
  await comment(here, { by: 'grace', on: number, body: `/approve ${head.sha.slice(0, 7)}` })
}

/** A person with rights merges by the button. */
export async function merge(here: Story, number: number, by: Login = 'grace'): Promise<void> {
  await mergePull(here, { by: here.people[by], number })
}

/** The newest open pull request of Pawl's. */
export async function proposal(here: Story): Promise<PullAnswer> {
  const open = await call<PullAnswer[]>(
    here,
    here.people.ada,
    'GET /pulls?state=open&sort=created&direction=desc',
  )
  const found = open.find(({ head }) => head.ref.startsWith('pawl/'))
  if (!found) throw new Error('Pawl has proposed nothing')
  return found
}

/** ada, who is an administrator, pushes files to the default branch itself. */
export async function pushToMain(here: Story, change: { files: Files; message?: string }): Promise<string> {
  const { ada } = here.people
  await git(ada.folder, 'fetch', '--quiet', 'origin')
  await git(ada.folder, 'checkout', '--quiet', '--detach', 'origin/main')
  await writeFiles(ada.folder, change.files)
  return push(ada, { branch: 'main', message: change.message ?? 'Change main' })
}
