import { mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { admit } from '../model/admit.ts'
import { inspectModel } from '../model/inspect.ts'
import { oneLine } from '../model/text.ts'
import { UserError } from '../project/problem.ts'
import { onnxFile } from '../project/schema/model.ts'
import type { Run } from '../tracking/run.ts'
import { type Importance, readImportance } from './importance.ts'
import { readMetrics } from './metrics.ts'

const mostFiles = 100
const deepest = 5
const mostBytes = 2 * 2 ** 30
const longestPath = 200

export interface Artifacts {
  artifacts: Run['artifacts']
  metrics: Run['metrics']
  /** undefined where training left no importance.json. */
  importance: Importance | undefined
}

/** Thrown where there is no model at all. */
export class NoModel extends UserError {}

/**
 * Takes over what training left in its folder: copies it to a folder of our own, where nothing that is still running can
 * change it, and computes the digests of the copies. What is missing, too large, a link or malformed is a `UserError`.
 */
export async function takeArtifacts({
  from,
  into,
  model,
}: {
  from: string
  into: string
  /** The name of the file that is the model. */
  model: string
}): Promise<Artifacts> {
  const paths = await filesIn(from)
  if (!paths.includes(model))
    throw new NoModel({
      message: `training left no ${model}`,
      hint: 'write it into the folder that PAWL_OUT names',
    })
  const artifacts: Artifacts['artifacts'] = []
  let left = mostBytes
  for (const path of paths) {
    await mkdir(dirname(join(into, path)), { recursive: true })
    const copy = { path: join(from, path), name: path, into: join(into, path), maxBytes: left }
    const { bytes, digest } = await admit(copy)
    left -= bytes
    artifacts.push({ path, bytes, digest })
  }
  const metrics = paths.includes('metrics.jsonl') ? await readMetrics(join(into, 'metrics.jsonl')) : []
  const importance = paths.includes('importance.json')
    ? await readImportance(join(into, 'importance.json'))
    : undefined
  if (paths.includes(onnxFile)) await inspectModel(join(into, onnxFile), { name: onnxFile })
  return { artifacts, metrics, importance }
}

/** Paths of all files, sorted. */
async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = []
  const open = ['']
  for (let below = open.pop(); below !== undefined; below = open.pop()) {
    const entries = await readdir(join(folder, below), { withFileTypes: true })
    for (const entry of entries) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      requirePlainPath(path)
      if (entry.isDirectory()) open.push(path)
      else if (entry.isFile()) found.push(path)
      else throw new UserError(`training left ${path}, which is a link or a device; only files are kept`)
    }
    if (found.length + open.length > mostFiles)
      throw new UserError(`training left more than ${mostFiles} files, which is more than are kept`)
  }
  return found.sort()
}

/** Paths become file names on other systems, table cells and list entries. */
function requirePlainPath(path: string): void {
  if (path.length <= longestPath && path.split('/').length <= deepest && !/[\p{C}\\:*?"<>|]/u.test(path))
    return
  throw new UserError({
    message: `training left ${oneLine(path, 80)}, which is not a name that can be kept`,
    hint: `use at most ${longestPath} characters and ${deepest} levels, and none of \\ : * ? " < > |`,
  })
}
