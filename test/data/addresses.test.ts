import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Fetch, fetchOnce } from '../../src/data/addresses/fetch-once.ts'
import { parseListing, s3Settings, s3Url, signed } from '../../src/data/addresses/s3.ts'
import { withDatabase } from '../../src/data/database.ts'
import { dataVersion, inspectFiles } from '../../src/data/files.ts'
import { openDataset } from '../../src/data/open.ts'
import { digestOf } from '../../src/project/digest.ts'
import { messageOf } from '../../src/project/problem.ts'
import { cellsOf, parquet, repository } from './repository.ts'

const ab = { columns: { a: { type: 'integer' }, b: { type: 'string' } } } as const
const lines = 'a,b\n1,x\n2,y\n'

interface Server {
  fetch: Fetch
  asked: { url: string; headers: IncomingMessage['headers'] }[]
  folder: string
  origin: string
}

/** A server on this machine that answers for every https host, and a fetch that asks it. */
async function serving(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  { bytes = 1e6, milliseconds = 5000, environment = {} as Record<string, string>, useEndpoint = false } = {},
): Promise<Server> {
  const asked: Server['asked'] = []
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers })
    answer(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const folder = mkdtempSync(join(tmpdir(), 'pawl-addresses-'))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ask: typeof fetch = (url, options) => {
    const { pathname, search } = new URL(String(url))
    return fetch(`${origin}${pathname}${search}`, options)
  }
  const s3 = s3Settings({ ...environment, ...(useEndpoint ? { AWS_ENDPOINT_URL_S3: origin } : {}) })
  const limits = { bytes, milliseconds }
  return { fetch: fetchOnce(() => ({ folder, s3, ask, limits, pauses: [1] })), asked, folder, origin }
}

const sending = (bytes: string | Uint8Array) => (_: IncomingMessage, response: ServerResponse) => {
  response.end(bytes)
}

async function cellsAt(files: string | string[], { fetch }: Server, config = {}): Promise<string[][]> {
  const { root, dataset } = repository({}, { ...ab, files, ...config })
  const found = await inspectFiles(root, dataset, [], fetch)
  return withDatabase(async (database) =>
    cellsOf(database, await openDataset(database, { dataset, files: found })),
  )
}

const rows = [
  ['1', 'x'],
  ['2', 'y'],
]
/** Sends less than it said. */
function cut(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 99 }).write('a,b\n')
  setTimeout(() => response.destroy(), 10)
}

const refusal = (act: Promise<unknown>): Promise<string> => act.then(() => 'no refusal', messageOf)

describe('a file at an https address', () => {
  it('is read as one of the folder is, packed or not', async () => {
    expect(await cellsAt('https://data.test/a.csv', await serving(sending(lines)))).toEqual(rows)
    expect(await cellsAt('https://data.test/a.csv.gz', await serving(sending(gzipSync(lines))))).toEqual(rows)
    const folder = mkdtempSync(join(tmpdir(), 'pawl-parquet-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    await parquet(join(folder, 'a.parquet'), "SELECT * FROM (VALUES (1, 'x'), (2, 'y')) AS t(a, b)")
    const bytes = readFileSync(join(folder, 'a.parquet'))
    expect(await cellsAt('https://data.test/a.parquet', await serving(sending(bytes)))).toEqual(rows)
  })

  it('stands beside files of the folder, and gives columns by its own folders', async () => {
    const server = await serving(sending(lines))
    const { root, dataset, paths } = repository(
      { 'year=2025/b.csv': 'a,b\n0,w\n' },
      {
        columns: { ...ab.columns, year: { type: 'integer' } },
        files: ['**/*.csv', 'https://data.test/year=2026/a.csv'],
        partitions: true,
      },
    )
    const files = await inspectFiles(root, dataset, paths, server.fetch)
    const cells = await withDatabase(async (database) =>
      cellsOf(database, await openDataset(database, { dataset, files })),
    )
    expect(cells).toEqual([
      ['0', 'w', '2025'],
      ['1', 'x', '2026'],
      ['2', 'y', '2026'],
    ])
  })

  it('counts in the data version by its address without the query, and the digest of the bytes that were read', async () => {
    const server = await serving(sending(lines))
    const { root, dataset } = repository({}, { ...ab, files: 'https://data.test/a.csv?token=hidden' })
    const version = await dataVersion(dataset, await inspectFiles(root, dataset, [], server.fetch))
    expect(version.files).toEqual([
      { path: 'https://data.test/a.csv', bytes: lines.length, digest: digestOf(lines) },
    ])
    expect(server.asked.map(({ url }) => url)).toEqual(['/a.csv?token=hidden'])
  })

  it('is downloaded once, so that a program speaks of the same bytes throughout', async () => {
    const server = await serving(sending(lines))
    await cellsAt('https://data.test/a.csv', server)
    await cellsAt('https://data.test/a.csv', server)
    expect(server.asked.length).toBe(1)
  })

  it('may lead on to another https address, and to nothing else', async () => {
    const leading = (to: string) =>
      serving((request, response) => {
        if (request.url === '/a.csv') response.writeHead(302, { location: to }).end()
        else response.end(lines)
      })
    expect(await cellsAt('https://data.test/a.csv', await leading('/b'))).toEqual(rows)
    expect(await cellsAt('https://data.test/a.csv', await leading('https://other.test/b'))).toEqual(rows)
    for (const to of ['http://other.test/b', 'http://169.254.169.254/latest', 'file:///etc/passwd']) {
      const server = await leading(to)
      expect(await refusal(cellsAt('https://data.test/a.csv', server))).toBe(
        'https://data.test/a.csv: leads to an address that is not https (name the last address)',
      )
      expect(server.asked.length).toBe(1)
    }
    expect(await refusal(cellsAt('https://data.test/a.csv', await leading('/a.csv')))).toContain(
      'leads on more than 5 times',
    )
  })

  it.each<[string, (response: ServerResponse) => unknown, string, number]>([
    ['is gone', (r) => r.writeHead(404).end(), 'the server answers 404 (there is no such file', 1],
    ['is not public', (r) => r.writeHead(403).end(), 'the server answers 403 (it is not public', 1],
    ['has a server in trouble', (r) => r.writeHead(503).end(), 'the server answers 503 (try again later)', 2],
    ['is cut short', cut, 'cannot be downloaded', 2],
    ['has no bytes', (r) => r.end(), 'https://data.test/a.csv: is empty', 1],
    ['is too large', (r) => r.end('x'.repeat(2_000_000)), 'is larger than', 1],
    ['never ends', (r) => void r.write('a,b\n'), 'was not downloaded within 0 s', 1],
  ])('that %s is a clear error, and leaves nothing behind', async (_, answer, said, times) => {
    const server = await serving((_request, response) => void answer(response), { milliseconds: 300 })
    expect(await refusal(cellsAt('https://data.test/a.csv', server))).toContain(said)
    expect(server.asked.length).toBe(times)
    const left = readdirSync(server.folder, { recursive: true, encoding: 'utf8' })
    expect(left.filter((name) => name.includes('file-') && said.includes('larger'))).toEqual([])
  })

  it.each([
    ['http://data.test/a.csv', 'an address of kind http, which Pawl does not read'],
    ['gs://bucket/a.csv', 'an address of kind gs, which Pawl does not read'],
    ['https://ada:secret@data.test/a.csv', 'an address at data.test with a name or password in it'],
    ['https://data.test/*.csv', 'https://data.test/*.csv, which is not one file'],
    ['https://data.test/', 'which is not one file'],
    ['https://', 'an https address that is none'],
    ['s3://bucket', 'an s3 address that is none'],
  ])('%s is refused before anything is asked', async (address, said) => {
    const server = await serving(sending(lines))
    const message = await refusal(cellsAt(address, server))
    expect(message).toContain('data/rows/dataset.yaml: files names ')
    expect(message).toContain(said)
    expect(message).not.toContain('secret')
    expect(server.asked).toEqual([])
  })

  it('is asked without any token, and its query is in no message', async () => {
    const server = await serving((_, response) => void response.writeHead(403).end(), {
      environment: { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'key' },
    })
    const message = await refusal(cellsAt('https://data.test/a.csv?signature=hidden', server))
    expect(message).not.toContain('hidden')
    expect(Object.keys(server.asked[0]?.headers ?? {})).not.toContain('authorization')
  })
})

describe('objects of S3', () => {
  const environment = {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  }
  const settings = s3Settings(environment)
  const now = new Date('2013-05-24T00:00:00Z')

  // The examples of "Authenticating Requests: Using the Authorization Header" in the Amazon S3 API Reference.
  it('are asked for with the signatures of Amazon’s own examples', () => {
    const object = signed(new URL('https://examplebucket.s3.amazonaws.com/test.txt'), {
      settings,
      now,
      headers: { range: 'bytes=0-9' },
    })
    expect(object.authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    )
    const list = signed(new URL('https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J'), {
      settings,
      now,
    })
    expect(list.authorization).toContain(
      'Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    )
  })

  it('have the addresses that S3 gives them', () => {
    const at = (key: string, more = {}, bucket = 'rows') =>
      s3Url(s3Settings(more), { bucket, key, query: {} }).href
    expect(at("a b/ü+'(1).csv")).toBe('https://rows.s3.us-east-1.amazonaws.com/a%20b/%C3%BC%2B%27%281%29.csv')
    expect(at('a.csv', { AWS_REGION: 'eu-central-1' }, 'my.rows')).toBe(
      'https://s3.eu-central-1.amazonaws.com/my.rows/a.csv',
    )
    expect(at('a.csv', { AWS_ENDPOINT_URL_S3: 'http://minio:9000' })).toBe('http://minio:9000/rows/a.csv')
  })

  it('are read by name and by pattern, page after page', async () => {
    const pages = [
      '<Contents><Key>in/a%201.csv</Key></Contents><Contents><Key>in/</Key></Contents><NextContinuationToken>a&amp;b=</NextContinuationToken>',
      '<Contents><Key>in/b.csv</Key></Contents><Contents><Key>in/deep/c.csv</Key></Contents><Contents><Key>in/d.txt</Key></Contents>',
    ]
    const server = await serving(
      (request, response) => {
        const url = new URL(request.url ?? '', 'http://s3')
        if (!url.searchParams.has('list-type')) response.end(lines)
        else
          response.end(
            `<ListBucketResult>${pages[url.searchParams.get('continuation-token') === 'a&b=' ? 1 : 0]}</ListBucketResult>`,
          )
      },
      { environment: { ...environment, AWS_SESSION_TOKEN: 'session' }, useEndpoint: true },
    )
    expect(await cellsAt('s3://bucket/in/*.csv', server)).toEqual([...rows, ...rows])
    expect(server.asked.map(({ url }) => url.replace(/\?.*prefix=/, '?'))).toEqual([
      '/bucket/?in%2F',
      '/bucket/?in%2F',
      '/bucket/in/a%201.csv',
      '/bucket/in/b.csv',
    ])
    for (const { headers } of server.asked) {
      expect(headers.authorization).toMatch(
        /SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token/,
      )
      expect(headers['x-amz-security-token']).toBe('session')
    }
  })

  it('that may not be read say which variables are missing, and never what is in them', async () => {
    const server = await serving((_, response) => void response.writeHead(403).end(), {
      environment,
      useEndpoint: true,
    })
    const message = await refusal(cellsAt('s3://bucket/a.csv', server))
    expect(message).toBe(
      's3://bucket/a.csv: cannot be downloaded: the server answers 403 (set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION for somebody who may read it)',
    )
  })

  it('that lie in another region say so, and what was signed is sent nowhere else', async () => {
    const server = await serving(
      (_, response) => void response.writeHead(307, { location: 'https://evil.test/' }).end(),
      { environment, useEndpoint: true },
    )
    expect(await refusal(cellsAt('s3://bucket/a.csv', server))).toContain('set AWS_REGION')
    expect(server.asked.length).toBe(1)
  })

  it('that no key matches are an error', async () => {
    const server = await serving(sending('<ListBucketResult/>'), { useEndpoint: true })
    expect(await refusal(cellsAt('s3://bucket/in/*.csv', server))).toContain('matches no object')
  })

  it('have keys as they were written, with blanks and plus signs', () => {
    expect(parseListing('<Key>a+b%2Bc%3C.csv</Key>').keys).toEqual(['a b+c<.csv'])
  })
})

it('what was downloaded goes when the process ends', async () => {
  const { execFileSync } = await import('node:child_process')
  const program = `
    import { fetchInProcess } from ${JSON.stringify(join(import.meta.dirname, '../../src/data/addresses/fetch-once.ts'))}
    globalThis.fetch = async () => new Response('a,b\\n')
    const [file] = await fetchInProcess('https://data.test/a.csv')
    console.log(file.absolute)`
  const path = execFileSync('npx', ['tsx', '--input-type=module', '-e', program], { encoding: 'utf8' }).trim()
  expect(path).toMatch(/pawl-downloads-/)
  expect(existsSync(path)).toBe(false)
})
