import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { type Problem, UserError } from '../../project/problem.ts'
import { boundedBy } from '../bounded.ts'
import { matcher } from '../glob.ts'
import { type Address, nameOf } from './address.ts'
import { parseListing, type S3Settings, s3Url, signed } from './s3.ts'

/** A file that was downloaded. */
export interface FetchedFile {
  /** Its address, without a query. */
  path: string
  absolute: string
}

export interface FetchOptions {
  /** Where the files go. */
  folder: string
  s3: S3Settings
  ask?: typeof fetch
  now?: () => Date
  /** For each file. */
  limits?: { bytes: number; milliseconds: number }
  /** Before another attempt, in milliseconds. */
  pauses?: readonly number[]
}

const usual = { bytes: 50e9, milliseconds: 36e5 }
const mostRedirects = 5
const mostObjects = 10_000

/** Why an address could not be read; another attempt may help where the fault is not ours. */
class Refused extends Error {
  readonly problem: Omit<Problem, 'place'>
  readonly mayHelp: boolean
  constructor(problem: Omit<Problem, 'place'>, mayHelp = false) {
    super(problem.message)
    this.problem = problem
    this.mayHelp = mayHelp
  }
}

/**
 * Downloads what an address names. Pawl reads the bytes itself, and not through DuckDB: so the data version is that of the
 * very bytes that are validated, no SQL can reach an address, and no extension is needed. Only https is asked, at every redirect
 * too, but for an S3 endpoint of the environment. Throws a `UserError` that names the address without its query.
 */
export async function fetchFiles(address: Address, options: FetchOptions): Promise<FetchedFile[]> {
  const { folder } = options
  const fetched: FetchedFile[] = []
  const each = address.kind === 's3' ? await objectsOf(address, options) : [address]
  for (const one of each) {
    const path = nameOf(one)
    const absolute = join(folder, `file-${fetched.length}`)
    await attempt(path, options, () => download(one, absolute, options))
    fetched.push({ path, absolute })
  }
  return fetched
}

type S3Address = Extract<Address, { kind: 's3' }>

async function objectsOf(address: S3Address, options: FetchOptions): Promise<S3Address[]> {
  const { bucket, key: pattern } = address
  const first = pattern.search(/[*?]/)
  if (first < 0) return [address]
  const matches = matcher(pattern)
  const found: S3Address[] = []
  let next: string | undefined
  do {
    const query = {
      'list-type': '2',
      'encoding-type': 'url',
      prefix: pattern.slice(0, first),
      ...(next === undefined ? {} : { 'continuation-token': next }),
    }
    const page = await attempt(nameOf(address), options, async () => {
      const url = s3Url(options.s3, { bucket, query })
      const answer = await answerOf(url, options, { isS3: true, signal: AbortSignal.timeout(60_000) })
      return parseListing(await answer.text())
    })
    found.push(
      ...page.keys.filter((key) => !key.endsWith('/') && matches(key)).map((key) => ({ ...address, key })),
    )
    if (found.length > mostObjects)
      throw refusal(nameOf(address), {
        message: `matches more than ${mostObjects.toLocaleString('en-US')} objects`,
        hint: 'write fewer and larger files',
      })
    next = page.next
  } while (next !== undefined)
  if (found.length === 0)
    throw refusal(nameOf(address), { message: 'matches no object', hint: 'look at the prefix' })
  return found
}

async function attempt<T>(
  path: string,
  { pauses = [1000, 4000] }: FetchOptions,
  act: () => Promise<T>,
): Promise<T> {
  for (let tried = 0; ; tried++)
    try {
      return await act()
    } catch (error) {
      if (error instanceof UserError) throw error
      const refused = error instanceof Refused ? error : new Refused(networkProblem(error), true)
      const pause = pauses[tried]
      if (!refused.mayHelp || pause === undefined) throw refusal(path, refused.problem)
      await wait(pause)
    }
}

function refusal(path: string, problem: Omit<Problem, 'place'>): UserError {
  return new UserError({ place: { file: path }, ...problem })
}

/** The words of the cause are those of the system; a name or an address of ours may stand in them, a query does not. */
function networkProblem(error: unknown): Omit<Problem, 'place'> {
  const { cause } = error as { cause?: { code?: unknown } }
  const code = typeof cause?.code === 'string' ? ` (${cause.code})` : ''
  return {
    message: `cannot be downloaded${code}`,
    hint: 'the connection failed or was cut; try again',
  }
}

async function download(address: Address, target: string, options: FetchOptions): Promise<void> {
  const { bytes, milliseconds } = options.limits ?? usual
  const signal = AbortSignal.timeout(milliseconds)
  const isS3 = address.kind === 's3'
  const url = isS3 ? s3Url(options.s3, address) : address.url
  try {
    const { body } = await answerOf(url, options, { isS3, signal })
    if (!body) throw new Refused({ message: 'has no content', hint: 'look at the address' })
    const tooLarge = () =>
      new Refused({
        message: `is larger than ${Math.round(bytes / 1e9)} GB`,
        hint: 'split it into smaller files, or download it in a step before',
      })
    await pipeline(body, boundedBy(bytes, tooLarge), createWriteStream(target), { signal })
  } catch (error) {
    await rm(target, { force: true })
    if (!signal.aborted) throw error
    throw new Refused({
      message: `was not downloaded within ${Math.round(milliseconds / 1000)} s`,
      hint: 'split it into smaller files, or download it in a step before',
    })
  }
}

async function answerOf(
  start: URL,
  { ask = fetch, s3, now = () => new Date() }: FetchOptions,
  { isS3, signal }: { isS3: boolean; signal: AbortSignal },
): Promise<Response> {
  const usualHeaders = { 'accept-encoding': 'identity' }
  let at = start
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    if (at.protocol !== 'https:' && !(isS3 && at.origin === s3.endpoint?.origin))
      throw new Refused({ message: 'leads to an address that is not https', hint: 'name the last address' })
    const headers = isS3 ? signed(at, { settings: s3, now: now() }) : {}
    const answer = await ask(at, { redirect: 'manual', signal, headers: { ...usualHeaders, ...headers } })
    if (answer.ok) return answer
    await answer.body?.cancel()
    const next = answer.headers.get('location')
    // What was signed for one host is not sent to another.
    if (isS3 || answer.status > 399 || next === null || !URL.canParse(next, at.href))
      throw statusProblem(answer.status, isS3)
    at = new URL(next, at.href)
  }
  throw new Refused({ message: `leads on more than ${mostRedirects} times`, hint: 'name the last address' })
}

function statusProblem(status: number, isS3: boolean): Refused {
  const message = `cannot be downloaded: the server answers ${status}`
  if (status === 404) return new Refused({ message, hint: 'there is no such file; look at the address' })
  if (status === 401 || status === 403)
    return new Refused({
      message,
      hint: isS3
        ? 'set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION for somebody who may read it'
        : 'it is not public; download it in a step before, into the folder of dataset.yaml',
    })
  if (isS3 && status < 400)
    return new Refused({ message, hint: 'the bucket is in another region; set AWS_REGION' })
  return new Refused({ message, hint: 'try again later' }, status === 429 || status >= 500)
}
