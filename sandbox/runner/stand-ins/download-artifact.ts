import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { readZip } from '../../github/artifacts/zip.ts'
import { globPattern } from '../expression/glob.ts'
import { download, downloadById, type Listed, list, listOfRun } from './artifact-client.ts'
import type { StandIn, StandInStep } from './stand-in.ts'

/** `actions/download-artifact`, of the same run or with a token of another one. */
export const downloadArtifact: StandIn = {
  inputs: new Map([
    ['name', ''],
    ['artifact-ids', ''],
    ['path', ''],
    ['pattern', ''],
    ['merge-multiple', 'false'],
    ['github-token', ''],
    ['repository', ''],
    ['run-id', ''],
    ['digest-mismatch', 'error'],
  ]),
  async main(step) {
    const target = resolve(step.job.folders.workspace, step.input('path'))
    const { all, read } = await source(step)
    const chosen = choose(step, all)
    const flat = step.input('name') !== '' || step.flag('merge-multiple') || isSingleId(step)
    for (const artifact of chosen) {
      const bytes = await read(artifact)
      const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
      if (artifact.digest && artifact.digest !== digest) {
        throw new Error(`the digest of artifact ${artifact.name} is ${digest}, expected ${artifact.digest}`)
      }
      await unpack(bytes, flat ? target : join(target, artifact.name))
      step.log(`Artifact download completed: ${artifact.name} (ID ${artifact.id}), ${bytes.length} bytes`)
    }
    step.log(`Total of ${chosen.length} artifact(s) downloaded`)
    step.outputs.set('download-path', target)
  },
}

interface Source {
  all: readonly Listed[]
  read(artifact: Listed): Promise<Buffer>
}

async function source(step: StandInStep): Promise<Source> {
  const token = step.input('github-token')
  if (token === '') {
    const { artifacts } = await list(step)
    return { all: artifacts, read: ({ name }) => download(step, name) }
  }
  const repository = step.input('repository') || step.job.start.repository
  const run = step.input('run-id') || String(step.job.run.id)
  const all = await listOfRun(step, { repository, run, token })
  return { all, read: ({ id }) => downloadById(step, { repository, id, token }) }
}

const idsOf = (step: StandInStep): number[] =>
  step
    .input('artifact-ids')
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean)
    .map(Number)

const isSingleId = (step: StandInStep): boolean => idsOf(step).length === 1

function choose(step: StandInStep, all: readonly Listed[]): Listed[] {
  const name = step.input('name')
  if (name !== '') {
    const one = all.find((artifact) => artifact.name === name)
    if (one) return [one]
    throw new Error(`Unable to download artifact(s): Artifact not found for name: ${name}`)
  }
  const ids = idsOf(step)
  if (ids.length > 0) {
    const some = all.filter(({ id }) => ids.includes(id))
    if (some.length > 0) return some
    throw new Error('Unable to download artifact(s): None of the provided artifact IDs were found')
  }
  const pattern = step.input('pattern')
  const wanted = pattern === '' ? undefined : globPattern(pattern)
  return all.filter((artifact) => !wanted || wanted.test(artifact.name))
}

async function unpack(bytes: Buffer, target: string): Promise<void> {
  await mkdir(target, { recursive: true })
  for (const { name, content } of readZip(bytes)) {
    const file = resolve(target, name)
    if (relative(target, file).startsWith('..')) throw new Error(`Malformed extraction path: ${name}`)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}
