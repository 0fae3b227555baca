import type { RunEvent } from '../../frame/context.ts'

interface DispatchPayload {
  client_payload?: { by?: unknown }
}

/**
 * Who started a run: the one who dispatched it, or whose command did. A push, a merge and a schedule have no starter.
 */
export function starterOf({ name, actor, payload }: RunEvent): string | null {
  if (name === 'workflow_dispatch') return actor
  if (name !== 'repository_dispatch') return null
  const by = (payload as DispatchPayload).client_payload?.by
  return typeof by === 'string' && by !== '' ? by : actor
}
