import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Context } from '../../frame/context.ts'
import { canonicalJson, type Digest, digestOf } from '../../project/digest.ts'
import { messageOf, UserError } from '../../project/problem.ts'
import { Run } from '../../tracking/run.ts'
import { runFiles } from '../../training/candidate.ts'

/**
 * A folder below the work folder, which is made and kept out of git: on a laptop it lies in the repository, and what git
 * does not ignore is copied for training and counts as a change that is not committed.
 */
export async function workFolder({ work }: Context, ...path: string[]): Promise<string> {
  await mkdir(work, { recursive: true })
  await writeFile(join(work, '.gitignore'), '*\n')
  return join(work, ...path)
}

/** Writes a result as canonical JSON below the work folder and gives its path. */
export async function leaveJson(context: Context, name: string, value: unknown): Promise<string> {
  const path = await workFolder(context, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, canonicalJson(value))
  return path
}

/** Where a model's run lies in the work folder. */
export function runFolder(context: Context, model: string): Promise<string> {
  return workFolder(context, 'runs', model)
}

/** Where a model's report lies in the work folder. */
export function reportFolder({ work }: Context, model: string): string {
  return join(work, 'reports', model)
}

/** All files below a folder, relative to it. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()
}

/**
 * Makes sure that a folder holds what an earlier job of this run left: the folder itself when this job made it, else the
 * artifact of that name. What comes from another job counts only with the digest that the job gave as its output.
 */
export async function receive(
  context: Context,
  wanted: { artifact: string; folder: string; file: string; digest: Digest | undefined },
): Promise<Buffer> {
  const { artifact, folder, file, digest } = wanted
  if (!(await isThere(join(folder, file)))) {
    if (!context.artifacts)
      throw new UserError({
        message: `${join(folder, file)} is missing`,
        hint: 'run the step before this one first',
      })
    if (!digest)
      throw new UserError({
        message: `the digest of ${artifact} is missing`,
        hint: 'hand on the output of the job that made it',
      })
    await fetchArtifact(context, { artifact, folder })
  }
  const bytes = await readFile(join(folder, file))
  if (digest && digestOf(bytes) !== digest)
    throw new UserError(`${file} of ${artifact} is not the one that the job before gave as its output`)
  return bytes
}

async function fetchArtifact(
  { artifacts, work }: Context,
  { artifact, folder }: { artifact: string; folder: string },
): Promise<void> {
  const downloaded = await artifacts?.download({ prefix: artifact, folder: join(work, 'downloads') })
  const found = downloaded?.get(artifact)
  if (!found)
    throw new UserError({
      message: `this run has no artifact ${artifact}`,
      hint: 'the job before has to succeed; expired artifacts are made again by running it again',
    })
  await rm(folder, { recursive: true, force: true })
  await mkdir(dirname(folder), { recursive: true })
  await rename(found, folder)
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false
}

/** The run of an earlier job, checked against the digest that the job gave. */
export async function receiveRun(
  context: Context,
  { model, digest }: { model: string; digest: Digest | undefined },
): Promise<{ run: Run; folder: string }> {
  const folder = await runFolder(context, model)
  const bytes = await receive(context, { artifact: `pawl-run-${model}`, folder, file: runFiles.run, digest })
  const run = parseJson(bytes, Run, runFiles.run)
  if (run.model !== model) throw new UserError(`the run is one of ${run.model}, not of ${model}`)
  return { run, folder }
}

/** JSON from outside, held against its schema. */
export function parseJson<T>(bytes: Uint8Array, schema: { parse(value: unknown): T }, name: string): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch (cause) {
    throw new UserError(`${name} is not what Pawl writes: ${messageOf(cause).slice(0, 500)}`, { cause })
  }
}
