import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { create, extract } from 'tar'
import { z } from 'zod'
import { findFiles } from './paths.ts'
import type { StandIn, StandInStep } from './stand-in.ts'

/**
 * `actions/cache`, `actions/cache/restore` and `actions/cache/save`. A cache belongs to the ref that saved it; others see
 * it only when that ref is their base or the default branch.
 */
const restoring = new Map([
  ['path', ''],
  ['key', ''],
  ['restore-keys', ''],
  ['upload-chunk-size', ''],
  ['enableCrossOsArchive', 'false'],
  ['fail-on-cache-miss', 'false'],
  ['lookup-only', 'false'],
])

export const cache: StandIn = {
  inputs: restoring,
  main: restore,
  post: async (step) => {
    const hit = step.state.get('hit') === 'true'
    if (hit) step.log(`Cache hit occurred on the primary key ${step.input('key')}, not saving cache.`)
    else await save(step)
  },
  postIf: 'success()',
}

export const cacheRestore: StandIn = { inputs: restoring, main: restore }

export const cacheSave: StandIn = {
  inputs: new Map([
    ['path', ''],
    ['key', ''],
    ['upload-chunk-size', ''],
    ['enableCrossOsArchive', 'false'],
  ]),
  main: save,
}

const entrySchema = z.object({ key: z.string(), ref: z.string(), version: z.string(), at: z.number() })
type Entry = z.infer<typeof entrySchema> & { file: string }

const folderOf = ({ job }: StandInStep): string =>
  join(job.host.folder, 'caches', ...job.start.repository.split('/'))

/** Caches of other paths are other caches. */
const versionOf = (step: StandInStep): string =>
  createHash('sha256').update(step.lines('path').join('|')).digest('hex')

async function entriesOf(step: StandInStep): Promise<Entry[]> {
  const folder = folderOf(step)
  const names = await readdir(folder).catch(() => [])
  const entries = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => ({
        ...entrySchema.parse(JSON.parse(await readFile(join(folder, name), 'utf8'))),
        file: join(folder, name.replace(/json$/, 'tar')),
      })),
  )
  return entries.filter(({ version }) => version === versionOf(step)).sort((a, b) => b.at - a.at)
}

/** Exact keys before prefixes, own ref before base before default branch, new before old. */
async function lookUp(step: StandInStep): Promise<Entry | undefined> {
  const { start, room } = step.job
  const base = start.baseRef === '' ? [] : [`refs/heads/${start.baseRef}`]
  const refs = [start.ref, ...base, `refs/heads/${room.repository.defaultBranch}`]
  const entries = await entriesOf(step)
  const key = step.input('key')
  for (const ref of refs) {
    const own = entries.filter((entry) => entry.ref === ref)
    const exact = own.find((entry) => entry.key === key)
    if (exact) return exact
    for (const prefix of [key, ...step.lines('restore-keys')]) {
      const like = own.find((entry) => entry.key.startsWith(prefix))
      if (like) return like
    }
  }
  return undefined
}

async function restore(step: StandInStep): Promise<void> {
  const key = step.input('key')
  if (key === '') throw new Error('Input required and not supplied: key')
  step.outputs.set('cache-primary-key', key)
  const found = await lookUp(step)
  if (!found) {
    if (step.flag('fail-on-cache-miss')) {
      throw new Error(
        `Failed to restore cache entry. Exiting as fail-on-cache-miss is set. Input key: ${key}`,
      )
    }
    step.outputs.set('cache-hit', '')
    step.log(`Cache not found for input keys: ${[key, ...step.lines('restore-keys')].join(', ')}`)
    return
  }
  const hit = found.key === key
  step.state.set('hit', String(hit))
  step.outputs.set('cache-hit', String(hit))
  step.outputs.set('cache-matched-key', found.key)
  if (!step.flag('lookup-only')) {
    await extract({ file: found.file, cwd: step.job.folders.workspace, preservePaths: true })
  }
  step.log(`Cache restored from key: ${found.key}`)
}

async function save(step: StandInStep): Promise<void> {
  const key = step.input('key')
  const { workspace } = step.job.folders
  const { ref } = step.job.start
  const known = await entriesOf(step)
  if (known.some((entry) => entry.key === key && entry.ref === ref)) {
    step.log(`Unable to reserve cache with key ${key}, another job may be creating this cache.`)
    return
  }
  const paths = await existing(step)
  if (paths.length === 0) {
    step.log('##[warning]Path Validation Error: Path(s) specified in the action for caching do(es) not exist')
    return
  }
  const folder = folderOf(step)
  await mkdir(folder, { recursive: true })
  const name = join(folder, randomUUID())
  await create({ file: `${name}.tar`, cwd: workspace, preservePaths: true }, paths)
  const at = step.job.host.world.clock().getTime()
  await writeFile(`${name}.tmp`, JSON.stringify({ key, ref, version: versionOf(step), at }))
  await rename(`${name}.tmp`, `${name}.json`)
  step.log(`Cache saved with key: ${key}`)
}

/** What the paths name, relative to the workspace; `~` is the home folder of the job. */
async function existing(step: StandInStep): Promise<string[]> {
  const { workspace, home } = step.job.folders
  const paths: string[] = []
  for (const line of step.lines('path')) {
    const path = resolve(workspace, line.replace(/^~(?=\/|$)/, home))
    if (await stat(path).catch(() => undefined)) paths.push(relative(workspace, path) || '.')
    else
      paths.push(
        ...(await findFiles(workspace, [line], { hidden: true })).files.map((one) =>
          relative(workspace, one),
        ),
      )
  }
  return paths
}
