import { createHash, createHmac } from 'node:crypto'

/** Where an S3 is and who asks it, as the environment's usual variables say. */
export interface S3Settings {
  region: string
  /** Of a service that is not Amazon's. */
  endpoint?: URL | undefined
  /** Without them only what is public can be read. */
  credentials?: { id: string; secret: string; session?: string | undefined } | undefined
}

/** Reads the variables that every S3 client reads. */
export function s3Settings(environment: Readonly<Record<string, string | undefined>>): S3Settings {
  const value = (...names: string[]): string | undefined =>
    names.map((name) => environment[name]).find((text) => text !== undefined && text !== '')
  const [id, secret] = [value('AWS_ACCESS_KEY_ID'), value('AWS_SECRET_ACCESS_KEY')]
  const endpoint = value('AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL')
  return {
    region: value('AWS_REGION', 'AWS_DEFAULT_REGION') ?? 'us-east-1',
    endpoint: endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint) : undefined,
    credentials:
      id === undefined || secret === undefined
        ? undefined
        : { id, secret, session: value('AWS_SESSION_TOKEN') },
  }
}

/** The address of an object, or of its bucket where there is no key. */
export function s3Url(
  { region, endpoint }: S3Settings,
  { bucket, key = '', query = {} }: { bucket: string; key?: string; query?: Record<string, string> },
): URL {
  // A certificate for *.s3.… covers no dots in the name of the bucket.
  const isInHost = endpoint === undefined && !bucket.includes('.')
  const host = isInHost
    ? `https://${bucket}.s3.${region}.amazonaws.com`
    : `https://s3.${region}.amazonaws.com`
  const url = endpoint === undefined ? new URL(host) : new URL(endpoint.href)
  const folder = url.pathname.replace(/\/$/, '')
  url.pathname = `${folder}${isInHost ? '' : `/${bucket}`}/${key.split('/').map(encoded).join('/')}`
  url.search = Object.entries(query)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&')
  return url
}

/**
 * The headers of a GET that is signed with AWS Signature Version 4 ("Authenticating Requests: Using the Authorization
 * Header", Amazon S3 API Reference); those given are signed too. Nothing is signed without credentials.
 */
export function signed(
  url: URL,
  { settings, now, headers = {} }: { settings: S3Settings; now: Date; headers?: Record<string, string> },
): Record<string, string> {
  const { credentials, region } = settings
  if (!credentials) return headers
  const stamp = now.toISOString().replace(/[:-]|\.\d{3}/g, '')
  const day = stamp.slice(0, 8)
  const sent: Record<string, string> = {
    ...headers,
    'x-amz-content-sha256': sha256(''),
    'x-amz-date': stamp,
    ...(credentials.session === undefined ? {} : { 'x-amz-security-token': credentials.session }),
  }
  const all = Object.entries({ ...sent, host: url.host }).sort(([a], [b]) => (a < b ? -1 : 1))
  const names = all.map(([name]) => name).join(';')
  const request = [
    'GET',
    url.pathname,
    url.search.slice(1),
    ...all.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    sha256(''),
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(request)].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${credentials.secret}`,
  )
  const signature = hmac(key, text).toString('hex')
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.id}/${scope},SignedHeaders=${names},Signature=${signature}`,
  }
}

/** One page of a list of objects, which was asked for with `encoding-type=url`, so that keys hold no markup. */
export function parseListing(xml: string): { keys: string[]; next: string | undefined } {
  const texts = (tag: string): string[] =>
    [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, text = '']) => text)
  const [next] = texts('NextContinuationToken')
  return {
    keys: texts('Key').map((key) => decodeURIComponent(key.replaceAll('+', ' '))),
    next: next?.replaceAll('&amp;', '&'),
  }
}

/** As the signature wants it: RFC 3986, everything but letters, digits and `-._~`. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
