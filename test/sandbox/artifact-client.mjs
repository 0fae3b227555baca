// One call of @actions/artifact, given as JSON; prints the result as its last line.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DefaultArtifactClient } from '@actions/artifact'

const call = JSON.parse(process.argv[2] ?? '{}')
const client = new DefaultArtifactClient()
const findBy = call.findBy ? { findBy: call.findBy } : {}

const calls = {
  upload: () =>
    client.uploadArtifact(
      call.name,
      call.files.map((file) => join(call.folder, file)),
      call.folder,
    ),
  async list() {
    const { artifacts } = await client.listArtifacts(findBy)
    return { artifacts: artifacts.map(({ name, id, digest }) => ({ name, id, digest })) }
  },
  async download() {
    const { path, expectedHash } = call
    const { digestMismatch } = await client.downloadArtifact(call.id, { path, expectedHash, ...findBy })
    const files = readdirSync(path).map((name) => [name, statSync(join(path, name)).size])
    return { digestMismatch, files: Object.fromEntries(files) }
  },
  delete: () => client.deleteArtifact(call.name),
}

const result = await calls[call.do]().catch((error) => ({ error: error.message }))
process.stdout.write(`\n${JSON.stringify(result)}\n`)
