import { createHmac } from 'node:crypto'
import type { World } from '../state/world.ts'

/** Whose artifacts a job may touch: those of its own run. */
export interface JobIdentity {
  run: number
  job: string
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const sign = (world: World, text: string): string =>
  createHmac('sha256', world.secret).update(text).digest('base64url')

/** The token that a runner hands to its actions as `ACTIONS_RUNTIME_TOKEN`. */
export function runtimeToken(world: World, { run, job }: JobIdentity): string {
  const scope = `Actions.Results:${run}:${job.replace(/[^\w.-]/g, '-')}`
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ scp: scope, exp: 4102444800 })}`
  return `${text}.${sign(world, text)}`
}

/** The job behind a runtime token, undefined for one that is not ours. */
export function readRuntimeToken(world: World, token: string): JobIdentity | undefined {
  const [head = '', body = '', signature = ''] = token.split('.')
  if (sign(world, `${head}.${body}`) !== signature) return undefined
  const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
  const scope = typeof claims === 'object' && claims !== null && 'scp' in claims ? String(claims.scp) : ''
  const [, run, job] = /^Actions\.Results:(\d+):(.+)$/.exec(scope) ?? []
  return run && job ? { run: Number(run), job } : undefined
}
