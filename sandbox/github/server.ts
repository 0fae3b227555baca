import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { type Context, Hono } from 'hono'
import { serveDownload, serveSigned } from './artifacts/files.ts'
import { serveArtifactService } from './artifacts/service.ts'
import { gitPath, serveGit } from './git-http.ts'
import { type Answer, Refusal, refusalBody } from './http/answer.ts'
import { type Call, type Endpoint, parseBody } from './http/call.ts'
import { authorize, callerOf, tokenOf } from './http/caller.ts'
import type { Fault, Faults, SeenRequest } from './http/faults.ts'
import { type Limits, limitHeaders, type Standing } from './http/limits.ts'
import { type Route, routes } from './route-list.ts'
import { endpoints } from './routes.ts'
import { roomOf, type World } from './state/world.ts'

/** A request and what became of it; status 0 when the connection was dropped. */
export interface RequestRecord extends SeenRequest {
  status: number
}

export interface Service {
  world: World
  faults: Faults
  limits: Limits
  requests: RequestRecord[]
}

type Request = Context<{ Bindings: HttpBindings }>

/** The whole server: REST API, git over HTTP, artifact service and downloads. */
export function createApp(service: Service): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  const { world } = service
  for (const route of byPrecision(routes)) {
    const [method = '', template = ''] = route.split(' ')
    for (const path of honoPaths(template)) {
      app.on(method, path, (c) => framed(service, c, route, () => serveRoute(service, c, endpoints[route])))
    }
  }
  app.all('/signed/*', (c) => framed(service, c, undefined, () => serveSigned(world, c.req.raw)))
  app.all('/twirp/*', (c) => framed(service, c, undefined, () => serveArtifactService(world, c.req.raw)))
  app.get('/:owner/:repo/releases/download/:tag/:name', (c) =>
    framed(service, c, undefined, () => serveDownload(world, c.req.raw, c.req.param())),
  )
  app.all('*', (c) =>
    framed(service, c, undefined, async () => {
      const path = new URL(c.req.url).pathname
      const git = gitPath(path)
      if (git) return serveGit(world, c.req.raw, git)
      throw new Refusal(501, `The sandbox does not know ${c.req.method} ${path}`)
    }),
  )
  return app
}

/** Routes with more fixed parts come first: `issues/comments` is not the issue of number "comments". */
function byPrecision(all: readonly Route[]): Route[] {
  const fixed = (route: Route) => route.split('/').filter((part) => !part.startsWith('{')).length
  return all.toSorted((a, b) => fixed(b) - fixed(a))
}

/** Values that may hold slashes. */
const deep = new Set(['path', 'ref', 'basehead', 'branch', 'tag', 'name'])

function honoPaths(template: string): string[] {
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    deep.has(name) ? `:${name}{.+}` : `:${name}`,
  )
  // The root of the repository is a folder too.
  const root = path.replace('/:path{.+}', '')
  return template.endsWith('/contents/{path}') ? [path, root, `${root}/`] : [path]
}

/** What is common to all requests: the record, the faults of tests, refusals as JSON. */
async function framed(
  { faults, requests }: Service,
  c: Request,
  route: Route | undefined,
  work: () => Promise<Response>,
): Promise<Response> {
  const { pathname, search } = new URL(c.req.url)
  const token = tokenOf(c.req.header('authorization') ?? null)
  const seen: RequestRecord = { method: c.req.method, path: pathname + search, route, token, status: 0 }
  requests.push(seen)
  const before = await suffer(c, faults.strike(seen, 'before'))
  if (before) return finish(seen, before)
  const response = await work().catch(refused)
  const after = await suffer(c, faults.strike(seen, 'after'))
  return finish(seen, after ?? response)
}

function finish(seen: RequestRecord, response: Response): Response {
  seen.status = response === RESPONSE_ALREADY_SENT ? 0 : response.status
  return response
}

/** Lets faults happen; gives the response that one of them puts in place of the true one. */
async function suffer(c: Request, faults: readonly Fault['do'][]): Promise<Response | undefined> {
  for (const fault of faults) {
    if (fault === 'drop') {
      c.env.incoming.socket.destroy()
      return RESPONSE_ALREADY_SENT
    }
    if ('delay' in fault) await new Promise((resolve) => setTimeout(resolve, fault.delay))
    else return respond({ status: fault.status, body: fault.body, headers: fault.headers ?? {} })
  }
  return undefined
}

function refused(error: unknown): Response {
  if (error instanceof Refusal) {
    return respond({ status: error.status, body: refusalBody(error), headers: error.headers })
  }
  // A mistake of the sandbox itself must be seen by whoever runs the test.
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return respond({ status: 500, body: { message: `The sandbox failed: ${message}` } })
}

function respond({ status, body, bytes, headers = {} }: Answer, more: Record<string, string> = {}): Response {
  const json = body === undefined ? null : JSON.stringify(body)
  const type = json === null ? {} : { 'content-type': 'application/json; charset=utf-8' }
  const content = bytes ? Buffer.from(bytes) : json
  return new Response(content, { status, headers: { ...type, ...more, ...headers } })
}

async function serveRoute({ world, limits }: Service, c: Request, endpoint: Endpoint): Promise<Response> {
  const caller = callerOf(world, tokenOf(c.req.header('authorization') ?? null))
  const isFree = c.req.path === '/rate_limit'
  let standing: Standing
  try {
    standing = isFree ? limits.standing(caller) : limits.count(caller)
  } catch (error) {
    return withHeaders(refused(error), limitHeaders(limits.standing(caller)))
  }
  const call = callOf(world, c, { caller, standing })
  const answer = await answerOf(call, endpoint, c.req.method !== 'GET').catch(refused)
  const response = answer instanceof Response ? answer : respond(answer)
  return withHeaders(response, limitHeaders(standing))
}

function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

function callOf(world: World, c: Request, { caller, standing }: Pick<Call, 'caller' | 'standing'>): Call {
  // Links in answers lead to where the sandbox listens, whatever name the client used.
  const requested = new URL(c.req.url)
  const url = new URL(requested.pathname + requested.search, world.urls.api)
  return {
    world,
    caller,
    standing,
    url,
    headers: c.req.raw.headers,
    param: (name) => c.req.param(name) ?? '',
    query: (name) => url.searchParams.get(name) ?? undefined,
    bytes: async () => new Uint8Array(await c.req.arrayBuffer()),
    body: async (schema) => parseBody(await c.req.text(), schema),
  }
}

async function answerOf(call: Call, endpoint: Endpoint, changes: boolean): Promise<Answer> {
  if (endpoint.needs === 'nothing') return endpoint.handle(call)
  const room = roomOf(call.world, `${call.param('owner')}/${call.param('repo')}`)
  if (!room) throw new Refusal(404, 'Not Found')
  authorize(room, call.caller, endpoint.needs)
  const work = async () => endpoint.handle({ ...call, room })
  return changes ? room.alone(work) : work()
}
