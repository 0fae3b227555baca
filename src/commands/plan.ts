import { command } from '../frame/command.ts'
import { flag, json, revision } from '../frame/inputs.ts'
import { changedPaths, commitOf } from '../git/change.ts'
import { loadProject } from '../project/load.ts'
import { workingFiles } from '../project/sources.ts'
import { touchedModels } from '../project/touched.ts'
import { baseOf } from './base.ts'

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
    any: flag('Whether there is any model to check.'),
  },

  async run({ root, event }, inputs) {
    const project = await loadProject(workingFiles(root))
    const base = await commitOf(root, await baseOf({ root, event, given: inputs.base }))
    const changed = await changedPaths(root, { base, head: 'HEAD' })
    const models = inputs.all ? [...project.models.keys()] : touchedModels(project, changed)
    return {
      outputs: { models, any: models.length > 0 },
      text: models.length > 0 ? `models touched: ${models.join(', ')}` : 'no model is touched',
      json: { models, base, changed: changed.length },
    }
  },
})
