import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { withDatabase } from '../data/database.ts'
import { command } from '../frame/command.ts'
import type { Context } from '../frame/context.ts'
import { name, path } from '../frame/inputs.ts'
import { commitOf } from '../git/change.ts'
import { loadProject } from '../project/load.ts'
import { workingFiles } from '../project/sources.ts'
import { renderDataDiffText } from '../report/text/data-diff.ts'
import { baseOf } from './base.ts'
import { named } from './steps/choose.ts'
import { type Base, currentSide, diffFrom } from './steps/data-diff.ts'

export const diff = command({
  name: 'diff',
  summary: 'Show how the rows of a dataset differ from an earlier commit, or from files elsewhere.',
  runs: ['cli'],
  permissions: {},
  inputs: {
    dataset: name('The dataset.'),
    base: path(
      'A commit, branch or tag, or a path to a folder or file with the other rows; where the branch left the default branch, if empty.',
    ).optional(),
  },
  positional: ['dataset', 'base'],
  outputs: {},

  async run(context, inputs) {
    const { root, log, style } = context
    const project = await loadProject(workingFiles(root))
    const dataset = named(project.datasets, inputs.dataset, 'dataset')
    const base = await baseFrom(context, inputs.base)
    const found = await log.step(`compare ${inputs.dataset}`, () =>
      withDatabase(async (database) => {
        const after = await currentSide(database, { root, dataset })
        return diffFrom(database, { root, dataset, base, after })
      }),
    )
    return { outputs: {}, text: renderDataDiffText(found, style), json: found }
  },
})

/** What is there as a file or folder is a path, all else a revision. */
async function baseFrom({ root, event }: Context, given: string | undefined): Promise<Base> {
  if (given !== undefined && existsSync(resolve(root, given))) return { path: resolve(root, given) }
  return { commit: await commitOf(root, await baseOf({ root, event, given })) }
}
