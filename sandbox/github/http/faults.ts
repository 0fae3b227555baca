/** What a test sees of a request when it decides about a fault. */
export interface SeenRequest {
  method: string
  /** With the query. */
  path: string
  /** The template of the route, such as `GET /user`; undefined outside the REST API. */
  route: string | undefined
  token: string | undefined
}

export interface Fault {
  match: (request: SeenRequest) => boolean
  /** Before: the request has no effect. After: it has, and the caller does not hear of it. */
  when: 'before' | 'after'
  do:
    | { status: number; body?: unknown; headers?: Readonly<Record<string, string>> }
    | 'drop'
    | { delay: number }
    /** Lets something else come to its end first, however long that takes. */
    | { after: () => Promise<unknown> }
  /** How often it strikes; for ever when absent. */
  times?: number
}

export interface Faults {
  /** Adds a fault and gives a function that takes it away. */
  add(fault: Fault): () => void
  clear(): void
  /** The faults that strike now, counted down. */
  strike(request: SeenRequest, when: Fault['when']): Fault['do'][]
}

export function openFaults(): Faults {
  const live = new Map<Fault, number>()
  return {
    add(fault) {
      live.set(fault, fault.times ?? Number.POSITIVE_INFINITY)
      return () => live.delete(fault)
    },
    clear: () => live.clear(),
    strike(request, when) {
      const struck: Fault['do'][] = []
      for (const [fault, left] of live) {
        if (fault.when !== when || !fault.match(request)) continue
        if (left > 1) live.set(fault, left - 1)
        else live.delete(fault)
        struck.push(fault.do)
        // A delay lets what comes after it strike too; anything else is the end of the request.
        if (fault.do === 'drop' || 'status' in fault.do) break
      }
      return struck
    },
  }
}
