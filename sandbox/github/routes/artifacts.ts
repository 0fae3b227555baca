import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { found, noContent, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { page } from '../http/pages.ts'
import { signedUrl } from '../http/signed.ts'
import { showArtifact } from '../shapes/run.ts'
import type { Artifact } from '../state/things.ts'

const reads = { role: 'read', scopes: ['actions:read'] } as const
const base = '/repos/{owner}/{repo}/actions'

export const artifacts = {
  [`GET ${base}/runs/{run_id}/artifacts`]: { needs: reads, handle: listOfRun },
  [`GET ${base}/artifacts`]: { needs: reads, handle: listAll },
  [`GET ${base}/artifacts/{artifact_id}`]: { needs: reads, handle: getArtifact },
  [`DELETE ${base}/artifacts/{artifact_id}`]: {
    needs: { role: 'write', scopes: ['actions:write'] },
    handle: deleteArtifact,
  },
  [`GET ${base}/artifacts/{artifact_id}/{archive_format}`]: { needs: reads, handle: download },
} as const satisfies Endpoints

function list(call: RoomCall, all: readonly Artifact[]) {
  const { world, room, url, query } = call
  const name = query('name')
  const items = all.filter((artifact) => artifact.finished && (!name || artifact.name === name))
  return page({
    url,
    items: items.toReversed(),
    show: (artifact) => showArtifact(world, room, artifact),
    wrap: (shown, total) => ({ total_count: total, artifacts: shown }),
  })
}

function listAll(call: RoomCall) {
  return list(call, call.room.artifacts.all())
}

function listOfRun(call: RoomCall) {
  const run = found(call.room.runs.get(Number(call.param('run_id'))))
  return list(
    call,
    call.room.artifacts.all().filter((artifact) => artifact.run === run.id),
  )
}

function artifactHere({ room, param }: RoomCall): Artifact {
  const artifact = room.artifacts.get(Number(param('artifact_id')))
  return found(artifact?.finished ? artifact : undefined)
}

function getArtifact(call: RoomCall) {
  return ok(showArtifact(call.world, call.room, artifactHere(call)))
}

async function deleteArtifact(call: RoomCall) {
  const { id } = artifactHere(call)
  call.room.artifacts.remove(id)
  await rm(join(call.room.files, String(id)), { force: true })
  return noContent
}

function download(call: RoomCall) {
  const { world, room, param } = call
  if (param('archive_format') !== 'zip') throw new Refusal(422, 'archive_format must be zip')
  const artifact = artifactHere(call)
  if (Date.parse(artifact.expiresAt) <= world.clock().getTime())
    throw new Refusal(410, 'Artifact has expired')
  const location = signedUrl(world, `${room.fullName}/artifact/${artifact.id}`)
  return { status: 302, headers: { location } }
}
