import { setTimeout as sleep } from 'node:timers/promises'
import type { Forge } from '../../forge/forge.ts'
import { type StateBranch, stateBranch } from '../../forge/state-branch.ts'
import type { Context } from '../../frame/context.ts'
import { digestOf } from '../../project/digest.ts'
import { loadModelPolicy } from '../../project/load.ts'
import { policyDigest } from '../../project/policy.ts'
import { waivableGates } from '../../project/waiver-rules.ts'
import type { PromotionContext } from '../../promotion/context.ts'
import { texts } from '../../report/markdown/texts.ts'

/** The branch of records, with real time between its tries. */
export function stateOf(forge: Forge): StateBranch {
  return stateBranch({ forge, sleep: (milliseconds) => sleep(milliseconds), random: Math.random })
}

/** What promotions touch of the world, by way of GitHub alone: nothing is read from a working copy. */
export async function promotionContext(context: Context): Promise<PromotionContext> {
  const forge = await context.forge()
  return {
    forge,
    state: stateOf(forge),
    texts,
    // The run that a dispatch starts has no id yet: GitHub answers it with nothing.
    runs: context.event.url?.replace(/\/runs\/\d+$/, '?query=event%3Arepository_dispatch') ?? null,
    sleep: (milliseconds) => sleep(milliseconds),
    now: () => context.clock().toISOString(),
    async policyAt(ref, model) {
      const read = async (path: string) => {
        const bytes = await forge.file(path, ref)
        return bytes && Buffer.from(bytes).toString('utf8')
      }
      const { settings, policy } = await loadModelPolicy({ name: `commit ${ref.slice(0, 10)}`, read }, model)
      return {
        settings,
        digest: policyDigest(policy),
        gates: waivableGates(policy),
        hasWaivers: policy.waivers !== undefined,
      }
    },
    async located({ location, bytes }) {
      const content = location === undefined ? undefined : await context.download({ location, bytes })
      return content && digestOf(content)
    },
  }
}
