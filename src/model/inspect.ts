import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Digest } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import { admit, refusalOf } from './admit.ts'
import { childEntry } from './child-entry.ts'
import type { Examination } from './examination.ts'
import { files, readAnswer } from './exchange.ts'
import { runIsolated } from './isolated.ts'
import { type Job, Result } from './job.ts'
import { inspectionLimits, type Limits, largestModel } from './limits.ts'

/** What a model file is and says about itself, without its ever being run. */
export interface Inspection extends Examination {
  digest: Digest
  bytes: number
}

const mostResult = 8 * 2 ** 20

/**
 * Looks a model file over in a child process. Throws a UserError, saying how to mend it, for links, Git LFS pointers,
 * empty, truncated or too big files, data kept in other files or given twice, and operators of unknown domains.
 * `name` is what messages call the file.
 */
export async function inspectModel(
  path: string,
  options: { name?: string; maxBytes?: number; limits?: Limits; entry?: string } = {},
): Promise<Inspection> {
  const { name = path, maxBytes = largestModel, limits = inspectionLimits, entry = childEntry() } = options
  const folder = await mkdtemp(join(tmpdir(), 'pawl-inspect-'))
  try {
    const admitted = await admit({ path, name, into: join(folder, files.model), maxBytes })
    const job: Job = { kind: 'inspect', name }
    await writeFile(join(folder, files.job), JSON.stringify(job), { mode: 0o600 })
    const ended = await runIsolated({ entry, folder, limits })
    if (ended.how !== 'done') throw refusalOf(name)(`cannot be read safely: reading it ${ended.message}`)
    const result = await resultIn(folder)
    if (result?.kind === 'inspected') return { ...admitted, ...result.examination }
    throw problemOf(result, name)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The child's last word; undefined when it left none that can be trusted. */
export async function resultIn(folder: string): Promise<Result | undefined> {
  const bytes = await readAnswer(folder, { file: files.result, most: mostResult })
  if (!bytes) return undefined
  try {
    return Result.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return undefined
  }
}

function problemOf(result: Result | undefined, file: string): UserError {
  if (result?.kind !== 'refused') return refusalOf(file)('was read, and the answer makes no sense')
  const { message, hint } = result
  return new UserError({ place: { file }, message, ...(hint === undefined ? {} : { hint }) })
}
