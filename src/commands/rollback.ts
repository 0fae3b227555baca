import { command } from '../frame/command.ts'
import { name, number, text, version } from '../frame/inputs.ts'
import { UserError } from '../project/problem.ts'
import { rollBack } from '../promotion/rollback.ts'
import { promotionContext } from './steps/promotion-context.ts'

export const rollback = command({
  name: 'rollback',
  summary: 'Open the pull request that puts production back to an earlier version.',
  runs: ['action', 'cli'],
  permissions: { contents: 'write', 'pull-requests': 'write', statuses: 'write' },
  inputs: {
    model: name('The model to roll back.'),
    to: version('The version to go back to; the last good one if empty.').optional(),
    reason: text('Why, as the history will say.'),
    actor: text('Who asks; on a runner the one who started it.').optional(),
  },
  positional: ['model'],
  outputs: {
    pull: number('Number of the pull request.'),
    head: text('Commit that an approval has to name.'),
  },

  async run(context, inputs) {
    const actor = inputs.actor ?? context.event.actor
    if (!actor) throw new UserError({ message: 'who asks for the rollback?', hint: 'give --actor <login>' })
    const { runId } = context.event
    const result = await rollBack(await promotionContext(context), {
      model: inputs.model,
      to: inputs.to ?? null,
      actor,
      reason: inputs.reason,
      comment: null,
      claim: runId === null ? null : `run-${runId}`,
    })
    if (result.kind === 'done-before')
      return { outputs: {}, text: 'this rollback was carried out before', json: result }
    const { pull, head, record, from } = result
    return {
      outputs: { pull: pull.number, head },
      text: `#${pull.number} puts ${inputs.model} back from ${from} to ${record.version}: it waits for /approve ${head.slice(0, 7)}`,
      json: result,
    }
  },
})
