import { mkdir, mkdtemp, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { pathsOf } from '../../data/version.ts'
import type { Contender } from '../../gates/contender.ts'
import { git } from '../../git/git.ts'
import { type Digest, digestOfJson } from '../../project/digest.ts'
import { messageOf } from '../../project/problem.ts'
import type { PredictingProgram } from '../../project/schema/model.ts'
import type { VersionManifest } from '../../registry/version.ts'
import { copyCommit, copyRepository } from '../../training/working-copy.ts'

type Program = NonNullable<Contender['predict']>

/** Files that no program reads to predict: what Pawl writes, and words for people. */
const idle = [/^registry\//, /^\.github\//, /\.md$/]

/**
 * What a program is: its command, and every file of the repository that it could read at a commit. Undefined for a working
 * copy that differs from its commit.
 */
async function programDigest(
  { run, format }: PredictingProgram,
  { root, commit, hidden }: { root: string; commit: string | undefined; hidden: readonly string[] },
): Promise<Digest | undefined> {
  if (commit === undefined && (await git(root, 'status', '--porcelain')) !== '') return undefined
  const listed = await git(root, 'ls-tree', '-r', '-z', '--full-tree', commit ?? 'HEAD')
  const away = new Set(hidden)
  const files = listed.split('\0').filter((line) => {
    const path = line.slice(line.indexOf('\t') + 1)
    return line !== '' && !away.has(path) && !idle.some((pattern) => pattern.test(path))
  })
  return digestOfJson({ run, format, files })
}

/** The program that predicts with a candidate, in a copy of the working copy that lacks the dataset's files. */
export async function candidateProgram(
  predicting: PredictingProgram,
  of: { root: string; model: string; hidden: readonly string[]; folder: string },
): Promise<Program> {
  const into = await mkdtemp(join(of.folder, 'candidate-'))
  await copyRepository({ root: of.root, into, hidden: of.hidden })
  const digest = await programDigest(predicting, { ...of, commit: undefined })
  return program(predicting, { model: of.model, folder: into, digest })
}

/** The program that predicts with a version, as the commit has it that the version was trained on; or why it cannot be had. */
export async function versionProgram(
  predict: PredictingProgram,
  { commit, data, model }: VersionManifest,
  { root, folder }: { root: string; folder: string },
): Promise<Program | { missing: string }> {
  const hidden = pathsOf(data)
  try {
    await mkdir(folder)
    await copyCommit({ root, commit, into: folder, hidden })
  } catch (error) {
    return { missing: `its program of commit ${commit.slice(0, 10)} is not to be had: ${messageOf(error)}` }
  }
  return program(predict, {
    model,
    folder,
    digest: await programDigest(predict, { root, commit, hidden }),
  })
}

/** A working copy of what a commit has, without the dataset's files: made once, when a program of a metric first needs it. */
export function metricFolder(of: {
  root: string
  /** Undefined for the working copy as it is. */
  commit: string | undefined
  hidden: readonly string[]
  folder: string
}): () => Promise<string> {
  let made: Promise<string> | undefined
  const make = async (): Promise<string> => {
    const into = await realpath(await mkdtemp(join(of.folder, 'metric-')))
    const { root, commit, hidden } = of
    if (commit === undefined) await copyRepository({ root, into, hidden })
    else await copyCommit({ root, commit, into, hidden })
    return into
  }
  return () => {
    made ??= make()
    return made
  }
}

function program(
  { run, artifact, format, timeout }: PredictingProgram,
  { model, folder, digest }: { model: string; folder: string; digest: Digest | undefined },
): Program {
  return { command: { run, artifact, format, model, folder }, timeout, digest }
}
