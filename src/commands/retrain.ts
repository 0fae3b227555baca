import { z } from 'zod'
import { datasetFolder, namedVersion } from '../data/files.ts'
import { command } from '../frame/command.ts'
import type { Context, RunEvent } from '../frame/context.ts'
import { flag, json, names, text } from '../frame/inputs.ts'
import { changedPaths, commitOf } from '../git/change.ts'
import { loadProject } from '../project/load.ts'
import { Name, Sha } from '../project/name.ts'
import { UserError } from '../project/problem.ts'
import type { Configured, Project } from '../project/project.ts'
import type { Dataset } from '../project/schema/dataset.ts'
import { workingFiles } from '../project/sources.ts'
import { touchedModels } from '../project/touched.ts'
import { renderDecisionText } from '../report/markdown/retraining.ts'
import type { Answer } from '../retraining/decide.ts'
import type { Trigger } from '../retraining/decision.ts'
import { batchesOf } from './steps/batches.ts'
import { named } from './steps/choose.ts'
import { stateOf } from './steps/promotion-context.ts'
import { askRetraining, decisionFile } from './steps/retraining.ts'
import { starterOf } from './steps/starter.ts'
import { driftOf } from './steps/windows.ts'

/** What `/retrain` and `drift` send. It is text from outside. */
const Asked = z.object({
  model: Name,
  by: z.string().max(100).optional(),
  reason: z.string().max(1000).optional(),
  source: z.string().max(200).optional(),
})
const Pushed = z.object({ before: Sha, after: Sha })

interface Wish {
  models: string[]
  triggers: Trigger[]
}

export const retrain = command({
  name: 'retrain',
  summary: 'Decide which models to retrain, record each decision, and name the models to train.',
  runs: ['action'],
  permissions: { contents: 'write' },
  inputs: {
    models: names(
      'Models that are asked for; on a push those that it touches, on a dispatch the one that it names, else all.',
    ).optional(),
    reason: text('Why, as the decision will say.').default('asked for by hand'),
  },
  outputs: {
    models: json('Names of the models to train now, as a JSON list.'),
    batches: json(
      'The same names as a JSON list of at most 256 lists, for a matrix: one name each, unless there are more models than that.',
    ),
    any: flag('Whether there is any.'),
    starter: text('Who asked, where a person did.'),
  },

  async run(context, inputs) {
    const { root } = context
    const project = await loadProject(workingFiles(root))
    const commit = await commitOf(root, 'HEAD')
    const state = stateOf(await context.forge())
    const wish = await wishOf(context, project, inputs)
    const answers: Answer[] = []
    for (const name of wish.models) {
      const model = named(project.models, name, 'model').config
      const data = await versionNow(root, project.datasets.get(model.data.dataset) as Configured<Dataset>)
      const drift = await driftOf(state, root, { commit, model: name })
      const triggers = [...wish.triggers, ...(drift ? [drift] : [])]
      answers.push(
        await askRetraining(state, {
          root,
          commit,
          model,
          data,
          triggers,
          at: context.clock().toISOString(),
        }),
      )
    }
    const fresh = answers.filter(({ isNew }) => isNew)
    if (fresh.length > 0)
      await state.append(
        fresh.map(decisionFile),
        `Decide about retraining ${fresh.map(({ decision }) => decision.model).join(', ')}`,
      )

    const models = answers.filter(({ start }) => start).map(({ decision }) => decision.model)
    const decisions = answers.map(({ decision }) => decision)
    const asker = wish.triggers.find((trigger) => trigger.kind === 'request')
    return {
      outputs: {
        models,
        batches: batchesOf(models),
        any: models.length > 0,
        ...(asker ? { starter: asker.by } : {}),
      },
      text:
        decisions
          .map(
            ({ model, retrain: yes, reason }) => `${model}: ${yes ? 'retrain' : 'do not retrain'}: ${reason}`,
          )
          .join('\n') || 'no model is touched',
      summary: decisions.map(renderDecisionText).join('\n'),
      json: decisions,
    }
  },
})

/** Who or what asks, and for which models. */
async function wishOf(
  { event, root }: Context,
  project: Project,
  given: { models?: string[] | undefined; reason: string },
): Promise<Wish> {
  const all = [...project.models.keys()]
  if (event.name === 'push') {
    const pushed = Pushed.parse(event.payload)
    // A branch that is new has no commit before.
    const touched = /^0+$/.test(pushed.before)
      ? all
      : touchedModels(project, await changedPaths(root, { base: pushed.before, head: pushed.after }))
    return { models: given.models ?? touched, triggers: [{ kind: 'push', commit: pushed.after }] }
  }
  if (event.name === 'repository_dispatch') {
    const { model, reason, source } = Asked.parse(event.payload.client_payload)
    const by = starterOf(event)
    // Without a name it is drift that asks, and the recorded windows say so themselves.
    return {
      models: [model],
      triggers:
        by === null
          ? []
          : [{ kind: 'request', by, reason: reason ?? 'no reason given', ...(source ? { source } : {}) }],
    }
  }
  if (event.name === 'schedule') return { models: given.models ?? all, triggers: [] }
  return {
    models: given.models ?? all,
    triggers: [{ kind: 'request', by: personOf(event), reason: given.reason, source: `run-${event.runId}` }],
  }
}

function personOf({ actor }: RunEvent): string {
  if (!actor) throw new UserError('the runner does not say who asks (GITHUB_ACTOR is empty)')
  return actor
}

async function versionNow(root: string, dataset: Configured<Dataset>): Promise<string> {
  const paths = await workingFiles(root).list(datasetFolder(dataset))
  return namedVersion(root, dataset, paths)
}
