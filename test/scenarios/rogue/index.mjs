// Any job of a run can list, delete and replace the run's artifacts, whatever the permissions of its token.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DefaultArtifactClient } from '@actions/artifact'

const { INPUT_NAME: name, INPUT_FOLDER: folder } = process.env
const client = new DefaultArtifactClient()
const { artifacts } = await client.listArtifacts()
if (artifacts.some((artifact) => artifact.name === name)) await client.deleteArtifact(name)
const files = readdirSync(folder, { recursive: true })
  .map((path) => join(folder, path))
  .filter((path) => statSync(path).isFile())
await client.uploadArtifact(name, files, folder)
