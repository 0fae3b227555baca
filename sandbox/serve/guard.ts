import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Who sends a request: a page of this server in a browser, or somebody who can read the record of the sandbox. */
export interface Guarded {
  by: 'browser' | 'key'
}

export interface Refusal {
  status: number
  words: string
}

/**
 * Lets only this machine's own pages and commands in. A page from elsewhere that leads its name to 127.0.0.1 has another
 * Host; a form from elsewhere has another Origin, or none.
 */
export function guard(
  { method, headers, socket }: Pick<IncomingMessage, 'method' | 'headers' | 'socket'>,
  key: string,
): Guarded | { refusal: Refusal } {
  const hosts = ['127.0.0.1', 'localhost'].map((name) => `${name}:${socket.localPort}`)
  const { host = '', origin, authorization } = headers
  if (!hosts.includes(host)) return { refusal: { status: 403, words: 'This host is not served here' } }
  if (authorization !== undefined)
    return isKey(authorization, key)
      ? { by: 'key' }
      : { refusal: { status: 401, words: 'This is not the key of the sandbox that runs' } }
  if (method === 'GET') return { by: 'browser' }
  const site = headers['sec-fetch-site']
  const isOwn = origin === `http://${host}` && (site === undefined || site === 'same-origin')
  return isOwn
    ? { by: 'browser' }
    : { refusal: { status: 403, words: 'Forms come from the pages of the sandbox' } }
}

function isKey(authorization: string, key: string): boolean {
  const [given, wanted] = [Buffer.from(authorization), Buffer.from(`Bearer ${key}`)]
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

export function refuse(response: ServerResponse, { status, words }: Refusal): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${words}\n`)
}
