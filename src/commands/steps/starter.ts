import type { RunEvent } from '../../frame/context.ts'

interface DispatchPayload {
  sender?: { login?: unknown; type?: unknown }
  client_payload?: { by?: unknown }
}

/**
 * Who started a run: the one who dispatched it, or whose command did. A push, a merge, a schedule and drift have no
 * starter. A person who dispatches is the starter, whatever name the payload holds; only Pawl's own token may name another.
 */
export function starterOf({ name, actor, payload }: RunEvent): string | null {
  if (name === 'workflow_dispatch') return actor
  if (name !== 'repository_dispatch') return null
  const { sender, client_payload } = payload as DispatchPayload
  if (sender?.type !== 'Bot') return actor
  const by = client_payload?.by
  return typeof by === 'string' && by !== '' ? by : null
}

/**
 * Who started the run that a promotion rests on. This job's own event says so: what the run's record says was written by
 * a job that ran the project's code. It only counts where the event names nobody, and can then only keep somebody from
 * approving.
 */
export function starterOfPromotion(event: RunEvent, recorded: string | null): string | null {
  return starterOf(event) ?? recorded
}
