import { type Digest, digestOfJson } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import type { HistoryEntry, Stages } from './stages.ts'

/** What a change of stage says; its place in the chain is worked out by `appendEntry`. */
export type NewEntry = Omit<HistoryEntry, 'sequence' | 'replaces' | 'previous'>

/** What an approval names and the next entry carries. */
export function entryDigest(entry: HistoryEntry): Digest {
  return digestOfJson(entry)
}

/**
 * The stages of a model after one more change. `stages` is undefined for the first one. A version that already holds
 * the stage is a `UserError`, and so is taking production's version out of production by giving it another stage.
 */
export function appendEntry(stages: Stages | undefined, model: string, change: NewEntry): Stages {
  const history = stages?.history ?? []
  const now = fold(history)
  const holder = now.get(change.stage) ?? null
  if (holder === change.version)
    throw new UserError(`${model} ${change.version} is in ${change.stage} already`)
  if (now.get('production') === change.version)
    throw new UserError({
      message: `${model} ${change.version} is in production; moving it to ${change.stage} would leave production empty`,
      hint: 'promote another version to production first, or roll back',
    })
  const last = history.at(-1)
  const entry: HistoryEntry = {
    ...change,
    sequence: history.length + 1,
    replaces: holder,
    previous: last === undefined ? null : entryDigest(last),
  }
  const next = [...history, entry]
  return { schema: 'pawl/stages@1', model, stages: Object.fromEntries(fold(next)), history: next }
}

/** Stage to version after some entries: a version is in one stage, a stage holds one version, what leaves is archived. */
export function fold(history: readonly HistoryEntry[]): Map<string, string> {
  const stages = new Map<string, string>()
  for (const entry of history) {
    for (const [stage, version] of stages) if (version === entry.version) stages.delete(stage)
    stages.set(entry.stage, entry.version)
  }
  return stages
}

/** Whether an entry puts production back to a version that was there before, which is all that a rollback may do. */
export function goesBack(before: readonly HistoryEntry[], { stage, version }: HistoryEntry): boolean {
  return stage === 'production' && before.some((one) => one.stage === 'production' && one.version === version)
}

/** What is wrong with a model's history and map, in words; an empty list for a sound one. */
export function chainProblems(stages: Stages): string[] {
  const problems: string[] = []
  const manifests = new Map<string, Digest>()
  for (const [index, entry] of stages.history.entries()) {
    const name = `entry ${index + 1}`
    const before = stages.history[index - 1]
    const holder = fold(stages.history.slice(0, index)).get(entry.stage) ?? null
    if (entry.sequence !== index + 1) problems.push(`${name} carries the sequence number ${entry.sequence}`)
    if (entry.previous !== (before === undefined ? null : entryDigest(before)))
      problems.push(
        `${name} does not carry the digest of the entry before it, so that one was altered or removed`,
      )
    if (entry.replaces !== holder)
      problems.push(
        `${name} says that it replaces ${entry.replaces ?? 'nothing'}, but ${holder ?? 'nothing'} held ${entry.stage}`,
      )
    if (entry.kind === 'rollback' && !goesBack(stages.history.slice(0, index), entry))
      problems.push(`${name} calls itself a rollback, but ${entry.version} never was in production`)
    const known = manifests.get(entry.version)
    if (known !== undefined && known !== entry.manifest)
      problems.push(`${name} names another version.json for ${entry.version} than an entry before it`)
    manifests.set(entry.version, entry.manifest)
  }
  const folded = fold(stages.history)
  const map = new Map(Object.entries(stages.stages))
  const names = new Set([...folded.keys(), ...map.keys()])
  for (const stage of names) {
    if (folded.get(stage) === map.get(stage)) continue
    problems.push(
      `the map says that ${map.get(stage) ?? 'nothing'} is in ${stage}, the history says ${folded.get(stage) ?? 'nothing'}`,
    )
  }
  return problems
}
