import { command } from '../frame/command.ts'
import { count, json } from '../frame/inputs.ts'
import { type Reconciled, reconcilePulls } from '../promotion/reconcile.ts'
import { answerLost, type Found } from './steps/lost-commands.ts'
import { promotionContext } from './steps/promotion-context.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** A command that is younger may be in its own workflow's queue. */
const underWay = 10 * minute

export const reconcile = command({
  name: 'reconcile',
  summary:
    'Finish what was left half done: answer lost commands, merge what is approved, rebuild what was overtaken, announce what was merged.',
  runs: ['action', 'cli'],
  permissions: { contents: 'write', issues: 'write', 'pull-requests': 'write', statuses: 'write' },
  inputs: {
    days: count('How many days to look back for lost commands and for merges.').default(3),
  },
  outputs: {
    commands: json('Commands that were answered now, as a JSON list.'),
    pulls: json('Promotions and rollbacks that were looked at, and what became of each, as a JSON list.'),
  },

  async run(context, { days }) {
    const { log } = context
    const world = await promotionContext(context)
    const now = context.clock().getTime()
    const since = new Date(now - days * day).toISOString()
    const until = new Date(now - underWay).toISOString()
    const commands = await log.step('answer lost commands', () => answerLost(world, { since, until }))
    const pulls = await log.step('look at promotions and rollbacks', () => reconcilePulls(world, { since }))
    const lines = [...commands.map(commandLine), ...pulls.map(pullLine)]
    const failed = [...commands, ...pulls].map(({ outcome }) => outcome === 'failed')
    for (const line of lines.filter((_, at) => failed[at])) log.warn(line)
    return {
      outputs: { commands, pulls },
      unfinished: failed.includes(true),
      text: lines.join('\n') || 'nothing is left to do',
      json: { commands, pulls },
    }
  },
})

function commandLine({ issue, command: name, outcome, reason }: Found): string {
  return `#${issue}: /${name} ${outcome}: ${reason}`
}

function pullLine({ pull, model, outcome, reason }: Reconciled): string {
  return `#${pull} (${model}) ${outcome}: ${reason}`
}
