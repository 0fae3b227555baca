import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { z } from 'zod'
import { tokenOf } from '../http/caller.ts'
import { signedUrl } from '../http/signed.ts'
import type { Room } from '../state/room.ts'
import type { Artifact } from '../state/things.ts'
import type { World } from '../state/world.ts'
import { artifactFile } from './files.ts'
import { type JobIdentity, readRuntimeToken } from './token.ts'

/** A refusal in the words of Twirp, the protocol that `@actions/artifact` speaks. */
class TwirpError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

interface Job extends JobIdentity {
  world: World
  room: Room
}

const prefix = '/twirp/github.actions.results.api.v1.ArtifactService/'
const ninetyDays = 90 * 24 * 3600 * 1000

/** The artifact service: Twirp over JSON, scoped to the run that the runtime token names. */
export async function serveArtifactService(world: World, request: Request): Promise<Response> {
  try {
    const job = jobOf(world, request)
    const path = new URL(request.url).pathname
    const method = path.startsWith(prefix) ? methods.get(path.slice(prefix.length)) : undefined
    if (!method) throw new TwirpError(404, 'bad_route', `no handler for path ${path}`)
    const body: unknown = JSON.parse(await request.text())
    refuseOtherRun(job, body)
    return Response.json(await method(job, body))
  } catch (error) {
    if (error instanceof TwirpError) {
      return Response.json({ code: error.code, msg: error.message }, { status: error.status })
    }
    if (error instanceof z.ZodError || error instanceof SyntaxError) {
      return Response.json({ code: 'malformed', msg: error.message }, { status: 400 })
    }
    throw error
  }
}

function jobOf(world: World, request: Request): Job {
  const token = tokenOf(request.headers.get('authorization'))
  const identity = token === undefined ? undefined : readRuntimeToken(world, token)
  if (!identity) throw new TwirpError(401, 'unauthenticated', 'runtime token is missing or not valid')
  const room = [...world.rooms.values()].find(({ runs }) => runs.get(identity.run))
  if (!room) throw new TwirpError(404, 'not_found', 'workflow run not found')
  return { world, room, ...identity }
}

const runOf = z.object({ workflow_run_backend_id: z.string() })

function refuseOtherRun({ run }: Job, body: unknown): void {
  if (runOf.parse(body).workflow_run_backend_id === String(run)) return
  throw new TwirpError(403, 'permission_denied', 'the token does not belong to this workflow run')
}

const named = z.object({ name: z.string().min(1) })
const createBody = named.extend({
  expires_at: z.iso.datetime({ offset: true }).optional(),
  mime_type: z.string().default('application/zip'),
})
const finalizeBody = named.extend({ size: z.string().regex(/^\d+$/), hash: z.string().optional() })
const listBody = z.object({ name_filter: z.string().optional(), id_filter: z.string().optional() })

const methods = new Map<string, (job: Job, body: unknown) => Promise<Record<string, unknown>>>([
  ['CreateArtifact', create],
  ['FinalizeArtifact', finalize],
  ['ListArtifacts', list],
  ['GetSignedArtifactURL', address],
  ['DeleteArtifact', remove],
])

const ofRun = ({ room, run }: Job): Artifact[] =>
  room.artifacts.all().filter((artifact) => artifact.run === run)

function find(job: Job, name: string, finished: boolean): Artifact {
  const artifact = ofRun(job).find((one) => one.name === name && one.finished === finished)
  if (!artifact) throw new TwirpError(404, 'not_found', `artifact ${name} not found`)
  return artifact
}

const storage = ({ world, room }: Job, { id }: Artifact) =>
  signedUrl(world, `${room.fullName}/artifact/${id}`)

async function create(job: Job, body: unknown) {
  const { world, room, run, job: name } = job
  const wanted = createBody.parse(body)
  const same = ofRun(job).find((one) => one.name === wanted.name)
  if (same?.finished) {
    const message = 'an artifact with this name already exists on the workflow run'
    throw new TwirpError(409, 'already_exists', message)
  }
  const now = world.now()
  const artifact = room.artifacts.put({
    id: same?.id ?? world.nextId(),
    run,
    job: name,
    name: wanted.name,
    mimeType: wanted.mime_type,
    size: 0,
    digest: null,
    finished: false,
    createdAt: now,
    expiresAt: wanted.expires_at ?? new Date(Date.parse(now) + ninetyDays).toISOString(),
  })
  return { ok: true, signed_upload_url: storage(job, artifact) }
}

async function finalize(job: Job, body: unknown) {
  const { name, size, hash } = finalizeBody.parse(body)
  const artifact = find(job, name, false)
  const bytes = await readFile(artifactFile(job.room, artifact.id)).catch(() => Buffer.alloc(0))
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  if (bytes.length !== Number(size) || (hash !== undefined && hash !== digest)) {
    throw new TwirpError(400, 'invalid_argument', 'what was uploaded has another size or digest')
  }
  job.room.artifacts.put({ ...artifact, size: bytes.length, digest, finished: true })
  return { ok: true, artifact_id: String(artifact.id) }
}

async function list(job: Job, body: unknown) {
  const { name_filter, id_filter } = listBody.parse(body)
  const artifacts = ofRun(job)
    .filter(({ finished }) => finished)
    .filter(({ name }) => name_filter === undefined || name === name_filter)
    .filter(({ id }) => id_filter === undefined || String(id) === id_filter)
  return {
    artifacts: artifacts.map(({ id, job: name, size, createdAt, digest, ...artifact }) => ({
      workflow_run_backend_id: String(job.run),
      workflow_job_run_backend_id: name,
      database_id: String(id),
      name: artifact.name,
      size: String(size),
      created_at: createdAt,
      digest,
    })),
  }
}

async function address(job: Job, body: unknown) {
  return { signed_url: storage(job, find(job, named.parse(body).name, true)) }
}

async function remove(job: Job, body: unknown) {
  const { id } = find(job, named.parse(body).name, true)
  job.room.artifacts.remove(id)
  await rm(artifactFile(job.room, id), { force: true })
  return { ok: true, artifact_id: String(id) }
}
