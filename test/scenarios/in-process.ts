import { join } from 'node:path'
import { Octokit } from '@octokit/rest'
import { mainHead, type PullAnswer, readPull } from '../../sandbox/demo/acts.ts'
import { repository, type World } from '../../sandbox/demo/world.ts'
import { evaluate } from '../../src/commands/evaluate.ts'
import { promote } from '../../src/commands/promote.ts'
import { train } from '../../src/commands/train.ts'
import type { AnyCommand, Result } from '../../src/frame/command.ts'
import type { Artifacts, Context } from '../../src/frame/context.ts'
import { parseInputs } from '../../src/frame/parse-inputs.ts'
import { git } from '../../src/git/git.ts'
import { githubForge } from '../../src/github/forge.ts'
import { silent } from '../../src/project/log.ts'
import type { Trigger } from './hand/workflows.ts'

/*
 * Commands from the sources, in this process, on the same sandbox: for what has to be done a hundred times over, and to
 * prepare worlds quickly. Scenarios themselves run the bundle.
 */

export interface Performance {
  trigger: Trigger
  with?: Readonly<Record<string, string>>
  /** The checked-out repository; what GitHub alone is asked about needs none. */
  root?: string
  /** RUNNER_TEMP: steps of one job share it. */
  work: string
  artifacts?: Artifacts
}

/** Runs a command as a job of its own run would, with a token of exactly the permissions that it declares. */
export async function perform(world: World, command: AnyCommand, given: Performance): Promise<Result> {
  return command.run(
    contextOf(world, command, given),
    parseInputs(command, new Map(Object.entries(given.with ?? {}))),
  )
}

function contextOf(world: World, command: AnyCommand, given: Performance): Context {
  const { sandbox } = world
  const { trigger, root = given.work, work, artifacts = null } = given
  const run = sandbox.createRun({
    repository,
    workflow: { name: 'pawl-test', path: '.github/workflows/pawl-test.yml' },
    event: trigger.name,
    headSha: trigger.sha,
    headBranch: trigger.branch,
    actor: trigger.actor,
  })
  const auth = sandbox.workflowToken({ repository, permissions: command.permissions, runId: run.id })
  const [owner = '', repo = ''] = repository.split('/')
  const forge = githubForge({
    client: new Octokit({ auth, baseUrl: sandbox.apiUrl, log: quiet }),
    owner,
    repo,
    patience: 1000,
  })
  return {
    root,
    work,
    log: silent,
    style: { color: false },
    event: {
      name: trigger.name,
      payload: trigger.payload,
      actor: trigger.actor,
      sha: trigger.sha,
      repository,
      runId: run.id,
      url: null,
    },
    clock: () => new Date(),
    secrets: [auth],
    download: async (file) => forge.asset(file),
    artifacts,
    forge: async () => forge,
  }
}

const nothing = () => {}
const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing }

/** Checks out the default branch in a clone of somebody's. */
export async function checkOutMain(world: World, folder: string): Promise<string> {
  await git(folder, 'fetch', '--quiet', 'origin')
  await git(folder, 'checkout', '--quiet', '--detach', mainHead(world))
  return folder
}

export interface Trained {
  trigger: Trigger
  root: string
  work: string
  /** Whom the job that trains names as the one who started the run, whoever that was. */
  claim?: string
}

/** Trains and evaluates what is on the default branch, and leaves run and report in a work folder for `promote`. */
export async function candidate(world: World, { trigger, root, work, claim = '' }: Trained): Promise<void> {
  await checkOutMain(world, root)
  await perform(world, train, { trigger, root, work, with: { model: 'churn', starter: claim } })
  await perform(world, evaluate, { trigger, root, work, with: { model: 'churn' } })
}

/** Trains, evaluates and promotes; gives the promotion pull request. */
export async function promoteMain(world: World, made: Trained): Promise<PullAnswer> {
  await candidate(world, made)
  const { outputs } = await perform(world, promote, { ...made, with: { model: 'churn' } })
  const by = Object.values(world.people)[0]
  if (!by) throw new Error('nobody is there')
  return readPull(world, { by, number: Number(outputs.pull) })
}

export const workFolder = (world: World, name: string): string => join(world.folder, 'jobs', name)
