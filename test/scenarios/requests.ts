import type { World } from '../../sandbox/demo/world.ts'

export interface Requests {
  reads: number
  writes: number
  /** Each as method and path. */
  all: readonly string[]
}

/** The requests to GitHub's REST interface that jobs make, by their tokens, while something is done. */
export async function requestsOf({ sandbox }: World, work: () => Promise<unknown>): Promise<Requests> {
  const from = sandbox.requests.length
  await work()
  const all = sandbox.requests
    .slice(from)
    .filter(({ route, token }) => route !== undefined && token?.startsWith('ghs_'))
    .map(({ method, path }) => `${method} ${path}`)
  const reads = all.filter((request) => request.startsWith('GET ')).length
  return { reads, writes: all.length - reads, all }
}
