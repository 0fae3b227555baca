import type { Model } from '../project/schema/model.ts'
import type { Trigger } from './decision.ts'

/** What one trigger comes to under a model's policy. */
export interface Ask {
  /** Whether it is reason enough to retrain. */
  counts: boolean
  /** Whether a person wants it, by a command or by a merge, and not a schedule. */
  person: boolean
  detail: string
}

/** Each kind of trigger has its rule here; a new kind does not compile without one. */
const rules: {
  [K in Trigger['kind']]: (trigger: Extract<Trigger, { kind: K }>, policy: Model['retrain']) => Ask
} = {
  request: ({ by, reason }) => ({ counts: true, person: true, detail: `${by} asks: ${reason}` }),

  push: ({ commit }) => ({
    counts: true,
    person: true,
    detail: `commit ${commit.slice(0, 7)} changed what the model is made from`,
  }),

  drift: ({ columns }, { when }) => {
    const drifted = new Set(columns).size
    const count = `${drifted} ${drifted === 1 ? 'column' : 'columns'} drifted`
    if (when.drift === undefined)
      return { counts: false, person: false, detail: `${count}, for which the model does not retrain` }
    const { columns: limit } = when.drift
    return { counts: drifted >= limit, person: false, detail: `${count}, at ${limit} the model retrains` }
  },
}

/** Judges one trigger by the rule of its kind. */
export function askOf(trigger: Trigger, policy: Model['retrain']): Ask {
  const rule = rules[trigger.kind] as (trigger: Trigger, policy: Model['retrain']) => Ask
  return rule(trigger, policy)
}
