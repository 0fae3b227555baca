import { compare, inc } from 'semver'
import { fold } from './chain.ts'
import type { HistoryEntry, Stages } from './stages.ts'

export type Bump = 'major' | 'minor' | 'patch'

/** The version that holds a stage now. */
export function currentVersion(stages: Stages | undefined, stage: string): string | undefined {
  return fold(stages?.history ?? []).get(stage)
}

/**
 * The version that held a stage at a moment (ISO 8601). `effective` gives the times at which entries reached the
 * default branch, by sequence, where they are known; else an entry counts from the time it was written.
 */
export function versionAt(
  stages: Stages | undefined,
  { stage, time, effective }: { stage: string; time: string; effective?: ReadonlyMap<number, string> },
): string | undefined {
  const until = Date.parse(time)
  if (Number.isNaN(until)) throw new Error(`${time} is not a time`)
  const history = stages?.history ?? []
  const past = history.filter((entry) => Date.parse(effective?.get(entry.sequence) ?? entry.at) <= until)
  return fold(past).get(stage)
}

/** Where a version is now: a stage, `archived`, or undefined when the history does not know it. */
export function stageOf(stages: Stages | undefined, version: string): string | undefined {
  const history = stages?.history ?? []
  const held = [...fold(history)].find(([, holder]) => holder === version)
  if (held !== undefined) return held[0]
  return history.some((entry) => entry.version === version) ? 'archived' : undefined
}

/** All versions that the history knows, lowest first. */
export function knownVersions(stages: Stages | undefined): string[] {
  return [...new Set((stages?.history ?? []).map((entry) => entry.version))].sort(compare)
}

/** The number after the highest one so far; the first is 1.0.0. */
export function nextVersion(stages: Stages | undefined, bump: Bump = 'minor'): string {
  const highest = knownVersions(stages).at(-1)
  if (highest === undefined) return '1.0.0'
  return inc(highest, bump) as string
}

/** The last entry that put a version into a stage. */
export function entryOf(stages: Stages | undefined, version: string): HistoryEntry | undefined {
  return stages?.history.findLast((entry) => entry.version === version)
}

/** Whether a version ever held a stage. */
export function wasIn(stages: Stages | undefined, version: string, stage: string): boolean {
  return (stages?.history ?? []).some((entry) => entry.version === version && entry.stage === stage)
}

/**
 * The version that production goes back to: the one before the current in production's history, leaving out those that
 * a rollback took out of production. Undefined when there is none.
 */
export function lastGoodVersion(stages: Stages | undefined): string | undefined {
  const good: string[] = []
  for (const entry of stages?.history ?? []) {
    if (entry.stage !== 'production') continue
    if (entry.kind === 'rollback') {
      const at = good.lastIndexOf(entry.version)
      good.length = at === -1 ? Math.max(0, good.length - 1) : at
    }
    good.push(entry.version)
  }
  const current = good.at(-1)
  return good.findLast((version) => version !== current)
}
