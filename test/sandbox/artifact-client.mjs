// The calls of one job to @actions/artifact, given as JSON; prints the list of results as its last line.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DefaultArtifactClient } from '@actions/artifact'

const client = new DefaultArtifactClient()
const other = ({ findBy }) => (findBy ? { findBy } : {})

const calls = {
  upload: ({ name, files, folder }) =>
    client.uploadArtifact(
      name,
      files.map((file) => join(folder, file)),
      folder,
    ),
  async list(call) {
    const { artifacts } = await client.listArtifacts(other(call))
    return { artifacts: artifacts.map(({ name, id, digest }) => ({ name, id, digest })) }
  },
  async download(call) {
    const { id, path, expectedHash } = call
    const { digestMismatch } = await client.downloadArtifact(id, { path, expectedHash, ...other(call) })
    const files = readdirSync(path).map((name) => [name, statSync(join(path, name)).size])
    return { digestMismatch, files: Object.fromEntries(files) }
  },
  delete: ({ name }) => client.deleteArtifact(name),
}

const results = []
for (const call of JSON.parse(process.argv[2] ?? '[]')) {
  results.push(await calls[call.do](call).catch((error) => ({ error: error.message })))
}
process.stdout.write(`\n${JSON.stringify(results)}\n`)
