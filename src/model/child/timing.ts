/** Milliseconds since some moment, with fractions. */
export type Clock = () => number

/**
 * Runs something again and again, some times unmeasured first, and gives how many milliseconds each run took: `runs` of
 * them, or as many as fit into the time. The warm-up takes no more time than the runs may. At least one run is measured.
 * What a run leaves to tidy up is done outside the measured time.
 */
export async function timed({
  run,
  clock,
  warmUp,
  runs,
  milliseconds,
}: {
  run: (at: number) => Promise<unknown>
  clock: Clock
  warmUp: number
  runs: number
  milliseconds: number
}): Promise<number[]> {
  const tidied = async (at: number): Promise<number> => {
    const started = clock()
    const left = await run(at)
    const took = clock() - started
    if (typeof left === 'function') await left()
    return took
  }
  const warmedBy = clock() + milliseconds
  for (let at = 0; at < warmUp && clock() < warmedBy; at++) await tidied(at)
  const times: number[] = []
  const end = clock() + milliseconds
  for (let at = 0; at < runs && (at === 0 || clock() < end); at++) times.push(await tidied(at))
  return times
}
