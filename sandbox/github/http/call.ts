import type { z } from 'zod'
import type { Route } from '../route-list.ts'
import type { Room } from '../state/room.ts'
import type { World } from '../state/world.ts'
import { type Answer, Refusal } from './answer.ts'
import type { Caller, Needs } from './caller.ts'
import type { Standing } from './limits.ts'

/** One request, as a handler sees it. */
export interface Call {
  world: World
  caller: Caller
  /** What the caller may still ask in this hour. */
  standing: Standing
  /** A value from the route's template, decoded. */
  param(name: string): string
  /** With the query. */
  url: URL
  query(name: string): string | undefined
  headers: Headers
  bytes(): Promise<Uint8Array>
  /** The JSON body, read with a schema; 400 or 422 when it does not fit. */
  body<T>(schema: z.ZodType<T>): Promise<T>
}

/** A call below `/repos/{owner}/{repo}`, whose repository is there and may be seen. */
export interface RoomCall extends Call {
  room: Room
}

export type Endpoint =
  | { needs: Needs; handle(call: RoomCall): Answer | Promise<Answer> }
  /** Outside a repository: the handler looks itself who asks. */
  | { needs: 'nothing'; handle(call: Call): Answer | Promise<Answer> }

/** The routes of one subject. */
export type Endpoints = Partial<Record<Route, Endpoint>>

/** Reads a JSON body the way GitHub does: other properties are ignored, what is wrong is named. */
export function parseBody<T>(text: string, schema: z.ZodType<T>): T {
  let value: unknown
  try {
    value = text === '' ? {} : JSON.parse(text)
  } catch {
    throw new Refusal(400, 'Problems parsing JSON')
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const wrong = result.error.issues.map(({ path, message, code, ...issue }) => {
    const name = path.map(String).join('.')
    const missing = code === 'invalid_type' && !('input' in issue && issue.input !== undefined)
    return missing && message.includes('undefined') ? `"${name}" wasn't supplied.` : `"${name}": ${message}`
  })
  throw new Refusal(422, `Invalid request.\n\n${wrong.join('\n')}`)
}
