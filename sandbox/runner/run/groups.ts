/** A run or job that wants to be the only one of its concurrency group. */
export interface Request {
  /** Repository and group; upper and lower case are the same. */
  group: string
  cancelInProgress: boolean
  /** `single`: one may wait, and a newer one takes its place; `max`: a hundred wait their turn. */
  queue: 'single' | 'max'
  /** Ends the one that asks, whether it waits or runs. */
  cancel(reason: string): void
  signal: AbortSignal
}

export interface Groups {
  /** Waits for its turn; gives what ends it, or undefined when it was cancelled while it waited. */
  enter(request: Request): Promise<(() => void) | undefined>
}

interface Member extends Request {
  go(release: (() => void) | undefined): void
}

interface Group {
  running: Member | undefined
  waiting: Member[]
}

/** GitHub keeps so many waiting in a group with `queue: max`. */
const longest = 100

export function openGroups(): Groups {
  const groups = new Map<string, Group>()

  function next(group: Group): void {
    const member = group.waiting.shift()
    group.running = member
    member?.go(() => {
      if (group.running === member) next(group)
    })
  }

  function drop(group: Group, member: Member): void {
    group.waiting = group.waiting.filter((one) => one !== member)
    member.go(undefined)
  }

  return {
    enter: (request) =>
      new Promise((resolve) => {
        const key = request.group.toLowerCase()
        const group = groups.get(key) ?? { running: undefined, waiting: [] }
        groups.set(key, group)
        const member: Member = { ...request, go: resolve }
        if (request.signal.aborted) return resolve(undefined)
        const reason = `Canceling since a higher priority waiting request for '${request.group}' exists`
        const cancel = (one: Member): void => {
          one.cancel(reason)
          drop(group, one)
        }
        if (request.queue === 'single' || request.cancelInProgress) group.waiting.forEach(cancel)
        if (group.running && request.cancelInProgress) group.running.cancel(reason)
        if (group.waiting.length >= longest) {
          request.cancel(`Canceling since the queue of '${request.group}' is full`)
          return resolve(undefined)
        }
        group.waiting.push(member)
        request.signal.addEventListener('abort', () => {
          if (group.waiting.includes(member)) drop(group, member)
        })
        if (!group.running) next(group)
      }),
  }
}
