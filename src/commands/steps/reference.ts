import { join } from 'node:path'
import type { Database } from '../../data/database.ts'
import { withHeldRows } from '../../data/held-rows.ts'
import type { ReferenceRows } from '../../gates/evaluation-request.ts'
import { commitFiles } from '../../git/commit-files.ts'
import { loadProject } from '../../project/load.ts'
import { messageOf, UserError } from '../../project/problem.ts'
import type { Configured, Project } from '../../project/project.ts'
import type { Dataset } from '../../project/schema/dataset.ts'
import type { VersionManifest } from '../../registry/version.ts'
import { openAt } from './dataset.ts'
import type { ModelRows } from './model-rows.ts'
import type { Change, Subject } from './subject.ts'

/**
 * The earlier rows that held-out rows are held against: those of the base; on the base itself, where nothing is proposed
 * and a candidate is to be promoted, those that production was judged on.
 */
export async function referenceRows(
  database: Database,
  given: {
    change: Change
    subject: Subject
    dataset: ModelRows
    production: VersionManifest | undefined
    folder: string
  },
): Promise<ReferenceRows> {
  const { change, subject, production } = given
  if (change.base !== change.head || !production)
    return subject.datasetBefore
      ? rowsAt(database, {
          ...given,
          of: { of: 'base' },
          commit: change.base,
          before: subject.datasetBefore,
          heldBefore: subject.heldBefore,
        })
      : { of: 'base', state: 'none' }

  const of = { of: 'production', version: production.version } as const
  const then = await projectAt(change.root, production.commit)
  if ('unreadable' in then) return { ...of, state: 'unreadable', reason: then.unreadable }
  const before = then.datasets.get(production.data.dataset)
  if (!before)
    return {
      ...of,
      state: 'unreadable',
      reason: `commit ${production.commit.slice(0, 10)} has no dataset ${production.data.dataset}`,
    }
  return rowsAt(database, {
    ...given,
    of,
    commit: production.commit,
    before,
    heldBefore: 'dataset' in production.split ? then.datasets.get(production.split.dataset) : undefined,
    recorded: [...production.data.files, ...(production.data.held?.files ?? [])],
  })
}

/** The project as a commit has it, or why it cannot be read. */
export async function projectAt(root: string, commit: string): Promise<Project | { unreadable: string }> {
  try {
    return await loadProject(commitFiles(root, commit))
  } catch (error) {
    const short = commit.slice(0, 10)
    return {
      unreadable:
        error instanceof UserError
          ? `the project at commit ${short} is not one that this Pawl reads: ${error.problems[0]?.message}`
          : `commit ${short} is not in this clone; check out with fetch-depth: 0`,
    }
  }
}

async function rowsAt(
  database: Database,
  of: {
    of: { of: 'base' } | { of: 'production'; version: string }
    change: Change
    dataset: ModelRows
    commit: string
    before: Configured<Dataset>
    heldBefore: Configured<Dataset> | undefined
    folder: string
    recorded?: VersionManifest['data']['files']
  },
): Promise<ReferenceRows> {
  try {
    const { change, commit, dataset, before, heldBefore, recorded } = of
    const { main, held } = dataset
    const at = { root: change.root, commit, recorded }
    const folder = join(of.folder, 'earlier')
    const own = await openAt(database, { ...at, dataset: before, head: main, folder, as: 'base' })
    // Where only one side holds out a dataset of its own, the earlier held-out rows cannot be told by the same split.
    if (!held || !heldBefore) {
      if (own !== 'same') return { ...of.of, state: 'compared', open: own }
      return held ? { ...of.of, state: 'compared', open: main.open } : { ...of.of, state: 'same' }
    }
    const heldFolder = join(of.folder, 'earlier-held')
    const out = await openAt(database, {
      ...at,
      dataset: heldBefore,
      head: held,
      folder: heldFolder,
      as: 'base held',
    })
    if (own === 'same' && out === 'same') return { ...of.of, state: 'same' }
    const open = await withHeldRows(database, {
      main: own === 'same' ? main.open : own,
      held: out === 'same' ? held.open : out,
      as: 'base and held out',
    })
    return { ...of.of, state: 'compared', open }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { ...of.of, state: 'unreadable', reason: messageOf(error) }
  }
}
