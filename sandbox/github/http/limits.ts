import type { World } from '../state/world.ts'
import { roomKey } from '../state/world.ts'
import { Refusal } from './answer.ts'
import type { Caller } from './caller.ts'

/** Requests in one hour, counted for those who share a limit. */
export interface Limits {
  /** Counts a request; 403 when none is left. */
  count(caller: Caller): Standing
  /** Where a caller stands, without counting. */
  standing(caller: Caller): Standing
}

export interface Standing {
  limit: number
  used: number
  remaining: number
  /** When counting starts anew, in seconds since 1970. */
  reset: number
}

const hour = 3600

/** People whose logins are `unlimited` may ask as often as they like. */
export function openLimits(world: World, unlimited: ReadonlySet<string> = new Set()): Limits {
  const counters = new Map<string, { used: number; reset: number }>()
  const seconds = () => Math.floor(world.clock().getTime() / 1000)
  function counterOf(caller: Caller) {
    const key = keyOf(caller)
    const known = counters.get(key)
    if (known && known.reset > seconds()) return known
    const fresh = { used: 0, reset: seconds() + hour }
    counters.set(key, fresh)
    return fresh
  }
  function standing(caller: Caller): Standing {
    const { used, reset } = counterOf(caller)
    const limit = limitOf(caller)
    return { limit, used, remaining: Math.max(0, limit - used), reset }
  }
  return {
    standing,
    count(caller) {
      if (caller.kind === 'user' && unlimited.has(caller.account.login)) return standing(caller)
      const counter = counterOf(caller)
      if (counter.used >= limitOf(caller))
        throw new Refusal(403, `API rate limit exceeded for ${nameOf(caller)}.`)
      counter.used += 1
      return standing(caller)
    },
  }
}

/** All workflows of a repository share one limit. */
function keyOf(caller: Caller): string {
  if (caller.kind === 'anonymous') return 'anonymous'
  return caller.kind === 'user' ? `user ${caller.account.id}` : `repository ${roomKey(caller.repository)}`
}

function limitOf(caller: Caller): number {
  if (caller.kind === 'anonymous') return 60
  return caller.kind === 'user' ? 5000 : 1000
}

function nameOf(caller: Caller): string {
  if (caller.kind === 'anonymous') return '127.0.0.1'
  return caller.kind === 'user' ? `user ID ${caller.account.id}` : 'installation'
}

/** The headers in which GitHub tells where a caller stands. */
export function limitHeaders({ limit, used, remaining, reset }: Standing): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-used': String(used),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-resource': 'core',
  }
}
