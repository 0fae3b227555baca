import { generateKeyPairSync, type KeyObject, randomBytes, randomUUID, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Claims of a job, as GitHub's issuer makes them; times, audience and issuer are added when a token is asked for. */
export type Claims = Readonly<Record<string, string>>

/** What a job is given to ask for an OIDC token. */
export interface Admission {
  /** `ACTIONS_ID_TOKEN_REQUEST_URL`. */
  url: string
  /** `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. */
  token: string
  end(): void
}

/** An issuer of OIDC tokens on this machine, with its discovery document and keys, as `token.actions.githubusercontent.com` is. */
export interface Issuer {
  admit(claims: Claims, audience: string): Promise<Admission>
  close(): Promise<void>
}

const lifetime = 300

/** The server and its key are made when the first job asks. */
export function openIssuer(clock: () => Date): Issuer {
  const admitted = new Map<string, { claims: Claims; audience: string }>()
  let starting: Promise<{ server: Server; url: string }> | undefined

  return {
    async admit(claims, audience) {
      starting ??= startServer(admitted, clock)
      const { url } = await starting
      const token = randomBytes(24).toString('base64url')
      admitted.set(token, { claims, audience })
      return { url: `${url}/token?api-version=2.0`, token, end: () => void admitted.delete(token) }
    },
    async close() {
      const server = (await starting)?.server
      server?.closeAllConnections()
      if (server) await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function startServer(
  admitted: ReadonlyMap<string, { claims: Claims; audience: string }>,
  clock: () => Date,
): Promise<{ server: Server; url: string }> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const kid = randomUUID()
  let url = ''
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', url)
    if (asked.pathname === '/.well-known/openid-configuration') return answer(response, 200, discovery(url))
    if (asked.pathname === '/.well-known/jwks') {
      const key = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }
      return answer(response, 200, { keys: [key] })
    }
    const known = admitted.get(bearer(request))
    if (asked.pathname !== '/token' || !known) return answer(response, 401, { message: 'Unauthorized' })
    const audience = asked.searchParams.get('audience') ?? known.audience
    const now = Math.floor(clock().getTime() / 1000)
    const claims = {
      jti: randomUUID(),
      aud: audience,
      iss: url,
      nbf: now - 600,
      iat: now,
      exp: now + lifetime,
    }
    const value = jwt({ ...known.claims, ...claims }, { privateKey, kid })
    return answer(response, 200, { count: value.length, value })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { server, url }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

const bearer = (request: IncomingMessage): string =>
  /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''

const discovery = (url: string) => ({
  issuer: url,
  jwks_uri: `${url}/.well-known/jwks`,
  subject_types_supported: ['public', 'pairwise'],
  response_types_supported: ['id_token'],
  id_token_signing_alg_values_supported: ['RS256'],
  scopes_supported: ['openid'],
})

function jwt(claims: object, { privateKey, kid }: { privateKey: KeyObject; kid: string }): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${encode({ typ: 'JWT', alg: 'RS256', kid })}.${encode(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
}
