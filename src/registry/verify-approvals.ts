import { messageOf } from '../project/problem.ts'
import type { Settings } from '../project/schema/settings.ts'
import { followHistory, type MergedEntry, type StagesCommit } from './approved-history.ts'
import { entryDigest } from './chain.ts'
import { type Finding, restoreHint } from './finding.ts'
import { type Change, firstParentChanges, parseCommit, readObjects } from './git-objects.ts'
import { stagesPath } from './paths.ts'
import type { Stages } from './stages.ts'

export interface ApprovalsToVerify {
  /** A full clone. */
  folder: string
  /** The default branch; HEAD where that is checked out. */
  ref?: string
  /** The registry as it lies before us now, by model: what it says must be what was approved. */
  current: ReadonlyMap<string, Stages>
  /** The text of a `pawl.yaml` as settings; throws where it is not one. */
  parseSettings: (text: string) => Settings
  /** Only these models; all if undefined. */
  models?: readonly string[]
}

export interface ApprovalsVerification {
  findings: Finding[]
  /** Every entry of the default branch by model, with its commit and approvals. */
  merged: Map<string, MergedEntry[]>
}

/**
 * Proves from git alone, offline, that every change of stage was approved: each history entry was brought in by a commit
 * of the default branch whose message names the entry, its report and its policy on the word of enough people, and was
 * never altered or removed afterwards. What this cannot see is somebody with push rights who writes such a message
 * himself; a protected default branch sees to that.
 */
export async function verifyApprovals(of: ApprovalsToVerify): Promise<ApprovalsVerification> {
  const paths = of.models?.map((model) => stagesPath(model)) ?? [':(glob)registry/*/stages.json']
  const changes = await firstParentChanges(of.folder, of.ref ?? 'HEAD', paths)
  const byModel = groupByModel(changes)
  const result: ApprovalsVerification = { findings: [], merged: new Map() }
  const models = [...new Set([...byModel.keys(), ...of.current.keys()])].sort()
  for (let at = 0; at < models.length; at += modelsAtOnce) {
    const some = models.slice(at, at + modelsAtOnce)
    const objects = await readAll(
      of.folder,
      some.flatMap((model) => byModel.get(model) ?? []),
    )
    for (const model of some) verifyOne(model, byModel.get(model) ?? [], { of, objects, result })
  }
  return result
}

/** Keeps the memory for old states small: they are read for this many models in one go. */
const modelsAtOnce = 64

interface FileChange {
  commit: string
  date: string
  blob: string | null
}

function groupByModel(changes: readonly Change[]): Map<string, FileChange[]> {
  const byModel = new Map<string, FileChange[]>()
  for (const { commit, date, files } of changes) {
    for (const { path, blob } of files) {
      const model = path.split('/')[1] ?? ''
      const list = byModel.get(model) ?? []
      list.push({ commit, date, blob })
      byModel.set(model, list)
    }
  }
  return byModel
}

type Objects = Map<string, Buffer | undefined>

async function readAll(folder: string, changes: readonly FileChange[]): Promise<Objects> {
  const names = changes.flatMap(({ commit, blob }) => [commit, settingsName(commit), ...(blob ? [blob] : [])])
  return readObjects(folder, names)
}

function settingsName(commit: string): string {
  return `${commit}^1:pawl.yaml`
}

function verifyOne(
  model: string,
  changes: readonly FileChange[],
  { of, objects, result }: { of: ApprovalsToVerify; objects: Objects; result: ApprovalsVerification },
): void {
  const file = `registry/${model}/stages.json`
  const commits = changes.map(({ commit, date, blob }): StagesCommit => {
    const object = objects.get(commit)
    if (object === undefined)
      throw new Error(`git log names the commit ${commit}, but git cat-file does not know it`)
    return {
      ...parseCommit(object),
      commit,
      date,
      content: blob === null ? null : (objects.get(blob) ?? null),
      settings: settingsBefore(objects.get(settingsName(commit)), of.parseSettings),
    }
  })
  const { merged, findings } = followHistory({ model, file }, commits)
  result.findings.push(...findings)
  result.merged.set(model, merged)
  const problem = differs(of.current.get(model), merged)
  if (problem !== undefined)
    result.findings.push({ level: 'error', model, file, message: problem, hint: restoreHint(file) })
}

function settingsBefore(content: Buffer | undefined, parse: (text: string) => Settings): Settings | string {
  if (content === undefined) return 'there was no pawl.yaml before that commit'
  try {
    return parse(content.toString('utf8'))
  } catch (error) {
    return `pawl.yaml before that commit cannot be read: ${messageOf(error)}`
  }
}

function differs(stages: Stages | undefined, merged: readonly MergedEntry[]): string | undefined {
  const history = stages?.history ?? []
  for (const [index, { entry, commit }] of merged.entries()) {
    const here = history[index]
    if (here === undefined)
      return `entry ${index + 1} is missing; commit ${commit.slice(0, 10)} brought it to the default branch`
    if (entryDigest(here) !== entryDigest(entry))
      return `entry ${index + 1} is not the one that was approved with commit ${commit.slice(0, 10)}`
  }
  if (history.length > merged.length)
    return `entry ${merged.length + 1} is not on the default branch, so nobody approved it`
  return undefined
}
