import { command } from '../frame/command.ts'
import { flag, json, revision } from '../frame/inputs.ts'
import { changedPaths, commitOf } from '../git/change.ts'
import { loadProject } from '../project/load.ts'
import { workingFiles } from '../project/sources.ts'
import { touchedModels } from '../project/touched.ts'
import { baseOf } from './base.ts'
import { batchesOf } from './steps/batches.ts'
import { leavePlan } from './steps/handover.ts'

export const plan = command({
  name: 'plan',
  summary: 'Find the models that a change touches, as a job matrix.',
  runs: ['action', 'cli'],
  permissions: {},
  inputs: {
    base: revision(
      'Commit to compare with; the base of the pull request, or the default branch, if empty.',
    ).optional(),
    all: flag('Plan every model, whatever the change touches.').default(false),
  },
  outputs: {
    models: json('Names of the models, as a JSON list.'),
    batches: json(
      'The same names as a JSON list of at most 256 lists, for a matrix: one name each, unless there are more models than that.',
    ),
    any: flag('Whether there is any model to check.'),
  },

  async run(context, inputs) {
    const { root, event } = context
    const project = await loadProject(workingFiles(root))
    const base = await commitOf(root, await baseOf({ root, event, given: inputs.base }))
    const head = await commitOf(root, 'HEAD')
    const changed = await changedPaths(root, { base, head })
    const models = inputs.all ? [...project.models.keys()] : touchedModels(project, changed)
    await leavePlan(context, { head, base, models })
    return {
      outputs: { models, batches: batchesOf(models), any: models.length > 0 },
      text: models.length > 0 ? `models touched: ${models.join(', ')}` : 'no model is touched',
      json: { models, base, changed: changed.length },
    }
  },
})
