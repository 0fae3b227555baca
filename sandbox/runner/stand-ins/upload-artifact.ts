import { readFile } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { writeZip } from '../../github/artifacts/zip.ts'
import { remove, upload } from './artifact-client.ts'
import { findFiles } from './paths.ts'
import type { StandIn, StandInStep } from './stand-in.ts'

/** `actions/upload-artifact`. */
export const uploadArtifact: StandIn = {
  inputs: new Map([
    ['name', 'artifact'],
    ['path', ''],
    ['if-no-files-found', 'warn'],
    ['retention-days', ''],
    ['compression-level', '6'],
    ['overwrite', 'false'],
    ['include-hidden-files', 'false'],
  ]),
  async main(step) {
    const name = step.input('name')
    refuseName(name)
    const patterns = step.lines('path')
    if (patterns.length === 0) throw new Error('Input required and not supplied: path')
    const { workspace } = step.job.folders
    const { root, files } = await findFiles(workspace, patterns, {
      hidden: step.flag('include-hidden-files'),
    })
    if (files.length === 0) return missing(step)
    const entries = await Promise.all(
      files.map(async (file) => ({
        name: relative(root, file).split(sep).join('/'),
        content: await readFile(file),
      })),
    )
    const zip = writeZip(entries, Number(step.input('compression-level')))
    if (step.flag('overwrite')) await remove(step, name)
    const { id, digest } = await upload(step, { name, zip, expires: expiry(step) })
    const { world } = step.job.host
    step.outputs.set('artifact-id', id)
    step.outputs.set('artifact-digest', digest)
    step.outputs.set(
      'artifact-url',
      `${world.urls.server}/${step.job.start.repository}/actions/runs/${step.job.run.id}/artifacts/${id}`,
    )
    step.log(
      `Artifact ${name} has been successfully uploaded! ${files.length} file(s), ${zip.length} bytes, ID ${id}`,
    )
  },
}

function missing(step: StandInStep): void {
  const message = `No files were found with the provided path: ${step.lines('path').join('\n')}. No artifacts will be uploaded.`
  const what = step.input('if-no-files-found')
  if (what === 'error') throw new Error(message)
  step.log(what === 'warn' ? `##[warning]${message}` : message)
}

function refuseName(name: string): void {
  const bad = /["<>|*?:\\/\r\n]/.exec(name)?.[0]
  if (bad !== undefined || name === '') {
    throw new Error(
      `The artifact name is not valid: ${JSON.stringify(name)}. Contains the following character: ${bad}`,
    )
  }
}

function expiry(step: StandInStep): string | undefined {
  const days = Number(step.input('retention-days'))
  if (!(days > 0)) return undefined
  return new Date(step.job.host.world.clock().getTime() + days * 24 * 3600 * 1000).toISOString()
}
