import { join } from 'node:path'
import { mustHave } from '../github/seed.ts'
import { writePages } from '../pages/pages.ts'
import { startRunner } from '../runner/runner.ts'
import { releasePawl } from './release.ts'
import type { Stage } from './stage.ts'
import { brokenData } from './steps/broken-data.ts'
import { firstModel } from './steps/first-model.ts'
import { newDataDrifts } from './steps/new-data-drifts.ts'
import { retrainOnRequest } from './steps/retrain-on-request.ts'
import { rollBackAndLookBack } from './steps/roll-back.ts'
import { worseThenBetter } from './steps/worse-then-better.ts'
import { copyNodeTemplate } from './template.ts'
import { createWorld, owner, repository, repositoryName, startRepository } from './world.ts'

export interface StoryOptions {
  folder: string
  /** Folder of Pawl itself. */
  pawl: string
  say: (line: string) => void
  /** The Node that runs the actions. */
  node?: string
  onLine?: (line: string) => void
}

/** Plays the story from an empty repository to a rollback, and throws where it does not go as told. Gives the pages' index. */
export async function story(options: StoryOptions): Promise<string> {
  const { folder, pawl, say, node, onLine } = options
  const world = await createWorld({ folder, pawl, people: { ada: 'admin', grace: 'maintain' } })
  const runner = await startRunner(world.sandbox, {
    folder: join(folder, 'runner'),
    modules: join(pawl, 'node_modules'),
    ...(node ? { node } : {}),
    ...(onLine ? { onLine } : {}),
  })
  const stage: Stage = { world, runner, say }
  try {
    const release = await releasePawl(world.sandbox, pawl)
    await copyNodeTemplate({ pawl, into: world.people.ada.folder })
    await startRepository(world, world.people.ada)
    await firstModel(stage, release)
    await worseThenBetter(stage)
    await brokenData(stage)
    await retrainOnRequest(stage)
    const issue = await newDataDrifts(stage)
    await rollBackAndLookBack(stage, issue)
    await runner.settled()
    return await pages(stage)
  } finally {
    await runner.close()
    await world.sandbox.close()
  }
}

/** Draws every pull request, issue and run. */
async function pages({ world }: Stage): Promise<string> {
  const out = join(world.folder, 'pages')
  const { sandbox } = world
  await writePages({
    apiUrl: sandbox.apiUrl,
    token: world.people.grace.token,
    owner,
    repo: repositoryName,
    out,
    summaryOf: (job) => mustHave(sandbox.world, repository).jobs.get(job)?.summary ?? '',
  })
  return join(out, 'index.html')
}
