import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { StandInStep } from './stand-in.ts'

/** Talks to the sandbox's artifact service the way `@actions/artifact` does, with the job's runtime token. */

const base = '/twirp/github.actions.results.api.v1.ArtifactService'

async function call<T>(step: StandInStep, method: string, body: object, schema: z.ZodType<T>): Promise<T> {
  const { job } = step
  const response = await fetch(`${job.host.world.urls.api}${base}/${method}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${job.actionEnv.get('ACTIONS_RUNTIME_TOKEN')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      workflow_run_backend_id: String(job.run.id),
      workflow_job_run_backend_id: String(job.record.job.id),
      ...body,
    }),
    signal: step.signal,
  })
  const answer: unknown = await response.json()
  if (response.ok) return schema.parse(answer)
  const { msg } = z.looseObject({ msg: z.string().default(response.statusText) }).parse(answer)
  throw new Error(
    `Failed to ${method}: Received non-retryable error: Failed request: (${response.status}) ${msg}`,
  )
}

export interface Uploaded {
  id: string
  digest: string
  size: number
}

export async function upload(
  step: StandInStep,
  { name, zip, expires }: { name: string; zip: Buffer; expires: string | undefined },
): Promise<Uploaded> {
  const made = await call(
    step,
    'CreateArtifact',
    { name, version: 7, mime_type: 'application/zip', ...(expires ? { expires_at: expires } : {}) },
    z.object({ signed_upload_url: z.string() }),
  )
  const stored = await fetch(made.signed_upload_url, {
    method: 'PUT',
    body: new Uint8Array(zip),
    signal: step.signal,
  })
  if (!stored.ok) throw new Error(`the artifact could not be stored: ${stored.status}`)
  const digest = createHash('sha256').update(zip).digest('hex')
  const { artifact_id: id } = await call(
    step,
    'FinalizeArtifact',
    { name, size: String(zip.length), hash: `sha256:${digest}` },
    z.object({ artifact_id: z.string() }),
  )
  return { id, digest, size: zip.length }
}

export async function remove(step: StandInStep, name: string): Promise<void> {
  const { artifacts } = await list(step, name)
  if (artifacts.length > 0) await call(step, 'DeleteArtifact', { name }, z.looseObject({}))
}

export interface Listed {
  id: number
  name: string
  digest: string | null
}

const listed = z.object({
  artifacts: z.array(z.object({ database_id: z.string(), name: z.string(), digest: z.string().nullable() })),
})

/** Artifacts of the job's own run. */
export async function list(step: StandInStep, name?: string): Promise<{ artifacts: Listed[] }> {
  const { artifacts } = await call(
    step,
    'ListArtifacts',
    name === undefined ? {} : { name_filter: name },
    listed,
  )
  return { artifacts: artifacts.map(({ database_id, ...rest }) => ({ ...rest, id: Number(database_id) })) }
}

export async function download(step: StandInStep, name: string): Promise<Buffer> {
  const answer = await call(step, 'GetSignedArtifactURL', { name }, z.object({ signed_url: z.string() }))
  return bytes(await fetch(answer.signed_url, { signal: step.signal }))
}

/** Artifacts of another run, by the REST API with a token that may read it. */
export async function listOfRun(
  step: StandInStep,
  { repository, run, token }: { repository: string; run: string; token: string },
): Promise<Listed[]> {
  const page = z.object({
    artifacts: z.array(z.object({ id: z.number(), name: z.string(), digest: z.string().nullable() })),
  })
  const url = `${step.job.host.world.urls.api}/repos/${repository}/actions/runs/${run}/artifacts?per_page=100`
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: step.signal })
  if (!response.ok) throw new Error(`Unable to list artifacts: ${response.status} ${await response.text()}`)
  return page.parse(await response.json()).artifacts
}

export async function downloadById(
  step: StandInStep,
  { repository, id, token }: { repository: string; id: number; token: string },
): Promise<Buffer> {
  const url = `${step.job.host.world.urls.api}/repos/${repository}/actions/artifacts/${id}/zip`
  return bytes(await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: step.signal }))
}

async function bytes(response: Response): Promise<Buffer> {
  if (!response.ok)
    throw new Error(`Unable to download artifact: ${response.status} ${await response.text()}`)
  return Buffer.from(await response.arrayBuffer())
}
