import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { messageOf, UserError } from '../../src/project/problem.ts'
import { liveScript } from '../pages/live.ts'
import { type Deed, type Done, isDeed } from './deeds.ts'
import { type Guarded, guard, refuse } from './guard.ts'

export interface PagesServer {
  url: string
  close(): Promise<void>
}

export interface Served {
  /** A page by its file's name; undefined when there is none. */
  page(name: string): Promise<string | undefined>
  /** Another text whenever something has changed. */
  changes(): string
  act(deed: Deed, form: Readonly<Record<string, string>>): Promise<Done>
  /** What pages and refusals are framed in. */
  notice(title: string, words: string): string
  /** Waits until nothing runs. */
  settled(): Promise<void>
  key: string
}

/** Serves pages and takes their forms, on 127.0.0.1 only. */
export async function servePages(served: Served, port: number): Promise<PagesServer> {
  const server = createServer((request, response) => {
    void answer(served, request, response).catch((error) => {
      send(response, { status: 500, body: `The sandbox failed: ${messageOf(error)}\n` })
    })
  })
  await listen(server, port)
  const at = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${at}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A port that is taken gives way to a free one. */
async function listen(server: Server, port: number): Promise<void> {
  const on = (wanted: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  await on(port).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    return on(0)
  })
}

async function answer(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const guarded = guard(request, served.key)
  if ('refusal' in guarded) return refuse(response, guarded.refusal)
  const name = new URL(request.url ?? '/', 'http://127.0.0.1').pathname.slice(1)
  if (request.method === 'POST') return take(served, { name, request, response, guarded })
  if (request.method !== 'GET') return refuse(response, { status: 405, words: 'Only GET and POST' })
  if (name === 'live.js') return send(response, { body: liveScript, type: 'text/javascript' })
  if (name === 'changes') return send(response, { body: served.changes() })
  if (name === 'settled') {
    await served.settled()
    return send(response, { body: '' })
  }
  const page = await served.page(name === '' ? 'index.html' : name)
  if (page !== undefined) return send(response, { body: page, type: 'text/html' })
  send(response, {
    status: 404,
    body: served.notice('Not found', `There is no page ${name}.`),
    type: 'text/html',
  })
}

interface Posted {
  name: string
  request: IncomingMessage
  response: ServerResponse
  guarded: Guarded
}

/** A form of a browser leads to the page that shows what came of it; whoever has the key is told in words. */
async function take(served: Served, { name, request, response, guarded }: Posted): Promise<void> {
  const deed = name.replace(/^do\//, '')
  if (!isDeed(deed)) return refuse(response, { status: 404, words: `There is no form ${name}` })
  const form = Object.fromEntries(new URLSearchParams(await bodyOf(request)))
  try {
    const done = await served.act(deed, form)
    if (guarded.by === 'key') return send(response, { body: JSON.stringify(done), type: 'application/json' })
    response.writeHead(303, { location: `/${done.page}` }).end()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    if (guarded.by === 'key') return send(response, { status: 422, body: error.message })
    const body = served.notice('That was not done', error.message)
    send(response, { status: 422, body, type: 'text/html' })
  }
}

const largest = 1_000_000

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largest) throw new Error('the form is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function send(
  response: ServerResponse,
  { status = 200, body, type = 'text/plain' }: { status?: number; body: string; type?: string },
): void {
  response
    .writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin',
    })
    .end(body)
}
