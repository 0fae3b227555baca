/** Places for jobs: so many run at a time, the others in the order in which they came. */
export interface Slots {
  /** Waits for a place and gives what frees it. */
  take(): Promise<() => void>
}

export function openSlots(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []

  function release(): void {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  return {
    async take() {
      if (free > 0) free -= 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      return release
    },
  }
}
