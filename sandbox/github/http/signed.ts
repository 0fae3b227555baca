import { createHmac, timingSafeEqual } from 'node:crypto'
import type { World } from '../state/world.ts'

/** Addresses that are good for a while without a token, as GitHub hands them out for artifacts and assets. */

const lifetime = 10 * 60 * 1000

const signature = (world: World, text: string): string =>
  createHmac('sha256', world.secret).update(text).digest('base64url')

/** Address of a path below `/signed/` with its time of expiry and signature. */
export function signedUrl(world: World, path: string): string {
  const expires = String(Date.now() + lifetime)
  const sig = signature(world, `${path} ${expires}`)
  return `${world.urls.api}/signed/${path}?${new URLSearchParams({ expires, sig })}`
}

/** Whether an address below `/signed/` was made by us and is still good. */
export function isSigned(world: World, path: string, query: URLSearchParams): boolean {
  const expires = query.get('expires') ?? ''
  const given = Buffer.from(query.get('sig') ?? '')
  const wanted = Buffer.from(signature(world, `${path} ${expires}`))
  return Number(expires) > Date.now() && given.length === wanted.length && timingSafeEqual(given, wanted)
}
